"""Filings that are sent again: at the other process, at both at once, and when nobody knows whether they stand."""

import asyncio

from tests.servers import FreshValkey, Serve, ValkeyServer, http
from tests.system.clients import SLACK_S, Answer, Filer, Record, at_work, both, finish, serve_two
from tests.waiting import until
from ticker.tools.stress.fault_proxy import FaultProxy

TWINS = 20


def place(answer: Answer) -> tuple[int, str, str, str]:
    """Return what a retry has in common with the first answer."""
    headers = answer.headers
    return answer.status, headers["Location"], headers["Ticker-Cursor"], headers["Ticker-Version"]


async def test_the_same_key_at_both_at_once_is_one_write_and_two_answers(valkey: ValkeyServer, serve: Serve) -> None:
    one, other, key = await serve_two(serve, valkey.url)
    filers = [Filer(process, key, pace_s=None) for process in (one, other)]
    readers = [*both(one), *both(other)]
    async with at_work(*filers, *readers):
        for number in range(TWINS):
            draft = filers[0].draft(f"Line {number}")
            twins = await asyncio.gather(*(filer.attempt("", draft, key=f"twin-{number}") for filer in filers))
            assert twins[0].status == 201
            assert place(twins[0]) == place(twins[1])
            assert twins[0].body == twins[1].body
        changed = await filers[1].attempt("", filers[1].draft("Another line"), key="twin-0")
        assert changed.status == 422
        await finish(filers, readers)
    said = [wire["statement"] for wire in readers[0].given if wire["type"] == "update"]
    assert said == [f"Line {number}" for number in range(TWINS)]


async def test_a_filing_whose_answer_was_lost_stands_once_wherever_it_is_sent_again(
    valkey: ValkeyServer, serve: Serve, record_testsuite_property: Record
) -> None:
    async with FaultProxy(valkey.dial).running() as proxy:
        deaf, other, key = await serve_two(serve, proxy.redis_url, valkey.url)
        filer, colleague = Filer(deaf, key, pace_s=None), Filer(other, key, pace_s=None)
        readers = [*both(deaf), *both(other)]
        draft = filer.draft("It may stand")
        async with at_work(filer, colleague, *readers):
            await filer.file("It stands")  # so that there is a connection to lose the next answer on
            proxy.hold_answers()
            lost = await filer.attempt("", draft, key="lost")
            assert lost.status == 503
            assert lost.headers["Retry-After"]
            assert b"may stand" in lost.body
            record_testsuite_property("answer lost: 503 after s", round(lost.after_s, 3))
            assert lost.after_s < 2 + SLACK_S
            await until(lambda: all(len(reader.held.rows) == 2 for reader in readers[2:]))  # for others it does
            retried = await colleague.attempt("", draft, key="lost")
            proxy.mend()
            await until(lambda: all(len(reader.held.rows) == 2 for reader in readers))
            again = await filer.insist("", draft, key="lost")
            assert place(retried) == place(again)
            assert again.status == 201
            await finish([filer, colleague], readers)
        for reader in readers:
            assert [wire["statement"] for wire in reader.given if wire["type"] == "update"] == [
                "It stands",
                "It may stand",
            ]


async def test_a_retry_in_a_later_epoch_names_the_write_of_the_former_one(
    fresh_valkey: FreshValkey, serve: Serve, record_testsuite_property: Record
) -> None:
    redis = await fresh_valkey("--appendfsync", "everysec")
    ticker = await serve(redis_url=redis.url)
    filer, readers = Filer(ticker, ticker.key, pace_s=None), both(ticker)
    async with at_work(filer, *readers):
        filed = await filer.file("Written once", key="once")
        redis.kill()
        await redis.start()
        await until(lambda: all(reader.gaps for reader in readers))
        again = await filer.file("Written once", key="once")
        record_testsuite_property("retry in a later epoch answered after s", round(filer.answers[-1].after_s, 3))
        assert (again.id, again.version, again.cursor) == (filed.id, filed.version, filed.cursor)
        assert filer.answers[-1].after_s < 1.5  # its place is waited for nowhere
        await finish([filer], readers)
    async with http(ticker.url) as client:
        snapshot = (await client.get("/v1/feeds/en")).json()
    assert [update["id"] for update in snapshot["updates"]] == [filed.id]
    assert snapshot["epoch"] != filed.cursor.epoch
