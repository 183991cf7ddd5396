"""What log-in pages of the demonstration show: the code that an invented person's authenticator would."""

from __future__ import annotations

from allauth.account.internal.stagekit import get_pending_stage
from django.conf import settings
from django.http import HttpRequest

from network.membership.models import User


def demo_code(request: HttpRequest) -> dict[str, str]:
    """Return the current code of the person who stands between password and second factor; nothing outside the demo."""
    if not settings.DEMO_SHOW_CODES or not request.path.startswith("/accounts/"):
        return {}
    from network.membership.demo import current_code  # noqa: PLC0415  (never loaded outside the demonstration)

    stage = get_pending_stage(request)
    user = stage.login.user if stage else request.user
    return {"demo_code": current_code(user)} if isinstance(user, User) else {}
