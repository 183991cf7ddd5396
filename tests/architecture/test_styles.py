"""One stylesheet and a little script: what pages use is there, what is there is used, and both stay small."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "network" / "static"
STYLES = STATIC / "caseround.css"
APPS = ("network", "cms", "cases", "search")
TEMPLATES = [path for app in APPS for path in (ROOT / app).rglob("*.html")]
CODE = [path for app in APPS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts]
# A template tag or a filter completes these: `t-{{ tone }}`, `ring-{{ ring }}`, `b-{% … %}`.
COMPLETED = ("t-", "ring-", "b-", "n-", "av-")
NOT_OURS = {"htmx-request", "htmx-indicator"}


@cache
def defined() -> set[str]:
    """Return the classes that the stylesheet knows."""
    text = re.sub(r"/\*.*?\*/|\"[^\"]*\"", " ", STYLES.read_text(), flags=re.S)
    return set(re.findall(r"\.([a-zA-Z][\w-]*)", re.sub(r"(?<![\w)\]])\d*\.\d+\w*", " ", text)))


@cache
def used() -> dict[str, str]:
    """Return each class that a template names, with one of the templates. Pages of the CMS admin are Wagtail's to style."""
    found: dict[str, str] = {}
    for path in TEMPLATES:
        if {"wagtailadmin", "admin"} & set(path.parts):
            continue
        # Tags and variables out first: they hold quotes. "ring-{% if x %}full{% else %}half{% endif %}" leaves "ring- full half".
        plain = re.sub(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", " ", path.read_text())
        for value in re.findall(r"\sclass=\"([^\"]*)\"", plain):
            names = value.split()
            for name in names:
                completes = any(f"{start}{name}" in defined() for start in COMPLETED if start in names)
                if not completes:
                    found.setdefault(name, str(path.relative_to(ROOT)))
    return found


def test_every_class_of_a_template_is_in_the_stylesheet() -> None:
    known = defined() | NOT_OURS | set(COMPLETED)
    # "bare" takes a list's marks away: `:is(ul, ol)[class]` in the reset does it for any class.
    assert {name: where for name, where in used().items() if name not in known | {"bare"}} == {}


def test_every_class_of_the_stylesheet_is_used() -> None:
    templates = "\n".join(path.read_text() for path in TEMPLATES)
    code = "\n".join(path.read_text() for path in CODE)
    words = set(re.findall(r"[\w-]+", code)) | set(re.findall(r"[\w-]+", templates))
    tails = {name for name in defined() if name.startswith(COMPLETED) and name.split("-", 1)[1] in words}
    named = {name for name in defined() if name in used() or re.search(rf"[\"' ]{re.escape(name)}[\"' ]", code)}
    assert sorted(defined() - named - tails) == []


def test_the_stylesheet_and_the_script_stay_small() -> None:
    assert [path.name for path in STATIC.rglob("*.css")] == ["caseround.css"]
    assert STYLES.stat().st_size < 30_000
    assert sum(path.stat().st_size for path in STATIC.rglob("*.js")) < 10_000
