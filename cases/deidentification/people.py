"""One person, one placeholder: whoever is named several times is called the same each time: "the patient’s sister", "colleague A"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from .model import Finding
from .recognizers.context import RELATIVES
from .vocabulary import cues, fold

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_TITLES = cues("name_title", "clinical") | cues("name_title", "personal") | cues("name_title", "office")
_CLINICAL = cues("name_title", "clinical")
_BY_LABEL = {"NAME_PATIENT": "the patient", "NICKNAME": "the patient", "NAME_CLINICIAN": "colleague", "NAME_RELATIVE": "relative"}
# A label says more about a person than a later mention of the name alone.
_RANK = {"NAME_PATIENT": 0, "NAME_RELATIVE": 1, "NAME_CLINICIAN": 2, "NICKNAME": 3}
# Words of kinship that say who somebody is to the patient in one word.
_KIN = RELATIVES - {"ex", "nok", "partner", "widow", "widower", "older", "elder", "eldest", "younger", "youngest", "adopted", "foster", "fostered",
                    "baby", "babies", "children", "kids", "kid", "child", "parents", "sons", "daughters", "brothers", "sisters", "siblings", "twins", "twin"}  # fmt: skip
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_USED = re.compile(r"\b(?:colleague|person|relative|[a-z-]{3,20}) ([A-Z])\b")


@dataclass(slots=True)
class _Person:
    """Who is meant: the words of the name in every form, and what the surroundings say of them."""

    words: set[str]
    label: str
    kin: str = ""
    at: list[tuple[str, int]] = field(default_factory=list)

    @property
    def role(self) -> str:
        """What to call them, before a letter tells several apart."""
        if self.label == "NAME_RELATIVE" and self.kin:
            return f"the patient’s {self.kin}"
        return _BY_LABEL.get(self.label, "person")


def name_people(texts: Mapping[str, str], found: Mapping[str, Sequence[Finding]]) -> dict[str, list[Finding]]:
    """Return the findings with one placeholder for each person, whatever part of the name a mention holds."""
    people = _people(texts, found)
    called = _called(people, {letter for text in texts.values() for letter in _USED.findall(text)})
    settled = {name: list(findings) for name, findings in found.items()}
    for person, placeholder in zip(people, called, strict=True):
        for name, number in person.at:
            finding = settled[name][number]
            before = fold(texts[name][max(0, finding.start - 24) : finding.start]).rstrip()
            apart = person.kin and before.endswith(person.kin)
            words = f"({placeholder})" if apart else placeholder
            settled[name][number] = replace(finding, suggestion=_fitting(texts[name][: finding.start][-3:], words))
    return settled


def _fitting(before: str, words: str) -> str:
    """The words with a capital where a sentence opens."""
    opens = not before.strip() or before.rstrip(" ")[-1:] in ".!?\n"
    return words[:1].upper() + words[1:] if opens else words


def _people(texts: Mapping[str, str], found: Mapping[str, Sequence[Finding]]) -> list[_Person]:
    people: list[_Person] = []
    by_word: dict[str, _Person] = {}
    for name, findings in found.items():
        for number, finding in enumerate(findings):
            if not finding.label.startswith("NAME") and finding.label != "NICKNAME":
                continue
            text = texts[name]
            said = [fold(word) for word in _WORD.findall(text[finding.start : finding.end])]
            words = {word for word in said if word not in _TITLES and len(word) > 1} or set(said)
            label = "NAME_CLINICIAN" if finding.label == "NAME_OTHER" and said and said[0] in _CLINICAL else finding.label
            person = next((by_word[word] for word in sorted(words) if word in by_word), None)
            if person is None:
                person = _Person(set(), label)
                people.append(person)
            elif _RANK.get(label, 9) < _RANK.get(person.label, 9):
                person.label = label
            person.words |= words
            person.kin = person.kin or _kin_before(text, finding.start)
            person.at.append((name, number))
            by_word.update(dict.fromkeys(words, person))
    return people


def _kin_before(text: str, start: int) -> str:
    """The word of kinship directly in front of a name: "her sister Agnes", "her sister, Agnes"."""
    words = fold(text[max(0, start - 24) : start]).strip(" ,(:–-").split()
    return words[-1] if words and words[-1] in _KIN else ""


def _called(people: Sequence[_Person], used: set[str]) -> list[str]:
    """A placeholder for each: letters where a role is held by several, never one that the text uses already."""
    several = {role for role in (person.role for person in people) if sum(p.role == role for p in people) > 1}
    counts: dict[str, int] = {}
    free = [letter for letter in _LETTERS if letter not in used]
    called = []
    for person in people:
        role = person.role
        if role != "the patient" and (role in several or role in ("colleague", "person", "relative")):
            number = counts[role] = counts.get(role, -1) + 1
            role = f"{role} {free[number] if number < len(free) else number + 1}"
        called.append(role)
    return called
