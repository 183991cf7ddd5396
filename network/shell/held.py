"""Text that arrived too late is given back: signed out meanwhile, a stale form, a busy database.

The page that answers carries what was typed in its own form, ready to be sent again. Nothing of it is stored: no session, no
cache, no log (design 5.7). One mechanism for every text form of the site.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render, resolve_url

LONG = 60  # characters: beyond it, or with a line break, a text gets a box instead of a line
NEVER = ("password", "csrfmiddlewaretoken", "code", "credential", "secret", "token")
FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")


@dataclass(frozen=True, slots=True)
class Text:
    """One thing that a person typed."""

    name: str
    value: str

    @property
    def label(self) -> str:
        """Return the field's name as words: "substance-0-amount" becomes "Substance 1 amount"."""
        words = [str(int(word) + 1) if word.isdigit() else word for word in self.name.replace("_", "-").split("-") if word]
        return " ".join(words).capitalize() or "Text"

    @property
    def long(self) -> bool:
        """Say whether it needs a box of several lines."""
        return len(self.value) > LONG or "\n" in self.value

    @property
    def rows(self) -> int:
        """Return the height of its box, in lines."""
        return min(16, 3 + self.value.count("\n") + len(self.value) // 70)


@dataclass(frozen=True, slots=True)
class Held:
    """A refused form: where it goes, what to show of it, and what travels along unseen."""

    action: str
    texts: list[Text] = field(default_factory=list)
    hidden: list[tuple[str, str]] = field(default_factory=list)


def from_this_site(request: HttpRequest) -> bool:
    """Say whether the browser tells us that a page of this site sent the form.

    SECURITY: only such a form is offered for sending again. Otherwise a foreign page could have its own form shown here, one
    click away from being sent in the reader's name. A browser that tells nothing is refused.
    """
    own = f"{request.scheme}://{request.get_host()}"
    origin = request.headers.get("Origin") or _origin(request.headers.get("Referer", ""))
    return origin == own or (bool(origin) and origin in settings.CSRF_TRUSTED_ORIGINS)


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def hold(request: HttpRequest) -> Held | None:
    """Return what was typed into the form that `request` posted; None where it holds no text, or came from elsewhere."""
    if request.method != "POST" or request.content_type not in FORM_TYPES or not from_this_site(request):
        return None
    try:
        pairs = [(name, value) for name, values in request.POST.lists() for value in values if isinstance(value, str)]
    except (UnreadablePostError, MultiPartParserError, RequestDataTooBig, SuspiciousOperation):
        return None
    pairs = [(name, value) for name, value in pairs if not any(word in name.lower() for word in NEVER)]
    texts = [Text(name, value) for name, value in pairs if _typed(name, value)]
    if not texts:
        return None
    shown = {(text.name, text.value) for text in texts}
    return Held(request.get_full_path(), texts, [pair for pair in pairs if pair not in shown])


def _typed(name: str, value: str) -> bool:
    """Say whether a value reads like a person's words rather than a choice, a key or a button."""
    return " " in value.strip() and "|" not in value and name != "kept"


def give_back(request: HttpRequest, template: str, status: int) -> HttpResponse:
    """Render `template` with what was typed, for no cache to keep."""
    response = render(request, template, {"held": hold(request)}, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


def beside_the_form(request: HttpRequest, template: str) -> HttpResponse:
    """Answer htmx with a notice at the top of the page: the form that asked stays as it is, and still holds the text."""
    response = render(request, template)
    response["HX-Retarget"], response["HX-Reswap"], response["HX-Reselect"] = "#main", "afterbegin show:#main:top", ".note"
    response["Cache-Control"] = "private, no-store"
    return response


def held_text(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Where a post is about to bounce to the log-in page, answer with the text instead of losing it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        bounced = request.method == "POST" and response.status_code == 302 and not request.user.is_authenticated
        if not bounced or not response["Location"].startswith(resolve_url(settings.LOGIN_URL)):
            return response
        if request.path.startswith(resolve_url(settings.LOGIN_URL)):
            return response
        if request.headers.get("HX-Request"):
            return beside_the_form(request, "shell/_signed_out.html")
        return give_back(request, "signed_out.html", 401) if hold(request) else response

    return middleware
