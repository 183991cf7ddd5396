"""The public rendering of a case: three people agree, the wrong reader never reaches it, and it goes with its case."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from cases import actions, featuring
from cases.models import Case, FeaturedCase
from cms.tree import ensure_tree
from network.forum import incidents, moderation
from network.forum.residue import scan
from network.membership.models import Application, AuditEntry, User
from network.membership.roles import EDITORS
from search.indexer import drain
from search.rebuild import purge
from tests.cases.making import published
from tests.cast import Cast, person

pytestmark = pytest.mark.django_db
As = Callable[[User | None], Client]
MARKER = "qwyxvortle"
TEXTS = {
    "title": "When a taper is too fast",
    "story": f"Somebody came in withdrawal from {MARKER} tablets.",
    "learning": "Slow down first, ask later.",
    "outcome": "",
}
SAID = {
    "consent_basis": "anonymised",
    "consent_covers": "public",
    "consent_saw": "",
    "consent_held": "",
    "consent_expires": None,
}
NO_DOUBT = {"no_interest": "on", **dict.fromkeys(("singled_out", "searchable", "family", "others"), "no")}


def prepared(cast: Cast, **changes: Any) -> FeaturedCase:
    """Let Dee, an editor, word a public version of a case of Ada's."""
    return featuring.prepare(published(cast, **changes), actor=cast.dee, texts=TEXTS)


def agreed(cast: Cast, **said: Any) -> FeaturedCase:
    """Let Ada agree to it."""
    featured = prepared(cast)
    featuring.agree(featured, actor=cast.ada, version=1, credit="kept", said={**SAID, **said})
    featured.refresh_from_db()
    return featured


def public(cast: Cast, **said: Any) -> FeaturedCase:
    """Let Ben, the second reader, have no doubt."""
    featured = agreed(cast, **said)
    assert featuring.read(featured, actor=cast.ben, version=1)
    featured.refresh_from_db()
    return featured


def shown(featured: FeaturedCase, browser: Client) -> bool:
    """Say whether the public page, the library and search show the rendering to `browser`: all of them, or none."""
    drain()
    found = {
        browser.get(featured.get_absolute_url()).status_code == 200,
        TEXTS["title"] in browser.get("/cases/").content.decode(),
        featured.get_absolute_url() in browser.get("/search/", {"q": MARKER}).content.decode(),
    }
    assert len(found) == 1
    return found.pop()


def test_three_people_make_a_case_public_in_a_browser(cast: Cast, as_: As) -> None:
    ensure_tree()
    case = published(cast)
    editor, author, reader, visitor = as_(cast.dee), as_(cast.ada), as_(cast.ben), as_(None)
    assert "Feature this case" in editor.get(case.get_absolute_url()).content.decode()
    assert "Feature this case" not in reader.get(case.get_absolute_url()).content.decode()
    assert editor.post(f"/cases/{case.public_id}/feature/", TEXTS).status_code == 302
    featured = FeaturedCase.objects.get()
    base = featured.get_absolute_url()
    assert reader.get(f"{base}work/").status_code == 404, "the author has not agreed yet"
    page = author.get(f"{base}work/").content.decode()
    assert "Do you agree?" in page
    answer = {**SAID, "consent_expires": "", "read": "on", "version": 1}
    refused = author.post(f"{base}agree/", {**answer, "consent_covers": "members"})
    assert refused.status_code == 422
    assert "It must cover the public" in refused.content.decode()
    assert author.post(f"{base}agree/", answer).status_code == 302
    assert not shown(featured, visitor)
    assert TEXTS["title"] in reader.get("/cases/featured/").content.decode()
    assert reader.post(f"{base}read/", {**NO_DOUBT, "version": 1, "no_interest": ""}).status_code == 422
    assert reader.post(f"{base}read/", {**NO_DOUBT, "version": 1}).status_code == 302
    assert shown(featured, visitor)
    assert shown(featured, as_(cast.cy))
    assert list(AuditEntry.objects.filter(subject_id=featured.public_id).order_by("pk").values_list("verb", flat=True)) == [
        "prepared public case",
        "author agreed to public case",
        "published public case",
    ]


