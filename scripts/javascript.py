"""Read the clients' JavaScript as tokens, and write it shorter. Knows the language as the clients are written, no more.

Statements end with semicolons, blocks are not objects' places (no ``case x: {``), no labels, no ``var``, no ``eval``.
"""

import itertools
import re
import string
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""(?P<comment>//[^\n]*|/\*.*?\*/)
    |(?P<text>'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")
    |(?P<regex>/(?![*/])(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/[a-z]*)
    |(?P<word>[\w$\#]+)
    |(?P<space>\s+)
    |(?P<sign>=>|\.\.\.|.)""",
    re.VERBOSE | re.DOTALL,
)
_CHUNK = re.compile(r"[`}](?:[^`\\$]|\\.|\$(?!\{))*(?:`|\$\{)", re.DOTALL)
_VALUE_ENDS = re.compile(r"[\w$\])}'\"`]\Z")
_BEFORE_VALUES = frozenset(["return", "typeof", "case", "in", "of", "delete", "void", "throw", "new", "else"])
_KEYWORDS = _BEFORE_VALUES | set(
    re.findall(
        r"\w+",
        """
        async await break catch class const continue default do extends false finally for function get if instanceof let
        null set static super switch this true try undefined while yield
        """,
    )
)
_BEFORE_OBJECTS = frozenset(["(", ",", "=", ":", "[", "?", "|", "&", "...", "return", "const", "let"])
_JOINS = re.compile(r"(?:[\w$][\w$#]|\+\+|--)\Z")
_AROUND_SIGNS = re.compile(r"(?<=[{};,:])\s+|\s+(?=\{)|;\s*(?=\})|(?<=[\s:(-])0(?=\.\d)")
_NOT_PARAMETERS = frozenset(["if", "for", "while", "switch"])


@dataclass(frozen=True)
class Token:
    """A piece of JavaScript; ``kind`` is comment, text, regex, word, space or sign."""

    kind: str
    text: str


def tokens(source: str) -> Iterator[Token]:
    """Split JavaScript; a slash begins a regex only where a value may stand, and a template is cut at its code."""
    at, before = 0, ""
    braces: list[int] = []  # for each template that is open: the braces that are open in its code
    while at < len(source):
        is_resumed = bool(braces) and braces[-1] == 0 and source[at] == "}"
        if source[at] == "`" or is_resumed:
            found = _CHUNK.match(source, at)
            assert found is not None
            kind, text = "text", found[0]
            braces = (braces[:-1] if is_resumed else braces) + ([0] if text.endswith("${") else [])
        else:
            found = _TOKEN.match(source, at)
            assert found is not None
            kind, text = str(found.lastgroup), found[0]
            if kind == "regex" and _VALUE_ENDS.search(before) and before not in _BEFORE_VALUES:
                kind, text = "sign", "/"
            if braces and kind == "sign":
                braces[-1] += {"{": 1, "}": -1}.get(text, 0)
        if kind not in ("space", "comment"):
            before = text
        at += len(text)
        yield Token(kind, text)


def stripped(source: str) -> str:
    """Take out comments, indentation and empty lines."""
    whole = "".join(token.text for token in tokens(source) if token.kind != "comment")
    return "".join(f"{line.strip()}\n" for line in whole.splitlines() if line.strip())


def shortened(source: str) -> str:
    """Take out all space that means nothing, and give short names to what is nobody else's to know.

    A name gets one short name wherever it stands, but names that no statement at the top declares get theirs in each
    statement anew, so that the shortest go round.
    """
    code = [token for token in tokens(source) if token.kind not in ("space", "comment")]
    words = [Word(token.text, role, token.kind) for token, role in zip(code, _Reading(code).roles, strict=True)]
    statements = list(_statements(words))
    top = {name for words in statements for name in _declared(words, at_top=True)}
    kept = {word.text for words in statements for word in words if word.is_name} - top
    for words in statements:
        kept -= _declared(words)
    everywhere = _short_names(statements, top, kept, with_private=True)
    script = _Script()
    for words in statements:
        taken = kept | {everywhere[word.text] for word in words if word.text in everywhere}
        short = everywhere | _short_names([words], _declared(words) - top, taken)
        for word in words:
            script.write(word, word.written(short))
    return script.text


class _Script:
    """What is written so far, with nothing in it that the language can do without."""

    def __init__(self) -> None:
        self._written = [" "]
        self._begun = [""]
        """For each bracket that is open, and for the top: what the statement in it began with."""

    @property
    def text(self) -> str:
        return "".join(self._written).strip()

    def write(self, word: "Word", text: str) -> None:
        """Write a word. Declarations that follow each other become one; none is any other for being a ``let``."""
        written = self._written
        text = "let" if text == "const" and word.role == "keyword" else text
        if word.kind == "word" and written[-1] in (" ", ";", "{", "}"):
            if text == "let" == self._begun[-1] and written[-1] == ";":
                written[-1] = ","
                return
            self._begun[-1] = text
        if word.role == "sign":
            self._sign(text)
        if _JOINS.search(written[-1][-1] + text[0]):
            written.append(" ")
        written.append(text)

    def _sign(self, text: str) -> None:
        written = self._written
        if text in ("{", "(", "["):
            self._begun.append("")
        elif text in ("}", ")", "]"):
            self._begun.pop()
            if written[-1] == "," or (text == "}" and written[-1] == ";"):
                written.pop()
        elif text == "=>" and written[-1] == ")" and written[-3] == "(" != written[-2]:
            written[-3:] = [" ", written[-2]] if _JOINS.search(written[-4][-1] + written[-2][0]) else [written[-2]]


@dataclass(frozen=True)
class Word:
    """A token that is not space, and what it is: see ``_Reading``."""

    text: str
    role: str
    kind: str

    @property
    def is_name(self) -> bool:
        """Say whether it means something that is declared somewhere."""
        return self.role in ("name", "parameter", "shorthand")

    def written(self, short: dict[str, str]) -> str:
        """Write it with its short name, if it has one."""
        if self.text.startswith("`\n"):
            return _AROUND_SIGNS.sub("", self.text)
        if self.role == "private" or self.is_name:
            name = short.get(self.text, self.text)
            return f"{self.text}:{name}" if self.role == "shorthand" and name != self.text else name
        return self.text


def _statements(words: list[Word]) -> Iterator[list[Word]]:
    """Split code into what stands at its top."""
    depth, statement = 0, []
    for word in words:
        statement.append(word)
        if word.role == "sign":
            depth += {"{": 1, "(": 1, "[": 1, "}": -1, ")": -1, "]": -1}.get(word.text, 0)
            if depth == 0 and word.text in (";", "}"):
                yield statement
                statement = []
    yield statement


def _declared(words: list[Word], *, at_top: bool = False) -> set[str]:
    """Name what a statement declares: in patterns, as parameters, after one of four words; or only what at its top."""
    names = {after.text for before, after in itertools.pairwise(words[: 2 if at_top else None]) if _declares(before)}
    return names if at_top else names | {word.text for word in words if word.role in ("shorthand", "parameter")}


def _declares(word: Word) -> bool:
    return word.role == "keyword" and word.text in ("const", "let", "function", "class")


def _short_names(
    statements: list[list[Word]], wanted: set[str], taken: set[str], *, with_private: bool = False
) -> dict[str, str]:
    """Pair the wanted names with short ones that are not taken: the most used get the shortest."""
    words = [word for words in statements for word in words]
    counts = Counter(word.text for word in words if word.is_name and word.text in wanted)
    free = (name for name in _names() if name not in taken | _KEYWORDS)
    short = {text: next(free) for text, _ in counts.most_common()}
    for mark in ("#", "_") if with_private else ():
        private = Counter(word.text for word in words if word.role == "private" and word.text[0] == mark)
        short |= {text: mark + name for (text, _), name in zip(private.most_common(), _names(), strict=False)}
    return short


def _names() -> Iterator[str]:
    for length in itertools.count(1):
        yield from map("".join, itertools.product(string.ascii_letters, repeat=length))


class _Reading:
    """What each token is: a name, a parameter, shorthand (a key that is a name too), private, a keyword, a property,
    or for all that is no word its kind.
    """

    def __init__(self, code: list[Token]) -> None:
        nothing = Token("sign", "")
        self._code = [nothing, nothing, *code, nothing]
        self._ends = self._pairs()
        self._closing = frozenset(self._ends.values())
        self._inside: list[str] = [""]
        self.roles = [self._role(at) for at in range(2, len(code) + 2)]

    def _pairs(self) -> dict[int, int]:
        ends: dict[int, int] = {}
        waiting: list[int] = []
        for at, token in enumerate(self._code):
            if token.kind == "sign" and token.text in ("(", "[", "{"):
                waiting.append(at)
            elif token.kind == "sign" and token.text in (")", "]", "}"):
                ends[waiting.pop()] = at
        return ends

    def _role(self, at: int) -> str:
        token = self._code[at]
        if at in self._ends:
            self._inside.append(self._bracket(at))
        elif at in self._closing:
            self._inside.pop()
        if token.kind != "word" or token.text[0].isdigit():
            return token.kind
        if re.match(r"#|_\w", token.text):
            return "private"
        return "keyword" if token.text in _KEYWORDS else self._word(at)

    def _bracket(self, at: int) -> str:
        """Say what a bracket opens."""
        before = self._code[at - 1].text
        match self._code[at].text:
            case "(":
                after = self._code[self._ends[at] + 1].text
                is_list = after == "=>" or (after == "{" and before not in _NOT_PARAMETERS)
                return "parameters" if is_list else "group"
            case "[":
                is_first = before in ("(", ",") and self._inside[-1] == "parameters"
                return "parameters" if is_first or before in ("const", "let") else "array"
            case _:
                if self._code[at - 2].text in ("class", "extends"):
                    return "class"
                return "object" if before in _BEFORE_OBJECTS else "block"

    def _word(self, at: int) -> str:
        before, after, inside = self._code[at - 1].text, self._code[at + 1].text, self._inside[-1]
        if before == ".":
            return "property"
        if inside == "object" and before in ("{", ","):
            return "property" if after in (":", "(") else "shorthand"
        if inside == "class" and before in ("{", "}", ";", "static", "get", "set", "async"):
            return "property"
        is_parameter = inside == "parameters" and before in ("(", "[", ",", "...")
        return "parameter" if is_parameter or after == "=>" else "name"
