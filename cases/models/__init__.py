"""Facts about cases. Each noun has its own module."""

from cases.models.case import Case, CaseDecision, CaseStatus, CaseSubstance, State
from cases.models.collection import CaseCollection
from cases.models.featured import FeaturedCase
from cases.models.interest import CaseInterest
from cases.models.library import CaseLibraryPage
from cases.models.picture import MOST_PICTURES, CasePicture
from cases.models.reading import CaseReading
from cases.models.review import CaseReview
from cases.models.safe_word import SafeWord

__all__ = [
    "MOST_PICTURES",
    "Case",
    "CaseCollection",
    "CaseDecision",
    "CaseInterest",
    "CaseLibraryPage",
    "CasePicture",
    "CaseReading",
    "CaseReview",
    "CaseStatus",
    "CaseSubstance",
    "FeaturedCase",
    "SafeWord",
    "State",
]
