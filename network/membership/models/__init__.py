"""Facts about people. Each noun has its own module."""

from network.membership.models.application import Application, ApplicationNote
from network.membership.models.audit import AuditEntry
from network.membership.models.change import EmailMove, NameChange
from network.membership.models.circle import Circle, Place
from network.membership.models.evidence import ClinicalDomain, Evidence, EvidenceFile
from network.membership.models.invitation import Invitation
from network.membership.models.leaving import DataExport, Departure, DepartureStep
from network.membership.models.profile import Profile
from network.membership.models.rules import RuleAcceptance, RuleEdition
from network.membership.models.user import User

__all__ = [
    "Application",
    "ApplicationNote",
    "AuditEntry",
    "Circle",
    "ClinicalDomain",
    "DataExport",
    "Departure",
    "DepartureStep",
    "EmailMove",
    "Evidence",
    "EvidenceFile",
    "Invitation",
    "NameChange",
    "Place",
    "Profile",
    "RuleAcceptance",
    "RuleEdition",
    "User",
]