def test_the_public_page_tells_nothing_of_the_members_case(cast: Cast, as_: As) -> None:
    featured = public(cast)
    case, answer = featured.case, as_(None).get(featured.get_absolute_url())
    page = answer.content.decode()
    for telling in (case.reference, case.public_id, case.headline, case.story, cast.ada.display_name, case.board.name, "30s"):
        assert telling not in page
    assert case.thread is not None
    assert case.thread.public_id not in page
    assert "An adult under 40" in page
    assert answer.headers["X-Robots-Tag"] == "noindex, noarchive"
    assert answer.headers["Cache-Control"] == "no-store"
    drain()
    assert case.get_absolute_url() not in as_(None).get("/search/", {"q": "tablets"}).content.decode()
    assert as_(None).get(case.get_absolute_url()).status_code == 302
    assert as_(cast.cy).get(case.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("name", ["sam", "eve", "cy", "mia"])
def test_nobody_without_a_part_reaches_one_in_the_making(cast: Cast, as_: As, name: str) -> None:
    featured = prepared(cast)
    browser = as_(getattr(cast, name))
    for page in ("", "work/", "words/", "agree/", "read/", "withdraw/"):
        assert browser.get(f"{featured.get_absolute_url()}{page}").status_code == 404, page
    assert TEXTS["title"] not in browser.get("/cases/featured/").content.decode()
    assert as_(cast.ada).get(f"{featured.get_absolute_url()}work/").status_code == 200


def test_nobody_approves_their_own(cast: Cast) -> None:
    case = published(cast)
    for actor in (cast.ada, cast.ben, cast.stew):
        with pytest.raises(PermissionDenied):
            featuring.prepare(case, actor=actor, texts=TEXTS)
    featured = featuring.prepare(case, actor=cast.dee, texts=TEXTS)
    with pytest.raises(PermissionDenied):
        featuring.agree(featured, actor=cast.dee, version=1, credit="kept", said=SAID)
    with pytest.raises(PermissionDenied):
        featuring.read(featured, actor=cast.ben, version=1)
    featuring.agree(featured, actor=cast.ada, version=1, credit="kept", said=SAID)
    for actor in (cast.ada, cast.dee, cast.sam, cast.eve):
        with pytest.raises(PermissionDenied):
            featuring.read(featured, actor=actor, version=1)
    for user in (cast.ada, cast.mia):
        applied = {"registered_name": "A", "profession": "gmc", "service": "One service"}
        Application.objects.create(user=user, accepted_rules_at=timezone.now(), **applied)
    with pytest.raises(PermissionDenied):
        featuring.read(featured, actor=cast.mia, version=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        FeaturedCase.objects.update(state="published", author_agreed_at=None, reader=cast.ben)
    assert featuring.read(featured, actor=cast.ben, version=1)


def test_an_editors_own_case_is_featured_by_another_editor(cast: Cast) -> None:
    case = published(cast)
    Case.objects.filter(pk=case.pk).update(author=cast.dee)
    case.refresh_from_db()
    with pytest.raises(PermissionDenied):
        featuring.prepare(case, actor=cast.dee, texts=TEXTS)


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("story", "She gave 07700 900123 as her number."),
        ("learning", "Tamsel is well again."),
        ("outcome", "He is a woodturner from a fishing village with three children."),
        ("title", "Case 0001 again"),
    ],
)
def test_the_second_pass_keeps_out_what_members_may_decide_to_keep(cast: Cast, as_: As, field: str, text: str) -> None:
    case = published(cast)
    text = text.replace("Case 0001", case.reference)
    with pytest.raises(featuring.NotPublic):
        featuring.prepare(case, actor=cast.dee, texts={**TEXTS, field: text})
    answer = as_(cast.dee).post(f"/cases/{case.public_id}/feature/", {**TEXTS, field: text})
    assert answer.status_code == 422
    assert not FeaturedCase.objects.exists()
    assert featuring.prepare(case, actor=cast.dee, texts=TEXTS)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"restricted": True, "invited": "ben"}, "invited"),
        ({"setting": "prison", "clinicians_only": True}, "stays with members"),
        (
            {"consent_basis": "signed", "consent_covers": "members", "consent_saw": "text", "consent_held": "service"},
            "does not reach the public",
        ),
    ],
)
def test_some_cases_stay_with_members(cast: Cast, as_: As, changes: dict[str, Any], reason: str) -> None:
    if "invited" in changes:
        changes = {**changes, "invited": [cast.ben, cast.dee]}
    case = published(cast, **changes)
    with pytest.raises(featuring.NotPublic, match=reason):
        featuring.prepare(case, actor=cast.dee, texts=TEXTS)
    assert reason in as_(cast.dee).get(f"/cases/{case.public_id}/feature/").content.decode()


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"consent_covers": "members"}, "cover the public"),
        ({"consent_basis": ""}, "basis"),
        ({"consent_basis": "signed", "consent_saw": "told", "consent_held": "service"}, "this very text"),
        ({"consent_basis": "signed", "consent_saw": "text"}, "who holds"),
        ({"consent_expires": timezone.localdate() - timedelta(days=1)}, "over"),
    ],
)
def test_the_second_consent_is_asked_for_this_text_and_the_public(cast: Cast, said: dict[str, Any], sentence: str) -> None:
    featured = prepared(cast)
    with pytest.raises(featuring.NotPublic, match=sentence):
        featuring.agree(featured, actor=cast.ada, version=1, credit="kept", said={**SAID, **said})
    assert featuring.agree(featured, actor=cast.ada, version=1, credit="kept", said=SAID)
    assert not featuring.agree(featured, actor=cast.ada, version=1, credit="kept", said=SAID), "twice is once"


