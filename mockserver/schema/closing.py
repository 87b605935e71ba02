"""Which values does a schema document, of all those that it lets pass?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mockserver.pointers import exists, steps_of, value_at

MAX_PARTS = 2_000
_OPEN = ("additionalProperties", "unevaluatedProperties", "patternProperties", "propertyNames", "dependentSchemas")
_COMPOSED = ("allOf", "oneOf", "anyOf")
_CONDITIONS = ("if", "then", "else")


def closing(root: Mapping[str, Any], node: Any) -> dict[str, Any]:
    """The keywords that leave a schema only what it documents: objects with the members that are named somewhere in it.

    None for a schema that names no members, or that says itself which others there may be.
    """
    names: dict[str, None] = {}
    typed = composed = False
    for part in _parts(root, node):
        if any(key in part and part[key] is not False for key in _OPEN):
            return {}
        properties = part.get("properties")
        names.update(dict.fromkeys(properties if isinstance(properties, Mapping) else ()))
        required = part.get("required")
        names.update(dict.fromkeys(map(str, required) if isinstance(required, list) else ()))
        typed = typed or any(key in part for key in ("type", "enum", "const"))
        composed = composed or any(key in part for key in ("oneOf", "anyOf"))
    if not names:
        return {}
    closed: dict[str, Any] = {"propertyNames": {"enum": list(names)}}
    return closed if typed or composed else {**closed, "type": "object"}


def _parts(root: Mapping[str, Any], node: Any) -> Iterator[Mapping[str, Any]]:
    """A schema with all that it is put together from, alternatives and conditions too; each only once."""
    waiting, followed = [node], set[str]()
    for _ in range(MAX_PARTS):
        if not waiting:
            return
        part = waiting.pop()
        if not isinstance(part, Mapping):
            continue
        yield part
        target = part.get("$ref")
        if isinstance(target, str) and target.startswith("#") and target not in followed and exists(root, target):
            followed.add(target)
            waiting.append(value_at(root, steps_of(target)))
        for key in _COMPOSED:
            waiting.extend(part[key] if isinstance(part.get(key), list) else ())
        waiting.extend(part[key] for key in _CONDITIONS if key in part)
