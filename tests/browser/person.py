"""What a person does in a browser, in their words: open, read, fill in, press. Each page they see is guarded."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Request, Response, expect

# Run in every document of a browser with script: what must be true of each page, wherever the walk leads.
WATCH = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`content policy: ${event.violatedDirective} ${event.blockedURI}`));
"""
ROLES = ("link", "button")


class Person:
    """One browser context: a person with cookies of their own. `faults` lists what the guard saw go wrong."""

    def __init__(self, context: BrowserContext, *, script: bool = True) -> None:
        self.context = context
        self.script = script
        self.faults: list[str] = []
        self.visited: list[str] = []
        self.host = urlsplit(context._options["baseURL"]).netloc if hasattr(context, "_options") else ""
        context.add_init_script(WATCH)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.faults.append(f"script error: {error.error}"))
        context.on("request", self._request)
        context.on("requestfailed", self._failed)
        context.on("response", self._response)
        self.page = context.new_page()

    # --- the guard ---------------------------------------------------------------------------------------------

    def _console(self, message: ConsoleMessage) -> None:
        # Chromium also notes each answer of 400 and above here; `_response` judges those, with their status.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.faults.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.hostname not in ("localhost", "127.0.0.1"):
            self.faults.append(f"foreign host: {request.url}")

    def _failed(self, request: Request) -> None:
        # A page that is left while a picture of it still loads aborts that request; nothing is wrong.
        if request.failure != "net::ERR_ABORTED":
            self.faults.append(f"failed: {request.url} {request.failure}")

    def _response(self, response: Response) -> None:
        if response.status >= 500 and response.status != 503:
            self.faults.append(f"{response.status}: {response.url}")
        if response.status >= 400 and not response.request.is_navigation_request():
            self.faults.append(f"{response.status}: {response.url}")

    def check_page(self) -> Person:
        """Note what no page may be: without a title or language, with no or several main headings."""
        seen = self.page.evaluate(
            """() => [document.title, document.documentElement.lang, document.querySelectorAll("h1").length]"""
        )
        path = urlsplit(self.page.url).path
        self.visited.append(path)
        title, lang, headings = seen
        if not title.strip(" –") or not lang or headings != 1:
            self.faults.append(f"{path}: title {title!r}, language {lang!r}, {headings} main headings")
        return self

    def leave(self) -> None:
        """Close the browser context."""
        self.context.close()

    # --- what people do ----------------------------------------------------------------------------------------

    def open(self, address: str, status: int = 200) -> Person:
        """Go to an address and expect this answer."""
        response = self.page.goto(address)
        assert response is not None
        assert response.status == status, f"{address} answered {response.status}"
        return self.check_page()

    def control(self, name: str, *, within: Locator | None = None) -> Locator:
        """Return the link or button with this name; the first where a page repeats it."""
        place = within or self.page
        pattern = re.compile(name)
        found = place.get_by_role("button", name=pattern).or_(place.get_by_role("link", name=pattern))
        return found.first

    def press(self, name: str, *, within: Locator | None = None) -> Person:
        """Press a button or follow a link that leads to a page, and wait until that page is there."""
        with self.page.expect_navigation(wait_until="load"):
            self.control(name, within=within).click()
        return self.check_page()

    def send(self, name: str) -> Person:
        """Press a button of the main part's form and wait for the page that answers."""
        return self.press(name, within=self.page.get_by_role("main"))

    def preview(self, text: str) -> Person:
        """Ask for a preview: a part of this page where there is script, a page of its own where there is none."""
        if not self.script:
            return self.send("Preview").sees(text)
        self.control("Preview").click()
        return self.sees(text)

    def fill(self, **texts: str) -> Person:
        """Fill in fields by their label's beginning: `fill(Title="…")`; an underscore stands for a space."""
        for label, text in texts.items():
            self.field(label.replace("_", " ")).fill(text)
        return self

    def field(self, label: str) -> Locator:
        """Return the field of the main part whose label begins so."""
        return self.page.get_by_role("main").get_by_label(re.compile(rf"^{label}", re.I)).first

    def choose(self, label: str, option: str) -> Person:
        """Choose an option of a list by its words."""
        self.field(label).select_option(label=option)
        return self

    def tick(self, *labels: str) -> Person:
        """Tick boxes and choose radio buttons by their label's beginning."""
        for label in labels:
            self.field(label).check()
        return self

    def sees(self, *texts: str) -> Person:
        """Expect to read these words on the page."""
        for text in texts:
            expect(self.page.get_by_role("main").get_by_text(re.compile(text)).filter(visible=True).first).to_be_visible()
        return self

    def sees_no(self, *texts: str) -> Person:
        """Expect that nothing of the page says so."""
        for text in texts:
            expect(self.page.locator("body")).not_to_contain_text(text)
        return self

    def heading(self, text: str) -> Person:
        """Expect this main heading."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(re.compile(text))
        return self

    def evaluate(self, script: str, *arguments: Any) -> Any:
        """Ask the page a question in JavaScript."""
        return self.page.evaluate(script, *arguments)
