"""How CasparCG hands a command's text to a template: its tokenizer and its quoting, up to 2.5.0 and later.

A port of two rules of the real server, for tests alone; it plays no video.
"""

import re
from collections.abc import Iterator
from enum import Enum
from typing import Final

from playwright.async_api import Page

ESCAPES: Final = {"\\": "\\", '"': '"', "n": "\n"}
"""What may follow a backslash in a command; anything else is dropped together with it."""
INJECTED: Final = "window.remove = function remove() { window.removed = (window.removed || 0) + 1; };"
"""What the server puts into every page before its scripts run: a function that empties the layer."""


class Release(Enum):
    """The two ways in which text gets into ``update("…")``."""

    UP_TO_2_5_0 = "2.5.0"
    LATER = "later"


def tokens(command: str) -> Iterator[str]:
    """Split a command at spaces outside of quotes, and undo its escapes."""
    token, is_quoted, is_escaped = "", False, False
    for sign in command:
        if is_escaped:
            token += ESCAPES.get(sign, "")
            is_escaped = False
        elif sign == "\\":
            is_escaped = True
        elif sign == " " and not is_quoted:
            if token:
                yield token
            token = ""
        elif sign == '"':
            is_quoted = not is_quoted
            if token or not is_quoted:
                yield token
            token = ""
        else:
            token += sign
    if token:
        yield token


def update_call(text: str, release: Release) -> str:
    """Write the JavaScript that hands a text to the template."""
    trimmed = text.strip(' "')
    if release is Release.LATER:
        for sign, escape in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t")):
            trimmed = trimmed.replace(sign, escape)
        return f'update("{trimmed}")'
    escaped = trimmed.replace('"', '\\"')
    return f'update("{escaped}")'


class Caspar:
    """One layer with a template on it."""

    def __init__(self, page: Page, release: Release) -> None:
        self.page, self.release = page, release
        self.errors: list[str] = []

    async def command(self, line: str) -> None:
        """Do what a client sent: ``CG 1-20 UPDATE 0 "…"``."""
        _, _, verb, _, *parameters = tokens(line)
        match verb:
            case "ADD":
                _, is_played, *text = parameters
                await self._update(*text)
                if is_played == "1":
                    await self._run("play()")
            case "UPDATE":
                await self._update(*parameters)
            case "INVOKE":
                await self._run(parameters[0] if parameters[0].endswith(")") else f"{parameters[0]}()")
            case _:
                await self._run(f"{verb.lower()}()")

    async def _update(self, text: str = "") -> None:
        assert not text or text[0] in "<{", "anything else is the name of a file"
        await self._run(update_call(text, self.release))

    async def _run(self, code: str) -> None:
        """Run a script as the browser's main frame does: an error is logged, and that is all."""
        error = await self.page.evaluate(
            "(code) => { try { (0, eval)(code); return ''; } catch (error) { return String(error); } }", code
        )
        self.errors += [error] if error else []


def quoted(text: str) -> str:
    """Write a text as a parameter of a command, as clients do."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def template_xml(**fields: str) -> str:
    """Write CasparCG's own XML: no backslash, no quote that is not the XML's own."""
    entities = {'"': "&quot;", "&": "&amp;", "<": "&lt;", ">": "&gt;", "\n": "&#10;", "\\": "&#92;"}

    def escaped(text: str) -> str:
        return re.sub(r'["&<>\n\\]', lambda sign: entities[sign[0]], text)

    components = "".join(
        f'<componentData id="{name}"><data id="text" value="{escaped(text)}"/></componentData>'
        for name, text in fields.items()
    )
    return f"<templateData>{components}</templateData>"
