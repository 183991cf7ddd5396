"""A small browser over real HTTP: cookies, forms with what stands in them, redirects. No script.

It stands where the TLS proxy stands: it speaks plain HTTP to gunicorn and says that the visitor came by HTTPS.
"""

from __future__ import annotations

import http.client
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin, urlsplit

HOST = "caseround.test"
Values = dict[str, str | list[str]]


@dataclass
class Form:
    """One form of a page and what stands in its fields."""

    action: str
    method: str
    values: dict[str, list[str]] = field(default_factory=dict)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._name = self._text = ""
        self._one = False
        self._first: str | None = None  # option of a list of which one is always chosen

    def _put(self, name: str, value: str) -> None:
        if self.forms and name:
            self.forms[-1].values.setdefault(name, []).append(value)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = {name: value or "" for name, value in attrs}
        name = at.get("name", "")
        if tag == "form":
            self.forms.append(Form(at.get("action", ""), at.get("method", "get").lower()))
        elif tag == "input":
            kind = at.get("type", "text")
            if kind not in ("checkbox", "radio", "submit", "file", "button") or "checked" in at:
                self._put(name, at.get("value", "on" if kind in ("checkbox", "radio") else ""))
        elif tag in ("textarea", "select"):
            self._name, self._text, self._first = name, "", None
            self._one = tag == "select" and "multiple" not in at
        elif tag == "option" and self._name:
            if "selected" in at:
                self._put(self._name, at.get("value", ""))
            elif self._first is None:
                self._first = at.get("value", "")

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._put(self._name, self._text.removeprefix("\n"))
        if tag == "select" and self._one and self._first is not None and self._name not in self.forms[-1].values:
            self._put(self._name, self._first)
        if tag in ("textarea", "select"):
            self._name = ""


@dataclass
class Page:
    """A response."""

    status: int
    text: str
    url: str
    headers: http.client.HTTPMessage

    def forms(self) -> list[Form]:
        """Return the page's forms."""
        parser = _Forms()
        parser.feed(self.text)
        return parser.forms

    def token(self) -> str:
        """Return the protection token that stands in the page's forms."""
        return next(form.values["csrfmiddlewaretoken"][0] for form in self.forms() if "csrfmiddlewaretoken" in form.values)

    def form(self, action: str) -> Form:
        """Return the page's form whose address contains `action`; a form without an address posts to the page itself."""
        found = [form for form in self.forms() if action in (form.action or self.url) and form.method == "post"]
        assert found, f"no form for {action} on {self.url} ({self.status})"
        exact = [form for form in found if (form.action or self.url) == action]
        return (exact or found)[0]


class Browser:
    """One person's browser. `address` is the visitor's own, as the proxy reports it."""

    def __init__(self, port: int, address: str = "192.0.2.1") -> None:
        self.port, self.address = port, address
        self.cookies: dict[str, str] = {}
        self.page: Page | None = None

    def get(self, path: str, *, timeout: float = 30, **query: str) -> Page:
        """Open a page, following redirects."""
        return self._go("GET", f"{path}?{urlencode(query)}" if query else path, None, timeout)

    def submit(self, action: str, *, page: Page | None = None, timeout: float = 30, **changes: str | list[str]) -> Page:
        """Send the form for `action` on `page` (or on the page that is open) with these fields changed."""
        origin = page or self.page
        assert origin is not None
        form = origin.form(action)
        values: Values = {**form.values, **changes}
        return self._go("POST", urljoin(origin.url, form.action or origin.url), values, timeout, referer=origin.url)

    def post(self, path: str, values: Values, *, page: Page, timeout: float = 30) -> Page:
        """Send fields of one's own to `path` with the protection token of `page`: what a form made by script sends."""
        token = page.token()
        return self._go("POST", path, {"csrfmiddlewaretoken": token, **values}, timeout, referer=page.url)

    def _go(self, method: str, path: str, values: Values | None, timeout: float, referer: str = "/") -> Page:
        for _ in range(6):
            page = self._once(method, path, values, timeout, referer)
            location = page.headers.get("Location", "")
            if page.status not in (301, 302, 303) or not location:
                break
            target = urlsplit(urljoin(page.url, location))
            assert target.hostname in (None, HOST), location
            method, values, path = "GET", None, target.path + (f"?{target.query}" if target.query else "")
        self.page = page
        return page

    def plain(self, path: str) -> Page:
        """Ask for a page as a visitor does who came by plain HTTP."""
        return self._once("GET", path, None, 30, "/", scheme="http")

    def _once(self, method: str, path: str, values: Values | None, timeout: float, referer: str, scheme: str = "https") -> Page:
        headers = {
            "Host": HOST,
            "X-Forwarded-For": self.address,
            "X-Forwarded-Proto": scheme,
            "Referer": f"https://{HOST}{referer}",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
        }
        if values is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"https://{HOST}"}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request(method, path, urlencode(values, doseq=True) if values is not None else None, headers)
            answer = connection.getresponse()
            text = answer.read().decode("utf-8", "replace")
        finally:
            connection.close()
        for cookie in answer.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.split(";")[0].partition("=")
            self.cookies[name] = value
            if "Max-Age=0" in cookie or value in ("", '""'):
                self.cookies.pop(name)
        return Page(answer.status, text, path, answer.headers)
