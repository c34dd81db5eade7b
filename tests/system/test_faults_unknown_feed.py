"""Readers of a feed that was made while this process could not see it: none is sent away for good."""

from tests.servers import Serve, TickerProcess, ValkeyServer, http
from tests.waiting import until
from ticker.model import Feed, Slug
from ticker.store.feeds import add_feed
from ticker.store.redis.connect import connect
from ticker.tools.stress.fault_proxy import FaultProxy

JUST_MADE = Feed(Slug("just-made"), "Just made", "en")


async def begins(ticker: TickerProcess, path: str) -> tuple[int, str]:
    """Open a stream; return its status and what comes up to the first status or the end."""
    async with http(ticker.url) as client, client.stream("GET", path) as answer:
        text = ""
        async for part in answer.aiter_text():
            text += part
            if "event: status" in text:
                break
        return answer.status_code, text


async def test_readers_of_an_unknown_feed_are_asked_to_come_back_while_nobody_can_know(
    valkey: ValkeyServer, serve: Serve
) -> None:
    async with FaultProxy(valkey.dial).running() as proxy:
        ticker = await serve(redis_url=proxy.redis_url)
        path = f"/v1/feeds/{JUST_MADE.slug}/stream"
        assert (await begins(ticker, path))[0] == 404
        proxy.stall()
        async with http(ticker.url) as client:

            async def is_degraded() -> bool:
                return bool((await client.get("/readyz")).json()["state"] == "degraded")

            await until(is_degraded)
        async with connect(valkey.url, timeout_s=10) as redis:
            await add_feed(redis, JUST_MADE)
        status, text = await begins(ticker, path)
        assert status == 200
        assert text.startswith("retry: ")
        assert "event:" not in text
        proxy.mend()

        async def is_served() -> bool:
            return "event: snapshot" in (await begins(ticker, path))[1]

        await until(is_served, within_s=20)
