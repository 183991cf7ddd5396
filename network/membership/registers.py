"""The professional registers: what a number looks like, and where a steward looks it up. One entry each (declared, not coded).

A number is public: it helps a person look, and proves nothing (GMC and NMC tell employers to check the register each time).
Formats: GMC reference 7 digits; NMC PIN two digits, letter, four digits, letter; GPhC seven digits starting with 2;
HCPC two letters and up to six digits; Social Work England "SW" and digits.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from network.membership.routes import ROUTES, Profession


@dataclass(frozen=True, slots=True)
class Register:
    """One public register."""

    body: str
    pattern: re.Pattern[str]
    example: str
    look_up: str  # address of the public search, opened by a steward in a new tab
    compare: tuple[tuple[str, str], ...]  # what to look at, and what the register should say


REGISTERS: dict[str, Register] = {
    Profession.DOCTOR: Register(
        "General Medical Council",
        re.compile(r"\d{7}", re.ASCII),
        "7654321",
        "https://www.gmc-uk.org/registrants",
        (
            ("Licence", "Holds a licence to practise, or says why not"),
            ("Conditions", "No conditions, undertakings or suspension"),
        ),
    ),
    Profession.NURSE: Register(
        "Nursing and Midwifery Council",
        re.compile(r"\d{2}[A-Z]\d{4}[A-Z]", re.ASCII),
        "12A3456E",
        "https://www.nmc.org.uk/registration/search-the-register/",
        (
            ("Part of the register", "The field that fits the role"),
            ("Prescriber", "Annotated, if they call themselves one"),
            ("Status", "Effective, no caution or suspension"),
        ),
    ),
    Profession.PHARMACIST: Register(
        "General Pharmaceutical Council",
        re.compile(r"2\d{6}|5\d{6}", re.ASCII),
        "2012345",
        "https://www.pharmacyregulation.org/registers",
        (("Status", "Registered, no conditions"), ("Prescriber", "Annotated, if they call themselves one")),
    ),
    Profession.HCPC: Register(
        "Health and Care Professions Council",
        re.compile(r"[A-Z]{2}\d{1,6}", re.ASCII),
        "PY12345",
        "https://www.hcpc-uk.org/check-the-register/",
        (("Profession", "The one they name"), ("Status", "Registered, no conditions")),
    ),
    Profession.SOCIAL_WORKER: Register(
        "Social Work England",
        re.compile(r"SW\d{1,7}", re.ASCII),
        "SW12345",
        "https://www.socialworkengland.org.uk/umbraco/surface/searchregister/results",
        (("Status", "Registered, no conditions"),),
    ),
}


def normalise(number: str) -> str:
    """Return `number` without spaces, dots and hyphens, in capitals, full-width digits made plain."""
    return re.sub(r"[\s.\-/]", "", unicodedata.normalize("NFKC", number)).upper()


def problem_with(profession: str, number: str) -> str:
    """Return a message that shows a right example, or "" where `number` (normalised) fits the route that `profession` is."""
    register = REGISTERS.get(profession)
    if register is None:
        if number and ROUTES[profession].number == "none":
            return "Leave this empty: your role has no registration number"
        return "" if (len(number) <= 20 and number.isalnum()) or not number else "Enter letters and digits only, like 7654321"
    if register.pattern.fullmatch(number):
        return ""
    other = next((r for name, r in REGISTERS.items() if name != profession and r.pattern.fullmatch(number)), None)
    if other is not None:
        return f"This looks like a number of the {other.body}. Enter your {register.body} number, like {register.example}"
    return f"Enter your {register.body} number, like {register.example}"
