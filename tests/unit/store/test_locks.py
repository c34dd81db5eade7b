"""A lock outlives nobody: whoever holds it, its end frees it, and a child may take it over."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from ticker.store.embedded.directory import FileLock, is_running


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "lock"


def test_one_holds_it_and_the_second_does_not(path: Path) -> None:
    first, second = FileLock(path), FileLock(path)
    assert first.take()
    assert first.take(), "whoever holds it holds it"
    assert not second.take()
    assert second.is_held_elsewhere()
    assert not first.is_held_elsewhere()
    first.let_go()
    assert not second.is_held_elsewhere()
    assert second.take()
    second.let_go()
    second.let_go()


def test_a_note_is_read_by_those_who_do_not_hold_it_and_stays(path: Path) -> None:
    first, second = FileLock(path), FileLock(path)
    assert second.read_note() == ""
    assert first.take()
    first.write_note("a long note of mine")
    first.write_note("nötig")
    assert second.read_note() == "nötig"
    first.let_go()
    assert second.read_note() == "nötig"


def test_a_child_that_inherits_it_holds_it_to_its_end(path: Path) -> None:
    ours, asking = FileLock(path), FileLock(path)
    assert ours.take()
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, pass_fds=(ours.fd,))
    ours.let_go()
    assert asking.is_held_elsewhere()
    child.send_signal(signal.SIGKILL)
    child.communicate()
    assert not asking.is_held_elsewhere()


def test_a_child_that_does_not_inherit_it_has_nothing(path: Path) -> None:
    ours, asking = FileLock(path), FileLock(path)
    assert ours.take()
    program = "print('it runs', flush=True); input()"
    command = [sys.executable, "-c", program]
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, close_fds=False)
    assert child.stdout is not None
    assert child.stdout.readline() == b"it runs\n", "only a program that runs has closed what it may not have"
    ours.let_go()
    assert not asking.is_held_elsewhere()
    child.communicate(b"\n")


def test_where_no_lock_can_be_made_the_error_comes_through(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        FileLock(tmp_path / "missing" / "lock").take()


def test_a_process_runs_until_it_is_gone() -> None:
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    assert is_running(child.pid)
    child.communicate(b"\n")
    assert not is_running(child.pid)
    assert is_running(os.getpid())
    assert is_running(1), "another user's counts"
