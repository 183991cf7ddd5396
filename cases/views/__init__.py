"""HTTP for cases."""

from cases.views.compose import check, edit, new, send
from cases.views.reading import case, mine, outcome, withdraw
from cases.views.review import review, review_queue

__all__ = ["case", "check", "edit", "mine", "new", "outcome", "review", "review_queue", "send", "withdraw"]
