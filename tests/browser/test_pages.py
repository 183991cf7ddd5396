"""Every page of the walking line, in the demonstration's data: for axe in light and dark, narrow, by keyboard, on paper."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from PIL import Image
from playwright.sync_api import expect

from cases import interests
from cases.models import Case, FeaturedCase, State
from cases.picturing import add_picture
from cms.models import AlertPage, GuidancePage
from cms.tree import Tree
from network.forum.models import Board, Thread
from network.membership.models import Application, Circle, User
from tests.browser.person import Person
from tests.cast import Cast

Visit = Callable[..., Person]
# Without the squares of a picture: ten to a side, each at least 24 px (the least that is allowed), cannot be larger on a phone.
CONTROLS = ":is(a.btn, button, input:not([type=hidden], [name=square]), select, textarea, summary, .rooms a, .foot a, .crumbs a, .pages a, .tabs a)"
# What is smaller than 44 px in either direction. A link within a sentence may be (WCAG 2.5.8); a box counts with its label.
TOO_SMALL = """
(selector) => [...document.querySelectorAll(selector)].filter((e) => e.checkVisibility() && !e.closest(".vh, .skip"))
  .map((e) => ({ e, box: (e.matches(".opt input") ? e.closest(".opt") : e).getBoundingClientRect() }))
  .filter(({ box }) => box.height < 43.5 || box.width < 24)
  .map(({ e, box }) => `${e.outerHTML.slice(0, 90)} ${box.width}x${box.height}`)
