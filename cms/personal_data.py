"""What guidance and the public pages hold about people: who drafted, approved, uploaded. It stays; the account names nobody."""

from __future__ import annotations

from django.apps import apps

from network.membership.holdings import acted, nobodys
from network.membership.personal_data import register

ACTORS = {
    "cms.PublishedVersion": ("drafted_by", "approved_by"),
    "cms.HouseImage": ("uploaded_by_user",),
    "cms.HouseDocument": ("uploaded_by_user",),
    "cms.ResourcePage": ("keeper",),
}


def enter() -> None:
    """Put them into the registry; a page's owner is Wagtail's own entry."""
    nobody = (
        "AlertIndexPage", "AlertPage", "AlertPage_topics", "GuidanceIndexPage", "GuidancePage", "GuidancePage_topics", "Citation",
        "EventIndexPage", "EventPage", "EventPage_topics", "HomePage", "InfoPage", "HouseRendition", "ResourceIndexPage",
        "ResourcePage_topics", "SecondEditorApproval", "SecondEditorApproval_groups",
    )  # fmt: skip
    register(
        *(acted(model, *actors) for model, actors in ACTORS.items()),
        *nobodys(*(apps.get_model("cms", name)._meta.label for name in nobody)),
    )
