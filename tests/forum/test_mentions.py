"""A mention reaches only people who can read the thread; otherwise the writer is told, and nobody else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client

from network.forum import posting
from network.forum.audience import readers_of
from network.forum.mentions import MAX_MENTIONS, find
from network.forum.models import Follow, Thread
from network.forum.notify import tell_readers
from network.membership.models import User
from tests.cast import Cast

As = Callable[[User | None], Client]


@pytest.fixture
def thread(cast: Cast) -> Thread:
    return posting.start_thread(cast.open_board, actor=cast.ada, title="A stalled taper", text="Stuck.")


@pytest.fixture
def quiet(cast: Cast) -> Thread:
    return posting.start_thread(
        cast.open_board, actor=cast.ada, title="Quiet", text="Stuck.", restricted=True, invited=[cast.ben]
    )


def send(browser: Client, thread: Thread, text: str, **more: str) -> tuple[int, str]:
    data = {"text": text, "basis": "opinion", **more}
    answer = browser.post(f"/discussions/thread/{thread.public_id}/reply/", data)
    return answer.status_code, answer.content.decode()


@pytest.mark.parametrize(
    "text",
    [
        "@Dr Mia Testing what do you think?",
        "What about @dr mia testing, please",
        "(@Dr Mia Testing)",
        "**@Dr Mia Testing**'s clinic",
        "line\n@Dr Mia Testing\nline",
        "@Dr Mia Testing’s view",
    ],
)
def test_a_name_is_found_however_it_stands(cast: Cast, thread: Thread, text: str) -> None:
    assert find(text, readers_of(thread)).people == (cast.mia,)


@pytest.mark.parametrize("text", ["mia@Dr Mia Testing", "`10 mg @ night`", "@", "@ Dr Mia Testing", "@10 mg", "no one"])
def test_other_ats_are_nobody(cast: Cast, thread: Thread, text: str) -> None:
    found = find(text, readers_of(thread))
    assert (found.people, found.unknown) == ((), ())


def test_a_mention_is_set_off_and_its_person_is_told_without_any_text(cast: Cast, as_: As, thread: Thread) -> None:
    assert send(as_(cast.ben), thread, "Over to @Dr Mia Testing about the marzipan.")[0] == 302
    post = thread.posts.last()
    assert post is not None
    assert "<strong>@Dr Mia Testing</strong>" in post.html
    tell_readers.func(post.pk, [cast.mia.pk])
    letter = next(letter for letter in mail.outbox if letter.to == [cast.mia.email])
    assert post.public_id in letter.body
    for word in ("marzipan", thread.title, cast.ben.display_name):
        assert word not in letter.subject + letter.body


@pytest.mark.parametrize("name", ["Dr Sam Testing", "Dr Eve Testing", "Dr Nobody Atall"])
def test_who_cannot_read_the_thread_is_not_told_and_the_writer_is(cast: Cast, as_: As, quiet: Thread, name: str) -> None:
    status, page = send(as_(cast.ben), quiet, f"Over to @{name}.", looked="on")
    assert status == 422
    assert f"Nobody who can read this thread is called “@{name}”" in page
    assert f"@{name}.</textarea>" in page
    assert quiet.posts.count() == 1
    assert mail.outbox == []


def test_being_named_in_a_restricted_thread_admits_nobody(cast: Cast, quiet: Thread) -> None:
    post = posting.reply(quiet, actor=cast.ben, text="Ask Dr Mia")
    assert tell_readers.func(post.pk, [cast.mia.pk]) == 1  # Ada, who follows; never Mia
    assert [letter.to for letter in mail.outbox] == [[cast.ada.email]]
    assert not Thread.objects.visible_to(cast.mia).filter(pk=quiet.pk).exists()


def test_a_person_who_is_mentioned_and_follows_gets_one_mail(cast: Cast, thread: Thread) -> None:
    Follow.objects.create(user=cast.mia, thread=thread)
    post = posting.reply(thread, actor=cast.ben, text="Over to @Dr Mia Testing.")
    tell_readers.func(post.pk, [cast.mia.pk])
    assert sorted(letter.to[0] for letter in mail.outbox) == sorted([cast.mia.email, cast.ada.email])


def test_a_colleague_who_is_addressed_or_quoted_needs_no_second_look(cast: Cast, as_: As, thread: Thread) -> None:
    post = posting.reply(thread, actor=cast.mia, text="Hold for a month.")
    page = as_(cast.ben).get(f"{thread.get_absolute_url()}?quote={post.public_id}").content.decode()
    assert "&gt; **Dr Mia Testing wrote:**" in page
    status, _ = send(as_(cast.ben), thread, "> **Dr Mia Testing wrote:**\n>\n> Hold for a month.\n\n@Dr Mia Testing agreed")
    assert status == 302
    status, page = send(as_(cast.ben), thread, "Seen with Dr Percival Hollander of late")
    assert (status, "What the check found" in page) == (422, True)


def test_a_circular_is_refused(cast: Cast, as_: As, thread: Thread) -> None:
    status, page = send(as_(cast.ben), thread, "@Dr Mia Testing " * (MAX_MENTIONS + 1))
    assert status == 422
    assert f"Mention at most {MAX_MENTIONS} people" in page


def test_an_edit_tells_only_those_who_are_new(cast: Cast, thread: Thread, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[list[int]] = []
    monkeypatch.setattr(posting, "on_commit_enqueue", lambda task, post, people, followers: told.append(people))
    post = posting.reply(thread, actor=cast.ben, text="@Dr Mia Testing")
    posting.edit_post(post, actor=cast.ben, text="@Dr Mia Testing and @Dr Ada Testing", basis="opinion", version=1)
    assert told == [[cast.mia.pk], [cast.ada.pk]]


def test_a_name_with_marks_in_it_stays_text(cast: Cast, thread: Thread) -> None:
    User.objects.filter(pk=cast.mia.pk).update(display_name="<b>Mia*</b>")
    html = posting.reply(thread, actor=cast.ben, text="Over to @<b>Mia*</b>").html
    assert "<b>" not in html


def test_looking_for_names_costs_one_query_and_none_without(
    cast: Cast, thread: Thread, count_queries: Callable[[Callable[[], object]], int]
) -> None:
    readers = readers_of(thread)
    assert count_queries(lambda: find("@Dr Mia Testing @Dr Ada Testing @Dr Nobody", readers)) == 1
    assert count_queries(lambda: find("plain", readers)) == 0
