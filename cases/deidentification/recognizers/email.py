"""E-mail addresses."""

from __future__ import annotations

from ..model import Level
from .base import PatternRecognizer, rx

RECOGNIZER = PatternRecognizer(
    "EMAIL",
    Level.BLOCK,
    "[e-mail removed]",
    "An e-mail address reaches one person or team.",
    (
        rx(r"(?<![\w.+-])[\w.+-]{2,40} at (?:[\w-]{2,30} dot ){1,3}(?:com|org|net|uk|co|me|example|info|scot|wales|cymru)\b"),
        rx(r"(?<![\w.+-])[\w.+%-]{1,64}(?: ?@ ?|\(at\)|\[at\])(?:[\w-]{1,63}\.){1,6}[a-z]{2,24}\b"),
    ),
)
