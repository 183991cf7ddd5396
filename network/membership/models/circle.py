"""The groups of people that boards can be opened to. The grants hang on Django's own group; what stewards keep of it stands here."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import Group
from django.db import models

from network.membership.models.user import User
from network.membership.routes import Profession
from network.shell.ids import LENGTH, new_public_id


class CircleQuerySet(models.QuerySet["Circle"]):
    """Groups that boards can be opened to."""

    def in_use(self) -> CircleQuerySet:
        """Return those that are not archived."""
        return self.filter(archived_at=None)


class Circle(models.Model):
    """A group of people as stewards know it: what it is for, whom it takes by itself, who may keep order on its boards.

    Nobody is in an archived one, so that it opens nothing, but who was is kept: restoring it brings them back.
    """

    class Kind(models.TextChoices):
        """What the people of a group have in common."""

        BASE = "base", "By verification"
        PROFESSION = "profession", "A profession"
        ORGANISATION = "organisation", "An organisation or partnership"
        OTHER = "other", "Something else"

    public_id = models.CharField(max_length=LENGTH, unique=True, default=new_public_id, editable=False)
    group = models.OneToOneField(Group, on_delete=models.CASCADE, related_name="circle")
    kind = models.CharField(max_length=12, choices=Kind)
    about = models.CharField(max_length=240, blank=True)
    takes = models.JSONField("professions it takes by itself", default=list, blank=True)
    own_moderators = models.BooleanField("only its own members keep order on its boards", default=False)
    archived_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[models.Manager[Circle]] = CircleQuerySet.as_manager()

    class Meta:
        """By name."""

        ordering: ClassVar = ["group__name"]
        verbose_name = "group"

    def __str__(self) -> str:
        return f"Group {self.public_id}"

    @property
    def name(self) -> str:
        """Return the group's name."""
        return self.group.name

    @property
    def is_base(self) -> bool:
        """Say whether verification alone decides who is in it."""
        return self.kind == self.Kind.BASE

    @property
    def professions(self) -> list[str]:
        """Return the names of the professions that it takes by itself."""
        return [Profession(key).label for key in self.takes if key in Profession.values]

    def get_absolute_url(self) -> str:
        """Return the address of its page on the stewards' desk."""
        return f"/desk/groups/{self.public_id}/"


class Place(models.Model):
    """A steward's word about one person and one group: in, or kept out although a rule would take them."""

    circle = models.ForeignKey(Circle, on_delete=models.CASCADE, related_name="places")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="places")
    kept_out = models.BooleanField(default=False)
    given_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        """One word for one person and group."""

        constraints: ClassVar[list[Any]] = [models.UniqueConstraint(fields=["circle", "user"], name="one_place_per_person")]

    def __str__(self) -> str:
        return f"place {self.pk}"
