"""What members agree to, in editions that are never changed, and who accepted which."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from django.db import models
from django.urls import reverse
from django.utils import timezone

from network.membership.models.user import User


@dataclass(frozen=True, slots=True)
class Part:
    """One paragraph of the rules, or a heading between them."""

    text: str
    heading: bool


class RuleEdition(models.Model):
    """One edition of one document. What somebody accepted must stay readable, so a row is only ever added."""

    class Document(models.TextChoices):
        """What there is to agree to."""

        TERMS = "terms", "Terms and house rules"
        CASE_RULES = "case-rules", "Case rules"

    document = models.CharField(max_length=12, choices=Document)
    number = models.PositiveSmallIntegerField()
    text = models.TextField(max_length=20_000)
    change_note = models.TextField("what changed", max_length=1000, blank=True)
    material = models.BooleanField("members must accept it", default=False)
    published_at = models.DateTimeField(default=timezone.now)
    published_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        """Newest first; two stewards cannot publish the same number."""

        ordering: ClassVar = ["document", "-number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["document", "number"], name="rules_one_per_number")]

    def __str__(self) -> str:
        return f"{self.get_document_display()}, edition {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add; refuse to change what somebody may have accepted."""
        if self.pk is not None:
            raise TypeError("An edition is never changed: publish the next one.")
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """Return the address of this edition."""
        return reverse("membership:rule_edition", args=[self.document, self.number])

    @property
    def paragraphs(self) -> list[str]:
        """Return the paragraphs: an empty line stands between two."""
        return [part.strip() for part in self.text.replace("\r\n", "\n").split("\n\n") if part.strip()]

    @property
    def parts(self) -> list[Part]:
        """Return the paragraphs as a page shows them: "# " opens a heading."""
        return [Part(text.removeprefix("# "), text.startswith("# ")) for text in self.paragraphs]


class RuleAcceptance(models.Model):
    """That somebody accepted an edition, and when."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="accepted_rules")
    edition = models.ForeignKey(RuleEdition, on_delete=models.PROTECT, related_name="acceptances")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        """Once is enough."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "edition"], name="rules_accepted_once")]

    def __str__(self) -> str:
        return f"{self.edition_id} by {self.user_id}"
