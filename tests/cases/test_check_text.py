"""`manage.py check_text`: what it reads and writes, and that no error repeats the text."""

from __future__ import annotations

import io
import json

import pytest
from django.core.management import CommandError, call_command


def run(given: bytes, monkeypatch: pytest.MonkeyPatch, *, jsonl: bool = False) -> str:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(given), encoding="latin-1"))
    out = io.StringIO()
    call_command("check_text", jsonl=jsonl, stdout=out)
    return out.getvalue()


def test_offsets_are_code_points_of_the_text_as_it_was_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "🙂 é\r\nShe rang\r\n07700 900123 on 3 March 2024."
    found = json.loads(run(text.encode(), monkeypatch))
    assert [set(span) for span in found] == [{"start", "end", "label", "level", "suggestion"}] * 2
    assert [text[span["start"] : span["end"]] for span in found] == ["07700 900123", "3 March 2024"]
    assert [(span["label"], span["level"]) for span in found] == [("PHONE", "block"), ("DATE", "decide")]
    assert json.loads(run(b"", monkeypatch)) == []


def test_each_line_is_answered_under_its_own_id(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = {"a": "🙂 07700 900123", "b": "", "c": "nothing\x00here", "d": "\ud800 07700 900123"}
    lines = "\r\n".join(json.dumps({"id": key, "text": text}) for key, text in texts.items())
    answers = [json.loads(line) for line in run(f"{lines}\n\n".encode(), monkeypatch, jsonl=True).splitlines()]
    assert [set(answer) for answer in answers] == [{"id", "spans"}] * 4
    read = {answer["id"]: [texts[answer["id"]][s["start"] : s["end"]] for s in answer["spans"]] for answer in answers}
    assert read == {"a": ["07700 900123"], "b": [], "c": [], "d": ["07700 900123"]}


@pytest.mark.parametrize("line", ["07700 900123", '{"id": "07700 900123"}', '["07700 900123"]', '{"id": 1, "text": 7700900123}'])
def test_a_line_that_cannot_be_read_is_named_and_never_repeated(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CommandError, match="Line 2 is not") as caught:
        run(f'{{"id": 0, "text": "x"}}\n{line}\n'.encode(), monkeypatch, jsonl=True)
    assert "900123" not in str(caught.value)


@pytest.mark.parametrize("jsonl", [False, True])
def test_bytes_that_are_no_text_are_refused_in_words(jsonl: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CommandError, match="not UTF-8"):
        run(b"\xff\xfe0", monkeypatch, jsonl=jsonl)
