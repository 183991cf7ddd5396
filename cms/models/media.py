"""Images and documents of the CMS. An image is made anew from its pixels, so nothing but pixels is ever stored."""

from __future__ import annotations

import io
import secrets
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import models
from PIL import Image as Pillow
from PIL import ImageOps
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage, AbstractRendition

FORMATS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}
MAX_PIXELS = 30_000_000
UNREADABLE = "This file is not a picture that can be read."


class Repainted(ContentFile[bytes]):
    """A picture that holds nothing but pixels, under a name that says nothing."""

    image: Any = None  # Wagtail's upload form leaves its reader of the picture here


def repaint(source: Any) -> Repainted:
    """Return the picture in `source` re-encoded from its pixels under a random name: no EXIF, GPS, comment or thumbnail.

    Raises ValidationError, in plain words, for what is not a picture we take or is larger than 30 million pixels.
    """
    source.seek(0)
    try:
        with Pillow.open(source) as opened:
            kind = opened.format or ""
            if kind not in FORMATS:
                raise ValidationError("Use a JPEG, PNG or WebP picture.")
            if opened.width * opened.height > MAX_PIXELS:
                raise ValidationError("This picture is larger than 30 million pixels. Make it smaller first.")
            upright = ImageOps.exif_transpose(opened)
            clean = Pillow.new("RGB" if kind == "JPEG" else "RGBA", upright.size)
            clean.paste(upright.convert(clean.mode))
    except (OSError, Pillow.DecompressionBombError, SyntaxError, ValueError) as error:
        raise ValidationError(UNREADABLE) from error
    out = io.BytesIO()
    clean.save(out, kind, quality=88)
    return Repainted(out.getvalue(), name=f"{secrets.token_hex(16)}.{FORMATS[kind]}")


class HouseImage(AbstractImage):
    """A picture of the CMS. Its title is never the file's name, which may carry a person's."""

    admin_form_fields: ClassVar = (
        "title",
        "file",
        "description",
        "collection",
        "tags",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
    )

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Repaint a new file before anything of it is stored."""
        new = self.file and not self.file._committed  # type: ignore[has-type]
        if new and not isinstance(self.file.file, Repainted):  # type: ignore[has-type]
            self.file = repaint(self.file.file)  # type: ignore[has-type]
            self.file_size = self.file.size
            self.file_hash = ""
        super().save(*args, **kwargs)


class HouseRendition(AbstractRendition):
    """A size of a picture."""

    image = models.ForeignKey(HouseImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        """One per picture and specification."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="one_rendition_per_spec")
        ]


class HouseDocument(AbstractDocument):
    """A document of the CMS, served by Wagtail's checked view only."""

    admin_form_fields: ClassVar = ("title", "file", "collection", "tags")
