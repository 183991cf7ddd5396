"""One way to ask before something far-reaching is done, and to offer the way back: used by every screen of the stewards' desk.

A step has one address. GET says what would come of it, POST does it. The page carries a seal of what it said: where that is
no longer what would come of it, because another steward was quicker, the page says the new state and asks again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from network.membership.group_forms import ReasonForm
from network.membership.grouping import Refused

SALT = "network.membership.confirming"
UNDONE = "Undone at once by the steward who did it."
UNDO_SECONDS = 3600
TOO_LATE = "Somebody did that already. Nothing was recorded."


@dataclass(frozen=True)
class Step:
    """Something a steward may do: what it means, how it is done, and which step is its opposite."""

    title: str
    lines: Sequence[str]
    button: str
    done: str
    back: str
    run: Callable[[str], bool]  # takes the reason; says whether anything changed
    undo: str = ""  # the address of the opposite step
    refused: str = ""  # why it cannot be done: said in place of the button
    takes: bool = False  # it takes something from somebody: a reason is wanted

    @property
    def seal(self) -> str:
        """Return a short sign of what the page says."""
        return hashlib.sha256("\n".join([self.title, *self.lines, self.refused]).encode()).hexdigest()[:16]


def address(base: str, **query: str) -> str:
    """Return the address of a step."""
    return f"{base}?{urlencode(query)}"


def keep(values: dict[str, Any]) -> str:
    """Return `values` as a signed text, for the address of a step that brings them back."""
    return signing.dumps(values, salt=SALT, compress=True)


def kept(text: str) -> dict[str, Any]:
    """Return what `keep` was given; raise Http404 for a text that is not ours."""
    try:
        values = signing.loads(text, salt=SALT)
    except signing.BadSignature as error:
        raise Http404 from error
    if not isinstance(values, dict):
        raise Http404
    return values


def with_key(request: HttpRequest, url: str) -> str:
    """Return the address of an opposite step with a key: for an hour it lets this steward do it by one click, and nobody else."""
    return f"{url}&{urlencode({'key': signing.dumps([request.user.pk, url], salt=SALT)})}" if url else ""


def _is_undo(request: HttpRequest) -> bool:
    """Say whether the button beside a step just done was pressed. Without its key the step is asked like any other."""
    if request.method != "POST" or not request.POST.get("undo"):
        return False
    url, _, _ = request.get_full_path().rpartition("&key=")
    try:
        return bool(signing.loads(request.GET.get("key", ""), salt=SALT, max_age=UNDO_SECONDS) == [request.user.pk, url])
    except signing.BadSignature:
        return False


def walk(request: HttpRequest, step: Step) -> HttpResponse:
    """Ask, or do it and offer the way back."""
    if _is_undo(request):
        return _do(request, step, UNDONE, undo="")
    form = ReasonForm(request.POST or None, wanted=step.takes)
    changed_meanwhile = request.method == "POST" and request.POST.get("seal") != step.seal
    if request.method == "POST" and form.is_valid() and not changed_meanwhile:
        return _do(request, step, form.cleaned_data["reason"], undo=step.undo)
    context = {"step": step, "form": form, "changed_meanwhile": changed_meanwhile}
    return render(request, "membership/confirm.html", context, status=422 if request.method == "POST" else 200)


def _do(request: HttpRequest, step: Step, reason: str, *, undo: str) -> HttpResponse:
    try:
        changed = step.run(reason)
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        # The message carries the address of the opposite step: the page that shows it offers one button.
        level, text = (messages.SUCCESS, step.done) if changed else (messages.WARNING, TOO_LATE)
        messages.add_message(request, level, text, extra_tags=with_key(request, undo) if changed else "")
    return redirect(step.back)
