"""Leaving, coming back, a copy of one's data and an invitation, walked in a real Chromium, with script and without."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from network.forum import posting
from network.membership import erasing
from network.membership.models import Departure, User
from tests.browser.person import Person
from tests.cast import PASSWORD, Cast
from tests.membership.test_leaving import member

Visit = Callable[..., Person]


def prove(who: Person) -> Person:
    """Type the password once more, as the page asks."""
    return who.fill(Password=PASSWORD).send("Confirm|Go on|Continue|Sign")


def test_a_member_takes_a_copy_leaves_comes_back_leaves_again_and_is_erased(
    cast: Cast, at: Visit, script: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(erasing, "rewrite", lambda tables: None)  # the database of all tests at once
    member(cast.ada)
    thread = posting.start_thread(cast.open_board, actor=cast.ada, title="A taper", text="Words of hers.")
    reader = at(cast.ben, script=script).open(thread.get_absolute_url()).sees("Dr Ada Testing")

    leaver = at(cast.ada, script=script)
    prove(leaver.open("/account/").press("A copy of your data")).heading("A copy of your data")
    leaver.send("Make a copy").sees("Download your data")
    with leaver.page.expect_download() as download:
        leaver.control("Download your data").click()
    assert download.value.suggested_filename == "your-data.zip"

    leaver.open("/account/").press("Leave the network").sees("One post of yours stays")
    leaver.send("Leave the network").sees("Choose what stands above your posts")
    leaver.tick("Anonymise my posts", "They stay").send("Leave the network").sees("You have left")
    leaver.send("Come back").sees("You are verified")
    leaver.open("/account/leave/").tick("Anonymise my posts", "They stay").send("Leave the network").sees("You have left")
    reader.open(thread.get_absolute_url()).sees("Dr Ada Testing")

    steward = at(cast.stew, script=script)
    steward.open("/desk/leaving/").press("Dr Ada Testing").sees("The erasure waits")
    Departure.objects.update(asked_at=timezone.now() - timedelta(days=15))
    steward.open("/desk/leaving/").press("Dr Ada Testing").send("Erase for good").sees("Erased completely").sees_no("Ada")
    reader.open(thread.get_absolute_url()).sees("Words of hers", "Former member").sees_no("Ada")
    assert User.objects.filter(email=cast.ada.email).count() == 0


def test_a_colleague_is_invited_and_finds_the_application(cast: Cast, at: Visit, script: bool) -> None:
    member_ = at(cast.ada, script=script, viewport={"width": 320, "height": 700})
    member_.open("/account/").press("Invite a colleague").fill(Your_colleague="friend@practice.example").send("Invite")
    member_.sees("Invited", "friend@practice.example")
    assert member_.evaluate("document.documentElement.scrollWidth <= innerWidth") if script else True
    link = re.search(r"/invitation/\S+", mail.outbox[-1].body)
    assert link
    visitor = at(None, script=script).open(link[0]).heading("You are invited").sees_no("Ada").send("Apply$")
    assert "/accounts/signup/" in visitor.page.url
    member_.send("Take back").sees("Taken back")
    at(None, script=script).open(link[0], status=404).heading("does not work any more")
