"""Facts about cases. Each noun has its own module."""

from cases.models.case import Case, CaseDecision, CaseStatus, CaseSubstance, State
from cases.models.collection import CaseCollection
from cases.models.featured import FeaturedCase
from cases.models.library import CaseLibraryPage
from cases.models.review import CaseReview

__all__ = [
    "Case",
    "CaseCollection",
    "CaseDecision",
    "CaseLibraryPage",
    "CaseReview",
    "CaseStatus",
    "CaseSubstance",
    "FeaturedCase",
    "State",
]
