"""One way to render a field: label, hint, error, control, tied together for a screen reader.

Templates write `{% field form.name %}` and `{% error_summary form %}` (see `templatetags/shell.py`).
"""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import TemplatesSetting

NUL = "\x00"


class HouseRenderer(TemplatesSetting):
    """Find widget templates in the project's own templates first."""

    field_template_name = "shell/_field.html"


def reject_nul(value: str) -> None:
    """Raise ValidationError where the text holds a NUL, which PostgreSQL cannot store."""
    if NUL in value:
        raise ValidationError("Remove the invisible character from this text.", code="nul")


_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")


def reject_hidden(value: str) -> None:
    """Raise ValidationError for a NUL, or for what turns the direction of writing: people must read what was checked."""
    reject_nul(value)
    if _DIRECTION.search(value):
        raise ValidationError(
            "Remove the invisible character from this text: type it again, or paste it as plain text.", code="hidden"
        )


def without_hidden(value: str) -> str:
    """Return `value` without what `reject_hidden` refuses."""
    return _DIRECTION.sub("", value).replace(NUL, "")


class HouseForm(forms.Form):
    """A plain form with the house's classes, required marks and plain-English messages."""

    required_css_class = ""
    use_required_attribute = False  # the server's message beside the field is the one way to learn of an error

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Give each control the class that the stylesheet knows."""
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        dress(self)


def dress(form: forms.BaseForm) -> None:
    """Set the house's class on every text-like control of `form` and name the missing field in its message."""
    for field in form.fields.values():
        widget = field.widget
        if not isinstance(widget, forms.CheckboxInput | forms.RadioSelect | forms.CheckboxSelectMultiple | forms.HiddenInput):
            classes = set(widget.attrs.get("class", "").split()) | {"in"}
            widget.attrs["class"] = " ".join(sorted(classes))
        label = str(field.label or "this").rstrip("?").lower()
        if field.required and field.error_messages.get("required", "").startswith("This field"):
            field.error_messages["required"] = f"Fill in: {label}"
