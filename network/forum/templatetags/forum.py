"""Tags of forum pages."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from network.forum import markup
from network.forum.forms import ReplyForm
from network.forum.thread_page import ThreadPage

register = template.Library()


@register.filter
def stored_html(html: str) -> SafeString:
    """Show HTML that `markup.render` made when the text was written."""
    return markup.stored(html)


@register.simple_tag
def reply_form(page: ThreadPage) -> ReplyForm:
    """Return an empty reply box, for a page of another app that shows a thread beside something else."""
    return ReplyForm(thread=page.thread, signs_as=page.signs_as)
