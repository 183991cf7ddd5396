"""From where something was done, for the audit log: enough to see that it was not the usual place, too little to find a home.

An IPv4 address is cut to its first three numbers, an IPv6 address to its first three groups; of the browser its family stays.
Outside a request (a command, a worker) the answer is "command".
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from contextvars import ContextVar

from allauth.account.adapter import get_adapter
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponse

NETWORK = {4: 24, 6: 48}  # bits that are kept
# The first that stands in the User-Agent header; the order matters: most name several.
FAMILIES = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
_request: ContextVar[HttpRequest | None] = ContextVar("audit_request", default=None)


def remember_request(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Keep the request at hand for as long as it lasts."""

    def middleware(request: HttpRequest) -> HttpResponse:
        token = _request.set(request)
        try:
            return get_response(request)
        finally:
            _request.reset(token)

    return middleware


def here() -> str:
    """Return "192.0.2.0/24, Firefox", or "command"."""
    request = _request.get()
    if request is None:
        return "command"
    agent = request.headers.get("User-Agent", "")
    family = next((name for mark, name in FAMILIES if mark in agent), "another browser")
    return f"{network_of(request)}, {family}"


def network_of(request: HttpRequest) -> str:
    """Return the network that the request came from, or "unknown network"."""
    try:
        address = ipaddress.ip_address(get_adapter().get_client_ip(request))
    except (ValueError, TypeError, PermissionDenied, ImproperlyConfigured):
        return "unknown network"
    return str(ipaddress.ip_network((address, NETWORK[address.version]), strict=False))
