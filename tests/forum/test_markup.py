"""Whatever is typed, what is shown holds allow-listed tags, attributes and addresses only, and stays of bounded size."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from time import process_time
from urllib.parse import urlsplit

import bleach
import nh3
import pytest
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from network.forum import markup, posting
from network.forum.markup import MAX_RENDERED, MAX_SOURCE, plain, render
from tests.cast import Cast
from tests.forum.markup_corpus import BOMBS, CORPUS

# Written out again here: a test that imported the product's list would agree with whatever it says.
TAGS = {"p", "br", "hr", "h3", "h4", "strong", "em", "s", "del", "ul", "ol", "li", "blockquote", "code", "pre", "a"}
TAGS |= {"table", "thead", "tbody", "tr", "th", "td"}
VOID = {"br", "hr"}
ATTRIBUTES = {"a": {"href", "title", "rel"}, "ol": {"start"}, "td": {"align"}, "th": {"align"}}
REL = "nofollow noopener noreferrer ugc"


class Reader(HTMLParser):
    """Reads HTML as a browser would, and collects what should not be there."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            self.wrong.append(f"<{tag}>")
        for name, value in attrs:
            if name not in ATTRIBUTES.get(tag, set()):
                self.wrong.append(f"{tag} {name}")
            if name == "href":
                self.links.append(value or "")
            if value not in {"rel": (REL,), "align": ("left", "right", "center")}.get(name, (value,)):
                self.wrong.append(f"{name}={value}")
        if tag == "a" and not any(name == "rel" for name, _ in attrs):
            self.wrong.append("a without rel")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}>")

    def handle_comment(self, data: str) -> None:
        self.wrong.append("comment")

    def handle_decl(self, decl: str) -> None:
        self.wrong.append("declaration")

    def handle_pi(self, data: str) -> None:
        self.wrong.append("instruction")


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader


def assert_harmless(text: str) -> None:
    html = str(render(text))
    reader = read(html)
    assert reader.wrong == [], (text[:80], reader.wrong[:5])
    assert reader.open == [], text[:80]
    for link in reader.links:
        # As a browser reads an address: blanks and controls around it, and line ends in it, do not count.
        address = re.sub(r"[\t\r\n]", "", link.strip("".join(map(chr, range(33)))))
        own = address.startswith(("/", "#")) and not address.startswith(("//", "/\\"))
        assert own or urlsplit(address).scheme in ("http", "https", "mailto"), link
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]", html)
    html.encode("utf-8")  # no lone surrogate: the database could not store it
    assert len(html) <= max(MAX_RENDERED, 6 * MAX_SOURCE)
    # A fixed point of both engines: another pass over what is stored would change nothing.
    names = {tag: sorted(found) for tag, found in ATTRIBUTES.items()}
    assert bleach.clean(html, tags=TAGS, attributes=names, protocols=["http", "https", "mailto"], strip=True) == html
    allowed = {tag: found - {"rel"} for tag, found in ATTRIBUTES.items()}
    assert nh3.clean(html, tags=TAGS, attributes=allowed, url_schemes={"http", "https", "mailto"}, link_rel=REL) == html


def test_the_corpus_is_large_and_every_entry_its_own() -> None:
    assert len(set(CORPUS)) == len(CORPUS) >= 300


@pytest.mark.parametrize("text", CORPUS, ids=lambda text: ascii(text[:30]))
def test_hostile_text_becomes_harmless_html(text: str) -> None:
    assert_harmless(text)


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.characters(), max_size=300))
def test_any_text_becomes_harmless_html(text: str) -> None:
    assert_harmless(text)


PIECES = st.sampled_from(
    ["<", ">", "[", "](", ")", "`", "```\n", "*", "**", "_", "|", "\n", "\n\n", "- ", "> ", "# ", "&", "&#", ";", '"', "'", "\\",
     "javascript:", "https://a.example", "<script>", "<a href=", "onerror=", "![", "[r]: ", "|-|\n", "1. ", "    ", "@", "x", " ", "\t"]
)  # fmt: skip


