"""The first lock: which audience tokens a viewer holds at this moment (design 5.6)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

PUBLIC = "public"
Provider = Callable[[Any], Iterable[str]]
_PROVIDERS: list[Provider] = []


def register_audience(provider: Provider) -> None:
    """Add a provider, once."""
    if provider not in _PROVIDERS:
        _PROVIDERS.append(provider)


def tokens_for(user: Any) -> frozenset[str]:
    """Return every token `user` holds. Everybody holds "public"; nothing else is ever assumed."""
    tokens = {PUBLIC}
    for provider in _PROVIDERS:
        tokens.update(provider(user))
    return frozenset(tokens)
