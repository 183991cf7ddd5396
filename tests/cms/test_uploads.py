"""Pictures are made anew from their pixels, through the real upload screens; documents leave as attachments."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from cms.models import HouseDocument, HouseImage
from cms.tree import Tree
from network.membership.models import User
from tests.cast import Cast

As = Callable[[User | None], Client]
SECRET = b"Marzipan Walrus"


def photo(kind: str = "JPEG", size: tuple[int, int] = (64, 48)) -> bytes:
    """Return a picture that carries a place, a name, a comment and a colour profile text."""
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()  # description
    exif[0x8825] = {1: "N", 2: (51.0, 30.0, 0.0), 3: "W", 4: (0.0, 7.0, 0.0)}  # place
    out = io.BytesIO()
    more: dict[str, Any] = {"comment": SECRET} if kind == "JPEG" else {}
    Image.new("RGB", size, (200, 30, 30)).save(out, kind, exif=exif, icc_profile=b"profile " + SECRET, **more)
    return out.getvalue()


def bomb() -> bytes:
    """Return a small PNG file that says it is 40,000 pixels square."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big")

    header = (40_000).to_bytes(4, "big") * 2 + bytes([8, 2, 0, 0, 0])
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


def send(browser: Client, name: str, content: bytes, title: str = "A wound dressing", door: str = "one") -> Any:
    """Upload through the form for one picture, or the one for many."""
    file = SimpleUploadedFile(name, content)
    if door == "one":
        data = {"image-chooser-upload-title": title, "image-chooser-upload-file": file}
        return browser.post("/admin/images/chooser/create/", data)
    data = {"title": title, "files[]": file}
    return browser.post("/admin/images/multiple/add/", data, headers={"X-Requested-With": "XMLHttpRequest"})


def stored() -> list[Path]:
    """Return every file that was stored."""
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


@pytest.mark.parametrize("door", ["one", "many"])
@pytest.mark.parametrize(("name", "kind"), [("Marzipan Walrus.jpg", "JPEG"), ("walrus.png", "PNG"), ("walrus.webp", "WEBP")])
def test_only_pixels_are_kept(cast: Cast, tree: Tree, as_: As, name: str, kind: str, door: str) -> None:
    original = photo(kind)
    assert SECRET in original
    send(as_(cast.dee), name, original, door=door)
    image = HouseImage.objects.get()
    image.get_rendition("width-32")
    files = stored()
    assert {path.parent.name for path in files} == {"original_images", "images"}
    for path in files:
        content = path.read_bytes()
        assert SECRET not in content
        with Image.open(io.BytesIO(content)) as opened:
            assert not opened.getexif()
            assert not {"comment", "icc_profile", "exif"} & set(opened.info)
    assert re.fullmatch(r"original_images/[0-9a-f]{32}\.\w+", image.file.name)
    assert (image.width, image.height) == (64, 48)


