"""Which members and items does a schema speak of?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from mockserver.media import is_json
from mockserver.model import Media, Operation, ResponseSpec, Schema
from mockserver.schema import flagged, parts_of

MAX_DEPTH = 8
"""How many schemas within schemas are looked through for the members of one object."""

_WRITTEN = ("201", "200", "202", "204")
_GOOD = ("200", "201", "202", "203", "206", "204", "2XX", "default")


@dataclass(frozen=True, slots=True, eq=False)
class Members:
    """What is said of an object: each member's schema, which must be there, and whether there may be others."""

    schemas: Mapping[str, Schema] = field(default_factory=dict)
    required: frozenset[str] = frozenset()
    open: bool = True

    def flagged(self, flag: str) -> frozenset[str]:
        """The members that are `readOnly` or `writeOnly`."""
        return frozenset(
            name for name, schema in self.schemas.items() if flagged(schema.root, schema.node, flag)
        )  # fmt: skip


@dataclass(slots=True)
class _Gathered:
    schemas: dict[str, Schema] = field(default_factory=dict)
    required: set[str] = field(default_factory=set)
    open: bool = True
    looked_at: dict[tuple[str, bool], int] = field(default_factory=dict)
    """How deep each schema stood, and whether as an alternative, when it was looked at."""


def members_of(schema: Schema) -> Members:
    """The members of an object, gathered from everything that holds for it, or may."""
    found = _Gathered()
    _gather(schema, found, 0, alternative=False)
    return Members(found.schemas, frozenset(found.required), found.open)


def _gather(schema: Schema, into: _Gathered, depth: int, *, alternative: bool) -> None:
    schema = schema.resolved()
    node = schema.node
    if not isinstance(node, Mapping) or depth > MAX_DEPTH:
        return
    key = (schema.pointer, alternative)
    if into.looked_at.get(key, MAX_DEPTH + 1) <= depth:
        return
    into.looked_at[key] = depth
    properties = node.get("properties")
    for name in properties if isinstance(properties, Mapping) else ():
        into.schemas.setdefault(name, schema.child("properties", name))
    if not alternative:
        into.required.update(_names(node.get("required")))
        into.open = into.open and node.get("additionalProperties") is not False
        into.open = into.open and node.get("unevaluatedProperties") is not False
    for part in schema.branches("allOf"):
        _gather(part, into, depth + 1, alternative=alternative)
    for keyword in ("oneOf", "anyOf"):
        for part in schema.branches(keyword):
            _gather(part, into, depth + 1, alternative=True)


def _names(stated: Any) -> Iterator[str]:
    return (name for name in stated if isinstance(name, str)) if isinstance(stated, list) else iter(())


def items_of(schema: Schema) -> Schema | None:
    """What is said of each item, where the schema is one of arrays."""
    for part in parts_of(schema):
        if isinstance(part.node.get("items"), Mapping):
            return part.child("items")
    return None


def kind_of(schema: Schema) -> str:
    """The one JSON type besides null that a schema admits; empty where there are several, or none is told."""
    schema = schema.resolved()
    node = schema.node
    stated = node.get("type") if isinstance(node, dict) else None
    if stated.__class__ is str:
        return str(stated)
    kinds = schema.types() - {"null"}
    return next(iter(kinds)) if len(kinds) == 1 else ""


def identity(schema: Schema) -> str:
    """Where a schema stands: the same for all that merely refer to it."""
    for _ in range(MAX_DEPTH):
        schema = schema.resolved()
        node = schema.node
        if not isinstance(node, Mapping) or "properties" in node:
            break
        branches = [
            branch
            for keyword in ("allOf", "oneOf", "anyOf")
            if keyword in node
            for branch in schema.branches(keyword)
            if branch.types() != {"null"}
        ]
        if len(branches) != 1:
            break
        schema = branches[0]
    return schema.pointer


def alike(one: Schema, other: Schema) -> bool:
    """Whether two schemas speak of the same kind of thing: at least half of the smaller one's members are shared."""
    names, others = set(members_of(one).schemas), set(members_of(other).schemas)
    return not names or not others or 2 * len(names & others) >= min(len(names), len(others))


def json_media(spec: ResponseSpec | None) -> Media | None:
    """The media type in which an answer is JSON, and described."""
    for media in spec.content.values() if spec else ():
        if media.schema is not None and (is_json(media.media_type) or media.media_type == "*/*"):
            return media
    return None


def answer_schema(operation: Operation) -> Schema | None:
    """What a successful answer looks like, in JSON."""
    return next((media.schema for spec in good_answers(operation) if (media := json_media(spec))), None)


def good_answers(operation: Operation, *, written: bool = False) -> list[ResponseSpec]:
    """The successful answers, the likeliest first: of something new `written` ones."""
    responses = operation.responses
    named = [status for status in (_WRITTEN if written else _GOOD) if status in responses]
    rest = sorted(status for status in responses if status.startswith("2") and status not in named)
    default = ["default"] if not (named or rest) and "default" in responses else []
    return [responses[status] for status in dict.fromkeys((*named, *rest, *default))]


def body_schema(operation: Operation) -> Schema | None:
    """What the body of a request looks like: as JSON, or else in the first media type that says so; no JSON Patch."""
    content = operation.body.content.values() if operation.body else ()
    described = [media for media in content if media.schema is not None and "json-patch" not in media.media_type]
    return next((media.schema for media in sorted(described, key=lambda media: not is_json(media.media_type))), None)


def is_patch(schema: Schema) -> bool:
    """Whether a body is a JSON Patch (RFC 6902): a list of operations."""
    items = items_of(schema) if kind_of(schema) == "array" else None
    return items is not None and members_of(items).schemas.keys() >= {"op", "path"}


def is_upload(operation: Operation) -> bool:
    """Whether what is sent is a file or a text as a whole, and no JSON, nor a form."""
    content = operation.body.content.values() if operation.body else ()
    return bool(content) and not any(
        is_json(media.media_type) or (media.schema is not None and kind_of(media.schema) in ("object", "array"))
        for media in content
    )
