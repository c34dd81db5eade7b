"""The clients' files: under which policy they are served, and for how long browsers keep them."""

import gzip
import mimetypes
import re
from base64 import b64encode
from hashlib import sha256
from os import PathLike, stat_result
from pathlib import Path
from typing import Final

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from ticker.fingerprint import Fingerprint
from ticker.readers.responses import whole
from ticker.wire.etags import etag_of, matches
from ticker.wire.origins import Origins

_SUFFIXES: Final = frozenset({".css", ".html", ".js", ".json", ".svg", ".txt", ".webmanifest"})
_LEVEL: Final = 6
_REFUSED: Final = re.compile(r";\s*q=0(?:\.0*)?\s*\Z")
PAGE_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
COMPOSER_POLICY: Final = (
    f"{PAGE_POLICY}; worker-src 'self'; manifest-src 'self'; "
    "require-trusted-types-for 'script'; trusted-types ticker-composer"
)
"""Whoever is signed in there can file: no text becomes markup or code, and no other page frames it."""
CLIENT_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
    "frame-src 'self'; base-uri 'none'; form-action 'none'"
)
"""The other clients' pages may be framed; ``?server=`` is theirs to take only from us and ``--client-servers``."""
_FOR_GOOD: Final = "public, max-age=31536000, immutable"
SCREEN_KEY_FILE: Final = "ticker-key.txt"
"""Where a playout system keeps the key of its screen, beside the lower third: never given away here."""
FORMER_OPERATOR_PAGE: Final = Path("lower-third/operator.html")
"""Systems that take each page of a folder for a template list that folder: the operator's page is in its own."""
READER: Final = "reader"
"""The folder of the page at ``/``: its relative addresses are right only there."""
_SAFE: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}


def is_compressible(path: Path) -> bool:
    """Report whether a file is of a kind that gets smaller."""
    return path.suffix in _SUFFIXES


def takes_gzip(accept_encoding: str) -> bool:
    """Report whether a client that sends this ``Accept-Encoding`` takes gzip."""
    listed = [part.strip().lower() for part in accept_encoding.split(",")]
    return any(part.partition(";")[0].strip() == "gzip" and not _REFUSED.search(part) for part in listed)


def content_response(content: bytes, *, kind: str, headers: Headers) -> Response:
    """Return a text that is made here, compressed where the client takes that, or 304 where it has it."""
    coding = {}
    if takes_gzip(headers.get("accept-encoding", "")):
        content, coding = gzip.compress(content, _LEVEL, mtime=0), {"Content-Encoding": "gzip"}
    etag = etag_of(content)
    if matches(headers.get("if-none-match", ""), etag):
        return Response(status_code=304, headers={"ETag": etag})
    return whole(content, headers={"Content-Type": f"{kind}; charset=utf-8", "ETag": etag, **coding})


class CompressedFiles:
    """The compressed form of each file that was asked for; made anew when the file has changed."""

    def __init__(self) -> None:
        self._made: dict[Path, tuple[tuple[int, int], str, bytes]] = {}

    def response(self, path: Path, stat: stat_result, headers: Headers) -> Response | None:
        """Return the file compressed, 304 where the client has it, or None where it takes only the plain file."""
        if not is_compressible(path) or not takes_gzip(headers.get("accept-encoding", "")):
            return None
        etag, body = self._of(path, stat)
        if matches(headers.get("if-none-match", ""), etag):
            return Response(status_code=304, headers={"ETag": etag})
        kind = mimetypes.guess_type(path)[0] or "text/plain"
        charset = "; charset=utf-8" if kind.startswith("text/") else ""
        return whole(body, headers={"Content-Type": kind + charset, "ETag": etag, "Content-Encoding": "gzip"})

    def _of(self, path: Path, stat: stat_result) -> tuple[str, bytes]:
        state = (stat.st_mtime_ns, stat.st_size)
        known = self._made.get(path)
        if known is None or known[0] != state:
            body = gzip.compress(path.read_bytes(), _LEVEL, mtime=0)
            known = self._made[path] = (state, etag_of(body), body)
        return known[1], known[2]


