"""Sort codes, accounts, cards and IBANs."""

from __future__ import annotations

from ..checksums import bank_digits
from ..model import Level
from .base import PatternRecognizer, rx

RECOGNIZER = PatternRecognizer(
    "BANK",
    Level.BLOCK,
    "[bank details removed]",
    "Bank details name an account holder.",
    (
        rx(r"\b\d{2}-\d{2}-\d{2}[ ,/;]{1,3}(?:\w{1,8}[.: ]{1,2}){0,3}\d{8}\b"),
        rx(r"\bsort(?: ?code)?[: ]{1,3}(?:is )?(?P<id>\d{2}[ -]?\d{2}[ -]?\d{2})\b"),
        rx(r"\b(?:account|acc|acct|a/c)\.?(?: ?(?:no|number))?(?: is)?[.:# ]{1,3}(?P<id>\d{2,4}(?: \d{2,4}){1,3})\b"),
        rx(r"\b(?:card|a/c|account) (?:number )?ending(?: in)? (?P<id>\d{3,4})\b"),
        rx(r"(?<![\d-])\d{2}-\d{2}-\d{2}(?=[ ,/;]{1,3}(?:\w{1,8}[.: ]{1,2}){0,3}\d{8}\b)"),
        rx(r"\b(?:account|acc|acct|a/c)(?: ?(?:no|number))?(?: is)?[.:# ]{1,3}(?P<id>\d{6,8})\b"),
        rx(r"(?<!\d)(?:\d{4}[ -]?){3}\d{4}(?!\d)"),
        rx(r"\bGB\d{2} ?[A-Z]{4}(?: ?\d{2,4}){4,7}\b"),
    ),
    check_digit=bank_digits,
)
