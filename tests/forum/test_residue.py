"""What is left of a text is found wherever it stands, and nothing is left after a withdrawal and a purge."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from wagtail.admin.models import FormState

from network.forum import incidents, posting, residue
from network.forum.models import Report
from network.forum.residue import scan
from network.membership.models import User
from search.indexer import drain
from search.models import Term
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


# --- markers of any letters -----------------------------------------------------------------------------------------

NAME = "\u00c9mile \u00c7elik"
SPELLINGS = [NAME, "e\u0301mile c\u0327elik", "\u00c9MILE \u00c7ELIK"]


@pytest.mark.parametrize("marker", [*SPELLINGS, "\u00c7elik", "celik"])
def test_a_name_with_accents_is_found_in_text_json_index_and_sessions(
    cast: Cast, as_: Callable[[User | None], Client], marker: str
) -> None:
    posting.start_thread(cast.open_board, actor=cast.ada, title="A taper", text="Words.")
    posting.start_thread(
        cast.open_board, actor=cast.ada, title="Another", text=f"As **{NAME.split()[0]}** {NAME.split()[1]} said."
    )
    Term.objects.create(slug="a", name="A", synonyms=["other", NAME])
    kind = ContentType.objects.get_for_model(Term)
    FormState.objects.create(
        user=cast.dee, content_type=kind, last_updated_at=timezone.now(), data={"story": f"a=1&b={NAME.replace(' ', '+')}"}
    )
    session = as_(cast.ben).session
    session["typed"] = NAME
    session.save()
    drain()
    found = {r.place: r.count for r in scan(marker) if "/" not in r.place}
    columns = [
        "forum_post.source",
        "forum_post.html",
        "search_term.synonyms",
        "wagtailadmin_formstate.data",
        "django_session.session_data",
    ]
    assert {name: found.get(name) for name in [*columns, "search index"]} == {**dict.fromkeys(columns, 1), "search index": 1}


@pytest.mark.parametrize("marker", SPELLINGS)
def test_a_name_with_accents_is_found_in_mails_whatever_they_are_packed_in(
    cast: Cast, settings: object, tmp_path: Path, marker: str
) -> None:
    settings.VAR_DIR, settings.EMAIL_FILE_PATH = tmp_path, str(tmp_path / "mail")  # type: ignore[attr-defined]
    from django.core.mail.backends.filebased import EmailBackend  # noqa: PLC0415

    long = "word " * 300  # a line of more than 998 characters is packed
    mails = [
        EmailMultiAlternatives("Plain", "No name."),
        EmailMultiAlternatives("Body", f"{long} {NAME}"),
        EmailMultiAlternatives(f"Of {NAME}", "No name."),
        EmailMultiAlternatives("Second part", "No name."),
    ]
    mails[3].attach_alternative(f"<p>{long} &Eacute;mile &Ccedil;elik</p>", "text/html")
    for number, message in enumerate(mails):
        message.to = ["a@caseround.example"]
        folder = tmp_path / "mail" / str(number)
        EmailBackend(file_path=str(folder)).send_messages([message, EmailMultiAlternatives("Next", "No name.")])
    found = {Path(r.place).parent.name for r in scan(marker) if "/mail/" in r.place}
    assert found == {"1", "2", "3"}
    mail.outbox[:] = mails
    assert [r.count for r in scan(marker) if r.place == "mail"] == [1, 1, 1]


@pytest.mark.parametrize("marker", SPELLINGS)
def test_a_name_over_the_border_of_two_pieces_of_a_file_or_in_its_name_is_found(
    cast: Cast, settings: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, marker: str
) -> None:
    settings.VAR_DIR = tmp_path / "var"  # type: ignore[attr-defined]
    (tmp_path / "var").mkdir()
    monkeypatch.setattr(residue, "CHUNK", 9000)
    packed = NAME.encode("ascii", "xmlcharrefreplace")
    for start in range(9000 - len(packed), 9000, 4):
        (tmp_path / "var" / f"{start}.log").write_bytes(b"\xff" * start + packed + b"." * 9000)
    assert sum(r.place.endswith(".log") for r in scan(marker)) == len(range(0, len(packed), 4))
    (tmp_path / "var" / "export-\u00e9mile_\u00e7elik.csv").write_text("nothing")
    places = [r.place for r in scan(marker)]
    assert f"{tmp_path / 'var'}, a file by its name" in places
    assert not any("elik" in place for place in places)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("line", ["A second collapse on the stairs.", f"She is {NAME} of the second floor."])
def test_a_real_sentence_is_nowhere_after_the_incident_and_its_words_elsewhere_say_nothing(cast: Cast, line: str) -> None:
    for title, text in (("Stairs", "A second look: on the floor, she is well."), ("A collapse", "It is of the heart.")):
        posting.start_thread(cast.open_board, actor=cast.ben, title=title, text=text)
    thread = posting.start_thread(cast.open_board, actor=cast.ben, title="A taper", text="Opening words.")
    post = posting.reply(thread, actor=cast.ada, text=line)
    drain()
    assert {"forum_post.source", "search index"} <= {r.place for r in scan(line)}
    incidents.open_incident(post, actor=cast.mia, severity="high", kind="name")
    assert [r.place for r in scan(line) if "/" not in r.place] == []
    assert not Report.objects.exists()
