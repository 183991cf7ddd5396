"""Which evidence allows which decision: one table, read row by row. A number is public and proves nothing.

The register (for routes without one: the service, rung at a number that the steward looked up) says that such a person exists; a
mailbox, a document or a sponsor shows that the applicant is that person. A retired clinician needs a sponsor who worked with them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from django.db.models import Q

from network.membership.mailboxes import is_workplace
from network.membership.models import Application, ApplicationNote, Evidence, NameChange
from network.membership.roles import Role
from network.membership.routes import ROUTES, Profession


class Proof(StrEnum):
    """What counts."""

    REGISTER = "register"
    MAILBOX = "mailbox"
    DOCUMENT = "document"
    SPONSOR = "sponsor"


class May(IntEnum):
    """What a steward may decide, each including those before it."""

    NOT_YET = 0
    LIMITED = 1
    APPROVED = 2


class Need(StrEnum):
    """The columns of the table."""

    REGISTERED = "registered"
    RETIRED = "retired"
    SERVICE = "service"


_N, _L, _A = May.NOT_YET, May.LIMITED, May.APPROVED
# register, mailbox, document, sponsor → what may be decided about somebody registered, retired, known to a service alone
_ROWS = (
    ("----", _N, _N, _N),
    ("R---", _N, _N, _L),
    ("-M--", _L, _N, _A),
    ("--D-", _L, _N, _L),
    ("---S", _L, _L, _L),
    ("RM--", _A, _N, _A),
    ("R-D-", _A, _N, _A),
    ("R--S", _A, _A, _A),
    ("-MD-", _L, _N, _A),
    ("-M-S", _L, _L, _A),
    ("--DS", _L, _A, _A),
    ("RMD-", _A, _N, _A),
    ("RM-S", _A, _A, _A),
    ("R-DS", _A, _A, _A),
    ("-MDS", _L, _A, _A),
    ("RMDS", _A, _A, _A),
)
_LETTERS = dict(zip("RMDS", Proof, strict=True))
TABLE: dict[Need, dict[frozenset[Proof], May]] = {
    need: {frozenset(_LETTERS[mark] for mark in marks if mark != "-"): may[at] for marks, *may in _ROWS}
    for at, need in enumerate(Need)
}


WORDS = {
    Proof.REGISTER: ("The register or the service", "a steward looks it up"),
    Proof.MAILBOX: ("Work mailbox", "not yet"),
    Proof.DOCUMENT: ("Document", "not yet"),
    Proof.SPONSOR: ("Sponsor", "not yet"),
}
WANTED = {
    Proof.REGISTER: "a steward’s look at the register or a call to the service",
    Proof.MAILBOX: "a work mailbox",
    Proof.DOCUMENT: "a document",
    Proof.SPONSOR: "a sponsor’s yes",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the evidence for one application carries."""

    need: Need
    shown: frozenset[Proof]

    @property
    def may(self) -> May:
        """Return what a steward may decide now."""
        return TABLE[self.need][self.shown]

    @property
    def missing(self) -> list[frozenset[Proof]]:
        """Return the smallest sets that would complete an approval, nothing where it is complete."""
        if self.may == May.APPROVED:
            return []
        full = [kinds - self.shown for kinds, may in TABLE[self.need].items() if may == May.APPROVED and kinds > self.shown]
        return sorted((rest for rest in full if not any(other < rest for other in full)), key=sorted)

    @property
    def lines(self) -> list[tuple[str, bool, str]]:
        """Return each kind in words, whether it is in, and what to say where it is not."""
        return [(word, kind in self.shown, waits) for kind, (word, waits) in WORDS.items()]

    @property
    def wanted(self) -> str:
        """Return in one sentence what would complete an approval."""
        ways = [" and ".join(WANTED[kind] for kind in Proof if kind in rest) for rest in self.missing]
        return f"Still wanted: {', or '.join(ways)}." if ways else "This is all that is wanted."


def need_of(profession: str) -> Need:
    """Return the column of a route."""
    if profession == Profession.RETIRED:
        return Need.RETIRED
    return Need.REGISTERED if ROUTES[profession].number == "required" else Need.SERVICE


def standing(application: Application) -> Standing:
    """Return how far the evidence carries: what is in now, and what a decision that stands was made on."""
    shown = {Proof(kind) for kind in application.proof.split(",") if kind}
    there = Evidence.objects.filter(application=application, shown_at__isnull=False)
    # A sponsor who is no member any more sponsors nobody.
    sound = Q(sponsor__isnull=True) | Q(sponsor__is_active=True, sponsor__role=Role.MEMBER)
    shown |= {Proof(kind) for kind in there.filter(sound).values_list("kind", flat=True)}
    if application.notes.filter(kind=ApplicationNote.Kind.FOUND).exists():
        shown.add(Proof.REGISTER)
    if Proof.MAILBOX not in shown and is_workplace(application.user.email):
        shown.add(Proof.MAILBOX)  # the address of the account is confirmed before anything reaches the desk
    return Standing(need_of(application.profession), frozenset(shown))


def settle(application: Application) -> None:
    """Keep how it was checked and let go of the evidence itself, files and addresses included; a change that was asked for goes too."""
    application.proof = ",".join(sorted(standing(application).shown))
    application.save(update_fields=["proof"])
    Evidence.objects.filter(application=application).delete()
    NameChange.objects.filter(application=application).delete()
