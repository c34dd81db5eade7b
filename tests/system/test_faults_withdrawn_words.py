"""Words that were taken back are gone: where that was answered at once, in every other process within a second."""

import asyncio
import json
import time

from redis.asyncio import Redis

from tests.servers import Serve, TickerProcess, ValkeyServer, http
from tests.system.clients import (
    SLACK_S,
    Filed,
    Filer,
    Record,
    at_work,
    both,
    first,
    over_socket,
    over_stream,
    serve_two,
)
from tests.system.logbook import everything
from tests.waiting import until
from ticker.tools.stress.fault_proxy import FaultProxy

WORDS = "Marzipan is toxic"
KEY = "the-first-key"


async def places(ticker: TickerProcess, filed: Filed, *, before: str) -> set[str]:
    """Look wherever a reader can; give where the words stand."""
    feed, several = "/v1/feeds/en", f"feed=ar&feed=en&after=en~{before}"
    said = {}
    async with http(ticker.url) as client:
        for path in (feed, f"{feed}/entries", f"{feed}/entries?after={before}", f"{feed}/updates/{filed.id}"):
            said[path] = (await client.get(path)).text
    for path in (f"{feed}/socket", f"{feed}/socket?after={before}", f"/v1/socket?{several}"):
        said[path] = json.dumps(await first(over_socket(ticker, path)))
    for path in (f"{feed}/stream", f"{feed}/stream?after={before}", f"/v1/stream?{several}"):
        said[path] = json.dumps(await first(over_stream(ticker, path)))
    return {path for path, text in said.items() if WORDS in text}


async def retried(filer: Filer) -> set[str]:
    """Repeat the filing with its key; return its answer as a place if it has the words."""
    answer = await filer.attempt("", filer.draft(WORDS), key=KEY)
    assert answer.status == 201
    return {f"the answer to a retry at {filer.process.url}"} if WORDS in answer.body.decode() else set()


async def keys_that_say_it(redis: Redis) -> set[str]:
    """Look into every key of Redis; give those that have the words."""
    lines = (await everything(redis)).decode().splitlines()
    return {line.split("'")[1] for line in lines if WORDS in line}


async def test_killed_and_held_words_are_gone_everywhere_and_a_release_brings_them_back(
    valkey: ValkeyServer, serve: Serve, record_testsuite_property: Record
) -> None:
    async with valkey.connect() as redis, FaultProxy(valkey.dial).running() as proxy:
        here, there, key = await serve_two(serve, valkey.url, proxy.redis_url)
        editor, colleague = Filer(here, key, pace_s=None), Filer(there, key, pace_s=None)

        watching = both(there)

        async def reaches_there(filed: Filed) -> float:
            """Wait for an entry in the other process, a second at most; give how long it took."""
            acknowledged_at = time.monotonic()
            await until(lambda: all(reader.at == filed.cursor for reader in watching), within_s=1 + SLACK_S)
            return round(time.monotonic() - acknowledged_at, 3)

        async with at_work(editor, colleague, *watching):
            before = str((await editor.file("The line before it")).cursor)
            filed = await editor.file(WORDS, key=KEY)
            await reaches_there(filed)
            everywhere = await places(here, filed, before=before)
            assert len(everywhere) == 10
            assert await places(there, filed, before=before) == everywhere
            assert await keys_that_say_it(redis) == {"ticker:{en}:log"}

            proxy.hold_news()  # what follows, the other process must find out by itself
            held = await editor.act(filed, "hold")
            gone_there = asyncio.create_task(reaches_there(held))
            assert await places(here, filed, before=before) | await retried(editor) == set()
            record_testsuite_property("held, gone in a mute process after s", await gone_there)
            assert await places(there, filed, before=before) | await retried(colleague) == set()
            assert await keys_that_say_it(redis) == {"ticker:{en}:updates"}  # for the release, and for nobody else

            proxy.mend()
            released = await editor.act(held, "release")
            assert await places(here, filed, before=before) == everywhere
            await reaches_there(released)
            assert await places(there, filed, before=before) == everywhere

            killed = await editor.act(released, "kill")
            gone_there = asyncio.create_task(reaches_there(killed))
            assert await places(here, filed, before=before) | await retried(editor) == set()
            record_testsuite_property("killed, gone in the other process after s", await gone_there)
            assert await places(there, filed, before=before) | await retried(colleague) == set()
            assert await keys_that_say_it(redis) == set()
            again = await editor.insist(f"/{killed.id}/release", {}, key="again", if_match=killed.version)
            assert again.status == 409


async def test_corrected_words_are_never_repeated(valkey: ValkeyServer, serve: Serve) -> None:
    async with valkey.connect() as redis:
        here, there, key = await serve_two(serve, valkey.url)
        editor, colleague = Filer(here, key, pace_s=None), Filer(there, key, pace_s=None)
        async with at_work(editor, colleague):
            before = str((await editor.file("The line before it")).cursor)
            filed = await editor.file(WORDS, key=KEY)
            corrected = await colleague.act(filed, "correction", "Marzipan is delicious")
            assert await places(there, corrected, before=before) | await retried(colleague) == set()
            refiled = await colleague.act(corrected, "refile", "Marzipan is a delicacy")
            assert await places(there, refiled, before=before) | await retried(editor) == set()
            assert await keys_that_say_it(redis) == set()


async def test_where_a_kill_is_answered_the_words_are_gone_although_pub_sub_brings_nothing(
    valkey: ValkeyServer, serve: Serve
) -> None:
    async with FaultProxy(valkey.dial).running() as proxy:
        mute = await serve(redis_url=proxy.redis_url)
        editor = Filer(mute, mute.key, pace_s=None)
        async with at_work(editor):
            before = str((await editor.file("The line before it")).cursor)
            for number in range(3):
                filed = await editor.file(WORDS, key=f"filed-{number}")
                assert await places(mute, filed, before=before), "who files reads its own write"
                proxy.hold_news()
                killed = await editor.act(filed, "kill")
                assert WORDS not in editor.answers[-1].body.decode()
                assert await places(mute, killed, before=before) == set()
                proxy.mend()
