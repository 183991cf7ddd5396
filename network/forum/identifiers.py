"""What the identifier check reads of a text typed into the forum."""

from __future__ import annotations

from django.conf import settings


def without_own_host(text: str) -> str:
    """Return `text`, at the same length, with our own host blanked out of links: what is left reads as a relative link.

    Colleagues paste the address of a thread or a guidance page whole; any other web address may lead to a person.
    """
    host = settings.SITE_URL.rstrip("/")
    return text.replace(f"{host}/", f"{' ' * len(host)}/")
