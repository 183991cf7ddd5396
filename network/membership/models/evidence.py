"""What shows that an applicant is who they say: kept until a steward has decided, thirty days at most."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from network.membership.models.application import Application
from network.membership.models.user import User
from network.shell.ids import LENGTH, new_public_id

KEPT_DAYS = 30


class ClinicalDomain(models.Model):
    """A domain whose mailboxes a health or care employer gives out. Stewards keep the list; a domain covers those below it."""

    name = models.CharField(max_length=120, unique=True)
    added_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """In the order of the alphabet."""

        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class Evidence(models.Model):
    """One piece of evidence. The row, the address and the file go together when a steward has decided."""

    class Kind(models.TextChoices):
        """What it is; `proof.Proof` counts these and what the register says."""

        MAILBOX = "mailbox", "Work mailbox"
        DOCUMENT = "document", "Document"
        SPONSOR = "sponsor", "Sponsor"

    public_id = models.CharField(max_length=LENGTH, unique=True, default=new_public_id, editable=False)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="evidence")
    kind = models.CharField(max_length=8, choices=Kind)
    at = models.DateTimeField(default=timezone.now)
    shown_at = models.DateTimeField("counts since", null=True, blank=True)
    address = models.EmailField("work mailbox", blank=True)
    sponsor = models.ForeignKey(User, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    nonce = models.CharField("what the code is made from", max_length=32, blank=True, editable=False)
    sent_at = models.DateTimeField(null=True, blank=True)
    sent = models.PositiveSmallIntegerField("codes sent", default=0)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        """One of each kind: a new one takes the place of the old."""

        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["application", "kind"], name="one_evidence_of_a_kind")]

    def __str__(self) -> str:
        return f"{self.kind} for {self.application_id}"


class EvidenceFile(models.Model):
    """The uploaded document, in the database and nowhere else: no folder serves it, and it goes in the deciding transaction."""

    evidence = models.OneToOneField(Evidence, on_delete=models.CASCADE, related_name="file")
    content = models.BinaryField()
    ending = models.CharField(max_length=4, choices=[("pdf", "PDF"), ("jpg", "JPEG"), ("png", "PNG")])
    size = models.PositiveIntegerField("bytes")

    def __str__(self) -> str:
        return f"file of {self.evidence_id}"
