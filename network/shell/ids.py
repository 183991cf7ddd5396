"""Opaque public ids: what stands in an address instead of a primary key."""

import secrets

ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"  # no letters or digits that look alike when read aloud
LENGTH = 12


def new_public_id() -> str:
    """Return a random id of 12 characters (about 58 bits), safe in a URL and easy to read aloud."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
