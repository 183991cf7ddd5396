"""Tags of guidance pages."""

from __future__ import annotations

from django import template
from django.utils.html import format_html, format_html_join

from network.forum import markup

register = template.Library()
BARS = {"very_low": (1, "Very low"), "low": (2, "Low"), "moderate": (3, "Moderate"), "high": (4, "High")}


@register.filter
def markdown(source: str) -> str:
    """Render an editor's Markdown through the one pipeline."""
    return markup.render(source)


@register.filter
def certainty(value: str) -> str:
    """Return four bars and the word: shape and word, never colour alone."""
    filled, word = BARS.get(value, (0, value))
    bars = format_html_join("", '<i class="{}"></i>', (("on" if n < filled else "off",) for n in range(4)))
    return format_html('<span class="bars" aria-hidden="true">{}</span>{}', bars, word)
