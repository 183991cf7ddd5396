"""Letters of scripts that know no capitals: in an English text they are somebody's name, or a place's."""

from __future__ import annotations

from ..model import Level
from .base import PatternRecognizer, rx

_LETTERS = r"[\u0590-\u08ff\u0900-\u10ff\u1200-\u137f\u1780-\u17ff\u3041-\u30ff\u3400-\u9fff\uac00-\ud7af]+"

RECOGNIZER = PatternRecognizer(
    "NAME_OTHER",
    Level.DECIDE,
    "[name removed]",
    "In an English text, letters of another script mostly name somebody.",
    (rx(rf"{_LETTERS}(?: {_LETTERS})*", 0),),
)
