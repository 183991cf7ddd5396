"""Places on forum pages that upper apps fill when they start. Nothing is imported upwards."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.contrib.auth.models import Group

from network.forum.models import Board, Incident, Post, Thread
from network.membership.models import User


@dataclass(frozen=True)
class Panel:
    """A template, rendered with `panel` = context inside the page that offered the slot."""

    template: str
    context: dict[str, Any]


Filler = Callable[[Thread, User], Panel | None]


@dataclass
class Slot:
    """A named place. A filler returns a panel, or None where it has nothing for this thread."""

    name: str
    fillers: list[Filler] = field(default_factory=list)

    def fill(self, filler: Filler) -> None:
        """Add a filler, once."""
        if filler not in self.fillers:
            self.fillers.append(filler)

    def panels(self, thread: Thread, user: User) -> list[Panel]:
        """Return what the fillers have for this thread and reader."""
        return [panel for filler in self.fillers if (panel := filler(thread, user)) is not None]


thread_head = Slot("above the replies of a thread: the case it discusses")
thread_aside = Slot("beside a thread: the guidance edition it relies on")

# Called with a post inside the transaction that wrote or changed its text, after the check has let the text through.
post_written: list[Callable[[Post], None]] = []
# Called with a thread inside the transaction that hid it from its readers, or showed it again.
thread_changed: list[Callable[[Thread], None]] = []

# Called with a thread inside the transaction that marked a reply in it as having helped.
marked_helpful: list[Callable[[Thread], None]] = []

# Asked with a board and a group before the group's people, or more of them, come to read the board: what stands against it, or "".
may_open: list[Callable[[Board, Group], str]] = []

# Asked with a thread: how the app calls what is discussed in it, by number and without a word of it, or "".
called: list[Callable[[Thread], str]] = []

# Asked with a thread and a board before it is moved there: why it must stay, or "".
may_move: list[Callable[[Thread, Board], str]] = []
# Called with a thread and its new board inside the transaction that moves it.
thread_moved: list[Callable[[Thread, Board], None]] = []


class Passages(Protocol):
    """What a disclosure incident removes, so that copies of it can be found (`network.forum.passages`)."""

    def cut(self, text: str) -> str:
        """Return `text` with every line that repeats a passage replaced."""

    def holds(self, line: str) -> bool:
        """Say whether `line` repeats a passage."""


class Eraser(Protocol):
    """How an upper app removes its share in a disclosure incident. Each method may run again after a crash.

    `name` is the step's name in the record, `label` how the page calls it, `tables` the tables it removes text from;
    `owns_text` says that `texts` may return something: such an eraser runs after those that only look for copies.
    `columns` names the columns it looks into, "app.Model.column"; `leaves` gives a model or column that holds words and is
    left alone, with the reason. Together they name every column of the app (tests/architecture/test_reach.py).
    """

    name: str
    label: str
    tables: tuple[str, ...]
    owns_text: bool
    columns: tuple[str, ...]
    leaves: Mapping[str, str]

    def texts(self, incident: Incident) -> Iterable[str]:
        """Return the texts that `erase` will remove: the forum looks for copies of them first."""

    def erase(self, incident: Incident, passages: Passages) -> tuple[int, int]:
        """Remove the app's own text and copies in it; return how many places were emptied, and how many it must leave."""


erasers: list[Eraser] = []
