"""What is left of a text is found wherever it stands, and nothing is left after a withdrawal and a purge."""

from __future__ import annotations

import io

import pytest
from django.core.management import CommandError, call_command

from network.forum import posting
from network.forum.residue import scan
from search.indexer import drain
from search.rebuild import purge
from tests.cast import Cast

MARKER = "Qwyxvortle"


def places() -> set[str]:
    return {residue.place for residue in scan(MARKER.lower())}


def test_a_text_is_found_in_every_store_and_nowhere_after_withdrawal_and_purge(cast: Cast) -> None:
    thread = posting.start_thread(cast.open_board, actor=cast.ada, title="A taper", text="Opening words.")
    post = posting.reply(thread, actor=cast.ben, text=f"The word is {MARKER}.")
    drain()
    assert {"forum_post.source", "forum_post.html", "search index"} <= places()
    posting.withdraw_post(post, actor=cast.ben)
    purge()
    assert not places()


def test_the_command_tells_places_and_counts_never_the_text(cast: Cast) -> None:
    posting.start_thread(cast.open_board, actor=cast.ada, title=f"About {MARKER}", text="Opening words.")
    out = io.StringIO()
    with pytest.raises(CommandError):
        call_command("residue_scan", MARKER, stdout=out)
    assert "forum_thread.title" in out.getvalue()
    assert MARKER.lower() not in out.getvalue().lower()
    quiet = io.StringIO()
    call_command("residue_scan", "Nonesuchword", stdout=quiet)
    assert quiet.getvalue() == "0 found\n"


def test_a_marker_of_two_characters_is_refused(cast: Cast) -> None:
    with pytest.raises(CommandError, match="three characters"):
        call_command("residue_scan", "ab")
