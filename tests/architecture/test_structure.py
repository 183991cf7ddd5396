"""The layout is kept by tests: ceilings, one place for safe HTML, no skipped migrations."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("network", "cms", "cases", "search")
CEILINGS = {"module": 400, "function": 50, "view": 20, "template": 150, "test file": 500}


def sources(*suffixes: str) -> list[Path]:
    files = [p for app in APPS for p in (ROOT / app).rglob("*") if p.suffix in suffixes]
    return [p for p in files if "migrations" not in p.parts]


def test_modules_functions_and_templates_stay_under_their_ceilings() -> None:
    over = []
    for path in sources(".py"):
        text = path.read_text()
        if text.count("\n") > CEILINGS["module"]:
            over.append(f"{path}: {text.count(chr(10))} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef):
                limit = (
                    CEILINGS["view"]
                    if "views" in (path.stem, path.parent.name) and not node.name.startswith("_")
                    else CEILINGS["function"]
                )
                length = (node.end_lineno or 0) - node.lineno + 1
                if length > limit:
                    over.append(f"{path}:{node.lineno} {node.name}: {length} of {limit}")
    over += [f"{p}" for p in sources(".html") if p.read_text().count("\n") > CEILINGS["template"]]
    over += [f"{p}" for p in (ROOT / "tests").rglob("*.py") if p.read_text().count("\n") > CEILINGS["test file"]]
    assert over == [], "\n".join(over)


def test_html_is_declared_safe_in_one_module() -> None:
    code, template = re.compile(r"mark_safe|SafeString\("), re.compile(r"\|\s*safe\b|autoescape off")
    found = [p.relative_to(ROOT) for p in sources(".py") if code.search(p.read_text())]
    found += [p.relative_to(ROOT) for p in sources(".html", ".txt") if template.search(p.read_text())]
    mails = [p for p in found if "mail" in p.parts]  # plain text mails have no HTML to escape
    assert [str(p) for p in found if p not in mails] == ["network/forum/markup.py"]


def test_templates_hold_no_inline_style_or_handler() -> None:
    pattern = re.compile(r"<style|\sstyle=|\son[a-z]+=\"", re.I)
    assert [str(p) for p in sources(".html") if pattern.search(p.read_text())] == []


def test_every_module_says_what_it_owns() -> None:
    assert [str(p) for p in sources(".py") if p.read_text().strip() and not ast.get_docstring(ast.parse(p.read_text()))] == []


def test_no_bare_query_count_assertion() -> None:
    assert [p for p in (ROOT / "tests").rglob("*.py") if re.search(r"^\s*(self\.)?assertNumQueries\(", p.read_text(), re.M)] == []
