"""Pictures of a case: pixels alone are kept, what is painted out is gone, and each is exactly as open as its case."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from cases import actions, picturing
from cases.models import MOST_PICTURES, Case, CasePicture
from network.forum import incidents, moderation
from network.forum.models import Incident, Report
from network.membership.models import DataExport, User
from network.shell.pictures import NotAPicture, pixels
from search.indexer import drain
from tests.cases.making import approve, declared, draft, form
from tests.cast import Cast
from tests.cms.test_uploads import NOT_PICTURES, SECRET, photo

As = Callable[[User | None], Client]
RED, BLACK = (200, 30, 30), (0, 0, 0)


def sent(case: Case, **changes: Any) -> dict[str, Any]:
    """Return what the form for a new picture posts."""
    file = changes.pop("file", photo(size=(400, 300)))
    name = changes.pop("name", "Marzipan Walrus.jpg")
    return {"file": SimpleUploadedFile(name, file), "caption": "A healing wound", "seen": "on", **changes}


def add(case: Case, actor: User, caption: str = "A healing wound") -> CasePicture:
    image = pixels(io.BytesIO(photo(size=(400, 300))), ("JPEG",), flat=True)[0]
    return picturing.add_picture(case, actor=actor, picture=image, caption=caption)


def opened(picture: CasePicture) -> Image.Image:
    return Image.open(io.BytesIO(CasePicture.objects.get(pk=picture.pk).content))


def address(case: Case, picture: CasePicture, end: str = "picture.jpg") -> str:
    return f"/cases/{case.public_id}/pictures/{picture.public_id}/{end}"


def is_near(colour: Any, wanted: tuple[int, int, int]) -> bool:
    return all(abs(one - other) < 12 for one, other in zip(colour, wanted, strict=True))


def test_the_author_adds_a_picture_and_only_pixels_are_kept(cast: Cast, as_: As) -> None:
    case = draft(cast)
    answer = as_(cast.ada).post(f"/cases/{case.public_id}/pictures/", sent(case), follow=True)
    picture = case.pictures.get()
    assert answer.redirect_chain[0][0] == address(case, picture, "")
    content = bytes(CasePicture.objects.get(pk=picture.pk).content)
    assert SECRET not in content
    with Image.open(io.BytesIO(content)) as image:
        assert image.format == "JPEG"
        assert not image.getexif()
        assert "icc_profile" not in image.info
    assert as_(cast.ada).get(f"/cases/{case.public_id}/").content.decode().count("A healing wound") >= 1


def test_a_large_picture_is_made_smaller(cast: Cast, as_: As) -> None:
    case = draft(cast)
    as_(cast.ada).post(f"/cases/{case.public_id}/pictures/", sent(case, file=photo(size=(4000, 1000))))
    assert (case.pictures.get().width, case.pictures.get().height) == (1600, 400)


@pytest.mark.parametrize("what", NOT_PICTURES)
def test_what_is_not_a_picture_is_refused_beside_the_field_and_the_words_are_kept(cast: Cast, as_: As, what: str) -> None:
    case = draft(cast)
    name, content = NOT_PICTURES[what]
    answer = as_(cast.ada).post(f"/cases/{case.public_id}/pictures/", sent(case, name=name, file=content))
    if what == "a JPEG named PNG":  # told by its content, kept under no name at all
        assert case.pictures.exists()
        return
    assert answer.status_code == 422
    assert 'value="A healing wound"' in answer.content.decode()
    assert 'id="id_file_error"' in answer.content.decode() or "Error: " in answer.content.decode()
    assert not case.pictures.exists()


def bent(position: int, value: int) -> bytes:
    """Return a picture, turned by its EXIF block, in which one byte of that block was changed."""
    exif = Image.Exif()
    exif[0x0131], exif[0x0112] = "x", 6
    exif.get_ifd(0x8769)[0x9003] = "2020"
    out = io.BytesIO()
    Image.new("RGB", (16, 12)).save(out, "JPEG", exif=exif)
    content = bytearray(out.getvalue())
    content[content.index(b"Exif") + position] = value
    return bytes(content)


@pytest.mark.filterwarnings("ignore")  # the decoder's own, about what it mends
def test_no_byte_of_a_bent_picture_breaks_more_than_the_picture() -> None:
    refused = 0
    for position in range(90):
        for value in (0, 1, 2, 5, 7, 12, 255):
            try:
                pixels(io.BytesIO(bent(position, value)), ("JPEG",), flat=True)
            except NotAPicture:
                refused += 1
    assert refused, "some of these a decoder cannot take"


@pytest.mark.parametrize(("position", "value"), [(29, 0), (29, 26)])  # struct.error and TypeError from the decoder
def test_a_bent_picture_is_refused_beside_the_field(cast: Cast, as_: As, position: int, value: int) -> None:
    case = draft(cast)
    answer = as_(cast.ada).post(f"/cases/{case.public_id}/pictures/", sent(case, file=bent(position, value)))
    assert (answer.status_code, case.pictures.count()) == (422, 0)
    assert "Use a JPEG, PNG or WebP picture" in answer.content.decode()
    assert 'value="A healing wound"' in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "content"),
    [("letter.pdf", b"%PDF-1.4 %%EOF"), ("notes.docx", b"PK\x03\x04 word"), ("notes.txt", b"plain")],
)
def test_documents_are_not_taken(cast: Cast, as_: As, name: str, content: bytes) -> None:
    case = draft(cast)
    answer = as_(cast.ada).post(f"/cases/{case.public_id}/pictures/", sent(case, name=name, file=content))
    assert (answer.status_code, case.pictures.count()) == (422, 0)
    assert "Documents are not taken" in answer.content.decode()


def test_a_caption_passes_the_gate_and_the_warning_must_be_ticked(cast: Cast, as_: As) -> None:
    case = draft(cast)
    door = f"/cases/{case.public_id}/pictures/"
    for bad in ({"caption": "Ring 07700 900123"}, {"caption": ""}, {"seen": ""}, {"caption": "x" * 201}, {"caption": "a\x00b"}):
        assert as_(cast.ada).post(door, sent(case, **bad)).status_code == 422
    maybe = {"caption": "Wound of Pellworthy"}
    assert as_(cast.ada).post(door, sent(case, **maybe)).status_code == 422
    assert not case.pictures.exists()
    assert as_(cast.ada).post(door, sent(case, **maybe, looked="on")).status_code == 302
    with pytest.raises(actions.StillIdentifies):
        add(case, cast.ada, "Ring 07700 900123")
    with pytest.raises(actions.StillIdentifies):
        picturing.rename(case.pictures.get(), actor=cast.ada, caption="Ring 07700 900123")


def test_four_pictures_and_not_five(cast: Cast, as_: As) -> None:
    case = draft(cast)
    for _ in range(MOST_PICTURES):
        add(case, cast.ada)
    answer = as_(cast.ada).post(f"/cases/{case.public_id}/pictures/", sent(case))
    assert (answer.status_code, case.pictures.count()) == (422, MOST_PICTURES)
    assert "Remove one first" in answer.content.decode()


def test_painted_squares_are_black_and_the_rest_is_as_it_was(cast: Cast, as_: As) -> None:
    case = draft(cast)
    picture = add(case, cast.ada)
    data = {"do": "paint", "version": 1, "square": ["0-0", "9-9"]}
    answer = as_(cast.ada).post(address(case, picture, ""), data, follow=True)
    assert "Painted out" in answer.content.decode()
    image = opened(picture)
    assert is_near(image.getpixel((5, 5)), BLACK)
    assert is_near(image.getpixel((395, 295)), BLACK)
    assert is_near(image.getpixel((200, 150)), RED)


def test_cutting_keeps_the_smallest_rectangle_around_the_squares(cast: Cast, as_: As) -> None:
    case = draft(cast)
    picture = add(case, cast.ada)
    as_(cast.ada).post(address(case, picture, ""), {"do": "cut", "version": 1, "square": ["2-1", "4-5"]})
    picture.refresh_from_db()
    assert (picture.width, picture.height) == (200, 90)
    assert opened(picture).size == (200, 90)


@pytest.mark.parametrize("squares", [[], ["10-0"], ["0-99"], ["x"], ["0-0"] * 2000])
def test_no_square_and_odd_squares_change_nothing_or_what_they_name(cast: Cast, as_: As, squares: list[str]) -> None:
    case = draft(cast)
    picture = add(case, cast.ada)
    answer = as_(cast.ada).post(address(case, picture, ""), {"do": "paint", "version": 1, "square": squares})
    wrong = squares[:1] != ["0-0"]
    assert answer.status_code in ((422,) if wrong else (302, 400))
    picture.refresh_from_db()
    assert picture.version == 1 or not wrong


def test_squares_of_an_earlier_picture_are_never_painted_on_a_later_one(cast: Cast, as_: As) -> None:
    case = draft(cast)
    picture = add(case, cast.ada)
    data = {"do": "cut", "version": 1, "square": ["0-0", "4-4"]}
    as_(cast.ada).post(address(case, picture, ""), data)
    answer = as_(cast.ada).post(address(case, picture, ""), data, follow=True)
    assert "Nothing was done" in answer.content.decode()
    picture.refresh_from_db()
    assert (picture.width, picture.version) == (200, 2)


def test_a_picture_is_exactly_as_open_as_its_case(cast: Cast, as_: As) -> None:
    case = draft(cast)
    picture = add(case, cast.ada)

    def seen_by(user: User | None) -> int:
        return as_(user).get(address(case, picture)).status_code

    assert (seen_by(cast.ada), seen_by(cast.ben), seen_by(cast.mia), seen_by(None)) == (200, 404, 404, 302)
    case.refresh_from_db()
    actions.submit(case, actor=cast.ada)
    declared(case, cast.ben)
    assert seen_by(cast.ben) == 200  # reviews it
    assert seen_by(cast.eve) == 404
    case.refresh_from_db()
    approve(case, cast.ben)
    assert (seen_by(cast.ben), seen_by(cast.eve), seen_by(None)) == (200, 404, 302)
    headers = as_(cast.ben).get(address(case, picture)).headers
    assert "no-store" in headers["Cache-Control"]
    assert (headers["Content-Type"], headers["Content-Security-Policy"]) == ("image/jpeg", "default-src 'none'; sandbox")
    other = draft(cast, headline="Another")
    assert as_(cast.ada).get(address(other, picture)).status_code == 404


def test_nobody_but_the_author_changes_a_picture_and_nobody_once_it_is_sent(cast: Cast, as_: As) -> None:
    case = draft(cast)
    picture = add(case, cast.ada)
    paint = {"do": "paint", "version": 1, "square": ["0-0"]}
    for door, data in (("", paint), ("caption/", {"caption": "Mine now"}), ("remove/", {})):
        assert as_(cast.ben).post(address(case, picture, door), data).status_code == 404
    assert as_(cast.ben).get(f"/cases/{case.public_id}/pictures/").status_code == 404
    with pytest.raises(PermissionDenied):
        picturing.remove_picture(picture, actor=cast.ben)
    case.refresh_from_db()
    actions.submit(case, actor=cast.ada)
    for door, data in (("", paint), ("caption/", {"caption": "Another"}), ("remove/", {})):
        answer = as_(cast.ada).post(address(case, picture, door), data, follow=True)
        assert "Nothing was done" in answer.content.decode()
    assert as_(cast.ada).post(f"/cases/{case.public_id}/pictures/", sent(case)).status_code == 302
    picture.refresh_from_db()
    assert (picture.version, picture.caption, case.pictures.count()) == (1, "A healing wound", 1)


def test_a_changed_picture_is_a_new_version_that_was_neither_read_nor_approved(cast: Cast, as_: As) -> None:
    case = draft(cast)
    before = case.version
    add(case, cast.ada)
    case.refresh_from_db()
    assert case.version == before + 1
    answer = as_(cast.ada).post(f"/cases/{case.public_id}/send/", {"version": before, "read": "on"})
    assert "The text changed" in answer.content.decode()
    case.refresh_from_db()
    assert case.state == "draft"


def test_the_reviewer_says_that_they_opened_each_picture(cast: Cast, as_: As) -> None:
    case = draft(cast)
    add(case, cast.ada)
    case.refresh_from_db()
    actions.submit(case, actor=cast.ada)
    answers = {
        "singled_out": "no",
        "searchable": "no",
        "family": "no",
        "others": "no",
        "decision": "approve",
    }
    declared(case, cast.ben)
    door = f"/cases/review/{case.public_id}/"
    answer = as_(cast.ben).post(door, answers)
    assert answer.status_code == 422
    assert "Open each picture" in answer.content.decode()
    assert as_(cast.ben).post(door, {**answers, "pictures": "on"}).status_code == 302
    case.refresh_from_db()
    assert case.state == "published"


def test_a_caption_is_found_and_shown_and_costs_one_query(cast: Cast, as_: As, django_assert_max_num_queries: Any) -> None:
    case = draft(cast)
    for caption in ("Verdigris crust", "Second"):
        case.refresh_from_db()
        add(case, cast.ada, caption)
    case.refresh_from_db()
    actions.submit(case, actor=cast.ada)
    case.refresh_from_db()
    approve(case, cast.ben)
    case.refresh_from_db()
    assert case.thread is not None
    browser = as_(cast.ben)
    browser.get(case.thread.get_absolute_url())  # marks the thread read
    with django_assert_max_num_queries(12):
        page = browser.get(case.thread.get_absolute_url()).content.decode()
    assert page.count("<figure>") == 2
    drain()
    assert case.get_absolute_url() in as_(cast.ben).get("/search/?q=verdigris").content.decode()
    assert case.get_absolute_url() not in as_(cast.eve).get("/search/?q=verdigris").content.decode()


def shown(cast: Cast) -> tuple[Case, CasePicture]:
    """Return a published case and its picture."""
    case = draft(cast)
    picture = add(case, cast.ada, "Verdigris crust")
    case.refresh_from_db()
    actions.submit(case, actor=cast.ada)
    case.refresh_from_db()
    approve(case, cast.ben)
    case.refresh_from_db()
    return case, picture


def test_pictures_go_when_the_case_is_withdrawn(cast: Cast, as_: As) -> None:
    case, picture = shown(cast)
    actions.withdraw(case, actor=cast.ada)
    assert not CasePicture.objects.exists()
    assert as_(cast.ada).get(address(case, picture)).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_pictures_go_with_a_disclosure_incident(cast: Cast, as_: As) -> None:
    case, picture = shown(cast)
    assert case.thread is not None
    moderation.report(case.thread, actor=cast.ben, kind="identifies")
    DataExport.objects.create(user=cast.ada)
    incidents.open_incident(Report.objects.get(), actor=cast.mia, severity="low", kind="other", note="")
    assert not DataExport.objects.exists(), "no packed copy outlives it"
    incidents.run(Incident.objects.get())
    assert not CasePicture.objects.exists()
    assert as_(cast.ada).get(address(case, picture)).status_code == 404


def test_the_composer_saves_before_it_goes_to_the_pictures(cast: Cast, as_: As) -> None:
    posted = form(cast, do="pictures", story="Kept on the way.")
    answer = as_(cast.ada).post("/cases/new/", posted)
    case = Case.objects.get()
    assert answer.headers["Location"] == f"/cases/{case.public_id}/pictures/"
    assert case.story == "Kept on the way."


def test_a_second_click_on_delete_is_no_error(cast: Cast, as_: As) -> None:
    case = draft(cast)
    picture = add(case, cast.ada)
    for _ in range(2):
        assert as_(cast.ada).post(address(case, picture, "remove/"), follow=True).status_code == 200
    assert not case.pictures.exists()


def test_that_every_corner_was_looked_at_is_said_of_one_file_alone(cast: Cast, as_: As) -> None:
    case = draft(cast)
    refused = as_(cast.ada).post(f"/cases/{case.public_id}/pictures/", sent(case, caption=""))
    assert refused.status_code == 422, "the file has to be chosen again"
    box = refused.content.decode().split('name="seen"')[1].split(">")[0]
    assert "checked" not in box
    assert not case.pictures.exists()
