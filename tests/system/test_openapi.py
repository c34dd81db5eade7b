"""What a running service answers, each answer against docs/openapi.yaml; and what others may send it (schemathesis)."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
from websockets.asyncio.client import connect

from tests.contracts import OPENAPI, Operation, broken, document, escaped, operations, resolve
from tests.processes import ROOT
from tests.servers import FreshValkey, Serve, TickerProcess, ValkeyServer
from tests.waiting import until
from ticker.model import Role
from ticker.store.keys import add_key
from ticker.surfaces.routes import STREAMS_MAX, STREAMS_OF_A_KEY

HASTE: Final = 5
"""How many times faster the clocks run: a body is late after 2 s."""
DRAFT: Final = {"attribution": {"name": "Civil Defense", "role": "Spokesman"}, "statement": "The fire is out."}
NOTE: Final = {"note": "It was said too early."}
BODIES: Final[dict[str, dict[str, Any]]] = {
    "corrections": DRAFT | NOTE,
    "refiles": DRAFT,
    "hold": {},
    "release": {},
    "kill": {"reason": "for the test"},
}
UNSEEN: Final = {
    ("getSnapshot", 503): "a feed's log is loaded before anybody can ask for it, but for a moment",
    ("listEntries", 503): "the same",
    ("getLines", 503): "the same",
    ("getUpdate", 503): "the same",
    ("startSession", 503): "the secret that signs sessions is read at the start",
}
"""Answers that no test can bring about at will."""


@dataclass(slots=True)
class Witness:
    """Holds every answer against what is described, and remembers which it has seen."""

    seen: set[tuple[str, int]] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)

    async def look(self, answer: httpx.Response) -> None:
        """Take an answer; httpx calls this for each."""
        request = answer.request
        body = b"" if "event-stream" in answer.headers.get("content-type", "") else await answer.aread()
        self.judge(request.method, request.url.path, answer.status_code, answer.headers, body)

    def judge(self, method: str, path: str, status: int, headers: Mapping[str, str], body: bytes) -> None:
        """Say what is wrong with an answer."""
        operation = next((known for known in operations() if known.matches(method, path)), None)
        asked = f"{method} {path} {status}"
        if operation is None:
            self.wrong.append(f"{asked}: no such operation")
            return
        self.seen.add((operation.id, status))
        self.wrong += [f"{asked}: {what}" for what in _wrong(operation, status, headers, body)]


def _wrong(operation: Operation, status: int, headers: Mapping[str, str], body: bytes) -> list[str]:
    described = operation.answer(status)
    if described is None:
        return ["the status is not described"]
    pointer, answer = described
    found = []
    for name in answer.get("headers", {}):
        place, header = resolve(OPENAPI, f"{pointer}/headers/{name}", answer["headers"][name])
        if name in headers:
            found += [f"{name}{what}" for what in broken(OPENAPI, f"{place}/schema", headers[name])]
        elif header.get("required"):
            found.append(f"{name} is missing")
    media_type = headers.get("content-type", "").partition(";")[0]
    contents = answer.get("content", {})
    if bool(contents) != bool(media_type) and status != httpx.codes.SWITCHING_PROTOCOLS:
        found.append(f"content of type {media_type!r}, described are {sorted(contents)}")
    elif contents and media_type not in contents:
        found.append(f"type {media_type}, described are {sorted(contents)}")
    elif media_type.endswith("json"):
        found += broken(OPENAPI, f"{pointer}/content/{escaped(media_type)}/schema", json.loads(body))
    return found


@dataclass(slots=True)
class Walk:
    """A service, its keys, and a client whose every answer is witnessed."""

    process: TickerProcess
    client: httpx.AsyncClient
    witness: Witness
    keys: dict[Role, str]

    def key(self, role: Role = Role.EDITOR) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.keys[role]}"}

    async def ask(self, method: str, path: str, status: int, **more: Any) -> httpx.Response:
        """Ask, and expect a status."""
        answer = await self.client.request(method, path, **more)
        assert answer.status_code == status, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer

    async def file(self) -> dict[str, Any]:
        entry: dict[str, Any] = (await self.ask("POST", UPDATES, 201, headers=self.key(), json=DRAFT)).json()
        return entry

    async def act(self, entry: dict[str, Any], act: str, status: int = 200, **headers: str) -> dict[str, Any]:
        """Act on the version of an entry; headers are named with ``_`` for ``-``, and an empty one is left out."""
        wanted = self.key() | {"If-Match": f'"{entry["version"]}"'}
        wanted |= {name.replace("_", "-"): text for name, text in headers.items()}
        path = f"{UPDATES}/{entry['id']}/{act}"
        answer = await self.ask("POST", path, status, headers=_present(wanted), json=BODIES[act])
        acted: dict[str, Any] = answer.json()
        return acted

    async def send_slowly(self, path: str, role: Role = Role.EDITOR) -> None:
        """Send half a body and wait for the answer."""
        port = self.process.port
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        head = f'POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\nIf-Match: "1"\r\n'
        writer.write(f"{head}Authorization: {self.key(role)['Authorization']}\r\nContent-Length: 20\r\n\r\n{{".encode())
        received = (await reader.read()).decode()
        writer.close()
        top, _, body = received.partition("\r\n\r\n")
        first, *lines = top.split("\r\n")
        headers = httpx.Headers({name: text for name, _, text in (line.partition(": ") for line in lines)})
        self.witness.judge("POST", path, int(first.split(" ")[1]), headers, body.encode())


UPDATES: Final = "/v1/feeds/en/updates"


def _present(headers: dict[str, str]) -> dict[str, str]:
    return {name: text for name, text in headers.items() if text}


@pytest.fixture
async def walk(serve: Serve, fresh_valkey: FreshValkey) -> AsyncIterator[tuple[Walk, ValkeyServer]]:
    valkey = await fresh_valkey()
    process = await serve(
        "--read-origins", "https://news.example", "--times-divided-by", str(HASTE), redis_url=valkey.url
    )
    async with valkey.connect() as redis:
        keys = {role: (await add_key(redis, name=role, role=role, feeds=("en",)))[1] for role in Role}
    witness = Witness()
    hooks = {"response": [witness.look]}
    async with httpx.AsyncClient(base_url=process.url, event_hooks=hooks, trust_env=False, timeout=20) as client:
        walked = Walk(process, client, witness, keys)

        async def is_known() -> bool:
            return (await client.get("/v1/session", headers=walked.key(Role.SURFACE))).is_success

        await until(is_known, what="the keys")
        yield walked, valkey


@pytest.mark.long
@pytest.mark.timeout(120)
async def test_every_answer_that_is_described_is_given_and_as_described(walk: tuple[Walk, ValkeyServer]) -> None:
    walked, valkey = walk
    await _look_around(walked)
    await _read(walked)
    await _poll(walked)
    await _report(walked, valkey)
    await _follow(walked)
    await _sign_in(walked)
    await _file(walked)
    await _act(walked)
    paths = [UPDATES, *(f"{UPDATES}/01m85cwwd3fqbztczmnxw566xb/{act}" for act in BODIES)]
    surface = walked.send_slowly("/v1/feeds/en/surfaces/studio-3", Role.SURFACE)
    await asyncio.gather(*map(walked.send_slowly, paths), surface)
    await walked.ask("POST", "/v1/session", 200, headers=walked.key())

    async def is_too_often() -> bool:
        answer = await walked.client.post("/v1/session", headers=walked.key(Role.ADMIN))
        return answer.status_code == httpx.codes.TOO_MANY_REQUESTS

    await until(is_too_often, within_s=20, what="too many sessions")
    await walked.ask("POST", "/v1/session", 200, headers=walked.key())
    valkey.freeze()
    await walked.ask("POST", "/v1/feeds/en/surfaces/studio-3", 503, headers=walked.key(Role.SURFACE), json=REPORT)
    await walked.ask("DELETE", "/v1/feeds/en/surfaces/studio-1", 503, headers=walked.key())
    await walked.ask("DELETE", "/v1/session", 503, headers={"Origin": walked.process.url})
    entry = {"id": "01m85cwwd3fqbztczmnxw566xb", "version": 1}
    await walked.ask("POST", UPDATES, 503, headers=walked.key(), json=DRAFT)
    for act in BODIES:
        await walked.act(entry, act, 503)

    async def is_not_ready() -> bool:
        return (await walked.client.get("/readyz")).status_code == httpx.codes.SERVICE_UNAVAILABLE

    await until(is_not_ready, within_s=15, what="not ready while Redis is frozen")
    await walked.ask("GET", "/readyz/filing", 503)
    valkey.thaw()
    assert walked.witness.wrong == []
    described = {(known.id, int(status)) for known in operations() for status in known.described["responses"]}
    assert described - walked.witness.seen == set(UNSEEN)


async def _look_around(walked: Walk) -> None:
    for path in ("/healthz", "/readyz", "/readyz/filing", "/metrics", "/", "/v1/feeds", "/v1/constraints"):
        await walked.ask("GET", path, 200)
    for file in ("reader.js", "reader.css", "favicon.svg"):
        answer = await walked.ask("GET", f"/clients/reader/{file}", 200)
        await walked.ask("GET", f"/clients/reader/{file}", 304, headers={"If-None-Match": answer.headers["ETag"]})
    await walked.ask("GET", "/clients/reader/", 307)
    await walked.ask("GET", "/clients/composer", 307)
    page = await walked.ask("GET", "/clients/composer/", 200)
    await walked.ask("GET", "/clients/composer/", 304, headers={"If-None-Match": page.headers["ETag"]})
    await walked.ask("GET", "/clients/none", 404)


async def _read(walked: Walk) -> None:
    entry = await walked.file()
    held = await walked.act(entry, "hold")
    second = await walked.file()
    for path in ("/v1/feeds/en", f"{UPDATES}/{held['id']}", f"{UPDATES}/{second['id']}"):
        answer = await walked.ask("GET", path, 200)
        await walked.ask("GET", path, 304, headers={"If-None-Match": answer.headers["ETag"]})
    for path in ("", "/entries", "/updates/none"):
        await walked.ask("GET", f"/v1/feeds/none{path}", 404)
    await walked.ask("GET", f"{UPDATES}/none", 404)
    page = (await walked.ask("GET", "/v1/feeds/en/entries?limit=1", 200)).json()
    assert page["more"]
    await walked.ask("GET", f"/v1/feeds/en/entries?after={page['cursor']}", 200)
    for query in ("after=garbage", "limit=0", "limit=501", "limit=x", "limit=1&limit=1"):
        await walked.ask("GET", f"/v1/feeds/en/entries?{query}", 400)
    await walked.ask("GET", "/v1/feeds/en/entries?after=abcdefgh.1", 410)


async def _poll(walked: Walk) -> None:
    for form in ("json", "xml", "csv", "txt"):
        path = f"/v1/feeds/en/lines.{form}"
        answer = await walked.ask("GET", path, 200, params={"column": ["Time", "Headline"], "zone": "UTC"})
        assert "The fire is out." in answer.text
        whole = await walked.ask("GET", path, 200)
        await walked.ask("GET", path, 304, headers={"If-None-Match": whole.headers["ETag"]})
    await walked.ask("GET", "/v1/feeds/ar/lines.json", 200)
    for query in ("column=Colour", "limit=0", "zone=Nowhere", "column=Id&column=Id"):
        await walked.ask("GET", f"/v1/feeds/en/lines.csv?{query}", 400)
    await walked.ask("GET", "/v1/feeds/en/lines.pdf", 404)


REPORT: Final[dict[str, Any]] = {"kind": "lower-third", "cursor": None, "shown": [], "state": "live", "delay_s": 0}


async def _report(walked: Walk, valkey: ValkeyServer) -> None:
    surface, editor, overview = walked.key(Role.SURFACE), walked.key(), "/v1/feeds/en/surfaces"
    entry = await walked.file()
    shown = {"cursor": entry["cursor"], "shown": [{"id": entry["id"], "version": 1}]}
    await walked.ask("POST", f"{overview}/studio-1", 200, headers=surface, json=REPORT)
    await walked.ask("POST", f"{overview}/studio-1", 200, headers=surface, json=REPORT | shown)
    await walked.ask("GET", overview, 200, headers=editor)
    await walked.act(entry, "kill")
    assert (await walked.ask("GET", overview, 200, headers=editor)).json()["receipts"]
    for path in (overview, f"{overview}/stream"):
        await walked.ask("GET", path, 401)
        await walked.ask("GET", path, 403, headers=surface)
        await walked.ask("GET", path.replace("en", "none"), 404, headers=editor)
    async with AsyncExitStack() as streams:
        for who in await _editors(walked, valkey, STREAMS_MAX // STREAMS_OF_A_KEY):
            for _ in range(STREAMS_OF_A_KEY):
                stream = walked.client.stream("GET", f"{overview}/stream", headers=who)
                assert (await streams.enter_async_context(stream)).status_code == httpx.codes.OK
            await walked.ask("GET", f"{overview}/stream", 429, headers=who)
        await walked.ask("GET", f"{overview}/stream", 503, headers=editor)
    path, as_json = f"{overview}/studio-2", surface | {"Content-Type": "application/json"}
    await walked.ask("POST", path, 401, json=REPORT)
    await walked.ask("POST", path, 403, headers=editor, json=REPORT)
    await walked.ask("POST", "/v1/feeds/none/surfaces/studio-2", 404, headers=surface, json=REPORT)
    await walked.ask("POST", path, 415, headers=surface | {"Content-Type": "text/plain"}, content="{}")
    await walked.ask("POST", path, 413, headers=as_json, content=b" " * 16_385)
    await walked.ask("POST", path, 400, headers=as_json, content=b"{")
    await walked.ask("POST", path, 422, headers=surface, json=REPORT | {"colour": "red"})
    await walked.ask("POST", f"{overview}/stream", 422, headers=surface, json=REPORT)

    async def is_too_much() -> bool:
        answer = await walked.client.post(path, headers=surface, json=REPORT)
        return answer.status_code == httpx.codes.TOO_MANY_REQUESTS

    await until(is_too_much, within_s=20, what="too many reports")
    await walked.ask("DELETE", path, 401)
    await walked.ask("DELETE", path, 403, headers=surface)
    await walked.ask("DELETE", "/v1/feeds/none/surfaces/studio-2", 404, headers=editor)
    await walked.ask("DELETE", path, 204, headers=editor)
    await walked.ask("DELETE", path, 404, headers=editor)


async def _editors(walked: Walk, valkey: ValkeyServer, number: int) -> list[dict[str, str]]:
    """Make keys of editors, and wait until they are known."""
    async with valkey.connect() as redis:
        made = [await add_key(redis, name=f"desk {one}", role=Role.EDITOR, feeds=("*",)) for one in range(number)]
    bearers = [{"Authorization": f"Bearer {secret}"} for _, secret in made]

    async def are_known() -> bool:
        return all([(await walked.client.get("/v1/session", headers=one)).is_success for one in bearers])

    await until(are_known)
    return bearers


async def _follow(walked: Walk) -> None:
    for path, query in (("/v1/feeds/en", ""), ("/v1", "?feed=en&feed=ar")):
        async with connect(f"{walked.process.socket_url}{path}/socket{query}", proxy=None) as client:
            assert client.response is not None
            answer = client.response
            walked.witness.judge("GET", f"{path}/socket", answer.status_code, answer.headers, b"")
        await walked.ask("GET", f"{path}/socket{query}", 426)
        upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
        await walked.ask("GET", f"{path}/socket{query}", 400, headers=upgrade | {"Sec-WebSocket-Key": "short"})
        async with walked.client.stream("GET", f"{path}/stream{query}") as stream:
            assert stream.status_code == httpx.codes.OK
        await walked.ask("GET", f"{path}/stream{query}", 403, headers={"Origin": "https://elsewhere.example"})
        await walked.ask("GET", f"{path}/stream", 400, params={"after": ["", ""]})
    await walked.ask("GET", "/v1/feeds/none/stream", 404)
    await walked.ask("GET", "/v1/stream?feed=none", 404)


async def _sign_in(walked: Walk) -> None:
    await walked.ask("GET", "/v1/session", 401)
    await walked.ask("POST", "/v1/session", 401)
    await walked.ask("POST", "/v1/session", 403, headers=walked.key(Role.SURFACE))
    await walked.ask("POST", "/v1/session", 200, headers=walked.key())
    await walked.ask("GET", "/v1/session", 200)
    foreign = {"Origin": "https://elsewhere.example"}
    await walked.ask("POST", UPDATES, 403, headers=foreign, json=DRAFT)
    await walked.ask("POST", UPDATES, 201, headers={"Origin": walked.process.url}, json=DRAFT)
    await walked.ask("DELETE", "/v1/session", 403, headers=foreign)
    await walked.ask("DELETE", "/v1/session", 401, headers={"Authorization": "Bearer none"})
    await walked.ask("DELETE", "/v1/session", 204, headers={"Origin": walked.process.url})


async def _file(walked: Walk) -> None:
    key, retry = walked.key(), {"Idempotency-Key": "once"}
    await walked.ask("POST", UPDATES, 201, headers=key | retry, json=DRAFT)
    await walked.ask("POST", UPDATES, 422, headers=key | retry, json=DRAFT | {"level": "flash"})
    await walked.ask("POST", UPDATES, 400, headers=key | {"Idempotency-Key": "x" * 129}, json=DRAFT)
    await walked.ask("POST", "/v1/feeds/none/updates", 404, headers=key, json=DRAFT)
    await _refuse(walked, UPDATES, DRAFT)


async def _act(walked: Walk) -> None:
    dead = await walked.act(await walked.file(), "kill")
    for act in BODIES:
        entry = await walked.file()
        if act == "release":
            entry = await walked.act(entry, "hold")
        path = f"{UPDATES}/{entry['id']}/{act}"
        await walked.act(entry, act, 428, If_Match="")
        await walked.act(entry, act, 400, If_Match="1")
        await walked.act(entry | {"version": 9}, act, 412)
        await walked.act(entry | {"id": "none"}, act, 404)
        await walked.act(dead, act, 409)
        await _refuse(walked, path, BODIES[act])
        await walked.act(entry, act)


async def _refuse(walked: Walk, path: str, body: dict[str, Any]) -> None:
    """Bring about what every filing can be refused for."""
    key = walked.key() | {"If-Match": '"1"'}
    text = key | {"Content-Type": "text/plain"}
    as_json = key | {"Content-Type": "application/json"}
    await walked.ask("POST", path, 401, json=body)
    await walked.ask("POST", path, 403, headers=key | walked.key(Role.SURFACE), json=body)
    await walked.ask("POST", path, 415, headers=text, content=json.dumps(body))
    await walked.ask("POST", path, 413, headers=as_json, content=b" " * 16_385)
    await walked.ask("POST", path, 400, headers=as_json, content=b"{")
    await walked.ask("POST", path, 422, headers=key, json=body | {"colour": "red"})


SCHEMATHESIS: Final = "from schemathesis.cli import schemathesis; schemathesis()"
EXAMPLES: Final = 12
"""Tries for each operation and phase. More only repeat what the phases have tried."""
BEYOND_A_SCHEMA: Final = ("positive_data_acceptance", "missing_required_header")
"""Checks that are left out: a schema cannot count graphemes; and a missing If-Match is 428, which the walk holds."""


@pytest.mark.long
@pytest.mark.timeout(300)
@pytest.mark.parametrize("who", ["with a key", "without a key"])
async def test_no_request_is_answered_with_a_failure_or_with_what_is_not_described(
    serve: Serve, tmp_path: Path, who: str
) -> None:
    process = await serve()
    config = tmp_path / "schemathesis.toml"
    config.write_text('[parameters]\n"path.feed" = "en"\n')
    key = ("--header", f"Authorization: Bearer {process.key}") if who == "with a key" else ()
    arguments = (
        *("--config-file", str(config), "run", str(ROOT / "docs" / OPENAPI), "--url", process.url, *key),
        *("--exclude-tag", "live", "--generation-deterministic", "--max-examples", str(EXAMPLES)),
        *("--checks", "all", "--exclude-checks", ",".join(BEYOND_A_SCHEMA), "--warnings", "off", "--no-color"),
    )
    started = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", SCHEMATHESIS, *arguments),
        cwd=tmp_path,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await started.communicate()
    assert started.returncode == 0, output.decode()
    assert '"level":"error"' not in process.output


def test_what_is_left_out_is_what_never_ends() -> None:
    live = {known.path for known in operations() if "live" in known.described["tags"]}
    assert live == {path for path in document(OPENAPI)["paths"] if path.endswith(("/socket", "/stream"))}
