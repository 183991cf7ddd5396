"""Guidance from draft to withdrawal through the CMS's own screens, and its editions as readers find them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from cms.models import GuidancePage, PublishedVersion
from cms.tree import Tree
from network.membership.models import User
from network.shell.comparing import ADDED, REMOVED, words
from tests.cast import Cast
from tests.cms.conftest import Publish
from tests.cms.test_four_eyes import posted
from tests.cms.test_identifiers import STREAM

As = Callable[[User | None], Client]
Count = Callable[[Callable[[], object]], int]


def section(heading: str, *recommendations: tuple[str, str]) -> tuple[str, dict[str, Any]]:
    """Return a section with (number, text) recommendations."""
    rest = {"rationale": "", "strength": "strong", "certainty": "low", "reviewed": "2026", "change": "", "sources": []}
    return "section", {
        "heading": heading,
        "intro": "",
        "recommendations": [{"ref": r, "text": t, **rest} for r, t in recommendations],
    }


class Editor:
    """One editor at the screens of the CMS, over HTTP."""

    def __init__(self, browser: Client) -> None:
        self.browser = browser

    def create(self, tree: Tree, slug: str, **data: str) -> GuidancePage:
        answer = self.browser.post(f"/admin/pages/add/cms/guidancepage/{tree.guidance.pk}/", posted(slug, **{**STREAM, **data}))
        assert answer.status_code == 302, answer.content.decode()[:2000]
        return GuidancePage.objects.get(slug=slug)

    def edit(self, page: GuidancePage, **data: str) -> Any:
        return self.browser.post(f"/admin/pages/{page.pk}/edit/", posted(page.slug, **{**STREAM, **data}))

    def act(self, page: GuidancePage, action: str, comment: str = "") -> Any:
        state = GuidancePage.objects.get(pk=page.pk).current_workflow_task_state
        assert state is not None, "nothing waits for approval"
        url = f"/admin/pages/workflow/action/{page.pk}/{action}/{state.pk}/"
        return self.browser.post(url, {"comment": comment}, headers={"X-Requested-With": "XMLHttpRequest"})


def live(page: GuidancePage) -> GuidancePage:
    """Return what readers are given now."""
    return GuidancePage.objects.get(pk=page.pk)


SUBMIT = {"action-submit": "1"}


def test_from_the_first_draft_to_the_withdrawal(cast: Cast, tree: Tree, second: User, as_: As) -> None:
    dee, kit, reader = Editor(as_(cast.dee)), Editor(as_(second)), Client()
    url = "/guidance/tapering/"
    page = dee.create(tree, "tapering", title="Tapering", summary="For prescribers.")
    assert reader.get(url).status_code == 404, "a draft is absent"
    dee.edit(page, title="Tapering", summary="For prescribers.", **SUBMIT)
    dee.act(page, "approve")
    assert reader.get(url).status_code == 404, "nobody approves their own"
    kit.act(page, "approve")
    first = reader.get(url).content.decode()
    assert "Edition 1." in first
    for label in ("First published", "Last major change", "Evidence checked to", "Next review due"):
        assert f"<dt>{label}</dt>" in first

    # A refreshed edition needs a kind and a note, and shows what changed.
    refused = dee.edit(page, title="Tapering", summary="For nurses.", edit_kind="substantive", change_note="", **SUBMIT)
    assert "Say for readers what changed and why." in refused.content.decode()
    assert "For nurses." in refused.content.decode(), "what was typed is given back"
    dee.edit(
        page, title="Tapering", summary="For nurses.", edit_kind="substantive", change_note="Nurses prescribe now.", **SUBMIT
    )
    assert "For prescribers." in reader.get(url).content.decode(), "readers keep the approved edition meanwhile"
    kit.act(page, "approve")
    text = reader.get(url).content.decode()
    assert "What changed in edition 2" in text
    assert "Nurses prescribe now." in text
    compared = reader.get(f"{url}compare/?from=1&to=2").content.decode()
    assert '<del><span class="vh">removed: </span>prescribers.</del>' in compared
    assert '<ins><span class="vh">added: </span>nurses.</ins>' in compared
    earlier = reader.get(f"{url}edition/1/").content.decode()
    assert '<meta name="robots" content="noindex">' in earlier
    assert "This is edition 1, not the current one" in earlier
    assert "For prescribers." in earlier
    assert "noindex" not in text
    assert "Nurses prescribe now." in reader.get("/guidance/updates/").content.decode()

    # Withdrawn with a reason and a replacement: still readable, under a banner.
    new = dee.create(tree, "better", title="Better")
    dee.edit(new, title="Better", **SUBMIT)
    kit.act(new, "approve")
    data = {
        "title": "Tapering",
        "status": "withdrawn",
        "edit_kind": "substantive",
        "change_note": "Withdrawn.",
        "replacement": str(new.pk),
    }
    assert "Say for readers why" in dee.edit(page, **data, **SUBMIT).content.decode()
    dee.edit(page, **data, withdrawn_reason="The evidence has moved on.", **SUBMIT)
    kit.act(page, "approve")
    text = reader.get(url).content.decode()
    assert "The evidence has moved on." in text
    assert '<a href="/guidance/better/">Read Better instead</a>' in text
    versions = PublishedVersion.objects.filter(page=page).order_by("number")
    assert [(v.number, v.drafted_by, v.approved_by) for v in versions] == [(n, cast.dee, second) for n in (1, 2, 3)]


def test_a_draft_that_is_sent_back_stays_a_draft(cast: Cast, tree: Tree, second: User, as_: As) -> None:
    dee, kit = Editor(as_(cast.dee)), Editor(as_(second))
    page = dee.create(tree, "tapering")
    dee.edit(page, **SUBMIT)
    refused = kit.act(page, "reject", comment="ring 07700 900123")
    assert "identifies someone" in refused.content.decode()
    assert live(page).current_workflow_state.status == "in_progress"
    kit.act(page, "reject", comment="Say for whom.")
    assert live(page).current_workflow_state.status == "needs_changes"
    assert Client().get("/guidance/tapering/").status_code == 404


def test_a_draft_that_changed_after_it_was_opened_is_not_approved(cast: Cast, tree: Tree, second: User, as_: As) -> None:
    dee, kit = Editor(as_(cast.dee)), Editor(as_(second))
    page = dee.create(tree, "tapering")
    dee.edit(page, **SUBMIT)
    state = live(page).current_workflow_task_state
    assert state is not None
    dee.edit(page, title="Changed under the approver")
    kit.browser.post(f"/admin/pages/workflow/action/{page.pk}/approve/{state.pk}/")
    assert not live(page).live, "the draft is read again first"


def test_a_version_that_was_read_or_published_is_never_written_over(cast: Cast, tree: Tree, second: User, as_: As) -> None:
    dee, kit = Editor(as_(cast.dee)), Editor(as_(second))
    page = dee.create(tree, "tapering")
    dee.edit(page, **SUBMIT)
    read = live(page).get_latest_revision()
    dee.edit(page, title="Written over", overwrite_revision_id=str(read.pk))
    assert read.__class__.objects.get(pk=read.pk).content["title"] != "Written over"
    kit.act(page, "approve")
    edition = PublishedVersion.objects.get(page=page)
    dee.edit(page, title="Written over", overwrite_revision_id=str(edition.revision_id))
    assert "Written over" not in Client().get(edition.address).content.decode()
    assert "Written over" not in Client().get("/guidance/tapering/").content.decode()


def test_two_approvers_at_once_make_one_edition(cast: Cast, tree: Tree, second: User, as_: As) -> None:
    from network.membership.roles import CLINICIANS, EDITORS, Role  # noqa: PLC0415
    from tests.cast import person  # noqa: PLC0415

    third = person("Lea", Role.MEMBER, CLINICIANS, EDITORS)
    dee = Editor(as_(cast.dee))
    page = dee.create(tree, "tapering")
    dee.edit(page, **SUBMIT)
    state = live(page).current_workflow_task_state
    assert state is not None
    for user in (second, third):
        as_(user).post(f"/admin/pages/workflow/action/{page.pk}/approve/{state.pk}/")
    assert PublishedVersion.objects.get(page=page).approved_by == second


def test_a_silent_edit_makes_no_edition(publish: Publish, cast: Cast) -> None:
    publish("tapering")
    page = GuidancePage.objects.get(slug="tapering")
    page.edit_kind, page.summary = "minor", "For prescribers!"
    page.save_revision(user=cast.dee).publish()
    assert PublishedVersion.objects.count() == 1


def test_a_correction_moves_no_date_of_substance(publish: Publish) -> None:
    first = publish("tapering", kind="new")
    publish("tapering", kind="correction", note="A dose was wrong.")
    page = GuidancePage.objects.get(slug="tapering")
    assert page.last_major_change == first.published_at
    assert "Corrected in edition 2" in Client().get("/guidance/tapering/").content.decode()


def test_comparison_goes_block_by_block(publish: Publish) -> None:
    publish("tapering", sections=[section("Start", ("1.1", "Ask about every sedative."), ("1.2", "Offer a urine test."))])
    publish(
        "tapering",
        sections=[section("Start", ("1.1", "Ask about every sedative and opioid."), ("1.3", "Give naloxone to take home."))],
    )
    text = Client().get("/guidance/tapering/compare/").content.decode()
    assert '<h2 class="h3">Recommendation 1.1</h2>' in text
    assert ">Added</span>" in text
    assert ">Removed</span>" in text
    assert ">Changed</span>" in text
    assert '<meta name="robots" content="noindex">' in text


def test_a_comparison_costs_the_same_however_many_editions_there_are(
    publish: Publish, count_queries: Callable[[Callable[[], object]], int]
) -> None:
    def compare(newer: int) -> int:
        url = f"/guidance/tapering/compare/?from=1&to={newer}"
        Client().get(url)
        return count_queries(lambda: Client().get(url))

    for n in range(3):
        publish("tapering", summary=f"For prescribers, {n}.")
    few = compare(3)
    for n in range(3, 12):
        publish("tapering", summary=f"For prescribers, {n}.")
    assert compare(3) == compare(12) == few <= COMPARE_QUERIES


COMPARE_QUERIES = 30  # two editions are rebuilt from their revisions, at about eight queries each


def test_a_text_that_was_written_anew_is_shown_as_old_and_new_not_word_between_word() -> None:
    old, new = "Ask what happened the last time and a seizure.", "Do not rely on a urine test and a hope."
    assert words(old, new) == [(REMOVED, old), (ADDED, new)]
    assert words("Offer a urine test.", "Offer a blood test.") == [
        ("same", "Offer a "),
        (REMOVED, "urine "),
        (ADDED, "blood "),
        ("same", "test."),
    ]


def test_what_is_compared_is_escaped(publish: Publish) -> None:
    publish("tapering", summary="Plain.")
    publish("tapering", summary="<script>alert(1)</script>")
    assert "<script>alert(1)" not in Client().get("/guidance/tapering/compare/").content.decode()


@pytest.mark.parametrize("query", ["?from=1&to=9", "?from=0&to=2", "?from=2&to=2", "?from=x&to=2", "?to=1"])
def test_editions_that_do_not_exist_cannot_be_compared(publish: Publish, query: str) -> None:
    publish("tapering")
    publish("tapering")
    assert Client().get(f"/guidance/tapering/compare/{query}").status_code == 404


def test_the_pieces_of_a_comparison_are_the_two_texts(db: None) -> None:
    old, new = "Reduce by  a tenth\neach week.", "Reduce by a twentieth each fortnight. Pause."
    pieces = words(old, new)
    assert "".join(text for kind, text in pieces if kind != ADDED) == old
    assert "".join(text for kind, text in pieces if kind != REMOVED) == new


@pytest.mark.parametrize(("who", "ceiling"), [("visitor", 11), ("ada", 15)])
@pytest.mark.parametrize("url", ["/guidance/", "/guidance/tapering/", "/guidance/updates/"])
def test_guidance_costs_the_same_with_few_and_many_editions(
    publish: Publish, cast: Cast, as_: As, count_queries: Count, url: str, who: str, ceiling: int
) -> None:
    browser = as_(cast.ada if who == "ada" else None)
    publish("tapering")
    publish("tapering")
    browser.get(url)
    few = count_queries(lambda: browser.get(url))
    for n in range(4):
        publish("tapering")
        publish(f"page-{n}")
    assert count_queries(lambda: browser.get(url)) == few <= ceiling
