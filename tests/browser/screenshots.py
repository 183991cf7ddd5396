"""Take the screenshots under docs/screenshots: `make screenshots`. Serves a fresh demonstration of its own on loopback."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "docs" / "screenshots"
PASSWORD = "round-the-case"
SIZES = {"360": 360, "1280": 1280}
# name, log-in (None: visitor), address or the words of a link to follow from it
PAGES = [
    ("home-visitor", None, "/", ""),
    ("apply", None, "/accounts/signup/", ""),
    ("guidance", None, "/guidance/illicit-benzodiazepine-dependence/", ""),
    ("compare", None, "/guidance/illicit-benzodiazepine-dependence/compare/?from=2&to=3", ""),
    ("events", None, "/events/", ""),
    ("not-found", "whitlock", "/discussions/absent/", ""),
    ("guidance-index", None, "/guidance/", ""),
    ("alerts", None, "/alerts/", ""),
    ("login", None, "/accounts/login/", ""),
    ("home-member", "whitlock", "/", ""),
    ("boards", "whitlock", "/discussions/", ""),
    ("board", "whitlock", "/discussions/", "Benzodiazepines and sedatives"),
    ("thread", "whitlock", "/discussions/", ".rows-t a"),
    ("library", "whitlock", "/cases/", ""),
    ("case", "whitlock", "/search/?q=GHB+every+two+hours", "GHB every two hours"),
    ("case-new", "whitlock", "/cases/new/", ""),
    ("case-findings", "whitlock", "/cases/new/", ""),
    ("moderation", "lockyer", "/discussions/reports/", ""),
    ("search", "whitlock", "/search/?q=benzo+taper", ""),
    ("review", "lockyer", "/cases/review/", ".case-body h3 a"),
    ("desk", "quill", "/desk/applications/", ".rows-t a"),
    ("group", "quill", "/desk/groups/", "Umbrella partnership"),
    ("who-sees", "quill", "/desk/boards/", "Across the partnership"),
    ("account", "whitlock", "/account/", ""),
    ("case-picture", "whitlock", "/search/?q=pregabalin+nineteen+months", "Pregabalin 600 mg to nothing"),
    ("case-public", None, "/cases/", ".plain a"),
    ("incident", "lockyer", "/discussions/incidents/", ".rows-t a"),
    ("directory", "whitlock", "/people/", ""),
    ("profile", "whitlock", "/account/profile/", ""),
    ("rules-changes", None, "/rules/case-rules/2/changes/", ""),
    ("leave", "whitlock", "/account/leave/", ""),
    ("leaving-desk", "quill", "/desk/leaving/", ""),
]
# What must be in the picture, where it is not at the top.
SCROLL = {"case-findings": "mark, .id", "case-picture": "figure img", "review": "button[value=approve]"}


@contextmanager
def demo() -> Iterator[str]:
    """Serve a fresh demonstration and yield its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "VAR_DIR": folder, "CASEROUND_MODE": "demo", "SITE_URL": f"http://127.0.0.1:{port}"}
        for name in ("DATABASE_URL", "ELASTICSEARCH_URL", "EMAIL_URL"):
            environment.pop(name, None)
        command = [sys.executable, "-W", "ignore", "-m", "network.demo.run", "--port", str(port)]
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
        try:
            address = f"http://127.0.0.1:{port}"
            for _ in range(600):
                time.sleep(0.5)
                try:
                    urllib.request.urlopen(  # noqa: S310  (our own loopback address)
                        f"{address}/health/", timeout=2
                    )
                    break
                except OSError:
                    continue
            yield address
        finally:
            server.terminate()
            server.wait(20)


def sign_in(page: Page, address: str, key: str) -> None:
    """Sign in as an invented person, with the code that the page shows where one is needed."""
    page.goto(f"{address}/accounts/login/")
    page.get_by_label("Email").fill(f"{key}@demo.caseround.example")
    page.get_by_label("Password").fill(PASSWORD)
    with page.expect_navigation():
        page.locator("main form").first.evaluate("form => form.requestSubmit()")
    for _ in range(2):
        code = page.locator("strong.num")
        if not code.count():
            break
        with page.expect_navigation():
            page.locator("main input[name=code]").first.fill(code.first.inner_text())
            page.locator("main form").first.evaluate("form => form.requestSubmit()")
        if "/accounts/" not in page.url:
            break
        page.wait_for_timeout(31_000)  # a code counts once, and the other colours took this one: the next is half a minute away
        page.reload()
    page.wait_for_url(lambda url: "/accounts/" not in url)


def fill_and_check(page: Page) -> None:
    """Type an invented story that identifies somebody, and ask for the check."""
    page.locator("#id_headline").fill("Street benzodiazepines and two seizures: where do I start?")
    page.locator("#id_story").fill(
        "Mrs Pellworthy, NHS number 999 000 0018, came on 3 March 2026. Her daughter Oriel rings from 07700 900123. "
        "She takes eight blue tablets a day and had two seizures after a day without."
    )
    page.get_by_role("button", name="Check the text").last.click()
    page.wait_for_load_state("networkidle")
    page.locator("mark, .id").first.scroll_into_view_if_needed()


def take(browser: Browser, address: str, scheme: str, only: str = "") -> None:
    """Take every page in one colour scheme, at each width."""
    contexts = {}
    for name, key, path, follow in PAGES:
        if only and only not in name:
            continue
        if key not in contexts:
            contexts[key] = browser.new_context(color_scheme=scheme)  # type: ignore[arg-type]
            if key:
                sign_in(contexts[key].new_page(), address, key)
        page = contexts[key].new_page()
        page.goto(address + path)
        if follow:
            target = page.locator(follow).first if follow.startswith(".") else page.get_by_role("link", name=follow).first
            target.click()
            page.wait_for_load_state()
        if name == "case-findings":
            fill_and_check(page)
        no_interest = page.get_by_role("button", name="I have no interest")
        if name == "review" and no_interest.count():
            no_interest.click()
            page.wait_for_load_state()
        for label, width in SIZES.items() if scheme == "light" else [("360", 360)]:
            page.set_viewport_size({"width": width, "height": 900})
            if name in SCROLL:
                page.locator(SCROLL[name]).first.scroll_into_view_if_needed()
                page.wait_for_load_state("networkidle")
            page.screenshot(path=str(OUT / f"{name}-{label}-{scheme}.png"), full_page=False)
        page.close()


def main() -> None:
    """Take all screenshots."""
    from tests.servers import chromium  # noqa: PLC0415

    OUT.mkdir(parents=True, exist_ok=True)
    only = sys.argv[1] if len(sys.argv) > 1 else ""
    with demo() as address, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-dev-shm-usage"])
        for scheme in ("light", "dark"):
            take(browser, address, scheme, only)
        browser.close()


if __name__ == "__main__":
    main()
