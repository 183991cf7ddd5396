"""Documents that people upload: told by content, made harmless or refused in plain words, and nothing kept of what is refused."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from django.test import Client
from PIL import Image

from network.membership.models import Evidence, EvidenceFile, User
from tests.cast import Cast
from tests.membership.test_desk import apply
from tests.membership.upload_files import BAD, PDF, picture, picture_with_place, upload

As = Callable[[User | None], Client]
URL = "/application/evidence/"


@pytest.mark.parametrize("name", BAD)
def test_what_is_not_a_harmless_document_is_refused_beside_the_field(cast: Cast, as_: As, name: str) -> None:
    content, words = BAD[name]
    answer = as_(apply().user).post(URL, {"do": "document", "document-file": upload(content)})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Evidence.objects.filter(kind="document").exists()
    assert not EvidenceFile.objects.exists()


@pytest.mark.parametrize(
    ("content", "ending"), [(PDF, "pdf"), (picture(), "jpg"), (picture("PNG"), "png"), (picture_with_place(), "jpg")]
)
def test_a_document_is_kept_under_the_type_it_is_whatever_its_name_says(cast: Cast, as_: As, content: bytes, ending: str) -> None:
    assert as_(apply().user).post(URL, {"do": "document", "document-file": upload(content, "x.exe")}).status_code == 302
    kept = EvidenceFile.objects.get()
    assert (kept.ending, kept.size) == (ending, len(bytes(kept.content)))


def test_of_a_picture_the_pixels_alone_are_kept(cast: Cast, as_: As) -> None:
    raw = picture_with_place() + b"<script>marzipan</script>"
    assert b"arzipan" in raw
    assert as_(apply().user).post(URL, {"do": "document", "document-file": upload(raw)}).status_code == 302
    kept = bytes(EvidenceFile.objects.get().content)
    assert b"arzipan" not in kept
    with Image.open(io.BytesIO(kept)) as opened:
        assert opened.size == (40, 30)
        assert not opened.getexif()


def test_a_picture_that_says_it_is_enormous_is_refused_before_it_is_unpacked(cast: Cast, as_: As) -> None:
    raw = picture("PNG", (6000, 5001))
    assert len(raw) < 1_000_000
    answer = as_(apply().user).post(URL, {"do": "document", "document-file": upload(raw)})
    assert answer.status_code == 422
    assert "30 million pixels" in answer.content.decode()


def test_no_file_chosen_is_told(cast: Cast, as_: As) -> None:
    answer = as_(apply().user).post(URL, {"do": "document"})
    assert answer.status_code == 422
    assert "Choose a file" in answer.content.decode()
