"""The service is killed and started again; its embedded Valkey outlives it and is adopted."""

from tests.servers import Serve
from tests.system.clients import Filer, SocketReader, StreamReader, at_work, both, finish, write_more


async def test_whoever_returns_after_a_kill_is_served_from_their_cursor_before_anything_new_is_published(
    serve: Serve,
) -> None:
    killed = await serve()
    editor = Filer(killed, killed.key, pace_s=None)
    async with at_work(editor):
        filed = [await editor.file(f"Line {number}") for number in range(5)]
        corrected = await editor.act(filed[2], "correction", "Line 2, corrected")
        killed.kill()
        ticker = await serve(port=killed.port, data_dir=killed.data_dir)
        cursor, head = str(filed[1].cursor), str(corrected.cursor)
        behind = [SocketReader(ticker, cursor=cursor), StreamReader(ticker, cursor=cursor)]
        at_head = [SocketReader(ticker, cursor=head), StreamReader(ticker, cursor=head)]
        async with at_work(*behind, *at_head):
            for reader in behind:
                missed = [(wire["type"], wire["statement"]) for wire in reader.given if wire["type"] != "status"]
                assert missed == [("update", "Line 3"), ("update", "Line 4"), ("correction", "Line 2, corrected")]
            for reader in at_head:
                assert [wire["type"] for wire in reader.given] == ["status"]
    assert "adopted the Valkey of an earlier run" in ticker.output


async def test_a_kill_in_the_middle_of_everything_loses_and_repeats_nothing(serve: Serve) -> None:
    ticker = await serve()
    filers = [Filer(ticker, ticker.key, name=name) for name in ("Ana", "Ben")]
    readers = both(ticker)
    async with at_work(*filers, *readers):
        await write_more(*filers)
        ticker.kill()
        await serve(port=ticker.port, data_dir=ticker.data_dir)
        await write_more(*filers)
        await finish(filers, readers)
    # A return that comes before the restarted process has loaded its logs is sent away once more.
    assert all(reader.connections >= 2 for reader in readers)
    assert [reader.gaps for reader in readers] == [[], []]
