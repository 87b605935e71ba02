"""Which values does a schema document, of all those that it lets pass?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.schema.composition import nodes_of

_OPEN = ("additionalProperties", "unevaluatedProperties", "patternProperties", "propertyNames", "dependentSchemas")
_COMPOSED = ("allOf", "oneOf", "anyOf")
_CONDITIONS = ("if", "then", "else")


def closing(root: Mapping[str, Any], node: Any) -> dict[str, Any]:
    """The keywords that leave a schema only what it documents: objects with the members that are named somewhere in it.

    None for a schema that names no members, or that says itself which others there may be.
    """
    names: dict[str, None] = {}
    typed = composed = False
    for part in nodes_of(root, node, _COMPOSED, _CONDITIONS):
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
