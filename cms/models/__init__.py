"""Facts about published content. Each noun has its own module."""

from cms.models.alert import AlertIndexPage, AlertPage
from cms.models.citation import Citation
from cms.models.event import EventIndexPage, EventPage
from cms.models.guidance import GuidanceIndexPage, GuidancePage, PublishedVersion
from cms.models.home import HomePage, InfoPage
from cms.models.media import HouseDocument, HouseImage, HouseRendition
from cms.models.resource import ResourceIndexPage, ResourcePage
from cms.models.workflow import SecondEditorApproval

__all__ = [
    "AlertIndexPage",
    "AlertPage",
    "Citation",
    "EventIndexPage",
    "EventPage",
    "GuidanceIndexPage",
    "GuidancePage",
    "HomePage",
    "HouseDocument",
    "HouseImage",
    "HouseRendition",
    "InfoPage",
    "PublishedVersion",
    "ResourceIndexPage",
    "ResourcePage",
    "SecondEditorApproval",
]
