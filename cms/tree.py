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
    "house-rules": (
        "House rules",
        "<ol><li>No patient, relative or colleague is ever identifiable: not by name, date, place, job or story.</li><li>Not for emergencies. Use your local escalation route or call 999.</li><li>Say what your answer rests on: experience, evidence or opinion.</li><li>Disagree with the view, never with the person.</li><li>Nothing leaves the network without its author’s consent.</li><li>If something looks identifying, report it first and discuss it later.</li></ol>",
    ),
    "terms": (
        "Terms",
        '<p>Membership is personal: one account for one verified person, never shared, with a second factor wherever you hold a duty. It is free, and you may leave at any time.</p><p>What you write stays yours. By posting you let members of the same board read, quote and search it here, and nowhere else. Ask the author before anything leaves the network.</p><p>Nothing here is advice about your patient. You remain responsible for your own decisions, and for keeping to your employer’s and your regulator’s rules on confidentiality.</p><p>Moderators may withdraw what breaks the <a href="/about/house-rules/">house rules</a>; stewards may close an account that goes on breaking them. Both give the reason, and you may <a href="/about/complaints/">appeal</a>.</p>',
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
