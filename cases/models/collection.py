"""A collection of cases that editors put together: "Tapers that failed, and why"."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import slugify

from cases.deidentification import blocking, check
from cases.models.case import Case


class CaseCollection(models.Model):
    """A title, a few words, and cases. Each reader sees those they may open, and no collection of which that is none."""

    title = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=80, unique=True, editable=False)
    about = models.CharField("what can be learned from it", max_length=240, blank=True)
    cases = models.ManyToManyField(Case, blank=True, limit_choices_to={"state": "published"}, related_name="collections")

    class Meta:
        """In alphabetical order."""

        ordering: ClassVar = ["title"]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Refuse texts that identify someone."""
        leaking = [name for name in ("title", "about") if blocking(check(getattr(self, name)))]
        if leaking:
            raise ValidationError(dict.fromkeys(leaking, "Replace what identifies someone in this text."))

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Make the address from the first title, and keep it."""
        self.slug = self.slug or slugify(self.title)[:80]
        super().save(*args, **kwargs)
