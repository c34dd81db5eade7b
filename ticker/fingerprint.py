"""Addresses of the clients' scripts and styles that change with what is in them: ``/clients/@1f3a…/composer/page.js``.

A page and all that it imports so come from one release, whenever it was opened, and browsers keep the files for good.
"""

import hashlib
import os
import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_LENGTH: Final = 16
_SUFFIXES: Final = (".css", ".js")
_REFERENCE: Final = re.compile(r'\b(href|src)="([^":]+\.(?:css|js))"')


class Fingerprint:
    """One digest over every script and style of a folder, made anew when one of them has changed."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._state: dict[str, tuple[int, int]] | None = None
        self._digest = ""

    def current(self) -> str:
        """Return the digest of the files as they are."""
        state = dict(_states(self._directory))
        if state != self._state:
            digest = hashlib.sha256()
            for name in sorted(state):
                content = Path(name).read_bytes()
                path = Path(name).relative_to(self._directory).as_posix()
                digest.update(f"{path} {len(content)}\n".encode() + content)
            self._state, self._digest = state, digest.hexdigest()[:_LENGTH]
        return self._digest

    def page(self, path: Path, *, from_outside: str = "") -> bytes:
        """Return a page that names scripts and styles by addresses with the digest.

        ``from_outside`` is the address of our folder for a page that is not served from within it.
        """
        folder = "." if from_outside else path.parent.relative_to(self._directory).as_posix()
        root = f"{from_outside or posixpath.relpath('.', folder)}/@{self.current()}"

        def fingerprinted(found: re.Match[str]) -> str:
            named = found[2].removeprefix(f"{from_outside}/")
            return f'{found[1]}="{root}/{posixpath.normpath(posixpath.join(folder, named))}"'

        return _REFERENCE.sub(fingerprinted, path.read_text(encoding="utf-8")).encode()

    def resolved(self, path: str) -> tuple[str, bool]:
        """Return the path that an address with any digest is for, and whether the digest is the current one.

        Where it is not, a page of another release asks: it is given the file that is here rather than none.
        """
        first, _, rest = path.partition("/")
        if not first.startswith("@") or not rest.endswith(_SUFFIXES):
            return path, False
        return rest, first == f"@{self._digest or self.current()}"


def _states(folder: str | Path) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield the path of each script and style, with what changes when it does."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from _states(entry.path)
            elif entry.name.endswith(_SUFFIXES):
                stat = entry.stat()
                yield entry.path, (stat.st_mtime_ns, stat.st_size)
