"""HTTP for search: one box, one page, honest about what it did."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cases.deidentification import blocking, check
from search.documents import Kind
from search.results import MAX_RESULTS, PAGE_SIZE, find

KIND_LABELS = {
    Kind.GUIDANCE: "Guidance",
    Kind.CASE: "Cases",
    Kind.DISCUSSION: "Discussions",
    Kind.ALERT: "Drug alerts",
    Kind.EVENT: "Events",
    Kind.RESOURCE: "Resources",
}


def page_number(text: str) -> int:
    """Return the page that `text` asks for, inside what search shows; 1 for anything that is not a number."""
    plain = text.isascii() and text.isdigit() and len(text) < 6
    return max(1, min(int(text), MAX_RESULTS // PAGE_SIZE + 1)) if plain else 1


@require_safe
@never_cache
def search(request: HttpRequest) -> HttpResponse:
    """Search as the viewer. The text is neither logged nor stored, and not searched for when it identifies someone."""
    text = request.GET.get("q", "")
    chosen = tuple(kind for kind in request.GET.getlist("kind") if kind in set(Kind))
    newest, exact = request.GET.get("sort") == "new", request.GET.get("exact") == "1"
    context = {"room": "search", "q": text, "newest": newest, "exact": exact, "chosen": chosen, "too_long": len(text) > 200}
    if text and blocking(check(text[:2000])):
        return render(request, "search/search.html", {**context, "q": "", "identifies": True}, status=422)
    page = page_number(request.GET.get("page", "1"))
    results = find(text, request.user, kinds=chosen, newest_first=newest, page=page, exact=exact)
    paginator = Paginator(range(min(results.total, MAX_RESULTS)), PAGE_SIZE)
    context |= {
        "results": results,
        "page": paginator.get_page(page),
        "facets": [(kind, KIND_LABELS[kind], results.kinds[kind], kind in chosen) for kind in Kind if kind in results.kinds],
    }
    return render(request, "search/search.html", context, status=503 if results.down else 200)
