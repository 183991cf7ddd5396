"""Facts about cases. Each noun has its own module."""

from cases.models.case import Case, CaseDecision, CaseStatus, CaseSubstance, State
from cases.models.library import CaseLibraryPage

__all__ = ["Case", "CaseDecision", "CaseLibraryPage", "CaseStatus", "CaseSubstance", "State"]
