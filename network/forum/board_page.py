"""Everything a board page shows, loaded in a fixed number of queries."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import QueryDict

from network.forum.access import get_board_and_audience
from network.forum.models import Thread
from network.membership.models import User
from search.models import Term

THREADS_PER_PAGE = 20
ORDERS = {"latest": ("-pinned", "-last_post_at", "-pk"), "waiting": ("reply_count", "created_at", "pk")}
SHOW: dict[str, dict[str, Any]] = {
    "unread": {"unread__gt": 0},
    "waiting": {"status": "open", "reply_count": 0},
    "answered": {"status__in": ["answered", "outcome"]},
}


def load(user: User, public_id: str, query: QueryDict) -> dict[str, Any]:
    """Return the template's context for the board, filtered as `query` asks; raise Http404 where it is not open to `user`."""
    board, audience = get_board_and_audience(user, public_id)
    show, topic, order = (query.get(key, "") for key in ("show", "topic", "order"))
    visible = Thread.objects.visible_to(user).filter(board=board)
    threads = visible.for_listing().with_unread(user).filter(**SHOW.get(show, {}))
    if topic:
        threads = threads.filter(topics__slug=topic)
    page = Paginator(threads.order_by(*ORDERS.get(order, ORDERS["latest"])), THREADS_PER_PAGE).get_page(query.get("page"))
    topics = Term.objects.filter(threads__in=visible).distinct().order_by("name")
    return {
        "room": "discussions",
        "board": board,
        "audience": audience,
        "page": page,
        "topics": topics,
        "show": show,
        "topic": topic,
        "order": order,
    }
