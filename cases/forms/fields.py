"""The fields that hold clinical prose: no spell checker and no memory of the browser sees what is typed in them."""

from __future__ import annotations

from django import forms

from network.shell.forms import reject_hidden

AREA = {"spellcheck": "false", "autocomplete": "off"}


def prose(label: str, hint: str, rows: int, limit: int, *, required: bool = False, missing: str = "") -> forms.CharField:
    """Return a text area of `rows` lines for at most `limit` characters; `missing` is said where a needed one is empty."""
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=limit,
        required=required,
        validators=[reject_hidden],
        widget=forms.Textarea(attrs={"rows": rows, **AREA}),
        error_messages={
            "max_length": f"“{label}” is longer than %(limit_value)d characters (%(show_value)d). Shorten it",
            **({"required": missing} if missing else {}),
        },
    )


def line(label: str, hint: str, limit: int, *, required: bool = False, missing: str = "") -> forms.CharField:
    """Return a one-line text of at most `limit` characters."""
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=limit,
        required=required,
        validators=[reject_hidden],
        widget=forms.TextInput(attrs=AREA),
        error_messages={
            "max_length": f"“{label}” is longer than %(limit_value)d characters (%(show_value)d). Shorten it",
            **({"required": missing} if missing else {}),
        },
    )
