"""Valkey's log is kept small, and its last lines become advice."""

from pathlib import Path

import pytest

from ticker.store.embedded.process import LOG_MAX_BYTES, TAIL_LINES, advice, bound_log, tail


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "valkey.log"


def test_a_small_log_stays_and_a_large_one_makes_room(log: Path) -> None:
    bound_log(log)
    log.write_bytes(b"x" * LOG_MAX_BYTES)
    bound_log(log)
    assert log.exists()
    log.write_bytes(b"x" * (LOG_MAX_BYTES + 1))
    bound_log(log)
    assert not log.exists()
    log.write_bytes(b"y" * (LOG_MAX_BYTES + 1))
    bound_log(log)
    assert [path.name for path in log.parent.iterdir()] == ["valkey.log.1"]


def test_the_tail_is_the_last_lines_since_a_place(log: Path) -> None:
    assert tail(log, from_byte=0) == []
    log.write_text("old: No space left on device\n")
    since = log.stat().st_size
    assert tail(log, from_byte=since) == []
    with log.open("a") as lines:
        lines.writelines(f"line {n}\n" for n in range(100))
    assert tail(log, from_byte=since) == [f"line {n}" for n in range(100 - TAIL_LINES, 100)]


def test_a_log_that_was_renamed_meanwhile_gives_what_there_is(log: Path) -> None:
    log.write_text("short\n")
    assert tail(log, from_byte=1_000) == []


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("# Error writing to the AOF file: No space left on device", "disk is full"),
        ("# Can't open or create append-only dir appendonlydir: Permission denied", "may not read or write"),
        ("# Can't open the append-only file x.aof: Read-only file system", "takes no writes"),
        ("# Can't handle RDB format version 99", "newer"),
        ("# Out Of Memory allocating 12345 bytes!", "memory"),
        ("* Ready to accept connections unix", ""),
    ],
)
def test_a_known_end_has_its_advice(tmp_path: Path, line: str, words: str) -> None:
    said = advice(["7:M 23 Nov 2026 22:54:24.295 " + line], executable="/bin/valkey", directory=tmp_path)
    assert words in said
    assert bool(words) == bool(said)


def test_a_damaged_file_has_a_command_that_survives_any_path() -> None:
    line = "# Bad file format reading the append only file appendonly.aof.7.incr.aof: make a backup of your AOF file"
    said = advice([line], executable="/it's here/valkey-server", directory=Path("/new s"))
    assert "Copy /new s" in said
    assert "appendonlydir/appendonly.aof.7.incr.aof" in said
    assert said.index("Copy") < said.index("bash -c")
