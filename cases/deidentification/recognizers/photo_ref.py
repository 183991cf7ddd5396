"""File names of pictures, scans and documents."""

from __future__ import annotations

from ..model import Level
from .base import PatternRecognizer, rx

RECOGNIZER = PatternRecognizer(
    "PHOTO_REF",
    Level.BLOCK,
    "[file name removed]",
    "File names carry names and dates, and lead to the picture.",
    (
        # as phones name them, with spaces
        rx(
            r"\b(?:WhatsApp|Screen ?shot|Photo|Image|Scan|Video)[\w ,()-]{0,24}\d{4}[\w .,()-]{0,30}\.(?:jpe?g|heic|png|mp4|mov|pdf)\b"
        ),
        rx(r"(?<![\w/.-])[\w()-]{3,80}\.(?:jpe?g|heic|png|gif|tiff?|webp|bmp|mp4|mov|m4a|mp3|wav|pdf|docx?|xlsx?|dcm)\b"),
    ),
)
