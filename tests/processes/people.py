"""What a person does at the door: sign in, set up and show a second factor."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import struct
import time

from tests.cast import PASSWORD
from tests.processes.browser import Browser
from tests.processes.stack import Stack, eventually

SECRETS: dict[str, str] = {}  # address → what the page showed when the person enrolled
LAST: dict[str, str] = {}  # address → the code that was entered last: none is accepted twice
OPEN: dict[str, Browser] = {}  # address → the browser in which the person is signed in


def code(secret: str) -> str:
    """Return what an authenticator shows now for `secret` (RFC 6238, six digits, 30 seconds)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 10**6:06d}"


def sign_in(stack: Stack, name: str) -> Browser:
    """Return the browser in which a person of the cast (a name, or a whole address) is signed in, with the factor if due."""
    address = name if "@" in name else f"{name}@caseround.example"
    if address not in OPEN:
        OPEN[address] = _sign_in(stack.browser(), address)
    return OPEN[address]


def _sign_in(browser: Browser, address: str) -> Browser:
    browser.get("/accounts/login/")
    page = browser.submit("/accounts/login/", login=address, password=PASSWORD)
    assert page.status == 200, page.text
    if "/2fa/authenticate" in page.url:
        _enter(browser, "/2fa/authenticate", address)
    elif "totp" in browser.get("/account/").url:
        _enrol(browser, address)
    return browser


def _enrol(browser: Browser, address: str) -> None:
    """Set a second factor up, with the secret that the page shows."""
    page = browser.page
    assert page is not None
    if "/accounts/reauthenticate" in page.url:
        page = browser.submit("/accounts/reauthenticate", password=PASSWORD)
    found = re.search(r'<code class="key">([A-Z2-7 ]{16,80})</code>', page.text)
    assert found, page.text
    SECRETS[address] = found[1].replace(" ", "")
    _enter(browser, "/2fa/totp/activate", address)
    if "/2fa/reauthenticate" in browser.get("/account/").url:
        _enter(browser, "/2fa/reauthenticate", address)


def _enter(browser: Browser, action: str, address: str) -> None:
    """Enter the current code, once: the site counts wrong ones. Where it was entered before, wait for the next."""
    secret = SECRETS[address]
    eventually(lambda: code(secret) != LAST.get(address), "the authenticator shows another code", 60)
    LAST[address] = code(secret)
    page = browser.submit(action, code=LAST[address])
    assert page.status == 200, page.text
    assert action not in page.url, page.text
