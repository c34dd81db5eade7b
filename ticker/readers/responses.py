"""What all plain answers to readers share: problems, how long they may be kept, the tail of a feed."""

from starlette.requests import Request
from starlette.responses import Response

from ticker.fanout.feeds import LiveFeeds
from ticker.fanout.tail import Tail
from ticker.wire.json_objects import LiveState
from ticker.wire.problems import ProblemKind, problem_parts


def problem_answer(kind: ProblemKind, detail: str = "", **headers: str) -> Response:
    """Return a problem as a response."""
    return Response(*problem_parts(kind, detail, headers=headers))


async def loaded_tail(live_feeds: LiveFeeds, slug: str) -> Tail | Response:
    """Give the tail of a feed, or the answer that says why there is none."""
    if await live_feeds.feed(slug) is None:
        return problem_answer(ProblemKind.NO_SUCH_FEED)
    tail = live_feeds.sync.tail(slug)
    if tail is None or not tail.is_loaded:
        return problem_answer(ProblemKind.NOT_READY, **{"Retry-After": "1"})
    return tail


def query_of(request: Request) -> str:
    """Give what stands behind the ``?``, as it came."""
    raw: bytes = request.scope["query_string"]
    return raw.decode("latin-1")


def freshness(live_feeds: LiveFeeds) -> dict[str, str]:
    """Say how long an answer may be kept: not at all where this process is cut off and may be behind."""
    is_live = live_feeds.health.state is not LiveState.DEGRADED
    return {"Cache-Control": "public, max-age=1" if is_live else "no-store"}
