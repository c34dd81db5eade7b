"""Addresses of the clients' scripts and styles that change with what is in them: ``/clients/@1f3a…/composer/page.js``.

A page and all that it imports so come from one release, whenever it was opened, and browsers keep the files for good.
"""

import hashlib
import os
import posixpath
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

LOOK_EVERY_S: Final = 1.0
"""A hundred files are looked at in a millisecond; pages are asked for more often than files change."""
_LENGTH: Final = 16
_SUFFIXES: Final = (".css", ".js")
_REFERENCE: Final = re.compile(r'\b(href|src)="([^":]+\.(?:css|js))"')


class Fingerprint:
    """One digest over every script and style of a folder, made anew when one of them has changed."""

    def __init__(self, directory: Path, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._directory = directory
        self._clock = clock
        self._looked_s: float | None = None
        self._state: dict[str, tuple[int, int]] | None = None
        self._digest = ""
        self._pages: dict[Path, tuple[tuple[str, int], bytes]] = {}
        """By path: the digest and the date that a page was made of, and what it says."""

    def current(self) -> str:
        """Return the digest of the files as they are, or were less than ``LOOK_EVERY_S`` ago."""
        now = self._clock()
        if self._looked_s is None or now - self._looked_s >= LOOK_EVERY_S:
            self._looked_s = now
            self._look()
        return self._digest

    def _look(self) -> None:
        state = dict(_states(self._directory))
        if state != self._state:
            digest = hashlib.sha256()
            for name in sorted(state):
                content = Path(name).read_bytes()
                path = Path(name).relative_to(self._directory).as_posix()
                digest.update(f"{path} {len(content)}\n".encode() + content)
            self._state, self._digest = state, digest.hexdigest()[:_LENGTH]

    def page(self, path: Path, *, from_outside: str = "") -> bytes:
        """Return a page that names scripts and styles by addresses with the digest.

        ``from_outside`` is the address of our folder for a page that is not served from within it.
        """
        state = self.current(), path.stat().st_mtime_ns
        known = self._pages.get(path)
        if known is None or known[0] != state:
            known = self._pages[path] = state, self._fingerprinted(path, from_outside=from_outside)
        return known[1]

    def _fingerprinted(self, path: Path, *, from_outside: str) -> bytes:
        folder = "." if from_outside else path.parent.relative_to(self._directory).as_posix()
        root = f"{from_outside or posixpath.relpath('.', folder)}/@{self._digest}"

        def named_by_content(found: re.Match[str]) -> str:
            named = found[2].removeprefix(f"{from_outside}/")
            return f'{found[1]}="{root}/{posixpath.normpath(posixpath.join(folder, named))}"'

        return _REFERENCE.sub(named_by_content, path.read_text(encoding="utf-8")).encode()

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
