"""A text that is saved several times is read once, and only while somebody asks for it."""

from __future__ import annotations

import pytest

from cases.deidentification import check, engine, remembering


def test_a_text_is_read_once_within_and_anew_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    plain = engine._Installed.read
    monkeypatch.setattr(engine._Installed, "read", staticmethod(lambda text, safe: (read.append(text), plain(text, safe))[1]))
    with remembering():
        assert check("Spoke to Mrs Pargeter.") == check("Spoke to Mrs Pargeter.") != []
        assert len(read) == 1
        assert check("Spoke to Mrs Pargeter.", extra_safe=["pargeter"]) is not None
        assert len(read) == 2
    check("Spoke to Mrs Pargeter.")
    assert len(read) == 3
