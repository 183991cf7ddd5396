"""The forms of pictures and documents (settings.py names them). They load after the models, unlike the forms of pages."""

from __future__ import annotations

from typing import Any

from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

from cms.identifiers import Checked
from cms.models.media import Repainted, repaint


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


class CheckedImageForm(CheckedUpload, BaseImageForm):
    """The form of a picture, which is made anew from its pixels before the form accepts it."""

    def clean_file(self) -> Any:
        """Return the picture made anew; one that stands already is left as it is."""
        file = self.cleaned_data["file"]
        if not file or isinstance(file, Repainted) or getattr(file, "_committed", False):
            return file
        return repaint(file)


class CheckedDocumentForm(CheckedUpload, BaseDocumentForm):
    """The form of a document."""
