"""Whom a start believes: the Valkey of its own directory, and nobody else."""

from pathlib import Path

from tests.servers import ValkeyServer
from ticker.store.embedded.directory import StoreDirectory
from ticker.store.embedded.launch import adopt, ask, url_of


def test_any_path_becomes_a_url() -> None:
    assert url_of(Path("/a b/é#?%/s")) == "unix:///a%20b/%C3%A9%23%3F%25/s"


async def test_the_valkey_of_the_directory_answers_for_itself(valkey: ValkeyServer) -> None:
    vital = await ask(StoreDirectory(valkey.folder), valkey.folder / "s")
    assert vital is not None
    assert (vital.pid, vital.loading_percent) == (valkey.pid, None)


async def test_the_valkey_of_another_directory_does_not_count(valkey: ValkeyServer, tmp_path: Path) -> None:
    assert await ask(StoreDirectory(tmp_path), valkey.folder / "s") is None


async def test_a_socket_where_nobody_listens_does_not_answer(tmp_path: Path) -> None:
    assert await ask(StoreDirectory(tmp_path), tmp_path / "s") is None


async def test_where_nothing_runs_nothing_is_adopted_and_the_lock_is_ours(tmp_path: Path) -> None:
    directory = StoreDirectory(tmp_path)
    assert await adopt(directory) is None
    assert StoreDirectory(tmp_path).valkey_lock.is_held_elsewhere()
    directory.disown()
    assert not StoreDirectory(tmp_path).valkey_lock.is_held_elsewhere()
