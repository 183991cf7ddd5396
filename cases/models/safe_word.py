"""A word or phrase that names nobody, which editors add to the identifier check's vocabularies: a new medicine, a scale."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models

from cases.deidentification import Level, blocking, check, names_people


class SafeWord(models.Model):
    """One term. It clears no number, address, body or whole name, and no word behind a title or a relative."""

    class Kind(models.TextChoices):
        """What the term is: what a second editor needs to see why it is safe."""

        DRUG = "drug", "Drug or brand"
        EPONYM = "eponym", "Eponym, scale or test"
        WORD = "word", "Ordinary word or abbreviation"
        BODY = "body", "Public body"

    term = models.CharField("word or phrase", max_length=60, unique=True, help_text="As it is written, without its plural.")
    kind = models.CharField("what it is", max_length=8, choices=Kind, default=Kind.DRUG)

    class Meta:
        """In alphabetical order."""

        ordering: ClassVar = ["term"]
        verbose_name = "safe word"

    def __str__(self) -> str:
        return self.term

    @property
    def also_a_name(self) -> bool:
        """Say whether people bear the word as a first or family name."""
        return names_people(self.term)

    def clean(self) -> None:
        """Refuse what identifies somebody by its shape, and what is no word."""
        self.term = " ".join(self.term.split())
        if blocking(check(self.term)):
            raise ValidationError({"term": "This has the shape of a number or address. Such a thing is never safe."})
        found = [finding for finding in check(self.term) if finding.level != Level.ADVISE]
        if any(finding.label != "NAME_OTHER" or " " in self.term[finding.start : finding.end] for finding in found):
            # SECURITY: one editor would switch the check off for a person, an address or a practice, in every text.
            raise ValidationError(
                {"term": "This is a person, a place or a body by its form. Such a thing is decided in each text."}
            )
        if not any(character.isalpha() for character in self.term) or len(self.term) < 2:
            raise ValidationError({"term": "Type a word of two letters or more."})
        if SafeWord.objects.filter(term__iexact=self.term).exclude(pk=self.pk).exists():
            raise ValidationError({"term": "This word is in the list already."})

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep nothing that `clean` refuses, whoever saves."""
        self.clean()
        super().save(*args, **kwargs)
