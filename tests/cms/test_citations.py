"""Threads and cases rely on an edition: who sees it, and who hears when it is superseded."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client

from cases.models import Case
from cms.citations import cite
from cms.models import Citation, PublishedVersion
from cms.notify import tell_citing_followers
from network.forum import posting, reading
from network.forum.models import Board, Thread
from network.membership.models import AuditEntry, User
from tests.cast import Cast
from tests.cms.conftest import Publish

As = Callable[[User | None], Client]
LINK = "We follow [the page](/guidance/tapering/) here."


def thread(cast: Cast, title: str = "Marzipan", text: str = LINK, **fields: object) -> Thread:
    return posting.start_thread(cast.open_board, actor=cast.ada, title=title, text=text, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        (LINK, {2}),
        ("See /guidance/tapering/edition/1/ please", {1}),
        ("Both /guidance/tapering/ and /guidance/tapering/edition/1/", {1, 2}),
        ("No such /guidance/nothing/ and no /guidance/tapering/edition/9/", set()),
        ("Nothing at all", set()),
    ],
)
def test_a_link_in_a_post_is_a_citation(cast: Cast, publish: Publish, text: str, numbers: set[int]) -> None:
    publish("tapering")
    publish("tapering")
    posting.reply(thread(cast, text="A question."), actor=cast.ben, text=text)
    assert {row.version.number for row in Citation.objects.all()} == numbers


def test_a_thread_shows_the_edition_it_relies_on_and_that_it_was_superseded(cast: Cast, publish: Publish, as_: As) -> None:
    publish("tapering")
    page = thread(cast).get_absolute_url()
    text = as_(cast.ben).get(page).content.decode()
    assert "Tapering, edition 1" in text
    assert "superseded" not in text
    publish("tapering", note="Slower now.")
    text = as_(cast.ben).get(page).content.decode()
    assert "superseded by edition 2" in text
    assert "Slower now." in text
    assert 'href="/guidance/tapering/compare/?from=1&amp;to=2"' in text


def test_the_guidance_page_shows_what_cites_it_to_those_who_may_open_it_and_to_nobody_else(
    cast: Cast, publish: Publish, as_: As
) -> None:
    publish("tapering")
    thread(cast)
    thread(cast, title="Walrus", restricted=True, invited=[cast.ben])
    case = Case.objects.create(
        headline="Zebra", author=cast.ada, board=cast.open_board, setting="community", age_band="40s", story="A.", question="B?",
        consent_basis="composite", cites_slug="tapering", cites_edition=1, state="published", reviewer=cast.ben,
        thread=thread(cast, title="Zebra", text="A."),
    )  # fmt: skip

    def seen(user: User | None) -> set[str]:
        text = as_(user).get("/guidance/tapering/").content.decode()
        return {word for word in ("Marzipan", "Walrus", case.headline) if word in text}

    assert seen(cast.ben) == {"Marzipan", "Walrus", "Zebra"}
    assert seen(cast.mia) == {"Marzipan", "Zebra"}
    assert seen(cast.eve) == set(), "a member without the board"
    assert seen(None) == seen(cast.cy) == set()
    assert "Cases and discussions" not in Client().get("/guidance/tapering/").content.decode()


@pytest.fixture
def followed(cast: Cast, publish: Publish) -> Thread:
    """A thread that cites edition 1, followed by Ada and Ben."""
    publish("tapering")
    found = thread(cast)
    reading.set_follow(found, actor=cast.ben, follow=True)
    return found


def test_followers_of_a_citing_thread_hear_of_a_new_edition_without_a_word_of_the_thread(
    cast: Cast, publish: Publish, followed: Thread, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        publish("tapering")
    assert sorted(message.to[0] for message in mail.outbox) == sorted([cast.ada.email, cast.ben.email])
    for message in mail.outbox:
        assert "edition 2" in message.body
        assert followed.get_absolute_url() in message.body
        assert "Marzipan" not in message.body + message.subject


def test_access_is_asked_again_when_the_mail_is_sent(cast: Cast, publish: Publish, followed: Thread) -> None:
    version = publish("tapering")
    mail.outbox.clear()
    cast.ben.groups.clear()
    assert tell_citing_followers.func(version.pk) == 1
    assert [message.to for message in mail.outbox] == [[cast.ada.email]]
    Board.objects.filter(pk=cast.open_board.pk).update(archived=False)
    Thread.objects.filter(pk=followed.pk).update(hidden=True)
    mail.outbox.clear()
    assert tell_citing_followers.func(version.pk) == 0
    assert mail.outbox == []


def test_one_mail_names_several_threads(cast: Cast, publish: Publish, followed: Thread) -> None:
    other = thread(cast, title="Walrus")
    version = publish("tapering")
    mail.outbox.clear()
    tell_citing_followers.func(version.pk)
    (message,) = [m for m in mail.outbox if m.to == [cast.ada.email]]
    assert followed.get_absolute_url() in message.body
    assert other.get_absolute_url() in message.body


def test_threads_that_cite_the_new_edition_already_are_not_told(cast: Cast, publish: Publish) -> None:
    publish("tapering")
    version = publish("tapering")
    thread(cast)
    mail.outbox.clear()
    assert tell_citing_followers.func(version.pk) == 0


@pytest.mark.parametrize(("signed", "named"), [("name", True), ("pseudonym", False), ("role", False)])
def test_the_log_names_who_cites_only_where_they_sign_by_name(cast: Cast, publish: Publish, signed: str, named: bool) -> None:
    publish("tapering")
    found = thread(cast, text="A question.", signed=signed)
    posting.reply(found, actor=cast.ben, text="An answer.", signed=signed)
    for actor in (cast.ada, cast.ben):
        Citation.objects.all().delete()
        assert cite(found, PublishedVersion.objects.get(), actor=actor)
        assert AuditEntry.objects.filter(verb="named guidance").latest("pk").actor == (actor if named else None)
