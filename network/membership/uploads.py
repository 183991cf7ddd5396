"""Documents that applicants upload: told by their content, never by their name, and made harmless or refused."""

from __future__ import annotations

import io
import re
from typing import Any

from django.core.exceptions import ValidationError

from network.shell.pictures import NotAPicture, TooManyPixels, pixels

MOST_BYTES = 10_000_000
EMPTY = "This file is empty. Choose another"
HUGE = "This file is larger than 10 MB. Make it smaller first"
OTHER_TYPE = "Use a PDF, or a JPEG or PNG picture. A photograph of the letter or card is fine"
UNREADABLE = "This file cannot be read. Open it once yourself, save it again, and try that one"
LOCKED = "This PDF is protected by a password. Save it without one"
ACTIVE = "This PDF holds more than pages: a script, a form that sends, or another file. Print it to a new PDF"
TWO_IN_ONE = "This file is two kinds of file in one. Print it to a new PDF, or photograph it"

_ACTIVE = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|SubmitForm|ImportData|XFA|AA)\b")
_LOCKED = re.compile(rb"/Encrypt\b")
_OTHER_HEADS = re.compile(rb"<\s*(html|script|svg|\?php|!doctype)", re.IGNORECASE)
_ZIP_ENDS = (b"PK\x05\x06", b"Rar!\x1a", b"7z\xbc\xaf")


def checked(upload: Any) -> tuple[bytes, str]:
    """Return the harmless content of `upload` and its ending (pdf, jpg, png).

    Raises:
        ValidationError: empty, larger than 10 MB, another type, two types in one, protected, active or unreadable.
    """
    if upload.size == 0:
        raise ValidationError(EMPTY, code="empty")
    if upload.size > MOST_BYTES:
        raise ValidationError(HUGE, code="huge")
    upload.seek(0)
    content: bytes = upload.read(MOST_BYTES + 1)
    if content.startswith(b"%PDF-"):
        return _pdf(content), "pdf"
    if content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        return _picture(content)
    raise ValidationError(OTHER_TYPE, code="type")


def _pdf(content: bytes) -> bytes:
    """Return the PDF as it is: it is only ever handed out as a download, to one steward."""
    end = content.rstrip(b"\r\n\t \x00")
    names = re.sub(rb"#([0-9A-Fa-f]{2})", lambda found: bytes([int(found[1], 16)]), content)  # /J#61vaScript is /JavaScript
    if not end.endswith(b"%%EOF"):
        # What follows the end belongs to some other kind of file; without an end it is half a file.
        raise ValidationError(TWO_IN_ONE if b"%%EOF" in content else UNREADABLE, code="polyglot")
    if _OTHER_HEADS.search(content[:1024]) or any(mark in content for mark in _ZIP_ENDS):
        raise ValidationError(TWO_IN_ONE, code="polyglot")
    if _LOCKED.search(names):
        raise ValidationError(LOCKED, code="locked")
    if _ACTIVE.search(names):
        raise ValidationError(ACTIVE, code="active")
    return content


def _picture(content: bytes) -> tuple[bytes, str]:
    """Return the picture painted anew from its pixels: no place, no thumbnail, nothing behind its end."""
    try:
        clean, kind = pixels(io.BytesIO(content), ("JPEG", "PNG"), flat=True)
    except TooManyPixels as error:
        raise ValidationError("This picture is larger than 30 million pixels. Make it smaller first", code="huge") from error
    except NotAPicture as error:
        raise ValidationError(UNREADABLE, code="unreadable") from error
    out = io.BytesIO()
    clean.save(out, kind, quality=85)
    return out.getvalue(), "jpg" if kind == "JPEG" else "png"
