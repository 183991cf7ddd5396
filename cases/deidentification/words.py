"""Which words are ordinary English: a list and the regular inflections, so that the list stays readable."""

from __future__ import annotations

from .vocabulary import load

_ENDINGS = (
    ("s", ("",)), ("es", ("",)), ("ies", ("y",)), ("ied", ("y",)), ("ed", ("", "e")), ("ing", ("", "e")), ("ings", ("", "e")),
    ("er", ("", "e")), ("ers", ("", "e")), ("or", ("", "e")), ("ier", ("y",)), ("est", ("", "e")), ("iest", ("y",)), ("ly", ("", "le")),
    ("ily", ("y",)), ("ally", ("", "al")), ("ness", ("",)), ("iness", ("y",)), ("less", ("",)), ("lessness", ("",)), ("ful", ("",)),
    ("fully", ("",)), ("able", ("", "e")), ("ability", ("able", "")), ("ment", ("",)), ("ments", ("",)), ("ish", ("",)), ("y", ("", "e")),
    ("ion", ("", "e")), ("ions", ("", "e")), ("ation", ("e", "")), ("isation", ("ise",)), ("al", ("", "e")), ("ive", ("", "e")), ("ic", ("", "y")),
    ("ity", ("", "e")), ("ist", ("", "y")), ("ists", ("", "y")), ("ism", ("",)), ("ship", ("",)), ("hood", ("",)), ("wise", ("",)), ("like", ("",)),
    ("ward", ("",)), ("wards", ("",)), ("ance", ("", "e")), ("ence", ("", "e", "ent")), ("ant", ("", "e")), ("ent", ("", "e")), ("ous", ("", "y")),
)  # fmt: skip
_BY_ENDING = dict(_ENDINGS)
_LENGTHS = sorted({len(ending) for ending in _BY_ENDING}, reverse=True)
OPENINGS = ("un", "re", "non", "pre", "over", "under", "mis", "dis", "out", "co", "inter", "sub", "anti", "post", "self", "de", "in", "im", "micro", "multi",
             "hyper", "hypo", "poly", "neuro", "cardio", "psycho", "bio", "tele", "super", "up", "down", "back", "after", "fore", "bed", "work", "semi", "ex", "mid")  # fmt: skip
# Endings of clinical words and of medicines; surnames hardly end so. The word must be long enough to carry one.
_CLINICAL = (
    "itis", "osis", "oses", "aemia", "aemic", "uria", "ectomy", "otomy", "ostomy", "oscopy", "ology", "ologist", "ological", "opathy", "algia",
    "plasty", "graphy", "gram", "trophy", "penia", "plegia", "paresis", "phasia", "phagia", "pnoea", "rrhoea", "toxic", "tropic", "genic", "azepam",
    "azolam", "azepine", "zodone", "pril", "sartan", "statin", "mycin", "cillin", "oxetine", "tidine", "prazole", "olol", "dipine", "barbital",
    "nitazene", "fentanil", "fentanyl", "triptan", "triptyline", "gliptin", "gliflozin", "floxacin", "cycline", "navir", "vudine", "buvir", "asvir",
    "codone", "morphone", "orphan", "cainide", "parin", "xaban", "mab", "setron", "thiazide", "zine", "phenone", "barb",
    "tion", "sion", "ness", "ability", "ically", "iously", "fulness", "isation", "ising", "ised",
)  # fmt: skip


def _inflected(word: str, english: frozenset[str]) -> bool:
    for length in _LENGTHS:
        if len(word) - length < min(length, 3) or len(word) - length < 2:
            continue
        stems = _BY_ENDING.get(word[-length:])
        if stems is None:
            continue
        stem = word[:-length]
        if any(stem + end in english for end in stems):
            return True
        if len(stem) > 3 and stem[-1] == stem[-2] and stem[:-1] in english:  # stop, stopped
            return True
    return False


def is_listed(word: str) -> bool:
    """Whether the folded ``word`` stands in the list itself."""
    return word in load("english")


def is_derived(word: str) -> bool:
    """Whether the folded ``word`` is a regular form of a listed one, or ends as only clinical words do."""
    english = load("english")
    if _inflected(word, english):
        return True
    if len(word) > 7 and word.endswith(_CLINICAL):
        return True
    for opening in OPENINGS:
        if word.startswith(opening) and len(word) - len(opening) > 2:
            rest = word[len(opening) :]
            if rest in english or _inflected(rest, english):
                return True
    return False
