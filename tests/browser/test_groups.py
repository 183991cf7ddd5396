"""A steward makes a partnership, opens a board to it and gives it a moderator, in a real Chromium; an answer to "why" is read."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from network.forum.models import Board
from network.membership.models import Circle, User
from tests.browser.person import Person
from tests.cast import Cast

Visit = Callable[..., Person]


@pytest.mark.parametrize("script", [True, False])
def test_a_steward_opens_a_board_to_a_partnership_and_is_told_who_sees_it_and_why(cast: Cast, at: Visit, script: bool) -> None:
    steward = at(cast.stew, script=script)
    steward.open("/desk/groups/").press("Make a group").fill(Name="Stewards").send("Make it").sees("would pass for a duty")
    steward.fill(Name="Northgate partnership", What_it_is_for="Four charities.").tick("Only its own members").send("Make it")
    steward.sees("Made", "Nobody yet").fill(Name_or="eve").send("Find").press("Put in").sees("It opens nothing").send(
        "Put them in"
    )
    steward.sees("is in. They have been told", "In it because: put in by")

    steward.open("/desk/boards/").press("Make a board").fill(Name="Northgate", What_it_is_for="Transfers.").send("Make it")
    steward.sees("No group").choose("Open it to", "Northgate partnership").send("See what it means")
    steward.sees("1 person can read").send("Open it").sees("is open to", "1 person can open it")
    steward.send("Undo").sees("is closed to", "No group")
    steward.choose("Open it to", "Northgate partnership").send("See what it means").send("Open it")
    board = Board.objects.get(name="Northgate")
    steward.fill(Name_or="ben").send("Find").sees("Cannot open it", "none of their groups").press("Make moderator")
    steward.send("Make them a moderator").sees("Only members of")
    steward.fill(Name_or="eve").send("Find").press("Make moderator").send("Make them a moderator").sees("keeps order on")

    eve = at(User.objects.get(pk=cast.eve.pk), script=script)
    eve.open(board.get_absolute_url()).heading("Northgate")
    steward.open(f"/desk/people/{cast.eve.public_id}/").sees("keep order", "put in by")
    steward.open(Circle.objects.get(kind="organisation").get_absolute_url()).press("Take out").sees("stop keeping order")
    steward.send("Take them out").sees("Say why").fill(Why="They left the service").send("Take them out").sees("is out")
    eve.open(board.get_absolute_url(), 404)
