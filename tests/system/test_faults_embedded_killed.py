"""The embedded Valkey is killed under a service that goes on."""

import time
from collections.abc import Sequence

from tests.servers import Serve, TickerProcess
from tests.system.clients import SLACK_S, Filer, Record, at_work, both, finish, write_more
from tests.system.embedded.parts import valkeys_in
from tests.waiting import until

KILLS = 3


def refused(filers: Sequence[Filer]) -> list[float]:
    """Return after how many seconds filings were answered 503."""
    return [answer.after_s for filer in filers for answer in filer.answers if answer.status == 503]


async def kill(ticker: TickerProcess, filers: Sequence[Filer]) -> float:
    """Kill the Valkey; give after how many seconds of 503 everybody could file again."""
    [valkey] = valkeys_in(ticker.data_dir)
    before = len(refused(filers))
    valkey.kill()
    killed_at = time.monotonic()
    await until(lambda: len(refused(filers)) > before)
    await write_more(*filers, by=1)
    return round(time.monotonic() - killed_at, 3)


async def test_an_embedded_valkey_that_is_killed_comes_back_with_everything_that_was_acknowledged(
    serve: Serve, record_testsuite_property: Record
) -> None:
    ticker = await serve()
    filers = [Filer(ticker, ticker.key, name=name) for name in ("Ana", "Ben")]
    readers = both(ticker)
    async with at_work(*filers, *readers):
        for number in range(KILLS):
            await write_more(*filers, by=3)
            back_after_s = await kill(ticker, filers)
            record_testsuite_property(f"embedded Valkey killed, {number + 1}: filing again after s", back_after_s)
        await finish(filers, readers)
    assert max(refused(filers)) < 2 + SLACK_S
    assert [reader.connections for reader in readers] == [1, 1]
    assert [reader.gaps for reader in readers] == [[], []]
    assert len({filed.cursor.epoch for filer in filers for filed in filer.filed}) == 1
    assert ticker.output.count("the embedded Valkey is back") == KILLS
