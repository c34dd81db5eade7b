"""Who is shown the first key of a store."""

import io
import logging
import sys
from pathlib import Path

import pytest

from ticker.first_key import FILE_NAME, hand_over


class Terminal(io.StringIO):
    """An output that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_a_terminal_is_shown_the_key_and_no_file_has_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", Terminal())
    assert hand_over("tk_secret", data_dir=tmp_path) == "key: tk_secret"
    assert list(tmp_path.iterdir()) == []


def test_elsewhere_a_file_of_its_owner_alone_has_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    kept = tmp_path / "data" / FILE_NAME
    kept.parent.mkdir()
    kept.write_text("tk_of_a_store_that_is_gone\n")
    kept.chmod(0o644)
    assert hand_over("tk_secret", data_dir=kept.parent) is None
    assert kept.read_text() == "tk_secret\n"
    assert kept.stat().st_mode & 0o777 == 0o600
    assert "tk_" not in caplog.text
    assert [record.__dict__["path"] for record in caplog.records] == [str(kept)]


def test_where_no_file_can_be_written_it_says_how_to_make_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    (tmp_path / "file").touch()
    assert hand_over("tk_secret", data_dir=tmp_path / "file" / "below") is None
    assert caplog.records[0].levelno == logging.CRITICAL
    assert "ticker keys add" in caplog.text
    assert "tk_" not in caplog.text