@settings(max_examples=250, deadline=None)
@given(st.lists(PIECES, max_size=60).map("".join))
def test_any_mixture_of_marks_becomes_harmless_html(text: str) -> None:
    assert_harmless(text)


def test_ordinary_markdown_is_shown_as_written() -> None:
    html = render(
        "# Plan\n\n**10 mg** *slowly*, ~~20~~\n\n- a\n- b\n\n> quoted\n\n[NICE](https://example.org 'x')\n\n|a|b|\n|:-|-:|\n|1|2|"
    )
    for part in (
        "<h3>Plan</h3>",
        "<strong>10 mg</strong>",
        "<em>slowly</em>",
        "<s>20</s>",
        "<li>a</li>",
        "<blockquote>",
        f'<a href="https://example.org" title="x" rel="{REL}">NICE</a>',
        '<td align="right">2</td>',
    ):
        assert part in html, part


def test_text_beyond_the_caps_is_shown_as_typed() -> None:
    long = "**x** " * (MAX_SOURCE // 6 + 1)
    assert "<strong>" not in render(long)
    assert len(render("|" + "a|" * 800 + "\n|" + "-|" * 800 + "\n" + "|x|\n" * 600)) <= MAX_RENDERED


@pytest.mark.parametrize(
    "make", [lambda n: ">" * n, lambda n: "[" * n, lambda n: "*a " * n, lambda n: "![" * n, lambda n: "<a " * n]
)
def test_four_times_the_text_takes_nowhere_near_sixteen_times_as_long(make: Callable[[int], str]) -> None:
    def cost(text: str) -> float:
        return min(_timed(text) for _ in range(3))

    small, large = cost(make(1500)), cost(make(6000))
    assert large / max(small, 0.002) < 12, (small, large)


def _timed(text: str) -> float:
    start = process_time()
    render(text)
    return process_time() - start


def test_plain_text_holds_the_words_and_no_marks() -> None:
    assert plain("# Plan\n\n**10 mg** `daily`\n\n> hold") == "Plan\n10 mg daily\nhold"
    for text in BOMBS:
        plain(text)


def test_a_name_is_set_in_the_text_and_never_in_code() -> None:
    html = render("Ask @Ada Whitlock. `@Ada Whitlock` a@Ada Whitlock @Ada Whitlocks", ["Ada Whitlock"])
    assert html.count("<strong>@Ada Whitlock</strong>") == 1
    assert "<code>@Ada Whitlock</code>" in html
    assert "<b>" not in render("@<b>x", ["<b>x"])


def test_the_command_writes_what_a_post_shows(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [
        text
        for text in CORPUS
        if text.strip() and "\x00" not in text and len(text) < 2000 and not re.search("[\ud800-\udfff]", text)
    ]
    texts = texts[:: max(1, len(texts) // 25)]
    lines = "\n".join(json.dumps({"id": n, "text": text}) for n, text in enumerate(texts))
    monkeypatch.setattr("sys.stdin", io.StringIO(lines + "\n\n"))
    out = io.StringIO()
    call_command("render_markup", stdout=out)
    answers = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [answer["id"] for answer in answers] == list(range(len(texts)))
    monkeypatch.setattr(posting, "refuse_identifiers", lambda *args: None)
    thread = posting.start_thread(cast.open_board, actor=cast.ada, title="Markup", text="x")
    for answer, text in zip(answers, texts, strict=True):
        assert posting.reply(thread, actor=cast.ada, text=text).html == answer["html"]


@pytest.mark.parametrize("line", ["nonsense", '{"id": 1}', "[]", '{"id": 1, "text": 5}'])
def test_the_command_names_the_line_that_it_cannot_read(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO('{"id": 0, "text": "x"}\n' + line))
    with pytest.raises(CommandError, match="Line 2"):
        call_command("render_markup", stdout=io.StringIO())


def test_the_allow_list_is_the_one_written_here() -> None:
    assert set(markup.TAGS) == TAGS
