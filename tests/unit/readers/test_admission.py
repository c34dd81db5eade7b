"""Who may join: every refusal of the contract, in a table. One function, no I/O."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticker.model import Cursor, Epoch
from ticker.readers.admission import (
    FEEDS_MAX,
    Admitted,
    Decision,
    Refused,
    RequestHead,
    Transport,
    TurnedAway,
    UnknownFeed,
    admit,
    transport_of,
)
from ticker.readers.cursors import NONE_REQUESTED, Requested
from ticker.wire.close_codes import CloseCode
from ticker.wire.encodings import BARE_SSE, SSE, WEBSOCKET
from ticker.wire.origins import Origins
from ticker.wire.problems import ProblemKind

KEY = "dGhlIHNhbXBsZSBub25jZQ=="
AT_41 = Cursor(Epoch("epoch001"), 41)
SOCKET_HEADERS = {
    "host": "news.example",
    "upgrade": "websocket",
    "connection": "Upgrade",
    "sec-websocket-version": "13",
    "sec-websocket-key": KEY,
}
ANYBODY = Origins.parse("*")
LISTED = Origins.parse("https://paper.example")
SOCKET, STREAM = Transport.SOCKET, Transport.STREAM
ENCODINGS = {SOCKET: WEBSOCKET, STREAM: SSE}


@dataclass(frozen=True)
class ThisProcess:
    """A process that serves every feed of one or two letters, has loaded all but ``zz`` and keeps out one address."""

    is_draining: bool = False
    full_for: str = "192.0.2.1"

    def knows(self, feed: str) -> bool:
        return 1 <= len(feed) <= 2

    def is_loaded(self, feed: str) -> bool:
        return feed != "zz"

    def has_room(self, address: str) -> bool:
        return address != self.full_for


def head(
    transport: Transport = SOCKET,
    *,
    feed: str | None = "en",
    query: str = "",
    method: str = "GET",
    has_body: bool = False,
    address: str = "192.0.2.7",
    **headers: str | None,
) -> RequestHead:
    """Return a good request head, but for what is named; a header that is None is left out."""
    path = f"/v1/{transport.value}" if feed is None else f"/v1/feeds/{feed}/{transport.value}"
    sent = SOCKET_HEADERS if transport is SOCKET else {"host": "news.example"}
    named: Mapping[str, str | None] = sent | {name.replace("_", "-"): value for name, value in headers.items()}
    kept = {name: value for name, value in named.items() if value is not None}
    return RequestHead(method, path, query, kept, has_body, address)


def decided(asked: RequestHead, *, origins: Origins = ANYBODY, facts: ThisProcess | None = None) -> Decision | None:
    return admit(asked, origins=origins, facts=facts or ThisProcess())


def admitted(asked: RequestHead, **given: Any) -> Admitted:
    decision = decided(asked, **given)
    assert isinstance(decision, Admitted), decision
    return decision


def refused(asked: RequestHead, **given: Any) -> Refused:
    decision = decided(asked, **given)
    assert isinstance(decision, Refused), decision
    return decision


def code_of(asked: RequestHead, **given: Any) -> CloseCode:
    decision = decided(asked, **given)
    assert isinstance(decision, TurnedAway), decision
    return decision.code


class TestAddresses:
    @pytest.mark.parametrize(
        ("path", "recognised"),
        [
            ("/v1/feeds/en/socket", (SOCKET, "en")),
            ("/v1/feeds/en/stream", (STREAM, "en")),
            ("/v1/feeds//stream", (STREAM, "")),
            ("/v1/socket", (SOCKET, None)),
            ("/v1/stream", (STREAM, None)),
        ],
    )
    def test_a_reader_s_address_is_recognised(self, path: str, recognised: object) -> None:
        assert transport_of(path) == recognised

    @pytest.mark.parametrize(
        "path",
        [
            *("", "/", "/v1/", "/v1/feeds", "/v1/feeds/en", "/v1/feeds/en/entries", "/v1/feeds/en/socket/"),
            *("/v1/other/en/socket", "/v2/socket", "/v1/SOCKET", "v1/socket", "/v1/feeds/en/updates/socket"),
        ],
    )
    def test_every_other_address_is_somebody_else_s(self, path: str) -> None:
        assert transport_of(path) is None
        assert decided(head()._replace(path=path)) is None


class TestAdmitted:
    @pytest.mark.parametrize("transport", Transport)
    def test_one_feed(self, transport: Transport) -> None:
        key = KEY.encode() if transport is SOCKET else b""
        cors = b"Access-Control-Allow-Origin: *\r\n"
        assert decided(head(transport)) == Admitted(
            ENCODINGS[transport], ("en",), NONE_REQUESTED, key, cors, "192.0.2.7"
        )

    @pytest.mark.parametrize("facts", [ThisProcess(), ThisProcess(is_draining=True)], ids=["admitted", "turned away"])
    def test_who_speaks_http_1_0_gets_no_chunks(self, facts: ThisProcess) -> None:
        decision = decided(head(STREAM)._replace(takes_chunks=False), facts=facts)
        assert isinstance(decision, Admitted | TurnedAway)
        assert decision.encoding is BARE_SSE

    @pytest.mark.parametrize("transport", Transport)
    def test_several_feeds_once_each_and_in_one_order(self, transport: Transport) -> None:
        asked = head(transport, feed=None, query="feed=en&feed=ar&feed=en")
        assert admitted(asked).feeds == ("ar", "en")

    def test_sixteen_feeds(self) -> None:
        feeds = [f"f{digit:x}" for digit in range(FEEDS_MAX)]
        assert admitted(head(feed=None, query=urlencode([("feed", feed) for feed in feeds]))).feeds == tuple(feeds)

    def test_sixteen_feeds_and_a_cursor(self) -> None:
        asked = [("feed", f"f{digit:x}") for digit in range(FEEDS_MAX)] + [("after", f"f3~{AT_41}")]
        assert admitted(head(feed=None, query=urlencode(asked))).requested.by_feed == {"f3": AT_41}

    @pytest.mark.parametrize(
        "headers",
        [
            {"upgrade": "WebSocket", "connection": "keep-alive, UPGRADE"},
            {"upgrade": "websocket, h2c", "connection": "upgrade"},
            {"upgrade": "h2c,WEBSOCKET", "connection": "Upgrade,keep-alive"},
        ],
    )
    def test_upgrade_tokens_in_any_case_and_list(self, headers: dict[str, Any]) -> None:
        assert admitted(head(**headers)).key == KEY.encode()

    def test_a_stream_needs_no_upgrade(self) -> None:
        assert admitted(head(STREAM, connection="keep-alive")).key == b""


class TestCursors:
    @pytest.mark.parametrize("transport", Transport)
    @pytest.mark.parametrize(
        ("query", "header", "requested"),
        [
            ("", None, NONE_REQUESTED),
            ("after=", "", NONE_REQUESTED),
            (f"after={AT_41}", None, Requested({"en": AT_41})),
            (f"after={AT_41}", "", Requested({"en": AT_41})),
            ("", str(AT_41), Requested({"en": AT_41})),
            ("after=epoch001.7", str(AT_41), Requested({"en": AT_41})),
            ("after=garbage", str(AT_41), Requested({"en": AT_41})),
            (f"after={AT_41}", "garbage", Requested({}, frozenset({"en"}))),
            ("after=garbage", None, Requested({}, frozenset({"en"}))),
            (f"after=en%7E{AT_41}", None, Requested({"en": AT_41})),
            (f"after=ar~{AT_41}", None, NONE_REQUESTED),
        ],
    )
    def test_the_header_wins_and_garbage_is_no_refusal(
        self, transport: Transport, query: str, header: str | None, requested: Requested
    ) -> None:
        assert admitted(head(transport, query=query, last_event_id=header)).requested == requested

    @pytest.mark.parametrize("transport", Transport)
    @pytest.mark.parametrize("name", ["lastEventId", "Last-Event-ID"])
    def test_what_polyfills_add_to_the_address_is_the_newer_cursor(self, transport: Transport, name: str) -> None:
        asked = head(transport, query=f"after=epoch001.7&{name}={AT_41}&_=123&retry=2")
        assert admitted(asked).requested == Requested({"en": AT_41})
        assert admitted(head(transport, query=f"{name}=epoch001.7", last_event_id=str(AT_41))).requested == Requested(
            {"en": AT_41}
        )

    @pytest.mark.parametrize("transport", Transport)
    @pytest.mark.parametrize("query", ["since=3", "feed=ar", "x", "y=" + "y" * 1_000, "_=123&=&&%"])
    def test_a_parameter_that_nobody_knows_is_passed_over(self, transport: Transport, query: str) -> None:
        assert admitted(head(transport, query=query)).feeds == ("en",)
        assert admitted(head(transport, feed=None, query=f"feed=en&{query.replace('feed=ar', '')}")).feeds == ("en",)

    def test_several_feeds_bring_a_joint_one(self) -> None:
        asked = head(feed=None, query=f"feed=en&feed=ar&after=en~{AT_41},ar~epoch002.0")
        assert admitted(asked).requested.by_feed == {"en": AT_41, "ar": Cursor(Epoch("epoch002"), 0)}


class TestBadRequests:
    @pytest.mark.parametrize(
        ("feed", "query", "said"),
        [
            ("en", "after=a&after=b", "after: name it only once"),
            ("en", "after=&after=", "after: name it only once"),
            (None, "", "name a feed, as in ?feed=en&feed=ar"),
            (None, "after=epoch001.1", "name a feed, as in ?feed=en&feed=ar"),
            (None, "feed=en&after=a&after=b", "after: name it only once"),
            (None, "&".join(f"feed=f{n}" for n in range(17)), "name at most 16 feeds"),
            (None, "&".join(f"feed=f{n}" for n in range(1_000)), "send at most 64 parameters"),
            ("en", "&".join(f"y{n}=1" for n in range(65)), "send at most 64 parameters"),
        ],
    )
    def test_are_a_close_code_on_sockets_and_a_400_on_streams(self, feed: str | None, query: str, said: str) -> None:
        assert code_of(head(SOCKET, feed=feed, query=query)) == 4504
        assert refused(head(STREAM, feed=feed, query=query)) == Refused(ProblemKind.BAD_REQUEST, said)


class TestUnknownFeeds:
    @pytest.mark.parametrize(
        ("feed", "query", "unknown"), [("nowhere", "", "nowhere"), (None, "feed=en&feed=nowhere&feed=none", "none")]
    )
    def test_are_asked_for_before_they_are_refused(self, feed: str | None, query: str, unknown: str) -> None:
        socket = decided(head(SOCKET, feed=feed, query=query))
        assert isinstance(socket, UnknownFeed)
        assert isinstance(socket.refusal, TurnedAway)
        assert (socket.feed, socket.refusal.code) == (unknown, 4501)
        stream = decided(head(STREAM, feed=feed, query=query))
        assert stream == UnknownFeed(
            unknown,
            Refused(ProblemKind.NO_SUCH_FEED, unknown),
            TurnedAway(SSE, CloseCode.FULL, b"", b"Access-Control-Allow-Origin: *\r\n"),
        )
        assert socket.unsure == TurnedAway(WEBSOCKET, CloseCode.FULL, socket.unsure.key, socket.unsure.cors)

    @pytest.mark.parametrize("feed", ["", "EN-US", "nowhere\n", "n" * 64, "..%2Fx"])
    def test_are_refused_at_once_where_no_feed_can_have_such_a_name(self, feed: str) -> None:
        assert code_of(head(SOCKET, feed=feed)) is CloseCode.NO_SUCH_FEED
        assert refused(head(STREAM, feed=feed)).kind is ProblemKind.NO_SUCH_FEED


class TestUnsuitable:
    @pytest.mark.parametrize("transport", Transport)
    @pytest.mark.parametrize("method", ["HEAD", "POST", "PUT", "DELETE", "OPTIONS", "get", ""])
    def test_methods_are_refused_with_what_is_allowed(self, transport: Transport, method: str) -> None:
        answer = refused(head(transport, method=method))
        assert answer == Refused(ProblemKind.METHOD_NOT_ALLOWED, headers=(("Allow", "GET, OPTIONS"),))
        assert answer.kind.status == 405

    @pytest.mark.parametrize("transport", Transport)
    def test_bodies_are_refused_and_the_connection_ends(self, transport: Transport) -> None:
        answer = refused(head(transport, has_body=True))
        assert (answer.kind.status, answer.headers) == (400, (("Connection", "close"),))

    @pytest.mark.parametrize(
        "headers",
        [
            {"upgrade": None, "connection": None},
            {"upgrade": None},
            {"connection": None},
            {"upgrade": "h2c"},
            {"upgrade": "websocketx"},
            {"connection": "keep-alive"},
            {"connection": "upgraded"},
            {"sec_websocket_version": None},
            {"sec_websocket_version": ""},
            {"sec_websocket_version": "8"},
            {"sec_websocket_version": "14"},
            {"sec_websocket_version": "13, 8"},
        ],
    )
    def test_what_asks_for_no_socket_of_version_13_is_told_to(self, headers: dict[str, Any]) -> None:
        answer = refused(head(**headers))
        assert answer.kind.status == 426
        assert dict(answer.headers) == {
            "Upgrade": "websocket",
            "Connection": "Upgrade, close",
            "Sec-WebSocket-Version": "13",
        }

    @pytest.mark.parametrize("key", [None, "", "short", KEY[:-1], KEY + "=", f"{KEY}, {KEY}", "é" * 24])
    def test_a_bad_key_is_a_bad_request(self, key: str | None) -> None:
        assert refused(head(sec_websocket_key=key)).kind.status == 400


class TestOrigins:
    @pytest.mark.parametrize("transport", Transport)
    @pytest.mark.parametrize("origin", [None, "https://paper.example", "https://PAPER.example:443"])
    def test_listed_ones_and_none_may_read(self, transport: Transport, origin: str | None) -> None:
        assert admitted(head(transport, origin=origin), origins=LISTED).feeds == ("en",)

    @pytest.mark.parametrize("origins", [LISTED, Origins.parse("")], ids=["listed", "none"])
    @pytest.mark.parametrize("origin", ["https://other.example", "null", "", "junk", "http://[", "http://[::1", "://"])
    def test_others_may_not_however_they_are_written(self, origins: Origins, origin: str) -> None:
        assert code_of(head(SOCKET, origin=origin), origins=origins) == 4503
        assert refused(head(STREAM, origin=origin), origins=origins).kind is ProblemKind.FOREIGN_ORIGIN
        assert ProblemKind.FOREIGN_ORIGIN.status == 403

    @pytest.mark.parametrize("origin", ["https://other.example", "null", "http://["])
    def test_any_may_read_where_any_may(self, origin: str) -> None:
        assert admitted(head(origin=origin)).cors == b"Access-Control-Allow-Origin: *\r\n"

    @pytest.mark.parametrize(
        ("host", "origin"),
        [
            ("news.example", "http://news.example"),
            ("news.example", "https://news.example"),
            ("NEWS.example:8000", "http://news.EXAMPLE:8000"),
            ("news.example:443", "https://news.example"),
            ("[::1]:8000", "http://[::1]:8000"),
        ],
    )
    def test_a_page_of_our_own_may_open_sockets(self, host: str, origin: str) -> None:
        assert admitted(head(host=host, origin=origin), origins=LISTED).feeds == ("en",)

    @pytest.mark.parametrize(
        ("host", "origin"),
        [
            ("news.example", "http://news.example:8000"),
            ("news.example:8000", "http://news.example"),
            ("news.example", "http://news.example.evil"),
            ("", "null"),
            (None, "null"),
            (None, "http://"),
            ("", ""),
            ("[", "http://["),
            ("junk", "junk"),
        ],
    )
    def test_a_page_of_somebody_else_s_does_not_pass_for_ours(self, host: str | None, origin: str) -> None:
        assert code_of(head(host=host, origin=origin), origins=LISTED) is CloseCode.NOT_ALLOWED

    def test_a_stream_s_origin_is_always_a_foreign_one(self) -> None:
        assert refused(head(STREAM, origin="http://news.example"), origins=LISTED).kind.status == 403

    @pytest.mark.parametrize(
        ("origins", "origin", "lines"),
        [
            ("*", "https://paper.example", b"Access-Control-Allow-Origin: *\r\n"),
            ("*", None, b"Access-Control-Allow-Origin: *\r\n"),
            ("", None, b""),
            ("https://paper.example", None, b"Vary: Origin\r\n"),
            (
                "https://paper.example",
                "https://paper.example",
                b"Vary: Origin\r\nAccess-Control-Allow-Origin: https://paper.example\r\n",
            ),
        ],
    )
    def test_a_stream_s_answer_says_who_may_read_it(self, origins: str, origin: str | None, lines: bytes) -> None:
        assert admitted(head(STREAM, origin=origin), origins=Origins.parse(origins)).cors == lines


class TestComeBackLater:
    @pytest.mark.parametrize("transport", Transport)
    @pytest.mark.parametrize(
        ("asked", "facts", "code"),
        [
            ({}, ThisProcess(is_draining=True), 4012),
            ({"feed": "zz"}, ThisProcess(), 4013),
            ({"feed": None, "query": "feed=en&feed=zz"}, ThisProcess(), 4013),
            ({"address": "192.0.2.1"}, ThisProcess(), 4013),
        ],
        ids=["draining", "not loaded", "one not loaded", "full"],
    )
    def test_is_said_by_code_or_by_retry_and_never_by_a_status(
        self, transport: Transport, asked: dict[str, Any], facts: ThisProcess, code: int
    ) -> None:
        decision = decided(head(transport, **asked), facts=facts)
        key = KEY.encode() if transport is SOCKET else b""
        cors = b"Access-Control-Allow-Origin: *\r\n"
        assert decision == TurnedAway(ENCODINGS[transport], CloseCode(code), key, cors)
        assert decision.code.may_return

    def test_comes_with_the_stream_s_cors_lines(self) -> None:
        asked = head(STREAM, origin="https://paper.example", address="192.0.2.1")
        decision = decided(asked, origins=LISTED)
        assert isinstance(decision, TurnedAway)
        assert b"Access-Control-Allow-Origin: https://paper.example\r\n" in decision.cors


class TestOrder:
    def test_a_bad_request_is_bad_also_while_draining(self) -> None:
        assert code_of(head(query="after=&after="), facts=ThisProcess(is_draining=True)) is CloseCode.BAD_REQUEST

    def test_while_draining_nobody_is_told_that_a_feed_is_gone(self) -> None:
        assert code_of(head(feed="nowhere"), facts=ThisProcess(is_draining=True)) is CloseCode.RESTARTING

    def test_a_foreign_page_takes_no_reader_s_room(self) -> None:
        """Room is asked for last: with a limit on joins, asking takes one."""
        asked = head(origin="https://other.example", address="192.0.2.1")
        assert code_of(asked, origins=LISTED) is CloseCode.NOT_ALLOWED


TEXTS = st.text(st.characters(max_codepoint=255), max_size=20)
HEADS = st.builds(
    RequestHead,
    st.sampled_from(["GET", "POST"]) | TEXTS,
    st.sampled_from(["/v1/socket", "/v1/stream", "/v1/feeds/en/socket", "/v1/feeds/en/stream"]) | TEXTS,
    st.lists(st.sampled_from(["feed=en", "feed=ar", "after=epoch001.1", "%", "=", "feed=%ff"]) | TEXTS).map("&".join),
    st.dictionaries(st.sampled_from([*SOCKET_HEADERS, "origin", "last-event-id"]), TEXTS).map(
        lambda drawn: SOCKET_HEADERS | drawn
    ),
    st.booleans(),
    TEXTS,
)


@given(HEADS, st.sampled_from([ANYBODY, LISTED, Origins.parse("")]), st.booleans())
def test_whatever_is_asked_has_an_answer_and_always_the_same(
    asked: RequestHead,
    origins: Origins,
    is_draining: bool,  # noqa: FBT001 - hypothesis gives it
) -> None:
    facts = ThisProcess(is_draining=is_draining)
    decision = decided(asked, origins=origins, facts=facts)
    assert decision == decided(asked, origins=origins, facts=facts)
    assert (decision is None) == (transport_of(asked.path) is None)