def test_a_signed_case_is_not_made_public_by_calling_it_anonymised(cast: Cast) -> None:
    signed = {"consent_basis": "signed", "consent_covers": "public", "consent_saw": "text", "consent_held": "service"}
    featured = prepared(cast, **signed)
    with pytest.raises(featuring.NotPublic, match="theirs as well"):
        featuring.agree(featured, actor=cast.ada, version=1, credit="kept", said=SAID)
    assert featuring.agree(featured, actor=cast.ada, version=1, credit="kept", said={**SAID, **signed})


def test_a_doubt_sends_it_back_and_new_words_ask_everybody_again(cast: Cast, as_: As) -> None:
    featured = agreed(cast)
    assert not featuring.read(featured, actor=cast.ben, version=1, doubts=["family"])
    featured.refresh_from_db()
    page = as_(cast.dee).get(f"{featured.get_absolute_url()}work/").content.decode()
    assert "A relative or colleague would recognise them" in page
    assert featuring.rewrite(featured, actor=cast.dee, texts={**TEXTS, "title": "Slower"}, version=1)
    with pytest.raises(featuring.Changed):
        featuring.rewrite(featured, actor=cast.dee, texts={**TEXTS, "title": "Slower still"}, version=1)
    featured.refresh_from_db()
    assert (featured.state, featured.consent_covers, featured.doubts) == ("asked", "", [])
    with pytest.raises(featuring.Changed):
        featuring.agree(featured, actor=cast.ada, version=1, credit="kept", said=SAID)
    assert featuring.agree(featured, actor=cast.ada, version=2, credit="named", said=SAID)
    featuring.read(featured, actor=cast.ben, version=2)
    assert f"By {cast.ada.display_name}" in as_(None).get(featured.get_absolute_url()).content.decode()


def test_who_worded_an_earlier_version_is_no_second_reader_of_a_later_one(cast: Cast) -> None:
    featured, other = agreed(cast), person("Otto", cast.dee.role, EDITORS)
    other.groups.set([*cast.ben.groups.all(), *other.groups.all()])
    assert FeaturedCase.objects.readable_by(other).exists(), "an editor who has not touched it may read it"
    featuring.read(featured, actor=cast.ben, version=1, doubts=["family"])
    featured.refresh_from_db()
    assert featuring.rewrite(featured, actor=other, texts=featured.texts(), version=1)
    featured.refresh_from_db()
    featuring.agree(featured, actor=cast.ada, version=2, credit="kept", said=SAID)
    for editor in (cast.dee, other):
        assert not FeaturedCase.objects.readable_by(editor).exists()
        with pytest.raises(PermissionDenied):
            featuring.read(featured, actor=editor, version=2)
    assert featuring.read(featured, actor=cast.ben, version=2)


