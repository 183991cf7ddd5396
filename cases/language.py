"""Words that carry blame, and what to say instead. A suggestion, never a condition: it blocks nothing and is not recorded."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

INSTEAD = {
    r"(?:drug |substance )?abus(?:e|er|ers|es|ing)": "use, or harmful use",
    r"addicts?": "person who uses drugs, or with a dependence",
    r"junk(?:ie|ies|y)": "person who uses drugs",
    r"druggies?": "person who uses drugs",
    r"alcoholics?": "person with alcohol dependence",
    r"habit": "use, or dependence",
    r"(?:get|got|stay|stayed|is|was|been|now) clean": "not using, in recovery",
    r"(?:clean|dirty) (?:urines?|samples?|tests?|screens?)": "negative or positive for the drug",
    r"dirty (?:needles?|works)": "used needles",
    r"non-?complian(?:t|ce)": "has not taken it as prescribed, and why",
    r"failed (?:detox|treatment|rehab|taper|reduction)": "the treatment did not help",
    r"drug[- ]seeking": "asking for relief, or for more medicine",
    r"manipulative": "what the person did, without the judgement",
    r"attention[- ]seeking": "what the person did, without the judgement",
    r"frequent flyers?": "comes often",
    r"committed suicide": "died by suicide",
    r"relapsed": "started using again",
    r"denies": "says they do not",
    r"prostitutes?": "person who sells sex",
    r"(?:heroin|crack) (?:babies|baby)": "baby exposed in the womb",
}
_PATTERNS = [(re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE), instead) for pattern, instead in INSTEAD.items()]


@dataclass(frozen=True, slots=True)
class Wording:
    """One word as it was written, the field it stands in, and what to say instead."""

    name: str
    words: str
    instead: str


def suggestions(texts: Mapping[str, str]) -> list[Wording]:
    """Return each word once per field, in the order of the page."""
    found = [
        Wording(name, match.group(), instead)
        for name, text in texts.items()
        for pattern, instead in _PATTERNS
        for match in pattern.finditer(text)
    ]
    return list({(w.name, w.words.lower()): w for w in found}.values())
