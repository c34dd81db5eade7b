"""A line that the desk holds stays off the air whatever its correspondent files, on a real service."""

import itertools
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import httpx
import pytest

from tests.editor import draft, post
from tests.served import served
from tests.servers import http
from ticker.model import Role

UPDATES: Final = "/v1/feeds/en/updates"
NEW: Final = "New words that wait"
NOTES: Final[dict[str, dict[str, str]]] = {"corrections": {"note": "It was said too early."}, "refiles": {}}


@dataclass(frozen=True, slots=True)
class Service:
    """A service, and a key of each role."""

    client: httpx.AsyncClient
    keys: Mapping[Role, str]

    async def post(self, who: Role, path: str, body: dict[str, Any], **headers: str) -> httpx.Response:
        bearer = {"Authorization": f"Bearer {self.keys[who]}"}
        return await post(self.client, UPDATES + path, body, bearer | headers)

    async def act(self, who: Role, entry: dict[str, Any], act: str, *, key: str = "", **body: Any) -> httpx.Response:
        headers = {"If-Match": f'"{entry["version"]}"'} | ({"Idempotency-Key": key} if key else {})
        return await self.post(who, f"/{entry['id']}/{act}", body, **headers)

    async def word(self, who: Role, entry: dict[str, Any], act: str, *, key: str = "") -> httpx.Response:
        """File new words for an update."""
        return await self.act(who, entry, act, key=key, **draft(NEW), **NOTES[act])

    async def held(self, holder: Role) -> dict[str, Any]:
        """Have the correspondent file a line, and somebody hold it."""
        filed = await self.post(Role.CORRESPONDENT, "", draft("Old words"))
        answer = await self.act(holder, filed.json(), "hold")
        assert answer.status_code == httpx.codes.OK, answer.text
        entry: dict[str, Any] = answer.json()
        return entry

    async def everything_served(self, id: str) -> str:
        """Return what every endpoint says to a stranger of the feed, as one text."""
        paths = ("", "/entries?limit=500", f"/updates/{id}", "/lines.json", "/lines.xml", "/lines.csv", "/lines.txt")
        served = [(await self.client.get(f"/v1/feeds/en{path}")).text for path in paths]
        async with self.client.stream("GET", "/v1/feeds/en/stream") as answer:
            async for line in answer.aiter_lines():
                served.append(line)
                if line.startswith("event: status"):
                    break
        return "\n".join(served)


@pytest.fixture
async def service() -> AsyncIterator[Service]:
    async with served() as process, http(process.url) as client:
        yield Service(client, process.keys)


async def test_a_correspondent_s_words_do_not_undo_the_hold_of_the_desk(service: Service) -> None:
    for holder, act in itertools.product((Role.EDITOR, Role.ADMIN), NOTES):
        held = await service.held(holder)
        answer = await service.word(Role.CORRESPONDENT, held, act)
        entry = answer.json()
        assert answer.status_code == httpx.codes.OK
        assert (entry["type"], entry["version"], entry["pubstatus"]) == ("hold", 3, "withheld")
        assert (answer.headers["ETag"], answer.headers["Ticker-Version"]) == ('"3"', "3")
        served = await service.everything_served(held["id"])
        assert NEW not in served
        assert "Old words" not in served
        assert (await service.act(Role.CORRESPONDENT, entry, "release")).status_code == httpx.codes.FORBIDDEN
        released = (await service.act(Role.EDITOR, entry, "release")).json()
        assert (released["type"], released["version"], released["statement"]) == ("release", 4, NEW)
        assert "note" not in released
        assert NEW in await service.everything_served(held["id"])
        assert (await service.act(Role.EDITOR, released, "kill")).is_success


async def test_words_of_whoever_may_release_end_the_hold(service: Service) -> None:
    deskers = (Role.EDITOR, Role.ADMIN)
    for holder, who, act in itertools.product(deskers, deskers, NOTES):
        held = await service.held(holder)
        entry = (await service.word(who, held, act)).json()
        assert (entry["pubstatus"], entry["version"], entry["statement"]) == ("usable", 3, NEW)


async def test_a_retry_of_words_that_stayed_withheld_is_answered_alike(service: Service) -> None:
    held = await service.held(Role.EDITOR)
    first, again = [await service.word(Role.CORRESPONDENT, held, "refiles", key="once") for _ in range(2)]
    assert (again.status_code, again.json()) == (first.status_code, first.json())
    assert again.headers["Ticker-Cursor"] == first.headers["Ticker-Cursor"]
    assert json.loads(again.text)["version"] == 3
