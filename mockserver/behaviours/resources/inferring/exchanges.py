"""Which operations produce what others consume: the keys of records, and where they stand?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mockserver.behaviours.resources.inferring.envelopes import schema_at
from mockserver.behaviours.resources.inferring.keys import Asked, is_called, key_of
from mockserver.behaviours.resources.places import PARAMETER
from mockserver.behaviours.resources.resource import SEVERAL, Part, Resource, Role, Steps
from mockserver.behaviours.resources.shapes import answer_schema
from mockserver.pointers import pointer_of

_TEMPLATE = re.compile(r"\{([^{}]+)\}")
_MANY: frozenset[Role] = SEVERAL | {"list"}
_SILENT: frozenset[Role] = frozenset({"delete", "bulk-delete", "clear", "within"})
"""What answers with no records, or with those that are not there any more."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A key that an answer gives, or that a request needs: of which collection, and where it stands.

    `at` is a place as links write it: `path.petId`, `query.pet`, `body#/id`, `header.Location`; a `*` is any item.
    """

    collection: str
    at: str


def told_at(resource: Resource, part: Part) -> Steps:
    """Where the record that an answer shows has its key; what is made may tell it otherwise than reads do."""
    steps = (resource.key.steps if resource.key is not None else None) or ()
    schema = answer_schema(part.operation) if part.role == "create" and part.answer is not None else None
    shown = schema_at(schema, part.answer or ()) if schema is not None else None
    if resource.key is None or shown is None or not steps or schema_at(shown, steps) is not None:
        return steps
    asked = Asked(resource.key.parameter, resource.shape[-1])
    return key_of(asked, shown).steps or steps if is_called(asked, shown) else steps


def produced(resource: Resource, part: Part) -> tuple[Exchange, ...]:
    """The keys that an operation's answer has."""
    return tuple(_produced(resource, part))


def _produced(resource: Resource, part: Part) -> Iterator[Exchange]:
    key = resource.key
    if part.job:
        yield Exchange(
            part.job[-1], f"body#{pointer_of(part.answer)}" if part.answer is not None else "header.Location"
        )
        return
    if part.answer is not None and key is not None and key.steps and part.role not in _SILENT:
        steps = (*part.answer, *(("*",) if part.role in _MANY else ()), *told_at(resource, part))
        yield Exchange(resource.name, f"body#{pointer_of(steps)}")
    good = [spec for status, spec in part.operation.responses.items() if status.startswith("2")]
    if part.role in ("create", "replace") and any(name.lower() == "location" for spec in good for name in spec.headers):
        yield Exchange(resource.name, "header.Location")


def consumed(resource: Resource, part: Part) -> tuple[Exchange, ...]:
    """The keys that an operation's request needs: of the owners first, then of the record."""
    return tuple(_consumed(resource, part))


def _consumed(resource: Resource, part: Part) -> Iterator[Exchange]:
    names = _TEMPLATE.findall(part.operation.path)
    through = part.through
    if through is not None and through.owner and through.names:
        yield Exchange(through.owner[-1], f"path.{through.names[-1]}")
        names = [name for name in names if name not in through.names]
    owners: list[Resource] = []
    owner = resource.owner
    while owner is not None:
        owners.append(owner)
        owner = owner.owner
    for each in reversed(owners):
        depth = each.shape.count(PARAMETER)
        if depth < len(names):
            yield Exchange(each.name, f"path.{names[depth]}")
    depth = resource.shape.count(PARAMETER)
    if resource.single or part.role in SEVERAL:
        return
    if part.key:
        yield Exchange(resource.name, f"query.{part.key[1]}" if part.key[0] == "query" else f"body#/{part.key[1]}")
    elif depth < len(names):
        yield Exchange(resource.name, f"path.{names[depth]}")
