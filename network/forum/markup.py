"""The one place that makes HTML safe (design 5.3). Every app renders what people type through `render`.

Markdown → HTML (markdown-it-py, raw HTML off) → bleach → nh3 with the same allow-list. The output is a fixed point of
both sanitisers. Nothing changes it afterwards: it is stored beside its source when the text is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import bleach
import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

MAX_SOURCE = 40_000  # characters; longer text is refused by the forms, and shown as it was typed if it got here anyway
MAX_RENDERED = 400_000  # characters; 46 kB of hostile Markdown can become 7.6 MB of HTML

TAGS = frozenset(
    [
        "p",
        "br",
        "hr",
        "h3",
        "h4",
        "strong",
        "em",
        "s",
        "del",
        "ul",
        "ol",
        "li",
        "blockquote",
        "code",
        "pre",
        "a",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
    ]
)
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}, "td": {"align"}, "th": {"align"}}
SCHEMES = frozenset({"http", "https", "mailto"})
LINK_REL = "nofollow noopener noreferrer ugc"
_LINK = re.compile(r"(?i)(https?://|mailto:|/(?![/\\])|#)")
_ALIGN = re.compile(r"text-align:(left|right|center)")
# Controls, and the marks that reorder text: a dose must read in the order it was typed.
_INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


@cache
def _markdown() -> MarkdownIt:
    md = MarkdownIt("commonmark", {"html": False, "linkify": True})
    md.enable(["table", "strikethrough", "linkify"])
    md.disable(["image"])  # no foreign request and no GET with a side effect from inside a post
    md.validateLink = lambda url: bool(_LINK.match(url.strip()))  # type: ignore[method-assign]
    return md


def _shape(tokens: list[Token]) -> None:
    """Fit headings below the page's own, and turn the renderer's table styles into attributes."""
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = "h3" if token.tag in ("h1", "h2", "h3") else "h4"
        style = token.attrGet("style")
        if style is not None:
            token.attrs.pop("style")
            match = _ALIGN.match(str(style))
            if match:
                token.attrSet("align", match.group(1))


@cache
def _bleach() -> bleach.Cleaner:
    attributes: dict[str, Any] = {tag: sorted(names) for tag, names in ATTRIBUTES.items()}
    attributes["a"] = [*attributes["a"], "rel"]
    return bleach.Cleaner(tags=TAGS, attributes=attributes, protocols=SCHEMES, strip=True, strip_comments=True)


@cache
def _nh3() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(TAGS),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        url_schemes=set(SCHEMES),
        clean_content_tags={"script", "style"},
        link_rel=LINK_REL,
        strip_comments=True,
    )


def _name(tokens: list[Token], names: Iterable[str]) -> None:
    """Set `@name` in strong letters, for each of `names`, wherever it stands in running text (never in code)."""
    longest_first = sorted(filter(None, names), key=len, reverse=True)
    if not longest_first:
        return
    pattern = re.compile(rf"(?i)(?<![\w@./])@(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")
    for token in tokens:
        if token.type == "inline":
            token.children = [part for child in token.children or [] for part in _named_parts(child, pattern)]


def _named_parts(token: Token, pattern: re.Pattern[str]) -> Iterator[Token]:
    if token.type != "text":
        yield token
        return
    end = 0
    for found in pattern.finditer(token.content):
        yield Token("text", "", 0, content=token.content[end : found.start()])
        yield Token("strong_open", "strong", 1)
        yield Token("text", "", 0, content=found[0])
        yield Token("strong_close", "strong", -1)
        end = found.end()
    yield Token("text", "", 0, content=token.content[end:])


def render(source: str, names: Iterable[str] = ()) -> SafeString:
    """Return the HTML of Markdown `source`, safe to put into a page; `names` are the people mentioned in it.

    `source` is at most MAX_SOURCE characters; a longer one, or one whose HTML would exceed MAX_RENDERED, comes back as
    escaped plain text cut at MAX_SOURCE. Never raises on any text.
    """
    text = _INVISIBLE.sub("", source).encode("utf-8", "replace").decode("utf-8")
    if len(text) > MAX_SOURCE:
        return _plain(text)
    md = _markdown()
    environment: dict[str, Any] = {}
    tokens = md.parse(text, environment)
    _shape(tokens)
    _name(tokens, names)
    html = md.renderer.render(tokens, md.options, environment)
    if len(html) > MAX_RENDERED:
        return _plain(text)
    return sanitise(html)


def sanitise(html: str) -> SafeString:
    """Return `html` with everything outside the allow-list removed, by both engines in turn."""
    return mark_safe(_nh3().clean(_bleach().clean(html)))  # noqa: S308  (the one place where HTML is declared safe)


def stored(html: str) -> SafeString:
    """Declare HTML that `render` made earlier, and that the database kept, safe to show."""
    return mark_safe(html)  # noqa: S308  (only ever called on columns that `render` filled)


def _plain(text: str) -> SafeString:
    return mark_safe(f"<p>{escape(text[:MAX_SOURCE])}</p>")  # noqa: S308  (escaped on this line)


def plain(source: str) -> str:
    """Return `source` without its Markdown, for search documents and snippets."""
    tokens = _markdown().parse(_INVISIBLE.sub("", source[:MAX_SOURCE]))
    words: list[str] = []
    for token in tokens:
        if token.type == "inline":
            for child in token.children or []:
                words.append("\n" if child.type in ("softbreak", "hardbreak") else child.content)
            words.append("\n")
        elif token.type in ("fence", "code_block"):
            words += [token.content, "\n"]
    return re.sub(r"[ \t]+", " ", "".join(words)).strip()
