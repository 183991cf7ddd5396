"""Pictures of a case that is still being written: adding, painting out, cutting down, captions, removing.

Every change makes a new version of the case, so that nobody sends or approves a picture that they have not seen.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from PIL import Image, ImageDraw

from cases.actions import UNFINISHED, StaleForm, refuse_identifiers
from cases.models import MOST_PICTURES, Case, CasePicture
from cases.models.picture import LONGEST_SIDE
from cases.permissions import Can, require
from network.membership import audit
from network.membership.models import User

GRID = 10  # squares along each side of a picture
Square = tuple[int, int]  # row and column, from the top left, from 0


class TooMany(ValueError):
    """The case has as many pictures as it may have."""


@contextmanager
def _changing(case: Case, actor: User, verb: str) -> Iterator[None]:
    """Hold the case while its pictures change, and count its version on. Raises PermissionDenied, StaleForm."""
    require(actor, Can.EDIT, case)
    with transaction.atomic():
        # SECURITY: asked again under the lock, as in `actions`: nothing changes behind a reviewer's back.
        if Case.objects.select_for_update().filter(pk=case.pk, state__in=UNFINISHED).first() is None:
            raise StaleForm
        yield
        Case.objects.filter(pk=case.pk).update(version=F("version") + 1, updated_at=timezone.now())
        audit.record(None, verb, case)  # the case keeps who its author is, who may not sign by name


def add_picture(case: Case, *, actor: User, picture: Image.Image, caption: str) -> CasePicture:
    """Keep `picture` (RGB pixels that `shell.pictures` made) at no more than LONGEST_SIDE pixels, and return it.

    Raises StillIdentifies for the caption, TooMany, StaleForm where the case was sent meanwhile, PermissionDenied.
    """
    refuse_identifiers({"caption": caption})
    with _changing(case, actor, "added picture"):
        if case.pictures.count() >= MOST_PICTURES:
            raise TooMany
        small = picture.copy()
        small.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        return CasePicture.objects.create(case=case, caption=caption, **_kept(small))


def paint_out(picture: CasePicture, *, actor: User, squares: Iterable[Square], version: int) -> None:
    """Fill `squares` of the picture with black, for good. Raises StaleForm where it is not `version` any more."""
    with _changing(picture.case, actor, "painted picture"):
        image = _stored(picture, version)
        draw = ImageDraw.Draw(image)
        for row, column in squares:
            left, top, right, bottom = _box(image, row, column, row, column)
            draw.rectangle((left, top, right - 1, bottom - 1), fill="black")
        _replace(picture, image)


def cut_down(picture: CasePicture, *, actor: User, squares: Iterable[Square], version: int) -> None:
    """Keep the smallest rectangle that holds all `squares` (at least one), and nothing outside. Raises StaleForm."""
    with _changing(picture.case, actor, "cut picture"):
        image = _stored(picture, version)
        rows, columns = zip(*squares, strict=True)
        _replace(picture, image.crop(_box(image, min(rows), min(columns), max(rows), max(columns))))


def rename(picture: CasePicture, *, actor: User, caption: str) -> None:
    """Say anew what the picture shows. Raises StillIdentifies, StaleForm, PermissionDenied."""
    refuse_identifiers({"caption": caption})
    with _changing(picture.case, actor, "renamed picture"):
        CasePicture.objects.filter(pk=picture.pk).update(caption=caption)


def remove_picture(picture: CasePicture, *, actor: User) -> None:
    """Delete the picture. Raises StaleForm where the case was sent meanwhile, PermissionDenied."""
    with _changing(picture.case, actor, "removed picture"):
        CasePicture.objects.filter(pk=picture.pk).delete()


def _box(image: Image.Image, top: int, left: int, bottom: int, right: int) -> tuple[int, int, int, int]:
    """Return the pixels (left, top, right, bottom) of the squares from one corner to the other, both included."""
    width, height = image.size
    return (width * left // GRID, height * top // GRID, -(-width * (right + 1) // GRID), -(-height * (bottom + 1) // GRID))


def _stored(picture: CasePicture, version: int) -> Image.Image:
    row = CasePicture.objects.select_for_update().filter(pk=picture.pk, version=version).first()
    if row is None:
        raise StaleForm
    return Image.open(io.BytesIO(row.content)).convert("RGB")


def _replace(picture: CasePicture, image: Image.Image) -> None:
    CasePicture.objects.filter(pk=picture.pk).update(version=F("version") + 1, **_kept(image))


def _kept(image: Image.Image) -> dict[str, object]:
    """Return the columns that hold `image`."""
    out = io.BytesIO()
    image.save(out, "JPEG", quality=85)
    return {"content": out.getvalue(), "width": image.width, "height": image.height}
