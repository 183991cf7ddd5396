"""The fixed pages of the site: made once, found again, never moved by code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar, cast

from wagtail.models import Page, Site

from cases.models import CaseLibraryPage
from cms.models import AlertIndexPage, EventIndexPage, GuidanceIndexPage, HomePage, InfoPage, ResourceIndexPage
from cms.workflow import ensure_workflow
from network.membership.groups import ensure_groups

P = TypeVar("P", bound=Page)

ABOUT = {
    "about": (
        "Who runs this",
        "<p>Caseround is a network of clinicians in drug treatment, practising and retired, supported by a charity. It takes no advertising and no industry money. Stewards verify members, moderators keep order on the boards, editors publish guidance; each of these is a member with a second factor on their account, and what they do is recorded.</p><p>Opinion on the boards is opinion. Guidance says how strong and how certain each recommendation is, who wrote it and when it is due for review.</p>",
    ),
    "privacy": (
        "Privacy",
        "<p>We keep your name, address, profession, how you were verified and when, and what you post. We keep no evidence document longer than the decision needs. No analytics, no trackers, no requests to other sites.</p><p>Text about a case is checked before it is stored. What identifies is refused, and never written to a log, a mail or the search index.</p>",
    ),
    "accessibility": (
        "Accessibility",
        "<p>Every page works with a keyboard, without script, at 320 pixels wide, in dark and in high contrast. We test with automated checks and by hand against WCAG 2.2 AA. If something does not work for you, tell the stewards: it is a fault, and we mend it.</p>",
    ),
    "complaints": (
        "Complaints and appeals",
        "<p>If an application was declined you may appeal once; a different steward looks. If a post worries you, report it. If we handled your data wrongly, say so: we acknowledge a complaint within 30 days, and you may also go to the Information Commissioner.</p>",
    ),
}


@dataclass(frozen=True)
class Tree:
    """The fixed pages."""

    home: HomePage
    guidance: GuidanceIndexPage
    alerts: AlertIndexPage
    library: CaseLibraryPage
    events: EventIndexPage
    resources: ResourceIndexPage


def _child(parent: Page, kind: type[P], slug: str, **fields: object) -> P:
    """Return the page of this kind and slug below `parent`, made if it is missing."""
    found = kind.objects.child_of(parent).filter(slug=slug).first()
    if found is None:
        found = kind(slug=slug, live=True, **fields)
        parent.add_child(instance=found)
    return cast("P", found)


def ensure_tree() -> Tree:
    """Make what is missing of the site's fixed pages, groups and workflow, and return the pages. Safe to run again."""
    ensure_groups()
    home = HomePage.objects.first()
    if home is None:
        Page.objects.filter(depth=2).exclude(pk__in=HomePage.objects.values("pk")).delete()
        root = Page.objects.get(depth=1)
        home = HomePage(title="Caseround", slug="home")
        root.add_child(instance=home)
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "localhost", "root_page": home, "site_name": "Caseround"}
    )
    guidance = _child(home, GuidanceIndexPage, "guidance", title="Guidance")
    alerts = _child(home, AlertIndexPage, "alerts", title="Drug alerts")
    events = _child(home, EventIndexPage, "events", title="Events")
    resources = _child(home, ResourceIndexPage, "resources", title="Resources")
    library = _child(
        home,
        CaseLibraryPage,
        "cases",
        title="Case library",
        introduction="<p>Anonymised cases, asked and answered by colleagues.</p>",
        house_rules="<p>Each case is checked by software and read by a second clinician before anyone else sees it. Cases are open to verified clinicians on the boards that their authors chose.</p>",
    )
    title, body = ABOUT["about"]
    about = _child(home, InfoPage, "about", title=title, body=body)
    for slug, (name, text) in ABOUT.items():
        if slug != "about":
            _child(about, InfoPage, slug, title=name, body=text)
    ensure_workflow(home, guidance)
    return Tree(home, guidance, alerts, library, events, resources)
