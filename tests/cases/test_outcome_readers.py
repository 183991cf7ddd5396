"""An outcome that closes a discussion to those who took part in it tells nobody who stands behind a pseudonym."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from cases import outcomes
from cases.models import Case
from network.forum import mentions, posting, reading, signing
from network.forum.audience import readers_of
from network.forum.models import Follow, Thread
from network.membership.models import User
from tests.cases.making import published
from tests.cast import Cast

pytestmark = pytest.mark.django_db
As = Callable[[User | None], Client]


def closed(cast: Cast, signed: str = "pseudonym") -> Thread:
    """Let Ben reply by name and Dee as `signed` to a case that then ends in an incident."""
    case = published(cast)
    assert case.thread is not None
    posting.reply(case.thread, actor=cast.dee, text="I once had the same.", signed=signed)
    posting.reply(case.thread, actor=cast.ben, text="Another view.")
    reading.set_follow(case.thread, actor=cast.dee, follow=True)
    outcomes.record(case, actor=cast.ada, outcome="It ended worse.", ended="incident")
    return Thread.objects.get(pk=case.thread.pk)


def address(thread: Thread) -> str:
    return f"/discussions/thread/{thread.public_id}/people/"


@pytest.mark.parametrize("signed", ["pseudonym", "role"])
def test_whoever_did_not_sign_by_name_is_counted_and_never_named(cast: Cast, as_: As, signed: str) -> None:
    thread = closed(cast, signed)
    named = {user.display_name for user in (cast.ada, cast.ben)}
    for reader in (cast.ada, cast.ben, cast.dee):
        page = as_(reader).get(thread.get_absolute_url())
        assert "I once had the same." in page.content.decode(), "everybody who took part still reads it"
        assert set(page.context["page"].readers) == named
        assert "2 people can read this, and 1 who wrote here and does not sign by name" in page.content.decode()
    assert cast.dee.display_name not in as_(cast.ben).get(thread.get_absolute_url()).content.decode()
    assert as_(cast.mia).get(thread.get_absolute_url()).status_code == 404
    page = as_(cast.ada).get(address(thread))
    assert {user.display_name for user in page.context["readers"]} == named
    assert "And 1 who wrote here before" in page.content.decode()
    offered = page.context["form"].fields["people"].queryset
    assert {cast.dee, cast.mia} <= set(offered), "whom the form leaves out would be the answer"
    assert set(Case.objects.get().invited.all()) == {cast.ben}
    asked = f"@{cast.dee.display_name} @{cast.ben.display_name}"
    assert mentions.find(asked, readers_of(thread), hidden=signing.unnamed(thread)).people == (cast.ben,)


def test_inviting_and_taking_it_back_tells_the_author_nothing_of_who_is_inside(cast: Cast, as_: As) -> None:
    thread, browser = closed(cast), as_(cast.ada)

    def after(user: User, path: str, **posted: Any) -> tuple[list[str], bool, bool]:
        page = browser.post(path, posted, follow=True)
        said = [str(message).replace(user.display_name, "X") for message in page.context["messages"]]
        return said, page.context["unlisted"] == 1, user in page.context["readers"]

    invited = [after(user, address(thread), people=user.pk) for user in (cast.dee, cast.mia)]
    assert invited[0] == invited[1] == (["Invited: 1. They can read everything, from the first post."], True, True)
    taken = [after(user, f"{address(thread)}remove/", person=user.public_id) for user in (cast.dee, cast.mia)]
    assert taken[0] == taken[1] == (["The invitation of X is taken back."], True, False)
    for user in (cast.dee, cast.mia):
        assert browser.post(f"{address(thread)}remove/", {"person": user.public_id}).status_code == 404
    assert as_(cast.dee).get(thread.get_absolute_url()).status_code == 200, "she took part"
    assert Follow.objects.filter(user=cast.dee).exists()
    assert as_(cast.mia).get(thread.get_absolute_url()).status_code == 404


def test_who_was_invited_by_name_stands_on_the_list_however_they_sign(cast: Cast, as_: As) -> None:
    guests = [cast.ben, cast.dee]
    thread = posting.start_thread(cast.open_board, actor=cast.ada, title="Quiet", text="x", restricted=True, invited=guests)
    posting.reply(thread, actor=cast.dee, text="Here as well.", signed="pseudonym")
    page = as_(cast.ben).get(thread.get_absolute_url()).context["page"]
    assert cast.dee.display_name in page.readers, "she stood there before she wrote: leaving her out now would tell"
    assert page.unlisted == 0
    as_(cast.ada).post(f"{address(thread)}remove/", {"person": cast.dee.public_id})
    assert as_(cast.dee).get(thread.get_absolute_url()).status_code == 404
