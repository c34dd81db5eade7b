"""Backup and restore as docs/operations.md has them, files without their end, and what killed words leave on disk."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import redis.asyncio

from tests.pages import section
from tests.processes import ROOT
from tests.servers import FreshValkey, Serve, TickerProcess, http
from tests.system.cli.shell import run
from tests.system.clients import Filer, at_work, both, first, over_socket
from tests.waiting import until

pytestmark = pytest.mark.long


async def returning(service: TickerProcess, cursor: object) -> list[str]:
    """Come back with a cursor; name the gap that is told, and what stands."""
    said = await first(over_socket(service, f"/v1/feeds/en/socket?after={cursor}"))
    gaps = [wire["reason"] for wire in said if wire["type"] == "gap"]
    return gaps + [row["statement"] for wire in said if wire["type"] == "snapshot" for row in wire["updates"]]


async def file(service: TickerProcess, key: str, *statements: str) -> str:
    """File; return the last cursor."""
    filer = Filer(service, key, pace_s=None)
    async with at_work(filer):
        return str([await filer.file(statement) for statement in statements][-1].cursor)


def documented(of: str) -> list[str]:
    """Return the commands that the page has, for another data directory and place."""
    blocks = re.findall(r"```sh\n(.*?)```", section("docs/operations.md", "Backup and restore"), re.DOTALL)
    return [block for block in blocks if of in block]


def carry_out(commands: str, *, data_dir: Path, safe: Path) -> None:
    """Run commands of the page as they stand there."""
    text = commands.replace(".venv/bin/python", str(ROOT / ".venv/bin/python")).replace("/safe/place", str(safe))
    text = text.replace(".ticker/", f"{data_dir}/")
    done = subprocess.run(["bash", "-euc", text], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


async def test_a_cold_backup_that_is_put_back_and_renewed_gives_a_returning_reader_a_gap(
    serve: Serve, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    service = await serve(data_dir=home)
    key = service.key
    await file(service, key, "Kept")
    service.end()
    shutil.copytree(home / "appendonlydir", tmp_path / "backup")
    service = await serve(data_dir=home)
    lost = await file(service, key, "Lost")
    service.end()
    shutil.rmtree(home / "appendonlydir")
    shutil.move(tmp_path / "backup", home / "appendonlydir")
    renewed = await run("store", "renew", "--data-dir", str(home), "--json")
    assert (renewed.status, '"en"' in renewed.out) == (0, True), renewed.err
    service = await serve(data_dir=home)
    await file(service, key, "At the same place")
    assert await returning(service, lost) == ["epoch", "At the same place", "Kept"]


async def test_a_hot_backup_is_put_back_by_the_commands_of_the_page(serve: Serve, tmp_path: Path) -> None:
    home, safe = tmp_path / "h", tmp_path / "safe"
    safe.mkdir()
    service = await serve(data_dir=home)
    key = service.key
    await file(service, key, "Kept")
    [hot], [put_back] = documented("save()"), documented("manifest")
    carry_out(hot, data_dir=home, safe=safe)
    lost = await file(service, key, "Lost")
    service.end()
    shutil.move(home / "appendonlydir", tmp_path / "aside")
    carry_out(put_back, data_dir=home, safe=safe)
    assert (await run("store", "renew", "--data-dir", str(home))).status == 0
    service = await serve(data_dir=home)
    assert await returning(service, lost) == ["epoch", "Kept"]


async def test_renewing_beside_a_running_service_gives_every_reader_a_gap_and_a_snapshot(
    fresh_valkey: FreshValkey, serve: Serve
) -> None:
    redis = await fresh_valkey()
    service = await serve(redis_url=redis.url)
    cursor, readers = await file(service, service.key, "Standing"), both(service)
    async with at_work(*readers):
        await until(lambda: all(reader.held.rows for reader in readers))
        renewed = await run("store", "renew", "--redis-url", redis.url)
        assert (renewed.status, renewed.out.count("epoch")) == (0, 3)
        await until(lambda: all(reader.gaps == ["epoch"] for reader in readers))
        await until(lambda: all(reader.held.rows for reader in readers))
    assert await returning(service, cursor) == ["epoch", "Standing"]
    async with http(service.url) as client:
        assert 'ticker_epochs_total{feed="en",reason="renewed"} 1.0' in (await client.get("/metrics")).text


async def test_a_file_that_lost_its_end_gives_a_returning_reader_a_gap(serve: Serve, tmp_path: Path) -> None:
    home = tmp_path / "home"
    service = await serve(data_dir=home)
    key = service.key
    async with http(service.url) as client:  # the file is rewritten once at the start; then what is filed is at its end

        async def is_rewritten() -> bool:
            assert (await client.get("/healthz")).is_success
            return [file.name.split(".")[2] for file in home.glob("appendonlydir/*.incr.aof")] == ["2"]

        await until(is_rewritten)
    await file(service, key, "Kept")
    [log] = home.glob("appendonlydir/*.incr.aof")
    whole = log.stat().st_size
    lost = await file(service, key, "Lost")
    service.end()
    with log.open("r+b") as torn:
        torn.truncate(whole + 40)
    assert (await run("keys", "list", "--data-dir", str(home))).status == 0  # whoever starts the Valkey first
    service = await serve(data_dir=home)
    await file(service, key, "At the same place")
    assert await returning(service, lost) == ["epoch", "At the same place", "Kept"]
    assert "had lost its end" in service.output
    async with http(service.url) as client:
        assert 'ticker_epochs_total{feed="en",reason="truncated"} 1.0' in (await client.get("/metrics")).text
    service.end()
    again = await serve(data_dir=home)
    assert "had lost its end" not in again.output


async def test_killed_words_leave_the_embedded_store_s_files(serve: Serve, tmp_path: Path) -> None:
    home = tmp_path / "home"
    service = await serve("--times-divided-by", "60", data_dir=home)
    filer, killed = Filer(service, service.key, pace_s=None), "Qxzv Jwkp Zqfy Vjxq"

    def on_disk() -> bool:
        try:
            found = [path.read_bytes() for path in [*home.glob("appendonlydir/*"), *home.glob("dump.rdb")]]
        except FileNotFoundError:  # one was replaced just now: look again
            return True
        # Compression may tear one of them apart, not all.
        return any(word.encode() in content for word in killed.split() for content in found)

    async with at_work(filer):
        for _ in range(2):  # the second within the minute after the first, as it is here
            filed = await filer.file(killed)
            await filer.file("Stands")
            assert on_disk()
            await filer.act(filed, "kill")
            await until(lambda: not on_disk())
            async with redis.asyncio.Redis(unix_socket_path=str(home / "valkey.sock")) as store:
                await store.save()  # as whoever makes a hot backup
            assert not on_disk()
    assert await returning(service, "") == ["Stands", "Stands"]
