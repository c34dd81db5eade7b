"""How a Valkey is called, and what is said when it cannot be. tests/system/embedded runs real ones."""

from pathlib import Path

import pytest

from ticker.errors import InvalidSettings
from ticker.store.embedded import process
from ticker.store.embedded.directory import StoreDirectory
from ticker.store.embedded.process import ValkeyProcess, command, spawn


@pytest.fixture
def directory(tmp_path: Path) -> StoreDirectory:
    made = StoreDirectory(tmp_path / "home")
    made.prepare()
    return made


def test_the_command_line_alone_makes_it_private_and_durable(directory: StoreDirectory) -> None:
    binary, *flags = command("/bin/valkey-server", directory, directory.path / "valkey.sock")
    assert binary == "/bin/valkey-server"
    settings = dict(zip(flags[::2], flags[1::2], strict=True))
    assert settings["--port"] == "0"
    assert (settings["--appendonly"], settings["--appendfsync"]) == ("yes", "always")
    assert settings["--maxmemory-policy"] == "noeviction"
    assert settings["--dir"] == str(directory.path)
    assert all(name.startswith("--") for name in settings)


def test_a_binary_that_does_not_run_here_gives_the_lock_back_and_advice(
    directory: StoreDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    no_program = directory.path / "valkey-server"
    no_program.write_bytes(b"\x7fELF of another machine")
    no_program.chmod(0o700)
    monkeypatch.setattr(process, "binary", lambda: str(no_program))
    assert directory.valkey_lock.take()
    with pytest.raises(InvalidSettings, match="TICKER_REDIS_URL"):
        spawn(directory, directory.path / "valkey.sock")
    assert not StoreDirectory(directory.path).valkey_lock.is_held_elsewhere()


def test_an_adopted_process_that_has_no_lock_is_not_alive(directory: StoreDirectory) -> None:
    process = ValkeyProcess(directory, 1, socket=directory.path / "valkey.sock")
    assert process.was_adopted
    assert not process.is_alive(), "another program has its id by now"
    assert process.how_it_ended == "ended"
