"""openapi.yaml and asyncapi.yaml against the code. tests/system holds them against a running service."""

import re
from typing import Any, cast

from schemathesis import openapi
from starlette.routing import Mount, Route

from tests.contracts import ASYNCAPI, METHODS, OPENAPI, broken, document, operations, references
from tests.pages import PROTOCOL, rows
from tests.processes import ROOT
from ticker.fanout.health import Health
from ticker.metrics import Telemetry
from ticker.model import EntryKind, Level, Role
from ticker.newsroom.audit import Audit
from ticker.newsroom.routes import newsroom_routes
from ticker.readers.api import reader_routes
from ticker.settings import Settings, Timing
from ticker.surfaces.routes import surface_routes
from ticker.web import application
from ticker.wire.json_objects import GapReason, LiveState
from ticker.wire.origins import Origins, Proxies


def routes() -> set[tuple[str, str]]:
    """Return every path and method of the application."""
    nothing = cast(Any, object())
    app = application(
        [
            *newsroom_routes(live_feeds=nothing, credentials=nothing, settings=Settings.load({})),
            *surface_routes(live_feeds=nothing, live_receipts=nothing, credentials=nothing, body_patience_s=1),
            *reader_routes(nothing, nothing),
        ],
        health=Health(Timing()),
        filing_health=nothing,
        telemetry=Telemetry(),
        origins=Origins.parse("*"),
        client_servers=Origins.parse(""),
        proxies=Proxies.parse(""),
        audit=Audit(),
        store_id=str,
        exception_handlers={},
    )
    found = set()
    for route in app.routes:
        if isinstance(route, Mount):
            found.add((f"{route.path}/{{path}}", "get"))
        elif isinstance(route, Route):
            wanted = {"GET"} if route.path.endswith(("/socket", "/stream")) else route.methods or set()
            found |= {(route.path, method.lower()) for method in wanted - {"HEAD", "OPTIONS"}}
    return found


def test_every_route_is_in_openapi_and_every_operation_is_a_route() -> None:
    assert {(operation.path, operation.method) for operation in operations()} == routes()


def test_every_address_of_the_protocol_is_in_openapi() -> None:
    documented = {re.match(r"`(\w+) ([^`?]+)", row[0]) for row in rows(PROTOCOL, "Addresses")}
    v1 = {(known.path, known.method) for known in operations() if known.path.startswith("/v1/")}
    assert {(match[2], match[1].lower()) for match in documented if match} == v1


def test_openapi_is_valid() -> None:
    openapi.from_path(ROOT / "docs" / OPENAPI).validate()


def test_every_reference_leads_somewhere() -> None:
    for name in (OPENAPI, ASYNCAPI):
        for reference in references(document(name)):
            target, _, pointer = reference.partition("#")
            node = document(target or name)
            for part in pointer.removeprefix("/").split("/"):
                assert part in node, f"{name}: {reference}"
                node = node[part]


def test_asyncapi_has_every_live_object_on_every_live_address() -> None:
    channels = dict(document(ASYNCAPI)["channels"])
    desk = channels.pop("surfacesStream")
    assert desk["messages"].keys() == {"surfaces"}
    addresses = {channel["address"] for channel in channels.values()}
    assert addresses == {known.path for known in operations() if "live" in known.described["tags"]} - {desk["address"]}
    objects = {kind.value for kind in EntryKind} | {"snapshot", "gap", "status"}
    assert objects | {"surfaces"} == document(ASYNCAPI)["components"]["messages"].keys()
    for name, channel in channels.items():
        assert channel["messages"].keys() == objects, name
    sent = {operation["channel"]["$ref"] for operation in document(ASYNCAPI)["operations"].values()}
    assert sent == {f"#/channels/{name}" for name in document(ASYNCAPI)["channels"]}


def test_the_words_of_the_schemas_are_those_of_the_code() -> None:
    schemas, live = document(OPENAPI)["components"]["schemas"], document(ASYNCAPI)["components"]["schemas"]
    assert schemas["Level"]["enum"] == list(Level)
    assert schemas["Session"]["properties"]["role"]["enum"] == list(Role)
    assert live["Gap"]["properties"]["reason"]["enum"] == list(GapReason)
    assert live["Status"]["properties"]["state"]["enum"] == list(LiveState)
    assert document(OPENAPI)["info"]["version"] == document(ASYNCAPI)["info"]["version"]


def test_every_example_of_asyncapi_is_valid() -> None:
    for kind, described in document(ASYNCAPI)["components"]["messages"].items():
        for example in described.get("examples", []):
            assert broken(ASYNCAPI, f"/components/messages/{kind}/payload", example["payload"]) == []


def test_no_operation_is_described_by_a_method_that_is_none() -> None:
    known = {*METHODS, "parameters"}
    assert [path for path, methods in document(OPENAPI)["paths"].items() if not methods.keys() <= known] == []
