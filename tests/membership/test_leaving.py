"""Leaving: told plainly, narrow at once, undone for fourteen days, then erased by a steward, whatever happens half-way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from cases.models import Case, State
from network.forum import moderation, posting
from network.forum.models import Post, Report, Thread
from network.membership import deciding, erasing, leaving
from network.membership.models import Application, AuditEntry, Departure, User
from network.membership.roles import STEWARDS, Role
from tests.cases.making import draft, published, submitted
from tests.cast import PASSWORD, Cast, person
from tests.membership.test_exporting import proven

As = Callable[[User | None], Client]
Commit = Callable[..., object]
CHOSEN = {"names": "anonymise", "cases": "stay"}


def member(user: User, state: str = "approved", **fields: object) -> Application:
    """Give somebody of the cast the application by which they came in."""
    EmailAddress.objects.get_or_create(user=user, email=user.email, verified=True, primary=True)
    return Application.objects.create(
        user=user, registered_name=f"{user.display_name} Registered", profession="doctor", register_number=f"99900{user.pk:02d}",
        service="Northgate practice", reason="To learn.", accepted_rules_at=timezone.now(), state=state,
        decided_at=timezone.now(), **fields,
    )  # fmt: skip


def left(user: User, *, days: int = 0, **changes: str) -> Departure:
    if not Application.objects.filter(user=user).exists():
        member(user)
    assert leaving.leave(user, actor=user, **{**CHOSEN, **changes})
    Departure.objects.filter(user=user).update(asked_at=timezone.now() - timedelta(days=days))
    return Departure.objects.get(user=user, cancelled_at=None)


@pytest.fixture(autouse=True)
def _no_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """The database's files cannot be rewritten inside a test's transaction; test_erasure_residue.py does it with real ones."""
    monkeypatch.setattr(erasing, "rewrite", lambda tables: None)


def test_the_page_says_what_goes_and_what_stays_before_the_click(cast: Cast, as_: As) -> None:
    member(cast.ada)
    published(cast)
    published(cast, consent_basis="signed", consent_covers="members", consent_saw="text", consent_held="author")
    draft(cast)
    html = proven(as_(cast.ada)).get("/account/leave/").content.decode()
    assert "One case of yours is published. You choose below" in html
    assert "One case of yours goes in any event, because you hold the signed form" in html
    assert "One case that is not published is deleted" in html
    assert "Former member" in html
    assert not Departure.objects.exists()


def test_leaving_narrows_every_session_at_once_and_is_told_by_mail(
    cast: Cast, as_: As, django_capture_on_commit_callbacks: Commit
) -> None:
    found, thread = member(cast.ada), posting.start_thread(cast.open_board, actor=cast.ada, title="A", text="Words.")
    other = Client()
    other.post("/accounts/login/", {"login": cast.ada.email, "password": PASSWORD})
    assert other.get(thread.get_absolute_url()).status_code == 200
    browser = proven(as_(cast.ada))
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        assert browser.post("/account/leave/", CHOSEN).status_code == 302
    assert [letter.subject for letter in mail.outbox if letter.to == [cast.ada.email]][-1].startswith("You have left")
    found.refresh_from_db()
    assert (found.state, found.left_from) == ("left", "approved")
    assert browser.get(thread.get_absolute_url()).status_code == 404
    assert other.get(thread.get_absolute_url()).headers["Location"].startswith("/accounts/login/"), "signed out elsewhere"
    assert "Come back" in browser.get("/application/").content.decode()
    assert as_(cast.ben).get(thread.get_absolute_url()).status_code == 200
    again = browser.post("/account/leave/", CHOSEN)
    assert again.headers["Location"] == "/application/"
    assert Departure.objects.count() == 1


def test_who_has_not_just_typed_the_password_and_who_sends_half_a_form_stays(cast: Cast, as_: As) -> None:
    member(cast.ada)
    assert as_(cast.ada).post("/account/leave/", CHOSEN).headers["Location"].startswith("/accounts/reauthenticate/")
    answer = proven(as_(cast.ada)).post("/account/leave/", {"names": "marzipan"})
    assert answer.status_code == 422
    with pytest.raises(PermissionDenied):
        leaving.leave(cast.ada, actor=cast.stew, **CHOSEN)
    assert not Departure.objects.exists()


@pytest.mark.parametrize("state", ["approved", "limited", "suspended", "lapsed", "declined", "waiting", "asked", "withdrawn"])
def test_coming_back_gives_what_stood_and_launders_nothing(cast: Cast, as_: As, state: str) -> None:
    found = member(cast.eve, state=state)
    role = cast.eve.role
    left(cast.eve)
    assert User.objects.get(pk=cast.eve.pk).role == "registrant"
    as_(cast.eve).post("/account/return/")
    found.refresh_from_db()
    assert found.state == state
    back = User.objects.get(pk=cast.eve.pk)
    assert (back.role, back.groups.count()) == ((role, 1) if state in ("approved", "limited") else ("registrant", 0))
    assert not leaving.come_back(cast.eve, actor=cast.eve)
    left(cast.eve, days=1)


def test_a_number_that_went_to_somebody_else_is_not_given_back(cast: Cast, as_: As) -> None:
    mine = member(cast.ada)
    left(cast.ada)
    other = member(cast.ben, state="waiting")
    Application.objects.filter(pk=other.pk).update(register_number=mine.register_number)
    other.refresh_from_db()
    other.evidence.create(kind="document", shown_at=timezone.now())
    other.notes.create(kind="found", text="Found.")
    assert deciding.approve_application(other, actor=cast.stew)
    html = as_(cast.ada).post("/account/return/", follow=True).content.decode()
    assert "held by somebody else now" in html
    assert leaving.find(cast.ada)


# --- who must hand something over first --------------------------------------------------------------------------------


def test_the_only_moderator_and_the_last_steward_hand_over_first(cast: Cast, as_: As) -> None:
    for who in (cast.mia, cast.stew):
        member(who)
        with pytest.raises(leaving.CannotLeave):
            leaving.leave(who, actor=who, **CHOSEN)
    assert "only moderator of Sedatives" in leaving.stops(cast.mia)[0]
    assert "last steward" in leaving.stops(cast.stew)[0]
    cast.dee.groups.add(Group.objects.get(name="Moderators: Sedatives"))
    cast.ben.groups.add(Group.objects.get(name=STEWARDS))
    for who in (cast.mia, cast.stew):
        assert leaving.leave(who, actor=who, **CHOSEN)
        assert User.objects.get(pk=who.pk).groups.count() == 0


def test_an_account_without_a_membership_is_sent_to_the_operator(cast: Cast) -> None:
    with pytest.raises(leaving.CannotLeave, match="operator"):
        leaving.leave(cast.ada, actor=cast.ada, **CHOSEN)


# --- erasing -----------------------------------------------------------------------------------------------------------


def test_a_steward_erases_after_fourteen_days_and_nobody_else_ever(
    cast: Cast, as_: As, django_capture_on_commit_callbacks: Commit
) -> None:
    departure = left(cast.ada, days=13)
    page = f"/desk/leaving/{departure.public_id}/"
    assert "Dr Ada Testing" in as_(cast.stew).get("/desk/leaving/").content.decode()
    assert "The erasure waits" in as_(cast.stew).get(page).content.decode()
    as_(cast.stew).post(page, {"do": "erase"})
    with pytest.raises(leaving.NotYet):
        leaving.erase(departure, actor=cast.stew)
    Departure.objects.update(asked_at=timezone.now() - timedelta(days=14, minutes=1))
    departure.refresh_from_db()
    for outsider in (cast.ben, cast.mia, cast.ada):
        assert as_(outsider).post(page, {"do": "erase"}).status_code == 404
        assert as_(outsider).get("/desk/leaving/").status_code == 404
        with pytest.raises(PermissionDenied):
            leaving.erase(departure, actor=outsider)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        as_(cast.stew).post(page, {"do": "erase"})
    departure.refresh_from_db()
    assert departure.finished_at is not None
    assert departure.user.application.state == "erased"
    assert not leaving.erase(departure, actor=cast.stew)
    html = as_(cast.stew).get(page).content.decode()
    assert "Erased completely" in html
    assert "Ada" not in html
    assert not Client().login(email="ada@caseround.example", password=PASSWORD)
    assert [letter.subject for letter in mail.outbox][-1].startswith("Your data is being erased")


@pytest.mark.parametrize(("names", "above"), [("anonymise", "Former member"), ("keep", "Dr Ada Testing")])
def test_posts_stay_below_the_chosen_name(cast: Cast, as_: As, names: str, above: str) -> None:
    thread = posting.start_thread(cast.open_board, actor=cast.ada, title="A taper", text="Words of hers.")
    posting.reply(thread, actor=cast.ben, text="Thank you @Dr Ada Testing, and dr ada testing is right.")
    departure = left(cast.ada, days=15, names=names)
    leaving.erase(departure, actor=cast.stew)
    erasing.run(departure)
    html = as_(cast.ben).get(thread.get_absolute_url()).content.decode()
    assert "Words of hers." in html
    assert above in html
    assert ("Ada" in html) == (names == "keep")
    assert User.objects.get(pk=cast.ada.pk).email.endswith("@erased.invalid")


def erase_now(user: User, steward: User) -> None:
    departure = left(user, days=15)
    assert leaving.erase(departure, actor=steward)
    erasing.run(departure)


def test_a_name_takes_nothing_out_of_what_others_wrote_unless_it_is_a_members_and_a_name(cast: Cast) -> None:
    """Anybody may apply, under any words: nobody may have them deleted from every text."""
    words = "Do not give naloxone twice. Dr Qwyx Vortle agreed."
    post = posting.start_thread(cast.open_board, actor=cast.ben, title="A", text="Words.").posts.get()
    Post.objects.filter(pk=post.pk).update(source=words)
    stranger = person("Qwyx Vortle Applicant", Role.REGISTRANT)
    member(stranger, "declined")
    Application.objects.filter(user=stranger).update(registered_name="Dr Qwyx Vortle")
    member(cast.ada)
    Application.objects.filter(user=cast.ada).update(registered_name="do not")
    for user in (stranger, cast.ada):
        erase_now(user, cast.stew)
        post.refresh_from_db()
        assert post.source == words
    member(cast.dee)
    Application.objects.filter(user=cast.dee).update(registered_name="Dr Qwyx Vortle")
    erase_now(cast.dee, cast.stew)
    post.refresh_from_db()
    assert post.source == "Do not give naloxone twice. Former member agreed."


def test_an_open_complaint_by_or_about_the_person_is_decided_first(cast: Cast) -> None:
    thread = posting.start_thread(cast.open_board, actor=cast.ada, title="A", text="Words.")
    theirs = posting.reply(thread, actor=cast.ben, text="Other words.")
    moderation.report_post(thread.posts.get(opens_thread=True), actor=cast.ben, kind="other")
    moderation.report_post(theirs, actor=cast.ada, kind="other", note="Rude.")
    departure = left(cast.ada, days=15)
    with pytest.raises(leaving.NotYet, match=r"something they wrote is open.*they made is open"):
        leaving.erase(departure, actor=cast.stew)
    for report in Report.objects.all():
        assert moderation.decide_report(report, actor=cast.mia, keep=True, version=1)
    assert leaving.erase(departure, actor=cast.stew)
    erasing.run(departure)
    assert set(Report.objects.values_list("note", flat=True)) == {""}


def test_what_a_moderator_wrote_is_decided_by_another_before_the_erasure(cast: Cast) -> None:
    cast.dee.groups.add(Group.objects.get(name="Moderators: Sedatives"))
    thread = posting.start_thread(cast.open_board, actor=cast.mia, title="A", text="Words of a moderator.")
    moderation.report_post(thread.posts.get(), actor=cast.ben, kind="other")
    departure = left(cast.mia, days=15)
    with pytest.raises(leaving.NotYet):
        leaving.erase(departure, actor=cast.stew)
    assert moderation.decide_report(Report.objects.get(), actor=cast.dee, keep=False, version=1)
    assert leaving.erase(departure, actor=cast.stew)


@pytest.mark.parametrize("cases", ["stay", "go"])
def test_a_sole_authors_cases_stay_or_go_as_chosen_but_never_without_somebody_who_holds_the_form(cast: Cast, cases: str) -> None:
    agreed = {"consent_basis": "signed", "consent_covers": "members", "consent_saw": "text"}
    plain, mine = published(cast), published(cast, **agreed, consent_held="author")
    service, unfinished, sent = published(cast, **agreed, consent_held="service"), draft(cast), submitted(cast)
    departure = left(cast.ada, days=15, cases=cases)
    sent.refresh_from_db()
    assert sent.state == State.DRAFT, "nobody reviews what will not be published"
    leaving.erase(departure, actor=cast.stew)
    erasing.run(departure)
    states = {case.pk: Case.objects.get(pk=case.pk).state for case in (plain, mine, service, unfinished, sent)}
    kept = State.PUBLISHED if cases == "stay" else State.WITHDRAWN
    assert states == {
        plain.pk: kept, service.pk: kept, mine.pk: State.WITHDRAWN, unfinished.pk: State.WITHDRAWN, sent.pk: State.WITHDRAWN,
    }  # fmt: skip
    assert Case.objects.get(pk=mine.pk).story == ""
    assert Thread.objects.get(pk=mine.thread_id).hidden
    assert Case.objects.get(pk=plain.pk).by.name == "Former member"


def test_a_run_that_was_killed_goes_on_where_it_stopped(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    posting.start_thread(cast.open_board, actor=cast.ada, title="A", text="Words.")
    departure = left(cast.ada, days=15)
    leaving.erase(departure, actor=cast.stew)
    names = [step.name for step in erasing.steps()]
    for stop in range(1, len(names), 7):
        real = erasing._once

        def killed(found: Departure, step: erasing.Step, real: Callable[..., bool] = real, at: str = names[stop]) -> bool:
            if step.name == at and not found.steps.filter(name=at).exists():
                real(found, step)
                raise KeyboardInterrupt
            return real(found, step)

        monkeypatch.setattr(erasing, "_once", killed)
        with pytest.raises(KeyboardInterrupt):
            erasing.run(departure)
        monkeypatch.setattr(erasing, "_once", real)
    call_command("membership_housekeeping", verbosity=0)
    departure.refresh_from_db()
    assert departure.finished_at is not None
    assert [step.name for step in departure.steps.all()] == names
    assert AuditEntry.objects.filter(verb="finished erasure").count() == 1
    assert erasing.run(departure) == 0


def test_a_step_that_fails_leaves_no_half_and_is_tried_again(cast: Cast, monkeypatch: pytest.MonkeyPatch, caplog: object) -> None:
    departure = left(cast.ada, days=15)
    leaving.erase(departure, actor=cast.stew)
    monkeypatch.setattr(erasing, "purge", lambda: 1 / 0)
    assert erasing.erase_task.func(departure.pk) is False
    assert "ZeroDivisionError" in caplog.text  # type: ignore[attr-defined]
    assert "Ada" not in caplog.text  # type: ignore[attr-defined]
    assert Departure.objects.get().finished_at is None
    monkeypatch.undo()
    monkeypatch.setattr(erasing, "rewrite", lambda tables: None)
    assert erasing.erase_task.func(departure.pk) is True


def test_nobody_comes_back_into_an_account_that_is_being_erased(cast: Cast, as_: As) -> None:
    browser = as_(cast.ada)
    departure = left(cast.ada, days=15)
    leaving.erase(departure, actor=cast.stew)
    assert browser.post("/account/return/").headers["Location"].startswith("/accounts/login/")
    assert not leaving.come_back(departure.user, actor=cast.ada)


def test_the_log_keeps_who_did_what_and_forgets_from_where_and_why(cast: Cast) -> None:
    found = member(cast.ada)
    deciding.suspend(found, actor=cast.stew, reason="Ada was rude.")
    departure = left(cast.ada, days=15)
    leaving.erase(departure, actor=cast.stew)
    erasing.run(departure)
    about = AuditEntry.objects.filter(subject_id=found.public_id)
    assert {"suspended", "left", "erased"} <= set(about.values_list("verb", flat=True))
    assert set(about.values_list("reason", flat=True)) == {""}
    assert set(AuditEntry.objects.filter(actor=cast.ada).values_list("origin", flat=True)) == {""}
    assert AuditEntry.objects.filter(actor=cast.stew).exclude(origin="").exists()


def test_the_list_costs_the_same_for_few_and_many(cast: Cast, as_: As, count_queries: Callable[..., int]) -> None:
    browser = as_(cast.stew)
    left(cast.ada)
    few = count_queries(lambda: browser.get("/desk/leaving/"))
    for who in (cast.ben, cast.eve, cast.sam):
        left(who)
    assert count_queries(lambda: browser.get("/desk/leaving/")) == few <= 10
    assert Post.objects.count() == 0


def test_a_pseudonym_does_not_change_with_the_name_or_it_would_tell_whose_it_was(cast: Cast, as_: As) -> None:
    thread = posting.start_thread(cast.open_board, actor=cast.ada, title="A", text="Words.", signed="role")
    before = thread.by.name
    departure = left(cast.ada, days=15)
    leaving.erase(departure, actor=cast.stew)
    erasing.run(departure)
    assert Thread.objects.get(pk=thread.pk).by.name == before
    html = as_(cast.ben).get(thread.get_absolute_url()).content.decode()
    assert before in html
    assert "Former member" not in html
