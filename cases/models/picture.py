"""A picture of a case: pixels in the database, in reach of whoever may open the case and of nobody else."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from cases.models.case import Case
from network.shell.ids import LENGTH, new_public_id

MOST_PICTURES = 4  # of one case
LONGEST_SIDE = 1600  # pixels; enough to read a chart, too little to read a reflection


class WithoutPixels(models.Manager["CasePicture"]):
    """Pictures whose pixels stay in the database until one of them is asked for."""

    def get_queryset(self) -> models.QuerySet[CasePicture]:
        """Leave the content out."""
        return super().get_queryset().defer("content")


class CasePicture(models.Model):
    """One picture, as a JPEG that holds only pixels. What was painted out or cut off is in no copy: there is none."""

    public_id = models.CharField(max_length=LENGTH, unique=True, default=new_public_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="pictures")
    caption = models.CharField("what it shows", max_length=200)
    content = models.BinaryField()
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    # Counts the changes: squares that were ticked on an earlier picture are never painted on a later one.
    version = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField(default=timezone.now)

    objects = WithoutPixels()

    class Meta:
        """In the order they were added."""

        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"Picture {self.public_id}"
