"""What the identifier check reports: a level, a place in the text and a way out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

TITLES = {
    "NHS_NUMBER": "NHS number", "CHI_NUMBER": "CHI number", "HC_NUMBER": "Health and Care number",
    "NINO": "National Insurance number", "PROF_REG": "Professional registration", "RECORD_NO": "Record number",
    "PRISONER_NO": "Prison or police number", "ID_DOC": "Identity document", "POSTCODE": "Postcode",
    "PHONE": "Phone number", "EMAIL": "E-mail address", "URL": "Web address", "IP": "Network address",
    "SOCIAL_HANDLE": "Social media name", "VEHICLE_REG": "Vehicle registration", "DOB": "Date of birth",
    "DATE": "Date", "AGE_90_PLUS": "Age of 90 or over", "AGE": "Exact age", "ADDRESS": "Address", "PLACE": "Place",
    "BANK": "Bank details", "DEVICE_ID": "Device number", "PHOTO_REF": "File name",
    "NICKNAME": "Nickname", "OCCUPATION_RARE": "Unusual occupation", "DISTINCTIVE": "Distinctive fact",
    "ORG_PRISON": "Prison", "ORG_GP": "GP practice", "ORG_HOSPITAL": "Hospital or ward",
    "ORG_SCHOOL": "School or college", "ORG_EMPLOYER": "Employer", "ORG_OTHER": "Organisation",
    "QUOTATION": "Quotation", "NEWS_EVENT": "Event in the news",
    "DOSE": "Dose or frequency", "INTERVAL": "Counted days or weeks", "OCCUPATION": "Occupation", "CASE_NO": "Number of a case",
}  # fmt: skip


class Level(StrEnum):
    """How firmly a finding stands in the way of saving."""

    BLOCK = "block"
    DECIDE = "decide"
    ADVISE = "advise"


@dataclass(frozen=True, slots=True)
class Finding:
    """One stretch of text that may identify somebody; offsets are code points."""

    start: int
    end: int
    label: str
    level: Level
    suggestion: str
    explanation: str

    @property
    def title(self) -> str:
        """The class in plain English."""
        return "Name" if self.label.startswith("NAME") else TITLES.get(self.label, "Possible identifier")
