"""What search keeps in the main database: the outbox, the lock of its one writer, and the vocabulary."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone


class Outbox(models.Model):
    """One object whose truth changed. Written in the transaction that changed it (design 5.4)."""

    source = models.CharField(max_length=40)
    object_id = models.CharField(max_length=40)
    token = models.CharField(max_length=32)
    attempts = models.PositiveIntegerField(default=0)
    enqueued_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """One row per object: enqueueing again only renews the token."""

        db_table = "search_outbox"
        constraints: ClassVar = [models.UniqueConstraint(fields=["source", "object_id"], name="outbox_one_per_object")]
        ordering: ClassVar = ["enqueued_at", "pk"]


class Lock(models.Model):
    """The right to write to the index, held by one drain or rebuild at a time; it expires if its holder dies."""

    name = models.CharField(max_length=20, primary_key=True)
    holder = models.CharField(max_length=32, blank=True)
    until = models.DateTimeField(default=timezone.now)

    class Meta:
        """Rows are made on first use."""

        db_table = "search_lock"


class Term(models.Model):
    """A word of the one vocabulary (design 5.11): it tags guidance, cases and threads, and widens queries.

    It lives here, below every app, so that all of them may tag with it; editors keep it in the CMS.
    """

    class Kind(models.TextChoices):
        """What kind of word it is."""

        DRUG = "drug", "Drug"
        TOPIC = "topic", "Topic"
        ABBREVIATION = "abbreviation", "Abbreviation"

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.TOPIC)
    synonyms = models.JSONField(default=list, blank=True, help_text="Generic, brand and street names, as a list.")
    broader = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="narrower")
    ambiguous = models.BooleanField(default=False, help_text="Means other things too: counts for less in a search.")
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        """In alphabetical order."""

        db_table = "search_term"
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name
