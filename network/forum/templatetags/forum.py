"""Tags of forum pages."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from network.forum import markup

register = template.Library()


@register.filter
def stored_html(html: str) -> SafeString:
    """Show HTML that `markup.render` made when the text was written."""
    return markup.stored(html)
