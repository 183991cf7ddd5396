"""The identifier check on every text that an editor can type (design 5.7), drafts included: one rule, one place.

Every form of the CMS is built on one of the classes below (`apps.py` and settings.py say which). They check every text but
those of `NOT_NEEDED`, so a field that is added tomorrow is checked without anybody thinking of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.html import strip_tags
from wagtail import blocks
from wagtail.admin.forms import WagtailAdminModelForm, WagtailAdminPageForm
from wagtail.blocks.list_block import ListBlockValidationError
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.fields import RichTextField
from wagtail.forms import TaskStateCommentForm

from cases.deidentification import blocking, check

# "model.field", or "model.field.block.…" for a block → why its text is not checked.
NOT_NEEDED = {
    "caselibrarypage.pin_order": "numbers of cases; a pattern refuses everything else",
    "eventpage.booking_link": "a public web address; the check would take any address for a person's page",
    "resourcepage.link": "a public web address, as above",
    "guidancepage.references.reference.url": "the public address of a source, as above",
}
MESSAGE = "This looks as if it identifies someone ({}). Nothing that the CMS keeps may do that, drafts included: take it out."
_SEPARATORS = re.compile(r"[-_.]+")


def found_in(text: str) -> str:
    """Return the kinds of what must go from `text`, as "phone number, postcode", or "" where nothing must."""
    titles = (finding.title for finding in blocking(check(text)))
    return ", ".join(dict.fromkeys(title if title[:3].isupper() else title.lower() for title in titles))


def refuse(text: str) -> None:
    """Raise ValidationError, in plain words that never quote it, where `text` holds what must go."""
    kinds = found_in(text)
    if kinds:
        raise ValidationError(MESSAGE.format(kinds), code="identifies")


def words(value: Any) -> Iterator[str]:
    """Yield the texts of a field's value: a text, the name that an uploaded file came with, or a list of either."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, UploadedFile):
        # Without its ending, which alone would make it a file name to the check.
        yield _SEPARATORS.sub(" ", Path(str(value.name)).stem)
    elif isinstance(value, list | tuple | set):
        for item in value:
            yield from words(item)


def refuse_value(path: str, value: Any) -> None:
    """Raise ValidationError where a field's value holds what must go; for a block, the error stands at the inner block."""
    if path in NOT_NEEDED:
        return
    if isinstance(value, blocks.StreamValue):
        errors = {n: error for n, child in enumerate(value) if (error := _error(f"{path}.{child.block_type}", child.value))}
        if errors:
            raise StreamBlockValidationError(block_errors=errors)
    elif isinstance(value, blocks.StructValue):
        errors = {name: error for name, child in value.items() if (error := _error(f"{path}.{name}", child))}
        if errors:
            raise StructBlockValidationError(block_errors=errors)
    elif isinstance(value, blocks.list_block.ListValue):
        errors = {n: error for n, child in enumerate(value) if (error := _error(path, child))}
        if errors:
            raise ListBlockValidationError(block_errors=errors)
    else:
        for text in words(value):
            refuse(text)


def _error(path: str, value: Any) -> ValidationError | None:
    try:
        refuse_value(path, value)
    except ValidationError as error:
        return error
    return None


class Checked:
    """Goes before any form class: after the form's own cleaning, every text is checked and the message stands beside its field."""

    def clean(self) -> dict[str, Any]:
        """Check every text that was typed."""
        form: Any = self
        data: dict[str, Any] = super().clean() or form.cleaned_data  # type: ignore[misc]
        model = getattr(getattr(form, "_meta", None), "model", None)
        for name, value in list(data.items()):
            is_rich = model is not None and isinstance(_field(model, name), RichTextField)
            text = strip_tags(value.replace("<", " <")) if is_rich and isinstance(value, str) else value
            text = _SEPARATORS.sub(" ", text) if name == "slug" and isinstance(text, str) else text
            error = _error(f"{model._meta.model_name}.{name}" if model else name, text)
            if error is not None:
                form.add_error(name, error)
        return data


def _field(model: Any, name: str) -> Any:
    return next((field for field in model._meta.get_fields() if field.name == name), None)


class CheckedPageForm(Checked, WagtailAdminPageForm):
    """The form of every page."""


class CheckedSnippetForm(Checked, WagtailAdminModelForm):
    """The form of every snippet."""


class CheckedCommentForm(Checked, TaskStateCommentForm):
    """The comment of an editor who approves or sends back a draft."""
