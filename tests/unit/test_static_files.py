"""Which clients are given a compressed file."""

from pathlib import Path

import pytest

from ticker.static_files import is_compressible, takes_gzip


@pytest.mark.parametrize("accept", ["gzip", "br, gzip", "GZIP", "deflate, gzip;q=0.5", "gzip ; q=1.0, identity;q=0"])
def test_who_takes_gzip_says_so(accept: str) -> None:
    assert takes_gzip(accept)


@pytest.mark.parametrize("accept", ["", "identity", "br", "gzip;q=0", "gzip; q=0.000", "x-gzip-not, br"])
def test_who_does_not_say_so_gets_the_plain_file(accept: str) -> None:
    assert not takes_gzip(accept)


def test_only_text_is_compressed() -> None:
    names = ["strip.js", "page.html", "icon.svg", "picture.png", "LICENSE"]
    assert [is_compressible(Path(name)) for name in names] == [True, True, True, False, False]
