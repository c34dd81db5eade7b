"""What the doctor says of a live stream by what comes over it."""

import json
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from ticker.tools.doctor.findings import Finding, Verdict
from ticker.tools.doctor.live import look_at_stream


async def looked_at(*said: str, status: int = 200, kind: str = "text/event-stream") -> Finding:
    """Look at a stream over which this comes."""
    body = "".join(f"data: {line}\n\n" for line in said)
    transport = httpx.MockTransport(lambda _: httpx.Response(status, text=body, headers={"Content-Type": kind}))
    async with httpx.AsyncClient(transport=transport, base_url="http://ticker.test") as client:
        return await look_at_stream(client, "en", 0)


def status(*, behind: timedelta = timedelta()) -> str:
    return json.dumps({"type": "status", "state": "live", "at": (datetime.now(UTC) - behind).isoformat()})


async def test_a_stream_whose_first_lines_come_at_once_is_good() -> None:
    found = await looked_at('{"type": "snapshot"}', status())
    assert (found.health, found.advice) == (Verdict.GOOD, "")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (("nothing of ours",), "nothing that the service says"),
        (('{"type": "status"}',), "nothing that the service says"),
        ((), "ended at once"),
    ],
)
async def test_what_is_no_stream_of_ours_is_bad(said: tuple[str, ...], words: str) -> None:
    found = await looked_at(*said)
    assert found.health is Verdict.BAD
    assert words in found.found


async def test_a_refusal_is_bad_and_named() -> None:
    found = await looked_at(status=403, kind="application/problem+json")
    assert (found.health, "HTTP 403" in found.found) == (Verdict.BAD, True)


async def test_a_clock_that_is_off_is_doubtful() -> None:
    found = await looked_at(status(behind=timedelta(seconds=60)))
    assert (found.health, found.advice) == (Verdict.DOUBTFUL, "run NTP")
