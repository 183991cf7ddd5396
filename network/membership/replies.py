"""Replies that stewards write again and again, to start from. Plain, kind, and never about a patient."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reply:
    """One text to start from."""

    title: str
    text: str


REPLIES: dict[str, Reply] = {
    "name": Reply(
        "The name differs from the register",
        "The register shows another name for this number. Have you married, or are you registered under an earlier name or another "
        "spelling? Please tell us which name stands on the register, or correct your application.",
    ),
    "number": Reply(
        "The number is not found",
        "We could not find this number on the register. Please check it against your registration card or letter and correct it on "
        "your application page.",
    ),
    "work": Reply(
        "We need to see where you work",
        "Your address is a private one, which is fine to sign in with. So that we can be sure it is you: whom may we ring at your "
        "service, at its published number, to confirm that you work there?",
    ),
    "retired": Reply(
        "A retired colleague needs a sponsor",
        "You are welcome as a retired clinician. Please name a member who worked with you and is willing to confirm that to us.",
    ),
    "outside": Reply(
        "Not in drug treatment",
        "The network is for people who work, or worked, in drug treatment or review it as service users. From what you wrote we could "
        "not see that. Guidance and drug alerts are open to everybody, and you may appeal and tell us what we missed.",
    ),
}
