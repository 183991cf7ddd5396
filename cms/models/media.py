"""Images and documents of the CMS. An image is made anew from its pixels, so nothing but pixels is ever stored."""

from __future__ import annotations

import io
import secrets
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import models
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage, AbstractRendition

from network.shell.pictures import NotAPicture, TooManyPixels, pixels

FORMATS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}
TOO_LARGE = "This picture is larger than 30 million pixels. Make it smaller first."
UNREADABLE = "This file is not a picture that can be read."


class Repainted(ContentFile[bytes]):
    """A picture that holds nothing but pixels, under a name that says nothing."""

    image: Any = None  # Wagtail's upload form leaves its reader of the picture here


def repaint(source: Any) -> Repainted:
    """Return the picture in `source` re-encoded from its pixels under a random name: no EXIF, GPS, comment or thumbnail.

    Raises ValidationError, in plain words, for what is not a picture we take or is larger than 30 million pixels.
    """
    try:
        clean, kind = pixels(source, tuple(FORMATS))
    except TooManyPixels as error:
        raise ValidationError(TOO_LARGE) from error
    except NotAPicture as error:
        raise ValidationError("Use a JPEG, PNG or WebP picture." if str(error) else UNREADABLE) from error
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
