"""A board, and the guardian grants that open it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from guardian.models import GroupObjectPermissionBase

from network.forum.querysets import BoardQuerySet
from network.shell.ids import LENGTH, new_public_id


class Board(models.Model):
    """A room for one subject. Groups are granted it (`view_board`) or its care (`moderate_board`)."""

    public_id = models.CharField(max_length=LENGTH, unique=True, default=new_public_id, editable=False)
    name = models.CharField(max_length=80, unique=True)
    about = models.CharField(max_length=240)
    carries_cases = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=0)
    archived = models.BooleanField(default=False)

    objects = BoardQuerySet.as_manager()

    class Meta:
        """In the stewards' order."""

        ordering: ClassVar = ["position", "name"]
        permissions: ClassVar = [("moderate_board", "Can keep order on the board")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the board's address."""
        return f"/discussions/{self.public_id}/"

    @property
    def desk_url(self) -> str:
        """Return the address of the stewards' page about the board."""
        return f"/desk/boards/{self.public_id}/"


class BoardGroupGrant(GroupObjectPermissionBase):
    """guardian's grant of a board to a group, by a direct foreign key: it dies with the board."""

    content_object = models.ForeignKey(Board, on_delete=models.CASCADE)

    class Meta(GroupObjectPermissionBase.Meta):
        """Kept apart from guardian's generic tables, whose rows outlive their object."""

        abstract = False
