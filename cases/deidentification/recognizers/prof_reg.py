"""Professional registration numbers, by label or by the NMC shape."""

from __future__ import annotations

from ..model import Level
from .base import GROUPED, PatternRecognizer, anchored, enough, rx

RECOGNIZER = PatternRecognizer(
    "PROF_REG",
    Level.BLOCK,
    "[registration number removed]",
    "A registration number names a clinician, and so the place of treatment.",
    (
        anchored(
            r"\b(?:GMC|NMC|GPhC|HCPC|GDC|DIN|SWE|GOC|PIN|prescriber(?: code| no)?|consultant code|registration)(?: ?(?:PIN|no|number|reg(?:istration)?|ref))?(?: is)?[.:# ]{1,3}(?P<id>[A-Z]{0,2}\d[A-Z\d]{4,8})\b",
            "gmc nmc gphc hcpc gdc din swe goc pin prescriber consultant registration",
        ),
        anchored(
            rf"\b(?:GMC|NMC|GPhC|HCPC|GDC|GOC|SWE|SSSC|NISCC|PSNI|SCW|NIMDTA|[Ss]ocial [Ww]ork [Ee]ngland|[Ss]ocial [Cc]are [Ww]ales)(?: ?(?:PIN|[Pp]in|[Nn]o|[Nn]umber|[Rr]eg))?\.?(?: is)?[:# ]{{1,2}}(?P<id>{GROUPED})",
            "gmc nmc gphc hcpc gdc goc swe sssc niscc psni scw nimdta social",
            0,
        ),
        rx(r"\b(?:PC|WPC|DC|PCSO|Sgt|PS) (?P<id>\d{3,5})\b(?! ?(?:mg|ml))", 0),
        rx(r"\b\d{2}[A-L]\d{4}[A-Z]\b", 0),
    ),
    lambda text, match: enough(match.groupdict().get("id") or match.group()),
)
