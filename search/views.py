"""HTTP for search: one box, one page, honest about what it did."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cases.deidentification import blocking, check
from search.documents import Kind
from search.query_language import searched
from search.results import PAGE_SIZE, Results, find

CHECKED = 2000  # characters that are looked at for identifiers: ten times what is searched for
KIND_LABELS = {
    Kind.GUIDANCE: "Guidance",
    Kind.CASE: "Cases",
    Kind.DISCUSSION: "Discussions",
    Kind.ALERT: "Drug alerts",
    Kind.EVENT: "Events",
    Kind.RESOURCE: "Resources",
}


def page_number(text: str) -> int:
    """Return the page that `text` asks for; 1 for anything that is not a number, and no number beyond five digits."""
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 6 else 1


@require_safe
@never_cache
def search(request: HttpRequest) -> HttpResponse:
    """Search as the viewer. The text is neither logged nor stored, and not searched for when it identifies someone."""
    text = request.GET.get("q", "").strip()
    chosen = tuple(kind for kind in request.GET.getlist("kind") if kind in set(Kind))
    newest, exact = request.GET.get("sort") == "new", request.GET.get("exact") == "1"
    context = {"room": "search", "q": text, "newest": newest, "exact": exact, "chosen": chosen}
    if blocking(check(text[:CHECKED])):
        return render(request, "search/search.html", {**context, "q": "", "identifies": True}, status=422)
    number = page_number(request.GET.get("page", "1"))
    results = find(text, request.user, kinds=chosen, newest_first=newest, page=number, exact=exact)
    context |= _shown(results, text, chosen, number)
    return render(request, "search/search.html", context, status=503 if results.down else 200)


def _shown(results: Results, text: str, chosen: tuple[str, ...], number: int) -> dict[str, Any]:
    """Return what the page says about `results`: pages, kinds to choose from, and what was not searched for."""
    used = searched(text)
    paginator = Paginator(range(results.total), PAGE_SIZE)
    kinds = [(kind, KIND_LABELS[kind], results.kinds[kind], kind in chosen) for kind in Kind if kind in results.kinds]
    return {
        "results": results,
        "page": paginator.get_page(number),
        "past_end": number if results.total and number > paginator.num_pages else 0,
        "facets": kinds,
        "cut_after": used[-40:] if used != text else "",
    }
