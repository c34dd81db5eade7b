"""Filing over HTTP, and replaying a file, against a server of the test's own that answers as it is told."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from ticker.cli.cleaned import explain_cleaned, read_cleaned
from ticker.cli.console import CommandFailed, Status
from ticker.cli.filing import Filed, FilingClient, Unreached, read_key
from ticker.cli.post import report
from ticker.cli.problems import RequestRefused
from ticker.cli.replay import Replay
from ticker.cli.script import parse_script

ENTRY = {"type": "update", "id": "01JD", "version": 1, "pubstatus": "usable", "headline": "Desk: Rain."}


@dataclass
class Service:
    """What a test's server got, and how it answers: status and body for each request in turn, else 201."""

    url: str = ""
    answers: list[tuple[int, dict[str, Any]] | None] = field(default_factory=list)
    got: list[tuple[str, dict[str, str], Any]] = field(default_factory=list)

    def take(self, path: str, headers: dict[str, str], body: bytes) -> tuple[int, dict[str, Any]] | None:
        self.got.append((path, headers, json.loads(body) if body else None))
        number = len(self.got)
        return self.answers.pop(0) if self.answers else (201, {**ENTRY, "id": f"id{number}", "version": number})


@contextmanager
def running(service: Service) -> Iterator[Service]:
    class Answers(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            answer = service.take(self.path, dict(self.headers.items()), body)
            if answer is None:  # the connection breaks before an answer
                self.close_connection = True
                return
            status, content = answer[0], json.dumps(answer[1]).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST  # noqa: N815 -- http.server's name

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    service.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield service
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def service() -> Iterator[Service]:
    with running(Service()) as service:
        yield service


def ignore(*_: object) -> None:
    """Neither say nor wait."""


def filing(service: Service, *, tell: Callable[[str], None] = ignore, patience_s: float = 60) -> FilingClient:
    return FilingClient(service.url, "tk_x", patience_s=patience_s, tell=tell, sleep=ignore)


def test_a_retry_has_the_same_key_and_the_same_bytes(service: Service) -> None:
    service.answers = [(503, {"title": "Unavailable"}), None, (502, {}), (201, ENTRY)]
    told: list[str] = []
    with filing(service, tell=told.append) as desk:
        assert desk.update("en", {"statement": "مطر"}).id == "01JD"
    assert len(service.got) == 4
    assert len({headers["Idempotency-Key"] for _, headers, _ in service.got}) == 1
    assert all(body == {"statement": "مطر"} for _, _, body in service.got)
    assert len(told) == 1


def test_two_filings_have_two_keys(service: Service) -> None:
    with filing(service) as desk:
        desk.update("en", {})
        desk.update("en", {})
        desk.update("en", {}, idempotency_key="mine")
    keys = [headers["Idempotency-Key"] for _, headers, _ in service.got]
    assert len(set(keys)) == 3
    assert keys[2] == "mine"


def test_an_act_names_the_version_that_it_acts_on(service: Service) -> None:
    with filing(service) as desk:
        desk.act("en", "01JD", "hold", {}, version=3)
    path, headers, _ = service.got[0]
    assert (path, headers["If-Match"]) == ("/v1/feeds/en/updates/01JD/hold", '"3"')
    assert headers["Authorization"] == "Bearer tk_x"


def test_a_refusal_is_not_tried_again(service: Service) -> None:
    service.answers = [(422, {"title": "No", "errors": [{"field": "statement", "rule": "required"}]})]
    with filing(service) as desk, pytest.raises(RequestRefused, match="statement: Needed"):
        desk.update("en", {})
    assert len(service.got) == 1


def test_who_gives_up_is_told_how_to_find_out_what_stands(service: Service) -> None:
    service.answers = [(503, {"title": "Unavailable"})] * 99
    with filing(service, patience_s=0) as desk, pytest.raises(Unreached, match=r"may stand.*--idempotency-key mine"):
        desk.update("en", {}, idempotency_key="mine")


def test_a_name_from_the_command_line_cannot_leave_its_place_in_the_path(service: Service) -> None:
    with filing(service) as desk:
        desk.act("en", "../../keys?x", "hold", {}, version=1)
    assert service.got[0][0] == "/v1/feeds/en/updates/..%2F..%2Fkeys%3Fx/hold"


def test_text_that_is_no_unicode_reaches_the_service_which_refuses_it(service: Service) -> None:
    with filing(service) as desk:
        desk.update("en", {"statement": "\udcff"})
    assert service.got[0][2] == {"statement": "\udcff"}


def test_it_waits_until_the_service_is_ready(service: Service) -> None:
    service.answers = [(503, {}), None, (200, {})]
    told: list[str] = []
    with filing(service, tell=told.append) as desk:
        desk.await_ready()
    assert len(told) == 1
    service.answers = [(503, {})]
    with filing(service, patience_s=-1) as desk, pytest.raises(Unreached):
        desk.await_ready()


@pytest.mark.parametrize("url", ["http://[::1", "news.example", "ftp://news.example", "http://", ""])
def test_an_address_that_is_none_is_said_so_at_once(url: str) -> None:
    with pytest.raises(CommandFailed, match="no address") as refused:
        FilingClient(url, "tk_x")
    assert refused.value.status is Status.USAGE


def test_the_key_comes_from_the_flag_or_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("tk_file\n")
    assert read_key("tk_flag", tmp_path / "key") == "tk_flag"
    assert read_key(None, tmp_path / "key") == "tk_file"


@pytest.mark.parametrize("key", [None, "", " ", "tk_ü", "tk a"])
def test_without_a_key_it_says_where_one_comes_from(key: str | None) -> None:
    with pytest.raises(CommandFailed, match="ticker keys add"):
        read_key(key, None)


def test_a_key_file_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(CommandFailed, match=r"--key-file .*/key: No such file or directory"):
        read_key(None, tmp_path / "key")
    (tmp_path / "key").write_bytes(b"\xff")
    with pytest.raises(CommandFailed, match="that is no text"):
        read_key(None, tmp_path / "key")


def script(*acts: dict[str, Any]) -> list[bytes]:
    return [json.dumps({"feed": "en", "ref": "rain", **act}).encode() for act in acts]


DRAFT = {"statement": "Rain."}


def test_a_replay_keeps_ids_and_versions(service: Service) -> None:
    acts = parse_script(
        script(
            {"at": 0, "act": "update", "draft": DRAFT},
            {"at": 1, "act": "correction", "draft": DRAFT, "note": "No snow."},
            {"at": 2, "act": "hold"},
            {"at": 3, "act": "kill"},
            {"at": 4, "act": "update", "ref": "sun", "draft": {**DRAFT, "replaces": "rain"}},
        )
    )
    service.answers = [(200, {**ENTRY, "version": version}) for version in (1, 2, 3, 4)]
    filed: list[str] = []
    with filing(service) as desk:
        Replay(desk, 1.0, sleep=ignore).run(acts, lambda act, _: filed.append(act.kind))
    assert filed == ["update", "correction", "hold", "kill", "update"]
    assert [path.removeprefix("/v1/feeds/en/updates") for path, _, _ in service.got] == [
        "", "/01JD/corrections", "/01JD/hold", "/01JD/kill", "",
    ]  # fmt: skip
    assert [headers.get("If-Match") for _, headers, _ in service.got] == [None, '"1"', '"2"', '"3"', None]
    assert service.got[1][2] == {**DRAFT, "note": "No snow."}
    assert service.got[4][2]["replaces"] == "01JD"


def test_a_replay_keeps_time_and_does_not_add_up_delays(service: Service) -> None:
    now = 100.0

    def sleep(seconds: float) -> None:
        nonlocal now
        slept.append(seconds)
        now += seconds + 0.25  # each sleep is late

    slept: list[float] = []
    acts = parse_script(script(*({"at": at, "act": "update", "ref": str(at), "draft": DRAFT} for at in (0, 20, 40))))
    with filing(service) as desk:
        Replay(desk, 10.0, clock=lambda: now, sleep=sleep).run(acts, ignore)
    assert slept == [0.0, 1.75, 1.75]


def test_a_refused_line_is_named_and_passed_over(service: Service) -> None:
    acts = parse_script(
        script(
            {"at": 0, "act": "update", "draft": {}},
            {"at": 1, "act": "kill"},
            {"at": 2, "act": "update", "ref": "sun", "draft": DRAFT},
        )
    )
    service.answers = [(422, {"title": "Bad"})]
    told: list[str] = []
    with filing(service) as desk:
        run = Replay(desk, 1.0, complain=told.append, sleep=ignore)
        run.run(acts, ignore)
    assert run.refused == 2
    assert told == ["line 1, update of rain: 422 Bad"]
    assert len(service.got) == 2


def test_a_wrong_key_ends_a_replay(service: Service) -> None:
    acts = parse_script(script({"at": 0, "act": "update", "draft": DRAFT}, {"at": 1, "act": "kill"}))
    service.answers = [(401, {"title": "Who?"})]
    with filing(service) as desk, pytest.raises(RequestRefused):
        Replay(desk, 1.0, sleep=ignore).run(acts, ignore)
    assert len(service.got) == 1


def test_new_words_for_a_held_update_are_told_to_be_off_the_air(capsys: pytest.CaptureFixture[str]) -> None:
    held = {"type": "hold", "id": "01JD", "version": 3, "pubstatus": "withheld"}
    report(Filed(held, "01JD", 3), as_json=False, has_words=True)
    shown = capsys.readouterr()
    assert shown.out == "01JD\n"
    assert "off the air" in shown.err
    report(Filed(ENTRY | {"dir": "ltr"}, "01JD", 1), as_json=False, has_words=True)
    assert "off the air" not in capsys.readouterr().err


def test_what_the_service_cleaned_is_told_in_one_line_and_is_a_field_of_the_json(
    capsys: pytest.CaptureFixture[str],
) -> None:
    cleaned = read_cleaned("statement;zero-width;line-break, attribution.name;presentation-form")
    filed = Filed(ENTRY | {"dir": "ltr"}, "01JD", 1, cleaned)
    line = "cleaned: statement (invisible characters, line breaks); attribution.name (letters in fixed shapes)"
    report(filed, as_json=False)
    shown = capsys.readouterr()
    assert shown.out == "01JD\n"
    assert shown.err.splitlines()[0] == line
    report(filed, as_json=True)
    shown = capsys.readouterr()
    assert shown.err == line + "\n"
    assert json.loads(shown.out)["cleaned"] == {
        "statement": ["zero-width", "line-break"], "attribution.name": ["presentation-form"],
    }  # fmt: skip
    report(Filed(ENTRY | {"dir": "ltr"}, "01JD", 1), as_json=True)
    shown = capsys.readouterr()
    assert (shown.err, "cleaned" in json.loads(shown.out)) == ("", False)


def test_what_a_newer_service_cleans_is_told_by_its_name() -> None:
    assert read_cleaned("") == {}
    assert explain_cleaned(read_cleaned("reason; sparkle")) == "cleaned: reason (sparkle)"
