"""What a person's consent covers, and the rule that a case is never opened wider than that (knowledge: consent as data).

The form itself stays in the service's records and is never uploaded: here is what it says, not what it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from django.db import models
from django.db.models import Q


class Basis(models.TextChoices):
    """Why the case may be shared. The form itself is never uploaded."""

    ANONYMISED = "anonymised", "Anonymised, so consent is not needed"
    SIGNED = "signed", "The person has agreed in writing"
    RELATIVE = "relative", "A relative has agreed (the person has died or cannot)"
    SERVICE = "service", "The service has approved it"
    COMPOSITE = "composite", "Composite of several people, or fictional"


class Covers(models.TextChoices):
    """Who may read what was agreed to, narrowest first."""

    INVITED = "invited", "Only colleagues I invite"
    CLINICIANS = "clinicians", "Verified clinicians on the board"
    MEMBERS = "members", "Everyone on the board, associates included"
    PUBLIC = "public", "The public, in a shorter version"


class Saw(models.TextChoices):
    """What the person saw before they agreed."""

    TEXT = "text", "The text as it stands here"
    DRAFT = "draft", "An earlier version of the text"
    TOLD = "told", "A description in conversation"


class HeldBy(models.TextChoices):
    """Who keeps the signed form."""

    SERVICE = "service", "The service, in its records"
    AUTHOR = "author", "I keep it"
    ELSEWHERE = "elsewhere", "Another service or a solicitor"


class WhoDied(models.TextChoices):
    """Whose death a case speaks of, where the person is said to have agreed."""

    PERSON = "person", "The person the case is about"
    OTHER = "other", "Somebody else"


# Bases that rest on somebody's agreement, of which the details must be known.
AGREED = (Basis.SIGNED, Basis.RELATIVE, Basis.SERVICE)
_ORDER = [str(value) for value in Covers.values]


def binds(basis: str, covers: str) -> bool:
    """Say whether somebody's agreement holds a case to the readers of its board: always where it says whom it covers."""
    return (basis in AGREED or bool(covers)) and covers != Covers.PUBLIC


def binding() -> Q:
    """Return the condition for cases of which `binds` is true."""
    return (Q(consent_basis__in=AGREED) | ~Q(consent_covers="")) & ~Q(consent_covers=Covers.PUBLIC)


class Opened(Protocol):
    """What the rule reads of a case."""

    restricted: bool
    clinicians_only: bool
    consent_basis: str
    consent_covers: str
    consent_saw: str
    consent_held: str
    special: Iterable[str]
    who_died: str


def audience_of(case: Opened) -> Covers:
    """Return how wide the case is open to members: to the invited, to clinicians, or to the whole board."""
    return Covers.INVITED if case.restricted else Covers.CLINICIANS if case.clinicians_only else Covers.MEMBERS


def is_covered(granted: str, wanted: Covers) -> bool:
    """Say whether consent for `granted` reaches `wanted`. Nothing said reaches the board's members, never the public."""
    return _ORDER.index(granted or Covers.MEMBERS) >= _ORDER.index(wanted)


def problems(case: Opened) -> list[tuple[str, str]]:
    """Return (field, sentence) of everything that is wrong with the case's consent: nobody is sent back for one thing at a time."""
    found: list[tuple[str, str]] = []
    if case.consent_basis == Basis.SIGNED and "death" in case.special:
        if not case.who_died:
            found.append(("who_died", "The case speaks of a death, and the person has agreed: say who has died"))
        if case.who_died == WhoDied.PERSON:
            sentence = "The person has died and can no longer change their mind: choose a relative’s agreement, or another basis"
            found.append(("consent_basis", sentence))
    if case.consent_basis in AGREED:
        needed = (
            ("consent_covers", "Say whom the agreement lets read the case"),
            ("consent_saw", "Say what the person saw before they agreed"),
            ("consent_held", "Say who holds the signed form"),
        )
        found += [(name, sentence) for name, sentence in needed if not getattr(case, name)]
    if not is_covered(case.consent_covers, audience_of(case)):
        agreed = Covers(case.consent_covers).label
        found.append(("consent_covers", f"The agreement covers fewer readers than you chose: “{agreed}”. Open the case to fewer"))
    elif case.consent_covers and not is_covered(case.consent_covers, Covers.MEMBERS) and not case.clinicians_only:
        # With the box open, an associate could be invited at any later time.
        found.append(("clinicians_only", "The agreement covers clinicians alone, among those you invite too. Tick this"))
    return found