def test_a_moderator_and_an_author_who_was_suspended_can_take_it_away(cast: Cast, as_: As) -> None:
    featured = public(cast)
    door = f"{featured.get_absolute_url()}withdraw/"
    shown_to = {
        name: as_(getattr(cast, name)).get(featured.get_absolute_url()).content.decode() for name in ("mia", "ben", "eve")
    }
    assert [name for name, page in shown_to.items() if "Withdraw the public text" in page] == ["mia"]
    for outsider in (cast.ben, cast.eve):
        assert as_(outsider).get(door).status_code == 404
        assert as_(outsider).post(door).status_code == 404
    making = prepared(cast)  # nobody but author and editor has a part yet
    cast.ada.role = "registrant"
    cast.ada.save(update_fields=["role"])
    assert as_(cast.ada).get(door).status_code == 200
    assert as_(cast.ada).get(f"{making.get_absolute_url()}withdraw/").status_code == 200
    assert as_(cast.mia).get(f"{making.get_absolute_url()}withdraw/").status_code == 404
    assert as_(cast.mia).post(door).status_code == 302
    assert as_(None).get(featured.get_absolute_url()).status_code == 404
    assert as_(cast.mia).post(door).status_code == 404, "a second click finds it gone"


def test_new_words_take_a_public_one_out_of_sight_until_all_agree_again(cast: Cast, as_: As) -> None:
    ensure_tree()
    featured = public(cast)
    assert not featuring.rewrite(featured, actor=cast.dee, texts=TEXTS, version=1), "the same words change nothing"
    assert shown(featured, as_(None))
    featuring.rewrite(featured, actor=cast.dee, texts={**TEXTS, "learning": "Ask first."}, version=1)
    assert not shown(featured, as_(None))


def withdrawn(featured: FeaturedCase, cast: Cast) -> None:
    actions.withdraw(featured.case, actor=cast.ada)


def taken_back(featured: FeaturedCase, cast: Cast) -> None:
    featuring.withdraw(featured, actor=cast.ada)


def expired(featured: FeaturedCase, cast: Cast) -> None:
    Case.objects.filter(pk=featured.case_id).update(consent_expires=timezone.localdate() - timedelta(days=1))


def own_consent_expired(featured: FeaturedCase, cast: Cast) -> None:
    FeaturedCase.objects.filter(pk=featured.pk).update(consent_expires=timezone.localdate() - timedelta(days=1))


def flagged(featured: FeaturedCase, cast: Cast) -> None:
    assert featured.case.thread is not None
    moderation.report_thread(featured.case.thread, actor=cast.ben, kind="identifies")


def incident(featured: FeaturedCase, cast: Cast) -> None:
    assert featured.case.thread is not None
    incidents.open_incident(featured.case.thread, actor=cast.mia, severity="high", kind="name")


@pytest.mark.parametrize("event", [withdrawn, taken_back, expired, own_consent_expired, flagged, incident])
def test_what_ends_the_members_case_ends_the_public_one_at_once(
    cast: Cast, as_: As, event: Callable[[FeaturedCase, Cast], None]
) -> None:
    ensure_tree()
    featured = public(cast)
    assert shown(featured, as_(None))
    featured.case.refresh_from_db()
    event(featured, cast)
    for browser in (as_(None), as_(cast.ben), as_(cast.dee)):
        assert not shown(featured, browser)


