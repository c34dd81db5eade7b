"""The two machine-readable contracts, docs/openapi.yaml and docs/asyncapi.yaml, as tests hold answers against them.

Stricter than what clients are told: there new members may come, here none may come that is not described.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final
from urllib.parse import quote

import yaml
from jsonschema_rs import Draft202012, Draft202012Validator, Registry

from tests.processes import ROOT

OPENAPI: Final = "openapi.yaml"
ASYNCAPI: Final = "asyncapi.yaml"
METHODS: Final = ("get", "post", "put", "patch", "delete")
_PLACE: Final = "ticker:///docs/"

Json = Any
"""Whatever JSON can be."""


@cache
def document(name: str) -> Json:
    """Read one of the two."""
    return yaml.safe_load((ROOT / "docs" / name).read_text())


@cache
def _registry() -> Registry:
    documents = [(_PLACE + name, strict(document(name))) for name in (OPENAPI, ASYNCAPI)]
    return Registry(documents, draft=Draft202012)


def strict(node: Json) -> Json:
    """Return a copy in which no described object has members that are not described."""
    if isinstance(node, list):
        return [strict(part) for part in node]
    if not isinstance(node, dict):
        return node
    copied = {name: strict(part) for name, part in node.items()}
    if copied.get("type") == "object" and "properties" in copied:
        copied.setdefault("additionalProperties", False)
    return copied


@cache
def validator(name: str, pointer: str) -> Draft202012Validator:
    """Make the validator of the schema at a place of a document: ``/components/schemas/Entry``."""
    return Draft202012Validator(
        {"$ref": f"{_PLACE}{name}#{quote(pointer)}"}, registry=_registry(), validate_formats=True
    )


def broken(name: str, pointer: str, instance: Json) -> list[str]:
    """Say what an object breaks of its schema; nothing if it is as described."""
    errors = validator(name, pointer).iter_errors(instance)
    return [f"{'/'.join(map(str, error.instance_path))}: {error.message}" for error in errors]


def escaped(part: str) -> str:
    """Write a part of a JSON pointer."""
    return part.replace("~", "~0").replace("/", "~1")


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path of openapi.yaml."""

    id: str
    method: str
    path: str
    described: Mapping[str, Json]

    @property
    def pointer(self) -> str:
        return f"/paths/{escaped(self.path)}/{self.method}"

    def matches(self, method: str, path: str) -> bool:
        whole = re.escape(self.path).replace(r"\{path\}", ".+")  # of a file, slashes and all
        pattern = re.sub(r"\\\{\w+\\\}", "[^/]+", whole)
        return method.lower() == self.method and re.fullmatch(pattern, path) is not None

    def answer(self, status: int) -> tuple[str, Json] | None:
        """Return the pointer to what is described of an answer, and the description itself."""
        found = self.described["responses"].get(str(status))
        return None if found is None else resolve(OPENAPI, f"{self.pointer}/responses/{status}", found)


def operations() -> Iterator[Operation]:
    """Return every operation of openapi.yaml."""
    for path, methods in document(OPENAPI)["paths"].items():
        for method in METHODS:
            if method in methods:
                yield Operation(methods[method]["operationId"], method, path, methods[method])


def resolve(name: str, pointer: str, node: Json) -> tuple[str, Json]:
    """Follow the reference that a node may be, inside its document; give where it leads and what is there."""
    while isinstance(node, dict) and "$ref" in node:
        pointer = node["$ref"].removeprefix("#")
        assert pointer.startswith("/"), f"{node['$ref']} leads out of {name}"
        node = document(name)
        for part in pointer.removeprefix("/").split("/"):
            node = node[part.replace("~1", "/").replace("~0", "~")]
    return pointer, node


def references(node: Json) -> Iterator[str]:
    """Return every reference in a document."""
    if isinstance(node, list):
        for part in node:
            yield from references(part)
    elif isinstance(node, dict):
        for name, part in node.items():
            if name == "$ref" and isinstance(part, str):
                yield part
            else:
                yield from references(part)
