"""The data directory's rules: made private, owned by one, its socket in a place that is short and safe."""

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from ticker.errors import InvalidSettings
from ticker.store.embedded.directory import SOCKET_PATH_MAX_BYTES, Owner, Purpose, StoreDirectory


@pytest.fixture
def place() -> Iterator[Path]:
    """Return a directory with a short path, and one for temporary files in it."""
    made = Path(tempfile.mkdtemp(prefix="tk-", dir="/tmp"))
    yield made
    shutil.rmtree(made)


@pytest.fixture
def temporary(place: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (place / "t").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place / "t"))
    return place / "t"


def of_length(place: Path, socket_bytes: int) -> StoreDirectory:
    """Return the directory whose usual socket has a path of so many bytes."""
    rest = socket_bytes - len(os.fsencode(place)) - len("//valkey.sock")
    return StoreDirectory(place / ("d" * rest))


def test_it_is_made_for_this_user_alone_with_its_parents(place: Path) -> None:
    directory = StoreDirectory(place / "a" / "b")
    directory.prepare()
    directory.prepare()
    assert stat.S_IMODE(directory.path.stat().st_mode) == 0o700


def test_a_file_in_its_place_is_refused_with_what_to_do(place: Path) -> None:
    (place / "file").touch()
    for path in (place / "file", place / "file" / "below"):
        with pytest.raises(InvalidSettings, match=r"TICKER_DATA_DIR.*local disk"):
            StoreDirectory(path).prepare()


def test_links_that_go_round_are_refused_too(place: Path) -> None:
    (place / "round").symlink_to("round")
    with pytest.raises(InvalidSettings, match="cannot be used"):
        StoreDirectory(place / "round").prepare()


@pytest.mark.skipif(os.geteuid() == 0 and not Path("/proc/self").exists(), reason="root writes everywhere")
def test_a_directory_that_takes_no_files_is_refused(place: Path) -> None:
    closed = place / "closed"
    closed.mkdir(mode=0o500)
    # Root writes where it may not; but nobody makes files in /proc.
    path = Path("/proc/self/ticker") if os.geteuid() == 0 else closed
    with pytest.raises(InvalidSettings, match="cannot be used"):
        StoreDirectory(path).prepare()


def test_one_process_owns_it_and_says_who_it_is(place: Path) -> None:
    first, second = StoreDirectory(place), StoreDirectory(place)
    assert second.owner() is None
    assert first.own(Purpose.SERVE, address="http://127.0.0.1:8000")
    assert not second.own(Purpose.ADMIN)
    assert second.owner() == Owner(Purpose.SERVE, os.getpid(), "http://127.0.0.1:8000")
    assert f"(process {os.getpid()}, http://127.0.0.1:8000)" in second.refusal()
    assert "TICKER_REDIS_URL" in second.refusal()
    second.disown()
    assert not second.own(Purpose.ADMIN), "only the owner can leave it"
    first.disown()
    assert second.owner() is None
    assert second.own(Purpose.ADMIN)
    second.disown()


@pytest.mark.parametrize("note", ["", "{", "[]", "{}", '{"purpose": "other", "pid": 1, "address": ""}', "\udcff"])
def test_a_note_that_is_none_names_nobody(place: Path, note: str) -> None:
    directory = StoreDirectory(place)
    assert directory.owner_lock.take()
    directory.owner_lock.write_note(note)
    assert directory.owner() is None
    assert "another process" in directory.refusal()
    directory.disown()


def test_the_same_directory_by_another_name_is_the_same(place: Path) -> None:
    (place / "real").mkdir()
    (place / "link").symlink_to("real")
    assert StoreDirectory(place / "link").path == StoreDirectory(place / "real").path
    assert StoreDirectory(place / "real").is_at(str(place / "link"))
    assert not StoreDirectory(place / "real").is_at(str(place))
    assert not StoreDirectory(place / "real").is_at(str(place / "missing"))


def test_the_socket_lies_in_the_directory_while_its_path_is_short(place: Path) -> None:
    directory = of_length(place, SOCKET_PATH_MAX_BYTES)
    assert directory.place_socket(None) == directory.path / "valkey.sock"
    assert len(os.fsencode(directory.place_socket(None))) == SOCKET_PATH_MAX_BYTES


def test_one_byte_more_and_it_goes_to_a_private_short_directory(place: Path, temporary: Path) -> None:
    directory = of_length(place, SOCKET_PATH_MAX_BYTES + 1)
    socket = directory.place_socket(None)
    assert socket.parent.parent == temporary
    assert stat.S_IMODE(socket.parent.stat().st_mode) == 0o700
    assert of_length(place, SOCKET_PATH_MAX_BYTES + 1).place_socket(None) == socket, "the same at each start"
    assert of_length(place, SOCKET_PATH_MAX_BYTES + 2).place_socket(None) != socket


def test_the_bytes_are_counted_and_not_the_letters(place: Path, temporary: Path) -> None:
    assert StoreDirectory(place / ("ع" * 50)).place_socket(None).parent.parent == temporary


def test_a_name_that_is_no_text_goes_to_the_short_directory(place: Path, temporary: Path) -> None:
    assert StoreDirectory(place / os.fsdecode(b"\xff")).place_socket(None).parent.parent == temporary


@pytest.mark.parametrize("trick", ["open to others", "a link", "a file"])
def test_a_short_directory_that_is_not_ours_alone_is_refused(place: Path, temporary: Path, trick: str) -> None:
    directory = of_length(place, SOCKET_PATH_MAX_BYTES + 1)
    short = directory.place_socket(None).parent
    short.rmdir()
    if trick == "open to others":
        short.mkdir()
        short.chmod(0o770)
    elif trick == "a link":
        (place / "theirs").mkdir(mode=0o700)
        short.symlink_to(place / "theirs")
    else:
        short.touch()
    with pytest.raises(InvalidSettings, match="TMPDIR"):
        directory.place_socket(None)


def test_a_socket_stays_where_it_was_and_its_directory_comes_back(place: Path, temporary: Path) -> None:
    directory = StoreDirectory(place / "home")
    former = temporary / "ticker-short" / "valkey.sock"
    assert directory.place_socket(former) == former
    assert stat.S_IMODE(former.parent.stat().st_mode) == 0o700


def test_tidying_removes_what_a_killed_valkey_leaves(place: Path, temporary: Path) -> None:
    directory = of_length(place, SOCKET_PATH_MAX_BYTES + 1)
    directory.prepare()
    socket = directory.place_socket(None)
    socket.touch()
    directory.pid_file.write_text("7\n")
    (directory.path / "temp-rewriteaof-bg-7.aof").touch()
    assert "process 7" in directory.silence()
    directory.tidy(socket)
    directory.tidy(socket)
    assert not socket.parent.exists()
    assert list(directory.path.iterdir()) == [directory.owner_lock.path]
    assert "process" not in directory.silence()
