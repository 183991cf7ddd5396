"""Pictures made anew from their pixels, so that nothing but pixels is ever kept: no place, no comment, no thumbnail."""

from __future__ import annotations

from typing import Any

from PIL import Image, ImageOps

MAX_PIXELS = 30_000_000


class NotAPicture(ValueError):
    """The file cannot be read as a picture of a kind that is taken."""


class TooManyPixels(ValueError):
    """The picture is larger than MAX_PIXELS, or says so."""


def pixels(source: Any, kinds: tuple[str, ...], *, flat: bool = False) -> tuple[Image.Image, str]:
    """Return the picture in the binary file `source`, upright, and its kind, which is one of `kinds` (Pillow's names).

    The mode is RGB for a JPEG, and for all where `flat` puts what is transparent on white; else RGBA. Raises NotAPicture
    or TooManyPixels, before anything large is unpacked.
    """
    source.seek(0)
    try:
        with Image.open(source) as opened:
            kind = opened.format or ""
            if kind not in kinds:
                raise NotAPicture(kind)
            if opened.width * opened.height > MAX_PIXELS:
                raise TooManyPixels
            upright = ImageOps.exif_transpose(opened).convert("RGBA")
    except (NotAPicture, TooManyPixels):
        raise
    except Image.DecompressionBombError as error:
        raise TooManyPixels from error
    except Exception as error:
        # A decoder given bytes that somebody bent raises what it likes: struct.error and TypeError were seen. None of it
        # is our failure, and each means the same to whoever chose the file.
        raise NotAPicture from error
    clean = Image.new("RGBA", upright.size, "white" if flat or kind == "JPEG" else None)
    if flat or kind == "JPEG":
        clean.alpha_composite(upright)
        return clean.convert("RGB"), kind
    clean.paste(upright)
    return clean, kind