NOT_PICTURES = {
    "an SVG": ("drawing.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
    "an SVG named PNG": ("drawing.png", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
    "a text": ("picture.jpg", b"not a picture"),
    "nothing": ("picture.jpg", b""),
    "half a picture": ("picture.jpg", photo()[:700]),
    "a JPEG named PNG": ("picture.png", photo()),
    "a GIF": ("picture.gif", b"GIF89a" + b"\0" * 40),
    "a bomb of pixels": ("picture.png", bomb()),
}


@pytest.mark.parametrize("door", ["one", "many"])
@pytest.mark.parametrize("what", NOT_PICTURES)
def test_what_is_not_a_picture_is_refused_in_words_and_leaves_no_file(
    cast: Cast, tree: Tree, as_: As, what: str, door: str
) -> None:
    name, content = NOT_PICTURES[what]
    answer = send(as_(cast.dee), name, content, door=door)
    assert answer.status_code == 200
    assert not HouseImage.objects.exists()
    assert stored() == []
    assert re.search(r"error_message|errorlist|error-message|w-field__errors", answer.content.decode())


def test_a_picture_that_is_also_a_program_keeps_the_picture_alone(cast: Cast, tree: Tree, as_: As) -> None:
    send(as_(cast.dee), "picture.jpg", photo() + b"<script>alert('" + SECRET + b"')</script>PK\x03\x04")
    assert HouseImage.objects.exists()
    for path in stored():
        assert SECRET not in path.read_bytes()
        assert b"<script" not in path.read_bytes()


@pytest.mark.parametrize("door", ["one", "many"])
def test_a_title_that_identifies_keeps_the_raw_file_out_too(cast: Cast, tree: Tree, as_: As, door: str) -> None:
    answer = send(as_(cast.dee), "picture.jpg", photo(), title="ring 07700 900123", door=door)
    assert "identifies someone" in answer.content.decode()
    assert stored() == []
    assert not HouseImage.objects.exists()


@pytest.mark.parametrize("door", ["one", "many"])
def test_a_file_that_cannot_be_stored_is_said_beside_the_field(cast: Cast, tree: Tree, as_: As, door: str) -> None:
    media = Path(settings.MEDIA_ROOT)
    media.mkdir(parents=True, exist_ok=True)
    in_the_way = media / "original_images"
    in_the_way.write_bytes(b"")  # a file where the folder should be: the system itself refuses
    try:
        answer = send(as_(cast.dee), "picture.jpg", photo(), door=door)
        assert answer.status_code == 200
        assert "no room for it just now" in answer.content.decode()
        assert door == "many" or "A wound dressing" in answer.content.decode()  # the form for many asks for titles later
        assert not HouseImage.objects.exists()
    finally:
        in_the_way.unlink()
    send(as_(cast.dee), "picture.jpg", photo(), door=door)
    assert HouseImage.objects.exists()


def test_a_picture_given_in_code_is_made_anew_as_well(tree: Tree) -> None:
    HouseImage.objects.create(title="In code", file=SimpleUploadedFile("x.jpg", photo()))
    assert SECRET not in stored()[0].read_bytes()


def document(browser: Client, name: str, content: bytes, title: str = "Checklist") -> Any:
    data = {"title": title, "files[]": SimpleUploadedFile(name, content)}
    return browser.post("/admin/documents/multiple/add/", data, headers={"X-Requested-With": "XMLHttpRequest"})


def test_a_document_leaves_as_an_attachment_through_the_checked_view_only(cast: Cast, tree: Tree, as_: As) -> None:
    document(as_(cast.dee), "checklist.pdf", b"%PDF-1.4 invented")
    kept = HouseDocument.objects.get()
    answer = Client().get(kept.url)
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert Client().get(f"/media/{kept.file.name}").status_code == 404


def test_a_document_that_cannot_be_stored_is_said_beside_the_field(cast: Cast, tree: Tree, as_: As) -> None:
    media = Path(settings.MEDIA_ROOT)
    media.mkdir(parents=True, exist_ok=True)
    (media / "documents").write_bytes(b"")
    try:
        answer = document(as_(cast.dee), "checklist.pdf", b"%PDF-1.4 invented")
        assert "no room for it just now" in answer.content.decode()
        assert not HouseDocument.objects.exists()
    finally:
        (media / "documents").unlink()
    document(as_(cast.dee), "checklist.pdf", b"%PDF-1.4 invented")
    assert HouseDocument.objects.exists()


@pytest.mark.parametrize("name", ["page.html", "drawing.svg", "run.exe"])
def test_a_document_of_another_kind_is_refused(cast: Cast, tree: Tree, as_: As, name: str) -> None:
    document(as_(cast.dee), name, b"<script>alert(1)</script>")
    assert not HouseDocument.objects.exists()
    assert stored() == []


def test_a_document_whose_name_identifies_is_refused(cast: Cast, tree: Tree, as_: As) -> None:
    assert "identifies someone" in document(as_(cast.dee), "call-07700-900123.pdf", b"%PDF-1.4").content.decode()
    assert stored() == []


def test_originals_are_absent_for_readers(cast: Cast, tree: Tree, as_: As) -> None:
    send(as_(cast.dee), "picture.jpg", photo())
    image = HouseImage.objects.get()
    rendition = image.get_rendition("width-32")
    assert Client().get(f"/media/{image.file.name}").status_code == 404
    assert Client().get(f"/media/{rendition.file.name}").status_code == 200
    assert Client().get("/media/images/../original_images/x.jpg").status_code == 404