@pytest.mark.parametrize("event", [withdrawn, taken_back, expired, own_consent_expired])
def test_nothing_is_left_of_it(
    cast: Cast, event: Callable[[FeaturedCase, Cast], None], django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    featured = public(cast)
    drain()
    assert {"cases_featuredcase.story", "search index"} <= {residue.place for residue in scan(MARKER)}
    with django_capture_on_commit_callbacks(execute=True):
        event(featured, cast)
        call_command("case_timers", stdout=io.StringIO())
    drain()
    purge()  # an engine may keep the bytes of a deleted document until then
    assert [residue.place for residue in scan(MARKER) if residue.place.startswith(("cases_", "search index", "mail"))] == []


@pytest.mark.django_db(transaction=True)
def test_an_incident_leaves_nothing_of_a_public_one_anywhere() -> None:
    from tests.cast import make_cast  # noqa: PLC0415

    cast = make_cast()
    featured = public(cast)
    drain()
    incident(featured, cast)
    assert scan(MARKER) == []


def test_a_public_one_that_repeats_what_an_incident_removes_is_withdrawn_whole(cast: Cast) -> None:
    featured = public(cast)
    other = published(cast, story=f"Another one. {TEXTS['story']}")
    assert other.thread is not None
    found, _ = incidents.open_incident(other.thread, actor=cast.mia, severity="low", kind="place")
    next(step for step in incidents.steps() if step.name == "case").run(found)
    featured.refresh_from_db()
    assert (featured.state, featured.story) == ("withdrawn", "")


def test_its_mails_carry_no_word_and_ask_the_door_at_sending(
    cast: Cast, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    case = published(cast)
    with django_capture_on_commit_callbacks(execute=True):
        featuring.prepare(case, actor=cast.dee, texts=TEXTS)
    assert mail.outbox[-1].to == [cast.ada.email]
    assert TEXTS["title"] not in f"{mail.outbox[-1].subject}{mail.outbox[-1].body}"
    sent = len(mail.outbox)
    with django_capture_on_commit_callbacks(execute=True):
        featuring.rewrite(FeaturedCase.objects.get(), actor=cast.dee, texts={**TEXTS, "title": "Slower"}, version=1)
        actions.withdraw(case, actor=cast.ada)
    assert cast.ada.email not in [to for message in mail.outbox[sent:] for to in message.to]


def test_two_editors_make_one(cast: Cast, as_: As) -> None:
    case = published(cast)
    featuring.prepare(case, actor=cast.dee, texts=TEXTS)
    with pytest.raises(featuring.Changed):
        featuring.prepare(case, actor=cast.dee, texts=TEXTS)
    answer = as_(cast.dee).get(f"/cases/{case.public_id}/feature/")
    assert answer.headers["Location"].endswith("/words/")


@pytest.mark.parametrize("who", [None, "cy", "ben"])
def test_any_reader_takes_it_off_with_one_click_and_a_second_clinician_reads_it_again(
    cast: Cast, as_: As, who: str | None, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    ensure_tree()
    featured = public(cast)
    base, browser = featured.get_absolute_url(), as_(getattr(cast, who) if who else None)
    assert shown(featured, as_(None))
    assert f'action="{base}flag/"' in browser.get(base).content.decode()
    assert browser.get(f"{base}flag/").status_code == 405
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(2):
            assert "It is out of sight" in browser.post(f"{base}flag/").content.decode()
    assert not shown(featured, as_(None))
    asked = [[cast.dee.email], [cast.ada.email], [cast.mia.email]]  # editor, author, and who may read it again
    assert [message.to for message in mail.outbox[-3:]] == asked
    assert MARKER not in mail.outbox[-1].body
    entry = AuditEntry.objects.get(verb="flagged public case")
    assert entry.actor is None
    assert "flagged" not in str(list(AuditEntry.objects.exclude(actor=None).values_list("verb", flat=True)))
    page = as_(cast.ben).get(f"{base}work/").content.decode()
    assert "a reader thought that somebody may be recognised" in page
    assert as_(cast.ben).post(f"{base}read/", {**NO_DOUBT, "version": 2}).status_code == 302
    assert shown(featured, as_(None))
    again = browser.post(f"{base}flag/").content.decode()
    assert "It was read again already" in again
    assert shown(featured, as_(None)), "one reader cannot keep it away for good"
    featured.refresh_from_db()
    assert featuring.rewrite(featured, actor=cast.dee, texts={**TEXTS, "learning": "Ask first."}, version=2)
    featuring.agree(featured, actor=cast.ada, version=3, credit="kept", said=SAID)
    assert featuring.read(featured, actor=cast.ben, version=3)
    featured.refresh_from_db()
    assert featuring.flag(featured), "new words were not read again"


def test_what_is_in_the_making_or_gone_answers_a_flag_as_if_it_were_not_there(cast: Cast, as_: As) -> None:
    featured = agreed(cast)
    assert as_(None).post(f"{featured.get_absolute_url()}flag/").status_code == 404
    assert as_(None).post("/cases/featured/zzzzzzzzzzzz/flag/").status_code == 404
    featuring.read(featured, actor=cast.ben, version=1)
    featuring.withdraw(featured, actor=cast.ada)
    assert as_(None).post(f"{featured.get_absolute_url()}flag/").status_code == 404
    assert FeaturedCase.objects.get().state == FeaturedCase.State.WITHDRAWN


def test_what_was_public_of_a_reported_case_is_read_again_before_it_returns(cast: Cast, as_: As) -> None:
    ensure_tree()
    featured = public(cast)
    thread = featured.case.thread
    assert thread is not None
    moderation.report(thread, actor=cast.ben, kind="identifies")
    assert not shown(featured, as_(None))
    moderation.decide_report(thread.reports.get(), actor=cast.mia, keep=True, version=1)
    assert not shown(featured, as_(None)), "the moderator looked at the members' text, nobody at this one"
    assert featuring.read(featured, actor=cast.ben, version=2)
    assert shown(featured, as_(None))
