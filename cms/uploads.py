"""The forms of pictures and documents (settings.py names them). They load after the models, unlike the forms of pages."""

from __future__ import annotations

import logging
from typing import Any

from django.core.exceptions import ValidationError
from PIL import Image as Pillow
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from cms.identifiers import Checked
from cms.models.media import TOO_LARGE, UNREADABLE, Repainted, repaint

logger = logging.getLogger(__name__)
NOT_STORED = "The file could not be stored: this server has no room for it just now. Keep it, and try again later."


class CheckedUpload(Checked):
    """What is uploaded: where any field is refused, the file is refused as well.

    Wagtail's form for many files would otherwise keep the raw file until the other fields are mended.
    """

    def clean(self) -> dict[str, Any]:
        """Check every text, then the file's name."""
        data = super().clean()
        form: Any = self
        if form.instance.pk is None and form.errors and "file" in form.fields and "file" not in form.errors:
            first = next(message for messages in form.errors.values() for message in messages)
            form.add_error("file", f"The file was not stored. {first}")
        return data

    def _post_clean(self) -> None:
        """Store a new file while the form can still say that it could not be: a full or read-only disk is no error page."""
        super()._post_clean()  # type: ignore[misc]  # the one hook of Django's model forms after the instance has its values
        form: Any = self
        file = form.instance.file
        if form.errors or not file or file._committed:
            return
        try:
            file.save(file.name, file.file, save=False)
        except OSError as error:
            logger.error("file not stored: %s", type(error).__name__)
            form.add_error("file", NOT_STORED)


class PictureField(WagtailImageField):
    """A picture. Wagtail's own field fails without a word on half a picture, or one that says it is enormous."""

    def to_python(self, data: Any) -> Any:
        """Return the picture, or raise ValidationError in plain words."""
        try:
            return super().to_python(data)
        except Pillow.DecompressionBombError as error:
            raise ValidationError(TOO_LARGE) from error
        except (OSError, ValueError, SyntaxError) as error:
            raise ValidationError(UNREADABLE) from error


class CheckedImageForm(CheckedUpload, BaseImageForm):
    """The form of a picture, which is made anew from its pixels before the form accepts it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Put our field in the place of Wagtail's, where the form takes a file at all."""
        super().__init__(*args, **kwargs)
        field = self.fields.get("file")
        if field is not None:
            self.fields["file"] = PictureField(label=field.label, required=field.required, widget=field.widget)

    def clean_file(self) -> Any:
        """Return the picture made anew; one that stands already is left as it is."""
        file = self.cleaned_data["file"]
        if not file or isinstance(file, Repainted) or getattr(file, "_committed", False):
            return file
        return repaint(file)


class CheckedDocumentForm(CheckedUpload, BaseDocumentForm):
    """The form of a document."""