"""
OVERFLOW = """
() => document.documentElement.scrollWidth <= document.documentElement.clientWidth ? [] :
  [...document.querySelectorAll("body *")].filter((e) => !e.closest(".scroll, .vh, .vh-s"))
    .filter((e) => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
    .slice(0, 3).map((e) => `${e.outerHTML.slice(0, 90)}`).concat(["the page scrolls sideways"])
"""


@pytest.fixture
def demo(site: Tree) -> None:
    """The demonstration's people and contents."""
    call_command("load_demo", verbosity=0)


def demo_person(key: str) -> User:
    return User.objects.get(email=f"{key}@demo.caseround.example")


def pictures_of(key: str) -> list[str]:
    """Give a draft of that person a picture; return the page of all and the page of this one."""
    case = Case.objects.filter(author=demo_person(key), state=State.DRAFT).first()
    assert case
    picture = add_picture(case, actor=case.author, picture=Image.new("RGB", (300, 200), "brown"), caption="A brown square")
    return [f"/cases/{case.public_id}/pictures/", f"/cases/{case.public_id}/pictures/{picture.public_id}/"]


def pages_by_person() -> dict[str, list[str]]:
    """Return the addresses that each kind of person walks through."""
    case = Case.objects.filter(state=State.PUBLISHED, restricted=False, clinicians_only=False).first()
    board = Board.objects.get(name="Benzodiazepines and sedatives")
    thread = Thread.objects.filter(board=board, hidden=False, restricted=False).order_by("-reply_count").first()
    guidance = GuidancePage.objects.get(slug="illicit-benzodiazepine-dependence")
    waiting = Application.objects.filter(state="waiting").first()
    changing = Application.objects.get(recheck_why="change")
    assert case
    assert thread
    assert waiting
    circle = Circle.objects.get(group__name="Umbrella partnership")
    reviewer = demo_person("lockyer")
    grave = Case.objects.outcome_waits().get()
    unread, to_review = Case.objects.reviewable_by(reviewer)[:2]
    interests.declare_no_interest(to_review, actor=reviewer)
    return {
        "": [
            "/", "/accounts/signup/", "/accounts/login/", "/accounts/password/reset/", "/guidance/", guidance.get_url(),
            f"{guidance.get_url()}edition/1/", "/alerts/", AlertPage.objects.live().first().get_url(), "/cases/", "/about/",
            "/rules/terms/", FeaturedCase.objects.public().get().get_absolute_url(), "/cases/public/", "/search/", "/search/?q=benzo", "/search/?q=zzzz", "/styleguide/", "/no-such-page/",
        ],
        "whitlock": [
            "/", "/discussions/", board.get_absolute_url(), thread.get_absolute_url(), f"{board.get_absolute_url()}new/", "/cases/",
            case.get_absolute_url(), "/cases/new/", "/cases/mine/", "/search/?q=diazepam", "/account/", "/briefing/", "/account/name/",
            "/people/", f"/people/{reviewer.public_id}/", "/account/profile/", "/account/data/", "/account/leave/", "/account/invitations/",
            "/rules/case-rules/2/changes/", "/cases/after/", *pictures_of("whitlock"),
        ],
        "lockyer": [
            "/cases/review/", *(f"/cases/review/{waits.public_id}/" for waits in (unread, to_review)), "/cases/readings/", "/discussions/incidents/",
            f"{FeaturedCase.objects.filter(state='agreed', flagged_at=None).get().get_absolute_url()}work/", f"{thread.get_absolute_url()}move/",
            f"/cases/{grave.public_id}/outcome/look/",
        ],
        "pask": [f"/cases/{grave.public_id}/", f"/cases/{grave.public_id}/outcome/"],
        "okell": ["/cases/featured/", f"/cases/{case.public_id}/feature/", FeaturedCase.objects.public().get().case.get_absolute_url()],
        "quill": [
            "/", "/desk/applications/", f"/desk/applications/{waiting.public_id}/", "/desk/domains/", "/desk/applications/?show=recheck",
            f"/desk/applications/{changing.public_id}/",
            "/desk/groups/", "/desk/groups/new/", circle.get_absolute_url(), f"{circle.get_absolute_url()}change/",
            f"{circle.get_absolute_url()}step/?do=archive", "/desk/boards/", "/desk/boards/new/", board.desk_url, f"{board.desk_url}?q=an",
            f"{board.desk_url}step/?do=open&group={circle.public_id}", "/desk/people/?q=marrin",
            f"/desk/people/{demo_person('adeyemi').public_id}/", "/desk/rules/", "/desk/leaving/", "/desk/audit/",
        ],
        "cobb": ["/", "/application/", "/application/evidence/"],
    }  # fmt: skip


def violations(person: Person, note: str) -> list[str]:
    """Ask axe about the page that is open and return each violation with where it is."""
    found = Axe().run(person.page).response["violations"]
    return [
        f"{person.page.url} ({note}) {item['id']}: {item['help']}: {json.dumps(node['target'])} {node['html'][:120]}"
        for item in found
        for node in item["nodes"][:3]
    ]


def on_paper(person: Person) -> list[str]:
    """Return what is wrong with the open page in print: parts of the frame, or a screen's colours."""
    person.page.emulate_media(media="print", color_scheme="dark")
    frame = (".rooms", ".mast-find", ".crumbs", ".menu", ".foot ul")
    faults = [f"{part} is printed" for part in frame if person.page.locator(part).first.is_visible()]
    if person.evaluate("() => getComputedStyle(document.body).color") != "rgb(0, 0, 0)":
        faults.append("the text is not black on paper")
    if not person.page.get_by_role("heading", level=1).is_visible():
        faults.append("the heading is missing")
    person.page.emulate_media(media="screen")
    return [f"{person.page.url} on paper: {fault}" for fault in faults]


def test_every_page_is_accessible_in_light_and_dark_narrow_and_on_paper(demo: None, at: Visit) -> None:
    faults: list[str] = []
    for key, addresses in pages_by_person().items():
        person = at(demo_person(key) if key else None, viewport={"width": 1280, "height": 900})
        for address in addresses:
            person.page.goto(address)
            person.check_page()
            for scheme in ("light", "dark"):
                person.page.emulate_media(color_scheme=scheme)
                faults += violations(person, scheme)
            if address.startswith(("/guidance/", "/cases/", "/discussions/thread/")):
                faults += on_paper(person)
            person.page.set_viewport_size({"width": 320, "height": 800})
            faults += [f"{address} at 320: {line}" for line in person.evaluate(OVERFLOW)]
            faults += [f"{address} at 320: small: {line}" for line in person.evaluate(TOO_SMALL, CONTROLS)]
            person.page.set_viewport_size({"width": 1280, "height": 900})
            faults += [f"{address}: small: {line}" for line in person.evaluate(TOO_SMALL, CONTROLS)]
    assert faults == [], "\n".join(faults)


def test_a_page_is_walked_by_keyboard_from_the_skip_link_to_the_foot(cast: Cast, at: Visit) -> None:
    ada = at(cast.ada)
    ada.open(f"{cast.open_board.get_absolute_url()}new/")
    keyboard = ada.page.keyboard
    keyboard.press("Tab")
    expect(ada.page.get_by_role("link", name="Skip to main content")).to_be_focused()
    keyboard.press("Enter")
    expect(ada.page.locator("main")).to_be_focused()
    keyboard.press("Tab")
    assert ada.evaluate("() => document.querySelector('main').contains(document.activeElement)")

    ada.open(f"{cast.open_board.get_absolute_url()}new/")
    reachable = ada.evaluate(
        "() => [...document.querySelectorAll('a[href], button, input:not([type=hidden], [name=square]), select, textarea, summary')]"
        ".filter((e) => e.checkVisibility({visibilityProperty: true}) && e.tabIndex >= 0 && !e.disabled).length"
    )
    reached, ringless, backwards, last = set(), [], 0, -1
    for _ in range(reachable + 5):
        keyboard.press("Tab")
        spot = ada.evaluate(
            """() => { const e = document.activeElement; if (!e || e === document.body) return null;
            const all = [...document.querySelectorAll("*")], style = getComputedStyle(e);
            return [all.indexOf(e), style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2, e.outerHTML.slice(0, 80)] }"""
        )
        if spot is None or spot[0] in reached:
            break
        reached.add(spot[0])
        backwards += spot[0] < last
        last = spot[0]
        if not spot[1]:
            ringless.append(spot[2])
    assert ringless == [], "focus must be seen"
    assert backwards == 0, "focus follows the order of the page"
    # A group of radio buttons is one stop of the Tab key.
    radios = ada.evaluate(
        "() => document.querySelectorAll('input[type=radio]').length - new Set([...document.querySelectorAll('input[type=radio]')].map((e) => e.name)).size"
    )
    assert len(reached) >= reachable - radios


def test_a_refused_form_moves_the_focus_to_its_error_summary_and_on_to_the_field(cast: Cast, at: Visit) -> None:
    ada = at(cast.ada)
    ada.open(f"{cast.open_board.get_absolute_url()}new/").send("Start")
    summary = ada.page.get_by_role("alert")
    expect(summary).to_be_focused()
    summary.get_by_role("link").first.click()
    expect(ada.field("Title")).to_be_focused()
    assert ada.field("Title").get_attribute("aria-invalid") == "true"


def test_the_account_menu_opens_by_keyboard_closes_by_escape_and_signs_out(cast: Cast, at: Visit, script: bool) -> None:
    stew = at(cast.stew, script=script)
    stew.open("/")
    stew.page.locator("summary.me").focus()
    stew.page.keyboard.press("Enter")
    menu = stew.page.locator(".menu-body")
    expect(menu.get_by_role("link", name="Applications")).to_be_visible()
    if script:
        stew.page.keyboard.press("Escape")
        expect(menu).to_be_hidden()
        expect(stew.page.locator("summary.me")).to_be_focused()
        stew.page.keyboard.press("Enter")
    stew.press("Sign out", within=menu)
    expect(stew.page.get_by_role("banner").get_by_role("link", name="Sign in")).to_be_visible()


def test_forced_colours_keep_every_mark_and_reduced_motion_stops_what_turns(site: Tree, at: Visit) -> None:
    visitor = at(None, forced_colors="active", reduced_motion="reduce")
    visitor.open("/styleguide/")
    assert visitor.evaluate("() => matchMedia('(forced-colors: active)').matches")
    invisible = visitor.evaluate(
        """() => [...document.querySelectorAll(".btn, .in, .note, .tag, .panel, .errors, .av, .id, .ring")].filter((e) => {
          const s = getComputedStyle(e), bare = s.borderTopStyle === "none" && s.borderBottomStyle === "none" && s.borderLeftStyle === "none";
          return e.checkVisibility() && bare && s.backgroundColor === getComputedStyle(document.body).backgroundColor; })
          .map((e) => e.outerHTML.slice(0, 90))"""
    )
    assert invisible == [], "an edge or a fill must remain where the system chooses the colours"
    moving = visitor.evaluate("() => document.getAnimations().length")
    assert moving == 0
    assert at(None).open("/styleguide/").evaluate("() => document.getAnimations().length") > 0, "something turns otherwise"
