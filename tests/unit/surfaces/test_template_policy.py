"""What the service serves below /clients/: each file's policy, and what is at another place or nobody's business."""

import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from typing import Final

import pytest
from starlette.exceptions import HTTPException
from starlette.types import Scope

from tests.processes import ROOT
from ticker.static_files import CLIENT_POLICY, PAGE_POLICY, ClientFiles, template_policy
from ticker.wire.origins import Origins

LOWER_THIRD: Final = ROOT / "clients" / "lower-third"
NONE: Final = Origins.parse("", setting="client_servers")
FILES: Final = ClientFiles(directory=ROOT / "clients", servers=NONE)


def test_the_one_script_in_the_template_is_allowed_by_its_hash() -> None:
    policy = template_policy("<script>one</script><script src='two.js'></script>")
    hashed = b64encode(sha256(b"one").digest()).decode()
    assert f"script-src 'self' 'sha256-{hashed}';" in policy
    assert policy.count("sha256-") == 1
    assert "'unsafe-inline'" not in policy.split("style-src")[0]


def test_the_template_gets_what_it_needs_and_the_operators_page_no_more_than_ours() -> None:
    files = FILES
    page = (LOWER_THIRD / "index.html").read_text(encoding="utf-8")
    assert len(re.findall(r"<script>", page)) == 1
    assert files.policy_of(LOWER_THIRD / "index.html") == template_policy(page)
    assert files.policy_of(ROOT / "clients" / "operator" / "index.html") == PAGE_POLICY
    assert files.policy_of(Path("clients/widget/demo.html")) == CLIENT_POLICY


def asked(query: str = "") -> Scope:
    return {"type": "http", "method": "GET", "path": "/", "headers": [], "query_string": query.encode()}


@pytest.mark.parametrize(
    ("query", "target"), [("feed=en&lang=ar", "../operator/?feed=en&lang=ar"), ("", "../operator/")]
)
async def test_the_operators_page_is_found_at_its_former_address_too(query: str, target: str) -> None:
    answer = await FILES.get_response("lower-third/operator.html", asked(query))
    assert (answer.status_code, answer.headers["location"]) == (307, target)


async def test_a_screens_key_is_never_served(tmp_path: Path) -> None:
    (tmp_path / "lower-third").mkdir()
    for name in ("ticker-key.txt", "page.css"):
        (tmp_path / "lower-third" / name).write_text("tk_secret", encoding="utf-8")
    files = ClientFiles(directory=tmp_path, servers=NONE)
    assert (await files.get_response("lower-third/page.css", asked())).status_code == 200
    with pytest.raises(HTTPException) as refused:
        await files.get_response("lower-third/ticker-key.txt", asked())
    assert refused.value.status_code == 404
