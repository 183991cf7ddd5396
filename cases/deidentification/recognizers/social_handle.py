"""Social media names."""

from __future__ import annotations

from ..model import Level
from .base import PatternRecognizer, anchored, rx

RECOGNIZER = PatternRecognizer(
    "SOCIAL_HANDLE",
    Level.BLOCK,
    "[account name removed]",
    "An account name leads straight to a person.",
    (
        rx(r"(?<![\w@.])@[a-z0-9_.]{2,29}[a-z0-9_]"),
        rx(r"(?<![\w/])/?u/[a-z0-9_-]{3,30}\b"),
        anchored(
            r"\b(?:insta(?:gram)?|snap(?:chat)?|tiktok|twitter|facebook|fb|reddit|telegram|discord|insta name|username)(?: is| as| handle| name| account| user)?[ :]{1,2}(?P<id>[a-z0-9]{1,20}[._][a-z0-9._]{1,20}[a-z0-9]|[a-z_]{2,20}\d{1,6})\b",
            "insta snap tiktok twitter facebook fb reddit telegram discord username",
        ),
    ),
)
