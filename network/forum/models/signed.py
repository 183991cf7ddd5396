"""How a contribution is signed, and what readers see of its author."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.conf import settings
from django.db import models


class SignedAs(models.TextChoices):
    """What stands where the name would."""

    NAME = "name", "My name"
    PSEUDONYM = "pseudonym", "A pseudonym, made for me and the same in the whole thread"
    ROLE = "role", "My profession alone"


@dataclass(frozen=True, slots=True)
class By:
    """What a page shows of an author. Templates use this, never `author`."""

    name: str
    byline: str
    is_clinician: bool
    retired: bool = False


class Signed(models.Model):
    """A contribution with an author, and how they sign it (`network.forum.signing`)."""

    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="%(class)ss")
    signed = models.CharField(max_length=10, choices=SignedAs, default=SignedAs.NAME)
    alias = models.CharField(max_length=110, blank=True, editable=False)

    class Meta:
        """An alias stands exactly where the name does not."""

        abstract = True
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(signed="name", alias="") | ~models.Q(signed="name") & ~models.Q(alias=""),
                name="%(app_label)s_%(class)s_alias_instead_of_name",
            )
        ]

    @property
    def by(self) -> By:
        """Return what readers see of the author; `author` should be loaded."""
        author = self.author
        if self.signed == SignedAs.NAME:
            return By(author.display_name, author.byline, author.is_clinician, author.retired)
        return By(self.alias, "pseudonym" if self.signed == SignedAs.PSEUDONYM else "name kept back", author.is_clinician)

    @property
    def masked(self) -> bool:
        """Say whether readers do not see the author's name."""
        return self.signed != SignedAs.NAME
