import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from typing import Final

from tests.processes import ROOT
from ticker.site import CLIENT_POLICY, PAGE_POLICY, ClientFiles, template_policy
from ticker.wire.origins import Origins

LOWER_THIRD: Final = ROOT / "clients" / "lower-third"


def test_the_one_script_in_the_template_is_allowed_by_its_hash() -> None:
    policy = template_policy("<script>one</script><script src='two.js'></script>")
    hashed = b64encode(sha256(b"one").digest()).decode()
    assert f"script-src 'self' 'sha256-{hashed}';" in policy
    assert policy.count("sha256-") == 1
    assert "'unsafe-inline'" not in policy.split("style-src")[0]


def test_the_template_gets_what_it_needs_and_the_operators_page_no_more_than_ours() -> None:
    files = ClientFiles(directory=ROOT / "clients", servers=Origins.parse("", setting="client_servers"))
    page = (LOWER_THIRD / "index.html").read_text(encoding="utf-8")
    assert len(re.findall(r"<script>", page)) == 1
    assert files.policy_of(LOWER_THIRD / "index.html") == template_policy(page)
    assert files.policy_of(LOWER_THIRD / "operator.html") == PAGE_POLICY
    assert files.policy_of(Path("clients/widget/demo.html")) == CLIENT_POLICY
