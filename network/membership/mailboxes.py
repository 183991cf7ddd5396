"""What an e-mail address says about its holder: open to all, shared, thrown away, or given out by a clinical employer."""

from __future__ import annotations

from itertools import accumulate

from network.membership.models import ClinicalDomain

# Mailboxes that anybody can open prove nothing about a workplace; they are welcome to sign in with.
OPEN_TO_ALL = frozenset(
    [
        "gmail.com",
        "googlemail.com",
        "outlook.com",
        "hotmail.com",
        "hotmail.co.uk",
        "live.co.uk",
        "yahoo.com",
        "yahoo.co.uk",
        "icloud.com",
        "me.com",
        "aol.com",
        "proton.me",
        "protonmail.com",
        "gmx.com",
        "btinternet.com",
        "sky.com",
    ]
)
# Services whose mailboxes last for minutes. Nobody could be written to again.
THROW_AWAY = frozenset(
    [
        "mailinator.com",
        "guerrillamail.com",
        "10minutemail.com",
        "temp-mail.org",
        "tempmail.com",
        "yopmail.com",
        "trashmail.com",
        "sharklasers.com",
        "getnada.com",
        "dispostable.com",
        "maildrop.cc",
        "fakeinbox.com",
        "throwawaymail.com",
        "mintemail.com",
        "mohmal.com",
    ]
)
ROLE_MAILBOXES = frozenset(
    [
        "info",
        "admin",
        "reception",
        "office",
        "contact",
        "enquiries",
        "enquiry",
        "hello",
        "team",
        "practice",
        "secretary",
        "secretaries",
        "noreply",
        "no-reply",
        "support",
        "help",
        "mail",
        "post",
        "pharmacy",
        "dispensary",
        "surgery",
        "clinic",
        "manager",
        "bookings",
        "appointments",
        "duty",
        "feedback",
        "complaints",
    ]
)
SHARED = "This looks like a mailbox that several people read. Use one that is yours alone"
PASSING = "This looks like an address that lasts for minutes. Use one that you keep"
NOT_CLINICAL = (
    "We do not know this as an address that a clinical employer gives out. Upload a document or name a sponsor instead, or ask the "
    "stewards to add your employer"
)


def is_shared(address: str) -> bool:
    """Say whether the mailbox looks like that of a role, such as reception@, whatever follows a plus sign or a full stop."""
    return address.partition("@")[0].partition("+")[0].strip(".").lower() in ROLE_MAILBOXES


def parents(domain: str) -> list[str]:
    """Return `domain` and every domain above it that has two parts or more: a.b.nhs.uk, b.nhs.uk, nhs.uk."""
    parts = domain.lower().strip(".").split(".")
    above = list(accumulate(reversed(parts), lambda tail, part: f"{part}.{tail}"))
    return above[1:]


def is_passing(address: str) -> bool:
    """Say whether the mailbox is a throw-away one."""
    return not THROW_AWAY.isdisjoint(parents(address.rpartition("@")[2]))


def is_workplace(address: str) -> bool:
    """Say whether a clinical employer of the stewards' list gave out this mailbox, to one person."""
    domain = address.rpartition("@")[2]
    return not is_shared(address) and ClinicalDomain.objects.filter(name__in=parents(domain)).exists()
