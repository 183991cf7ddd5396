"""A member's own words: what each audience reads of them, and who reads nothing at all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from network.forum import posting
from network.membership import deciding, profiles
from network.membership.forms import IDENTIFIES
from network.membership.models import AuditEntry, Profile, User
from network.membership.names import INVISIBLE, LOOKS_LIKE_ANOTHER, SERVICE_NO_CONTACTS
from network.membership.profile_page import NOT_DECLARED, Audience, lines, own_words, previews
from search.models import Term
from tests.cast import Cast
from tests.membership.test_rechecking import member
from tests.pages import without_token

As = Callable[[User | None], Client]
EDIT = "/account/profile/"
TYPED = {
    "service": "Quarrybank drug team",
    "region": "wales",
    "work_shown_to": "clinicians",
    "declared": "Speaker fee from a maker of naloxone, once.",
}


def page_of(user: User) -> str:
    return f"/people/{user.public_id}/"


def keep(user: User, **changes: object) -> bool:
    """Keep a full profile of `user`, but for the `changes`."""
    return profiles.keep_profile(user, actor=user, **({**TYPED, "listed": False, "interests": []} | changes))  # type: ignore[arg-type]


@pytest.fixture
def topic(db: None) -> Term:
    return Term.objects.create(slug="tapering", name="Tapering")


def test_a_member_says_who_they_are_and_colleagues_read_it(cast: Cast, as_: As, topic: Term) -> None:
    answer = as_(cast.ada).post(EDIT, {**TYPED, "interests": [topic.pk], "listed": "on"}, follow=True)
    assert "Saved." in answer.content.decode()
    page = as_(cast.ben).get(page_of(cast.ada)).content.decode()
    for told in ("Quarrybank drug team, Wales", "Tapering", "Speaker fee", "Verified clinician", "GP"):
        assert told in page, told
    entry = AuditEntry.objects.get(verb="joined the directory")
    assert entry.subject_id == cast.ada.public_id
    assert "Quarrybank" not in f"{entry.reason}{entry.counts}"
    assert as_(cast.ada).post(EDIT, {**TYPED, "interests": [topic.pk], "listed": "on"}, follow=True).status_code == 200
    assert AuditEntry.objects.filter(subject_id=cast.ada.public_id).count() == 1, "the second time nothing was different"


def test_nobody_keeps_anothers_profile_and_an_applicant_has_none(cast: Cast, as_: As) -> None:
    with pytest.raises(PermissionDenied):
        profiles.keep_profile(cast.ada, actor=cast.ben, **TYPED, listed=True, interests=[])  # type: ignore[arg-type]
    assert as_(cast.cy).post(EDIT, {**TYPED, "listed": "on"}).headers["Location"] == "/application/"
    assert not Profile.objects.exists()


@pytest.mark.parametrize("who", ["cy", None, "suspended"])
def test_whoever_is_no_member_learns_nothing_not_even_that_there_is_a_page(cast: Cast, as_: As, who: str | None) -> None:
    keep(cast.ada, listed=True)
    reader = {"cy": cast.cy, None: None, "suspended": cast.eve}[who]
    if who == "suspended":
        User.objects.filter(pk=cast.eve.pk).update(role="registrant", verified_at=None)
        reader = User.objects.get(pk=cast.eve.pk)
    there, nowhere = (as_(reader).get(url) for url in (page_of(cast.ada), "/people/zzzzzzzzzzzz/"))
    assert there.status_code == nowhere.status_code == (302 if who is None else 404)
    if who is not None:
        assert without_token(there.content) == without_token(nowhere.content)
    assert as_(reader).get("/people/").status_code == (302 if who is None else 404)
    assert as_(cast.ben).get(page_of(cast.ada)).status_code == 200


def test_where_somebody_works_is_for_whom_they_say(cast: Cast, as_: As) -> None:
    keep(cast.ada, work_shown_to="clinicians")
    associate, clinician = as_(cast.sam), as_(cast.ben)
    assert "Quarrybank" not in associate.get(page_of(cast.ada)).content.decode()
    assert "Quarrybank" in clinician.get(page_of(cast.ada)).content.decode()
    keep(cast.ada, work_shown_to="members")
    assert "Quarrybank" in associate.get(page_of(cast.ada)).content.decode()


def test_the_preview_is_what_each_audience_gets(cast: Cast, as_: As) -> None:
    keep(cast.ada)
    cast.ada.refresh_from_db()
    seen = dict(previews(cast.ada, own_words(cast.ada)))
    assert seen[Audience.VISITORS] == []
    for reader, audience in ((cast.sam, Audience.MEMBERS), (cast.ben, Audience.CLINICIANS)):
        page = as_(reader).get(page_of(cast.ada))
        assert page.context["lines"] == seen[audience]
    assert seen[Audience.MEMBERS] != seen[Audience.CLINICIANS]


def test_the_preview_of_the_desk_names_what_the_desk_shows(cast: Cast, as_: As) -> None:
    found = member(cast)
    desk = as_(cast.stew).get(f"/desk/applications/{found.public_id}/").content.decode()
    for line in lines(found.user, own_words(found.user), Audience.STEWARDS):
        assert line.what == "Email" or line.text in desk, line.what
    assert found.user.email not in as_(cast.ben).get(page_of(found.user)).content.decode()


def test_looking_first_saves_nothing_and_keeps_what_was_typed(cast: Cast, as_: As, topic: Term) -> None:
    answer = as_(cast.ada).post(EDIT, {**TYPED, "interests": [topic.pk], "listed": "on", "do": "look"})
    page = answer.content.decode()
    assert "Not saved yet" in page
    assert page.count("Quarrybank drug team, Wales") == 1, "clinicians alone"
    assert answer.context["form"]["declared"].value() == TYPED["declared"]
    assert not Profile.objects.exists()


@pytest.mark.parametrize(
    ("field", "text", "message"),
    [
        ("service", "Ring 07700 900123", SERVICE_NO_CONTACTS),
        ("service", "Team \u202e Quarry", INVISIBLE),
        ("declared", "My patient's number is 07700 900123", IDENTIFIES),
        ("declared", "None \u202e at all", INVISIBLE),
    ],
)
def test_a_text_that_identifies_or_hides_is_refused_beside_its_field(
    cast: Cast, as_: As, field: str, text: str, message: str
) -> None:
    answer = as_(cast.ada).post(EDIT, {**TYPED, field: text})
    assert answer.status_code == 422
    assert message in answer.context["form"].errors[field]
    assert answer.context["form"][field].value() == text
    assert not Profile.objects.exists()
    assert as_(cast.ada).post(EDIT, TYPED).status_code == 302


def test_a_name_is_changed_by_a_request_alone_and_never_to_one_that_passes_for_anothers(cast: Cast, as_: As) -> None:
    found = member(cast)
    before = found.user.display_name
    as_(found.user).post(EDIT, {**TYPED, "display_name": "Dr Ada Testing", "profession": "Queen", "verified_at": "2020-01-01"})
    fresh = User.objects.get(pk=found.user_id)
    assert (fresh.display_name, fresh.profession, fresh.verified_at) == (before, found.user.profession, found.user.verified_at)
    for name, message in (("DR ÀDA TESTING", LOOKS_LIKE_ANOTHER), ("Dr Ada Te\u202esting", INVISIBLE)):
        data = {"registered_name": "Ada Testing", "display_name": name, "register_number": found.register_number}
        answer = as_(found.user).post("/account/name/", data)
        assert answer.context["form"].errors["display_name"] == [message]


def test_a_page_says_when_somebody_was_verified_never_when_they_were_here(cast: Cast, as_: As) -> None:
    was_here = timezone.now() - timedelta(days=3)
    User.objects.filter(pk=cast.ada.pk).update(last_login=was_here, verified_at=timezone.now() - timedelta(days=400))
    cast.ada.refresh_from_db()
    keep(cast.ada, listed=True, declared="")
    for url in (page_of(cast.ada), "/people/", EDIT):
        page = as_(cast.ada if url == EDIT else cast.ben).get(url).content.decode()
        assert f"{cast.ada.verified_at:%-d %B %Y}" in page, url
        assert f"{was_here:%-d %B %Y}" not in page, url
        assert "Last" not in page
    assert NOT_DECLARED in as_(cast.ben).get(page_of(cast.ada)).content.decode()


def test_the_name_above_a_post_opens_the_page_until_its_author_has_left(cast: Cast, as_: As) -> None:
    thread = posting.start_thread(cast.open_board, actor=cast.ada, title="A taper", text="Opening words.")
    url = page_of(cast.ada)
    assert f'href="{url}"' in as_(cast.sam).get(thread.get_absolute_url()).content.decode()
    User.objects.filter(pk=cast.ada.pk).update(is_active=False)
    page = as_(cast.sam).get(thread.get_absolute_url()).content.decode()
    assert cast.ada.display_name in page, "authorship stays"
    assert url not in page
    assert as_(cast.sam).get(url).status_code == 404


def test_a_suspended_members_page_is_gone_at_once_and_back_with_them(cast: Cast, as_: As) -> None:
    found = member(cast)
    keep(found.user, listed=True)
    browser = as_(cast.ben)
    assert browser.get(page_of(found.user)).status_code == 200
    deciding.suspend(found, actor=cast.stew, reason="We look into a complaint.")
    assert browser.get(page_of(found.user)).status_code == 404
    assert found.user.display_name not in browser.get("/people/").content.decode()
    deciding.reinstate(found, actor=cast.stew, reason="Nothing was found.")
    assert browser.get(page_of(found.user)).status_code == 200


@pytest.mark.parametrize("signed", ["pseudonym", "role"])
def test_a_text_not_signed_by_name_leads_to_nobodys_page(cast: Cast, as_: As, signed: str) -> None:
    thread = posting.start_thread(cast.open_board, actor=cast.ada, title="A taper", text="Opening words.", signed=signed)
    page = as_(cast.sam).get(thread.get_absolute_url()).content.decode()
    assert thread.by.name in page
    assert cast.ada.public_id not in page
