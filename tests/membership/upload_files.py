"""Files as people upload them: good ones, and each kind of bad one."""

from __future__ import annotations

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def upload(content: bytes, name: str = "letter.pdf") -> SimpleUploadedFile:
    """Return a file as a browser sends it; the type it names is never believed."""
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 30), **options: object) -> bytes:
    """Return a picture."""
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, kind, **options)
    return out.getvalue()


def picture_with_place() -> bytes:
    """Return a picture that says where it was taken, and by which camera."""
    exif = Image.Exif()
    exif[0x010F] = "Marzipan Camera"
    exif.get_ifd(0x8825)[2] = (51.0, 30.0, 0.0)
    return picture(exif=exif, comment=b"marzipan comment")


def archive() -> bytes:
    """Return a ZIP archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("evil.txt", "x")
    return out.getvalue()


def with_object(entry: bytes) -> bytes:
    """Return the good PDF with one more entry in its catalogue."""
    return PDF.replace(b"/Type/Catalog", b"/Type/Catalog" + entry)


BAD: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "empty"),
    "huge": (PDF.replace(b"\ntrailer", b"\n" + b" " * 10_000_001 + b"\ntrailer"), "larger than 10 MB"),
    "text named pdf": (b"Dear stewards", "Use a PDF"),
    "page named pdf": (b"<html><script>alert(1)</script>", "Use a PDF"),
    "gif": (picture("GIF"), "Use a PDF"),
    "svg": (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "Use a PDF"),
    "program": (b"MZ\x90\x00" + b"\x00" * 200, "Use a PDF"),
    "archive": (archive(), "Use a PDF"),
    "half a picture": (picture(size=(400, 300))[:600], "cannot be read"),
    "half a pdf": (PDF[:60], "cannot be read"),
    "pdf and archive": (PDF + archive(), "two kinds of file"),
    "archive before the end": (PDF.replace(b"trailer", archive() + b"trailer"), "two kinds of file"),
    "pdf and page": (PDF.replace(b"1 0 obj", b"<html><script>1</script></html>\n1 0 obj"), "two kinds of file"),
    "password": (with_object(b"/Encrypt 5 0 R"), "protected by a password"),
    "password, written otherwise": (with_object(b"/#45ncrypt 5 0 R"), "protected by a password"),
    "script": (with_object(b"/OpenAction<</S/JavaScript/JS(x)>>"), "more than pages"),
    "script, written otherwise": (with_object(b"/OpenAction<</S/J#61vaScript>>"), "more than pages"),
    "program inside": (with_object(b"/Names<</EmbeddedFiles 7 0 R>>"), "more than pages"),
}
