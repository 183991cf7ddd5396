"""What may stand in a name that colleagues trust: letters of one alphabet, no contact details, nobody else's looks.

Source of the looks-alike rule: Unicode Technical Standard 39, "skeletons", cut down to the letters that pass for Latin ones.
"""

from __future__ import annotations

import re
import unicodedata

from django.core.exceptions import ValidationError

from cases.deidentification import Level, check

PUNCTUATION = set(" -'’.,()")
TITLES = frozenset({"dr", "mr", "mrs", "ms", "miss", "mx", "prof", "professor", "sister", "st"})
# One writing system may need several of Unicode's: names in these are not a mixture.
ONE_SYSTEM = ({"CJK", "HIRAGANA", "KATAKANA"}, {"CJK", "HANGUL"}, {"CJK", "BOPOMOFO"})
_DOMAIN = re.compile(r"([^\W\d_]{2,})\.[^\W\d_]{2,}")
_CYRILLIC = dict(zip("авсԁегһніјкмоԛрѕтуѵԝх", "abcderhhijkmoqpstyvwx", strict=True))
_GREEK = dict(zip("αβεζηικμνορτυχω", "abeznikmvoptuxw", strict=True))
# Alphabets whose capitals, or small capitals, pass for Latin ones; an "l" counts as "i" like everywhere below.
_CHEROKEE = dict(zip("ᎪᏴᏟᎠᎬᏀᎻᎫᏦᏞᎷᏢᎡᏚᎢᏙᎳᏃ", "abcdeghjkimprstvwz", strict=True))
_LISU = dict(zip("ꓐꓑꓓꓔꓖꓗꓙꓚꓜꓝꓟꓠꓡꓢꓣꓦꓧꓪꓫꓬꓮꓰꓲꓳꓴ", "bpdtgkjczfmnisrvhwxyaeiou", strict=True))
_SMALL_CAPITALS = dict(zip("ɑᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "aabcdefghijkimnoprstuvwyz", strict=True))
_CAPITALS = dict(zip("ΗΝΥУ", "hnyy", strict=True))
_DIGITS = dict(zip("01|l", "oiii", strict=True))
_CONFUSABLE = str.maketrans(
    _CYRILLIC | _GREEK | _CHEROKEE | _LISU | _SMALL_CAPITALS | _DIGITS | {"ı": "i", "ɡ": "g", "ո": "n", "օ": "o", "ѐ": "e"}
)

ONE_ALPHABET = "Use letters of one alphabet: this name mixes letters that look alike"
ONLY_LETTERS = "Use only letters, spaces, hyphens and apostrophes in a name"
NO_NUMBERS = "Leave numbers out of a name"
NO_CONTACTS = "Leave out email addresses, links and phone numbers: a name is enough"
LOOKS_LIKE_ANOTHER = (
    "Colleagues could take this name for another member’s. Add your middle initial, town or profession, "
    "for example Dr A Whitlock (Leeds)"
)
SERVICE_NO_CONTACTS = "Leave out numbers, email addresses and links: the name of the service is enough"
INVISIBLE = "Remove the invisible characters, and type this again by hand"


def skeleton(name: str) -> str:
    """Return what `name` looks like: two names with the same skeleton can be taken for one another. Titles do not count."""
    capitals = "".join(_CAPITALS.get(ch, ch) for ch in unicodedata.normalize("NFKC", name))
    plain = "".join(ch for ch in unicodedata.normalize("NFKD", capitals.casefold()) if not unicodedata.combining(ch))
    words = re.findall(r"\w+", plain.translate(_CONFUSABLE).replace("'", "").replace("’", ""))
    kept = [word for word in words if word not in TITLES] or words
    return "".join(kept).replace("rn", "m").replace("vv", "w")[:80]


def reject_invisible(value: str) -> None:
    """Raise ValidationError for control, direction and other invisible characters: text must read as it is."""
    if any(unicodedata.category(ch) in ("Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp") and ch not in "\r\n\t" for ch in value):
        raise ValidationError(INVISIBLE, code="invisible")


def plain_name(value: str) -> None:
    """Raise ValidationError unless `value` reads as the name of a person, with what to change."""
    reject_invisible(value)
    if "@" in value or "/" in value or _names_a_site(value):
        raise ValidationError(NO_CONTACTS, code="contact")
    if any(unicodedata.category(ch)[0] == "N" for ch in value):
        raise ValidationError(NO_NUMBERS, code="number")
    if any(unicodedata.category(ch)[0] not in "LM" and ch not in PUNCTUATION for ch in value) or not any(map(str.isalpha, value)):
        raise ValidationError(ONLY_LETTERS, code="letters")
    scripts = {unicodedata.name(ch, "?").split()[0].split("-")[0] for ch in value if ch.isalpha()}
    if len(scripts) > 1 and not any(scripts <= system for system in ONE_SYSTEM):
        raise ValidationError(ONE_ALPHABET, code="mixed")


def plain_service(value: str) -> None:
    """Raise ValidationError where the name of a service holds a contact, a link, a long number or anything invisible."""
    reject_invisible(value)
    blocked = any(finding.level == Level.BLOCK for finding in check(value))
    if blocked or _names_a_site(value) or "@" in value or re.search(r"\d{5,}", unicodedata.normalize("NFKC", value)):
        raise ValidationError(SERVICE_NO_CONTACTS, code="contact")


def _names_a_site(value: str) -> bool:
    """Say whether two words are joined by a full stop like the name of a site; "Dr.Whitlock" is a slip of the thumb."""
    return any(found[1].casefold() not in TITLES for found in _DOMAIN.finditer(unicodedata.normalize("NFKC", value)))
