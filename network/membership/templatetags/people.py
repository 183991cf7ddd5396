"""Filters for the pages of accounts and of the stewards' desk: `{% load people %}`."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html

register = template.Library()

WORDS = {"membership.user": "person"}

# The first that is found in a browser's own description names it; the order matters, because most claim to be others too.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "an iPhone"),
    ("iPad", "an iPad"),
    ("Android", "an Android phone or tablet"),
    ("Windows", "Windows"),
    ("Macintosh", "a Mac"),
    ("Linux", "Linux"),
)


@register.filter
def browser(agent: str) -> str:
    """Return a browser's description in words a person knows, such as "Firefox on Windows"."""
    name = next((word for mark, word in BROWSERS if mark in agent), "A browser we do not know")
    system = next((word for mark, word in SYSTEMS if mark in agent), "")
    return f"{name} on {system}" if system else name


@register.filter
def in_fours(key: str) -> str:
    """Return a secret key in groups of four characters, easy to type from a screen."""
    return " ".join(key[i : i + 4] for i in range(0, len(key), 4))


@register.filter
def in_words(label: str) -> str:
    """Return a model's label such as "forum.thread" as a word a steward knows."""
    return WORDS.get(label, label.rpartition(".")[2])


@register.simple_tag(takes_context=True)
def author_link(context: dict[str, Any], written: Any) -> str:
    """Return what a contribution is signed with, and for a member who reads it the way to its author's page.

    SECURITY: only a text signed with the author's own name has the way: from a pseudonym it would unmask. Whoever left has no page.
    `written` has `by` (forum.models.signed.By), `signed` and a loaded `author`.
    """
    reader = getattr(context.get("request"), "user", None)
    open_page = written.signed == "name" and written.author.is_verified and getattr(reader, "is_verified", False)
    if not open_page:
        return str(written.by.name)
    return format_html('<a href="{}">{}</a>', reverse("membership:person", args=[written.author.public_id]), written.by.name)
