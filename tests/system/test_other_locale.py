"""The service in a locale that is not UTF-8: what it reads from its own files, and from its settings, is UTF-8."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.processes import ROOT
from tests.servers import Serve, http
from tests.system.clients import Filer, at_work

PLAIN = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


async def test_the_service_runs_in_a_locale_without_utf8(serve: Serve) -> None:
    service = await serve(environment=PLAIN | {"TICKER_FEEDS": "en:English,ar:العربية"})
    filer = Filer(service, service.key, pace_s=None)
    async with at_work(filer), http(service.url) as client:
        await filer.file("الحريق أُخمد – it is out")
        assert (await client.get("/v1/feeds/en")).json()["updates"][0]["statement"] == "الحريق أُخمد – it is out"
        feeds = (await client.get("/v1/feeds")).json()["feeds"]
        assert {feed["slug"]: feed["title"] for feed in feeds} == {"ar": "العربية", "en": "English"}
        for page in ("/", "/clients/composer/", "/clients/lower-third/", "/clients/operator/"):
            answer = await client.get(page)
            assert answer.is_success, page
            assert answer.text == answer.content.decode("utf-8")


async def test_a_flag_is_read_as_utf8_too(serve: Serve) -> None:
    service = await serve("--feeds", "es:Español", environment=PLAIN)
    async with http(service.url) as client:
        assert (await client.get("/v1/feeds")).json()["feeds"][0]["title"] == "Español"


def test_whoever_reads_or_writes_text_names_the_encoding() -> None:
    assert [found for path in sorted((ROOT / "ticker").rglob("*.py")) for found in without_encoding(path)] == []


def without_encoding(path: Path) -> Iterator[str]:
    """Find the calls that read or write text in the locale's encoding."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        named = {keyword.arg: keyword.value for keyword in node.keywords}
        if name in {"read_text", "write_text"}:
            is_named = "encoding" in named or len(node.args) > (name == "write_text")
        elif (name in {"run", "Popen", "check_output"} and "text" in named) or (
            name in {"open", "fdopen"} and opens_text(node, named)
        ):
            is_named = "encoding" in named
        else:
            continue
        if not is_named:
            yield f"{path.relative_to(ROOT)}:{node.lineno}"


def opens_text(node: ast.Call, named: dict[str | None, ast.expr]) -> bool:
    """Report whether a call opens a file as text: by its mode, or a mode that is not given."""
    owner = node.func.value if isinstance(node.func, ast.Attribute) else None
    if (isinstance(owner, ast.Name) and owner.id in {"os", "self"}) or isinstance(owner, ast.Attribute):
        return False  # a descriptor, a subscription, something of ours
    modes = [one for one in (*node.args, named.get("mode")) if isinstance(one, ast.Constant)]
    return not any(isinstance(mode.value, str) and "b" in mode.value for mode in modes)