class ClientFiles(StaticFiles):
    """The clients as they stand in the tree, with the headers that keep them safe, and compressed for who takes that.

    Each file is kept in memory as it was when it was last changed: who does not read an answer keeps no file open and
    no copy of it. Ranges are not served.
    """

    _kept: dict[str, tuple[str, bytes]]
    """By path: the tag of what was read, and what that was."""
    _found: dict[str, tuple[str, str, stat_result]]
    """By path: the address with a digest that a file was last asked for at, where it is, and how it was then."""

    def __init__(self, *, directory: Path, servers: Origins) -> None:
        super().__init__(directory=directory, html=True, check_dir=False)
        self._root = root = directory.resolve()
        self._fingerprint = Fingerprint(root)
        outside = {"composer": "", "operator": "", READER: "clients"}
        self._made_of_modules = {root / folder / "index.html": address for folder, address in outside.items()}
        """The pages whose scripts and styles are served under addresses of their content, and where we are for them."""
        self._sources = connect_sources(servers)
        self._kept = {}
        self._found = {}
        self._compressed = CompressedFiles()

    def file_response(
        self, full_path: str | PathLike[str], stat_result: stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """Return a file with our headers."""
        path = Path(full_path)
        response = self._own_response(path, stat_result, Headers(scope=scope)) if status_code == 200 else None
        if response is None:
            response = self._plain(path, stat_result, scope, status_code)
        response.headers.update({"Content-Security-Policy": self.policy_of(path), **_SAFE})
        response.headers["Cache-Control"] = self.caching_of(path)
        if is_compressible(path):
            response.headers["Vary"] = "Accept-Encoding"
        return response

    def _own_response(self, path: Path, stat: stat_result, headers: Headers) -> Response | None:
        if path in self._made_of_modules:
            page = self._fingerprint.page(path, from_outside=self._made_of_modules[path])
            return content_response(page, kind="text/html", headers=headers)
        return self._compressed.response(path, stat, headers)

    def _plain(self, path: Path, stat: stat_result, scope: Scope, status_code: int) -> Response:
        response = super().file_response(path, stat, scope, status_code)
        if not isinstance(response, FileResponse):
            return response  # not modified
        del response.headers["Accept-Ranges"]
        body = self._read(path, response.headers["ETag"])
        return whole(body, headers=response.headers, status_code=response.status_code)

    def _read(self, path: Path, tag: str) -> bytes:
        known, body = self._kept.get(str(path), ("", b""))
        if known != tag:
            body = path.read_bytes()
            self._kept[str(path)] = tag, body
        return body

    def caching_of(self, path: Path) -> str:
        """Return the caching of a file: released ones are kept for good, because hosts pin their hash."""
        return _FOR_GOOD if path.parent.name == "releases" else _SAFE["Cache-Control"]

    def policy_of(self, path: Path) -> str:
        """Return the policy of a file: stricter where people sign in, and as playout systems need it for a template."""
        match path.parent.name, path.name:
            case "composer", _:
                return COMPOSER_POLICY
            case "operator" | "reader", _:
                return PAGE_POLICY
            case "lower-third", "index.html":
                return self._with_servers(template_policy(path.read_text(encoding="utf-8")))
            case _:
                return self._with_servers(CLIENT_POLICY)

    def _with_servers(self, policy: str) -> str:
        return policy.replace("connect-src 'self'", f"connect-src {self._sources}")

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return a file, or a folder's page. A redirect to add a slash is relative: a proxy may be before us."""
        if Path(path).name == SCREEN_KEY_FILE:
            raise HTTPException(404)
        if Path(path) == FORMER_OPERATOR_PAGE:
            return _moved("../operator/", scope)
        if path == READER and scope["path"].endswith("/"):
            return _moved("../../", scope)
        address = path
        path, is_for_good = self._fingerprint.resolved(address)
        found = self._found_for_good(address, path) if is_for_good else self._found_page(path, scope)
        if found is not None and scope["method"] in {"GET", "HEAD"}:
            response = self.file_response(*found, scope)
        else:
            response = await super().get_response(path, scope)
        if is_for_good and response.status_code in {200, 304}:
            response.headers["Cache-Control"] = _FOR_GOOD
        is_folder = isinstance(response, RedirectResponse)
        return RedirectResponse(f"{Path(path).name}/", headers=_SAFE) if is_folder else response

    def _found_page(self, path: str, scope: Scope) -> tuple[str, stat_result] | None:
        """Return where a page of modules is, and how it is now, without a thread; None if another file is meant."""
        page = f"{path}/index.html" if scope["path"].endswith("/") and not path.endswith(".html") else path
        if self._root / page not in self._made_of_modules:
            return None
        full_path, stat = self.lookup_path(page)
        return (full_path, stat) if stat is not None else None

    def _found_for_good(self, address: str, path: str) -> tuple[str, stat_result] | None:
        """Return where a script or style is, and how it was when first asked for by this digest; None if there is none.

        A page asks for dozens at once: nothing is looked up again, and no thread is waited for.
        """
        known = self._found.get(path)
        if known is None or known[0] != address:
            full_path, stat = self.lookup_path(path)
            if stat is None:
                return None
            known = self._found[path] = address, full_path, stat
        return known[1:]


def _moved(target: str, scope: Scope) -> Response:
    query = scope["query_string"].decode("ascii", "replace")
    return RedirectResponse(target + (f"?{query}" if query else ""), headers=_SAFE)


def connect_sources(servers: Origins) -> str:
    """Return the sources of ``connect-src``: our own origin and the listed ones, by HTTP and by WebSocket."""
    listed = [source for origin in sorted(servers.listed) for source in (origin, f"ws{origin.removeprefix('http')}")]
    return " ".join(["'self'", *listed])


def template_policy(page: str) -> str:
    """Return the policy of a template of playout systems.

    SPX reads the template's definition from the page itself, so that the script which holds it is allowed by its hash.
    Browsers as old as CasparCG 2.3's know no constructable style sheets: there the element brings a ``style`` of its
    own.
    """
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    hashes = "".join(f" 'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'" for script in scripts)
    allowed = CLIENT_POLICY.replace("script-src 'self'", f"script-src 'self'{hashes}")
    return allowed.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")
