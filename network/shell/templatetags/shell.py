"""Template tags that every page may use without loading them (settings.TEMPLATES builtins)."""

from __future__ import annotations

from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html

register = template.Library()

# tone of the tag, ring beside it: status is word + colour + shape, always all three (visual direction, "Do").
STATUS = {
    "waiting": ("amber", "open", "Awaiting first look"),
    "open": ("slate", "half", "In discussion"),
    "answered": ("green", "dot", "Answered"),
    "outcome": ("green", "full", "Outcome recorded"),
    "locked": ("old", "bar", "Locked"),
    "closed": ("old", "bar", "Closed"),
    "current": ("green", "full", "Current"),
    "under_review": ("slate", "half", "Under review"),
    "overdue": ("amber", "open", "Overdue for review"),
    "superseded": ("old", "bar", "Superseded"),
    "withdrawn": ("red", "bar", "Withdrawn"),
    "expired": ("old", "bar", "Expired"),
    "draft": ("old", "open", "Draft"),
    "submitted": ("amber", "open", "Awaiting review"),
    "returned": ("amber", "half", "Returned to you"),
    "published": ("slate", "half", "In discussion"),
    "national_confirmed": ("red", "full", "National, confirmed"),
    "regional_confirmed": ("red", "half", "Regional, confirmed"),
    "local_checking": ("amber", "half", "Local, being checked"),
}


@register.inclusion_tag("shell/_icon.html")
def icon(name: str) -> dict[str, str]:
    """Draw a named line icon, hidden from screen readers: a word always stands beside it."""
    return {"name": name}


@register.simple_tag
def status_tag(status: str, label: str = "") -> str:
    """Return the tag of a status: word, colour and ring."""
    tone, ring, word = STATUS.get(status, ("old", "open", status.replace("_", " ").capitalize()))
    return format_html(
        '<span class="tag t-{}"><span class="ring ring-{}" aria-hidden="true"></span>{}</span>', tone, ring, label or word
    )


@register.inclusion_tag("shell/_field.html")
def field(bound: BoundField, **options: Any) -> dict[str, Any]:
    """Render one field with label, hint, error and control. `options`: `small=True` for a narrow control."""
    widget = bound.field.widget
    group = isinstance(widget, RadioSelect | CheckboxSelectMultiple)
    return {"field": bound, "group": group, "tick": isinstance(widget, CheckboxInput), **options}


@register.inclusion_tag("shell/_errors.html")
def error_summary(form: BaseForm) -> dict[str, Any]:
    """List what is wrong with `form` at the top of the page, each line a link to its field."""
    lines = [
        (form[name].id_for_label or f"id_{name}" if name in form.fields else "", message)
        for name, messages in form.errors.items()
        for message in messages
    ]
    return {"lines": lines}


@register.inclusion_tag("shell/_pages.html", takes_context=True)
def pages(context: dict[str, Any], page: Page[Any], label: str = "Pages") -> dict[str, Any]:
    """Render links to the pages of a list, keeping the rest of the address as it is."""
    request: HttpRequest | None = context.get("request")
    query = request.GET.copy() if request else None
    if query is not None:
        query.pop("page", None)
    numbers = list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))
    return {"page": page, "numbers": numbers, "label": label, "query": query.urlencode() if query else ""}


@register.simple_tag(takes_context=True)
def page_address(context: dict[str, Any], number: int) -> str:
    """Return the address of another page of the list on this page, the rest of the address as it is."""
    query = context["request"].GET.copy()
    query["page"] = str(number)
    return f"?{query.urlencode()}"


@register.filter
def initials(name: str) -> str:
    """Return up to two initials of a person's name, titles left out."""
    words = [w for w in name.replace("-", " ").split() if w.rstrip(".") not in {"Dr", "Mr", "Mrs", "Ms", "Miss", "Prof"}]
    return "".join(w[0] for w in (words[:1] + words[-1:] if len(words) > 1 else words)).upper() or "–"


@register.filter
def tint(name: str) -> str:
    """Return one of four avatar tints, the same for the same name on every page."""
    return ["", "av-2", "av-3", "av-4"][sum(map(ord, name)) % 4]


@register.filter
def ago(moment: Any) -> str:
    """Return "40 min ago", "5 h ago", "yesterday", or the date: short enough for a list on a phone."""
    if moment is None:
        return ""
    now, local = timezone.now(), timezone.localtime(moment)
    seconds = (now - moment).total_seconds()
    days = (timezone.localdate(now) - local.date()).days
    if seconds < 60:
        return "just now"
    if seconds < 3600:
        return f"{int(seconds // 60)} min ago"
    if days == 0 or seconds < 6 * 3600:
        return f"{int(seconds // 3600)} h ago"
    if days == 1:
        return "yesterday"
    if local.year == now.year:
        return f"{local.day} {local:%b}"
    return f"{local.day} {local:%b %Y}"
