"""HTTP for cases."""

from cases.views.compose import edit, keep, new, send
from cases.views.featured import (
    agree,
    feature,
    featured,
    featured_desk,
    flag_featured,
    public_cases,
    read,
    rewrite,
    unfeature,
    work,
)
from cases.views.outcome import after, look_at_outcome, outcome
from cases.views.pictures import caption, picture, picture_file, pictures, remove_picture
from cases.views.reading import case, mine, withdraw
from cases.views.readings import readings
from cases.views.review import interest, remove, review, review_queue

__all__ = [
    "after",
    "agree",
    "caption",
    "case",
    "edit",
    "feature",
    "featured",
    "featured_desk",
    "flag_featured",
    "interest",
    "keep",
    "look_at_outcome",
    "mine",
    "new",
    "outcome",
    "picture",
    "picture_file",
    "pictures",
    "public_cases",
    "read",
    "readings",
    "remove",
    "remove_picture",
    "review",
    "review_queue",
    "rewrite",
    "send",
    "unfeature",
    "withdraw",
    "work",
]
