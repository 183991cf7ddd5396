"""A picture of a case, its caption, and the squares of it that go."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from PIL import Image

from cases.forms.fields import line
from cases.forms.looked import LookedForm
from cases.picturing import GRID, Square
from network.shell.forms import HouseForm
from network.shell.pictures import NotAPicture, TooManyPixels, pixels

MOST_BYTES = 10_000_000
KINDS = ("JPEG", "PNG", "WEBP")
NOT_TAKEN = "Use a JPEG, PNG or WebP picture. Documents are not taken: say in the text what they say"
CAPTION = {
    "label": "What it shows",
    "hint": "For colleagues who cannot see it, and for search. For example: wound on a lower leg after a week of dressings.",
    "limit": 200,
    "required": True,
    "missing": "Say what it shows",
}


class CaptionForm(LookedForm):
    """What a picture shows, through the same gate as every text."""

    typed = "caption"
    caption = line(**CAPTION)  # type: ignore[arg-type]


class PictureForm(CaptionForm):
    """A new picture. `picture` of the cleaned data is its pixels; the file's name is never looked at."""

    file = forms.FileField(
        label="Picture",
        help_text="JPEG, PNG or WebP, up to 10 MB. Place, date and camera are taken out of the file; what the picture shows is not.",
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        allow_empty_file=True,  # told in our own words
        error_messages={"required": "Choose a picture"},
    )
    seen = forms.BooleanField(
        label="I have looked at every corner: no face, eyes, tattoo or scar that people know; no screen, letter, label, "
        "wristband or badge; no room, view or reflection that tells a place",
        # Never ticked in an answer: it was said of one file, and the browser sends no file twice.
        widget=forms.CheckboxInput(check_test=lambda _: False),
        error_messages={"required": "Look at the whole picture, then tick this. What must go can be painted out next"},
    )
    field_order = ("file", "caption", "looked", "seen")

    def clean_file(self) -> Any:
        """Make the picture anew from its pixels."""
        file = self.cleaned_data["file"]
        if file.size == 0:
            raise ValidationError("This file is empty. Choose another", code="empty")
        if file.size > MOST_BYTES:
            raise ValidationError("This file is larger than 10 MB. Make it smaller first", code="huge")
        try:
            self.picture: Image.Image = pixels(file, KINDS, flat=True)[0]
        except TooManyPixels as error:
            raise ValidationError("This picture is larger than 30 million pixels. Make it smaller first", code="huge") from error
        except NotAPicture as error:
            raise ValidationError(NOT_TAKEN, code="type") from error
        return file


class SquaresForm(HouseForm):
    """The squares that were ticked on one version of a picture, and what becomes of them."""

    do = forms.ChoiceField(choices=[("paint", "Paint out"), ("cut", "Cut down")], widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput)
    square = forms.MultipleChoiceField(
        choices=[(f"{row}-{column}", f"Row {row + 1}, column {column + 1}") for row in range(GRID) for column in range(GRID)],
        error_messages={"required": "Tick the squares first"},
    )

    def clean_square(self) -> list[Square]:
        """Return rows and columns."""
        return [(int(row), int(column)) for row, column in (value.split("-") for value in self.cleaned_data["square"])]
