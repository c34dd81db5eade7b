"""The clients' files as a real service serves them: for good where they are released, small, under a policy."""

import gzip
import re
from pathlib import Path
from typing import Final

import pytest

from tests.processes import ROOT
from tests.system.readers.conftest import OpenNewsroom
from tests.system.readers.newsroom import Newsroom

RELEASED: Final = "/clients/widget/releases/breaking-ticker-0.1.0.js"


def on_disk(path: str) -> bytes:
    return (ROOT / path.lstrip("/")).read_bytes()


async def test_a_released_strip_is_kept_for_good_and_travels_compressed(newsroom: Newsroom) -> None:
    answer = await newsroom.get(RELEASED, Accept_Encoding="gzip")
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["vary"] == "Accept-Encoding"
    assert int(answer.headers["content-length"]) < 13 * 1024
    assert answer.content == on_disk(RELEASED), "httpx has decompressed it"


async def test_who_takes_no_gzip_gets_the_plain_file_under_another_etag(newsroom: Newsroom) -> None:
    plain = await newsroom.get(RELEASED, Accept_Encoding="identity")
    small = await newsroom.get(RELEASED, Accept_Encoding="gzip")
    assert "content-encoding" not in plain.headers
    assert plain.content == on_disk(RELEASED)
    assert plain.headers["vary"] == "Accept-Encoding"
    assert plain.headers["etag"] != small.headers["etag"]


@pytest.mark.parametrize("coding", ["gzip", "identity"])
async def test_an_unchanged_file_is_not_sent_again(newsroom: Newsroom, coding: str) -> None:
    first = await newsroom.get(RELEASED, Accept_Encoding=coding)
    again = await newsroom.get(RELEASED, Accept_Encoding=coding, If_None_Match=first.headers["etag"])
    assert [again.status_code, again.content, again.headers["etag"]] == [304, b"", first.headers["etag"]]
    assert again.headers["cache-control"] == first.headers["cache-control"]
    assert again.headers["vary"] == "Accept-Encoding"


async def test_a_compressed_file_is_of_the_same_kind_as_the_plain_one(newsroom: Newsroom) -> None:
    for path in (
        RELEASED,
        "/clients/composer/manifest.webmanifest",
        "/clients/reader/reader.css",
        "/clients/widget/demo.html",
    ):
        kinds = {
            (await newsroom.get(path, Accept_Encoding=way)).headers["content-type"] for way in ("gzip", "identity")
        }
        assert len(kinds) == 1


@pytest.mark.parametrize(
    "path", ["/clients/composer/page.js", "/clients/widget/breaking-ticker.js", "/clients/reader/reader.css"]
)
async def test_what_may_change_is_asked_for_again_and_travels_compressed_too(newsroom: Newsroom, path: str) -> None:
    answer = await newsroom.get(path, Accept_Encoding="gzip")
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["content-encoding"] == "gzip"
    assert len(gzip.compress(answer.content)) < len(answer.content)


@pytest.mark.parametrize("path", ["/clients/composer/", "/clients/operator/", "/"])
async def test_a_page_of_modules_names_them_by_their_content_and_they_are_kept_for_good(
    newsroom: Newsroom, path: str
) -> None:
    page = await newsroom.get(path)
    assert page.headers["cache-control"] == "no-cache"
    addresses = re.findall(r'(?:href|src)="(?:\.\.|clients)/(@[^"]+)"', page.text)
    assert {Path(address).suffix for address in addresses} == {".js", ".css"}
    for address in addresses:
        answer = await newsroom.get(f"/clients/{address}", Accept_Encoding="gzip")
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert answer.content == on_disk(f"clients/{address.partition('/')[2]}")
        again = await newsroom.get(f"/clients/{address}", Accept_Encoding="gzip", If_None_Match=answer.headers["etag"])
        assert (again.status_code, again.headers["cache-control"]) == (304, answer.headers["cache-control"])


@pytest.mark.parametrize("coding", ["gzip", "identity"])
async def test_an_unchanged_page_of_modules_is_not_sent_again(newsroom: Newsroom, coding: str) -> None:
    first = await newsroom.get("/clients/composer/", Accept_Encoding=coding)
    again = await newsroom.get("/clients/composer/", Accept_Encoding=coding, If_None_Match=first.headers["etag"])
    assert [again.status_code, again.content, again.headers["etag"]] == [304, b"", first.headers["etag"]]
    assert again.headers["content-security-policy"] == first.headers["content-security-policy"]
    assert first.headers.get("content-encoding", "identity") == coding


async def test_a_page_of_another_release_is_given_what_is_here_and_keeps_it_not(newsroom: Newsroom) -> None:
    answer = await newsroom.get("/clients/@0123456789abcdef/composer/page.js")
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.content == on_disk("clients/composer/page.js")


async def test_only_scripts_and_styles_have_an_address_of_their_content(newsroom: Newsroom) -> None:
    page = (await newsroom.get("/clients/composer/")).text
    [release] = set(re.findall(r"/(@[0-9a-f]+)/", page))
    for path in ("composer/", "composer/index.html", "composer/icon.svg", f"{release}/composer/page.js", ""):
        assert (await newsroom.get(f"/clients/{release}/{path}")).status_code == 404


@pytest.mark.parametrize("path", ["/clients/widget/iframe.html", "/clients/widget/demo.html", "/clients/lower-third/"])
async def test_a_page_that_takes_a_server_may_connect_only_to_its_own(newsroom: Newsroom, path: str) -> None:
    answer = await newsroom.get(path)
    assert "connect-src 'self';" in answer.headers["content-security-policy"]


async def test_a_file_varies_by_origin_as_well_where_only_some_pages_may_read(choosy: Newsroom) -> None:
    answer = await choosy.get(RELEASED, Accept_Encoding="gzip")
    assert answer.headers["vary"] == "Accept-Encoding, Origin"


async def test_pages_may_connect_to_the_listed_servers_too(open_newsroom: OpenNewsroom) -> None:
    served = await open_newsroom("--client-servers", "https://wire.example, http://studio.example:8001/")
    policies = [
        (await served.get(path)).headers["content-security-policy"]
        for path in ("/clients/widget/iframe.html", "/clients/lower-third/", "/clients/composer/", "/")
    ]
    sources = "'self' http://studio.example:8001 ws://studio.example:8001 https://wire.example wss://wire.example"
    assert [f"connect-src {sources};" in policy for policy in policies] == [True, True, False, False]


async def test_the_reader_page_is_only_at_the_top(newsroom: Newsroom) -> None:
    page = await newsroom.get("/")
    assert "connect-src 'self';" in page.headers["content-security-policy"]
    assert "<title>ticker</title>" in page.text
    for path, target in (("/clients/reader", "reader/"), ("/clients/reader/?feed=ar", "../../?feed=ar")):
        answer = await newsroom.get(path)
        assert (answer.status_code, answer.headers["location"]) == (307, target)
