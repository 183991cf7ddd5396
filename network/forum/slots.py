"""Places on forum pages that upper apps fill when they start. Nothing is imported upwards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from network.forum.models import Post, Thread
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
