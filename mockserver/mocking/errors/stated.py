"""Where does a specification itself say that an error tells what?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, get_args

from mockserver.mocking.errors.values import PLACEHOLDER
from mockserver.mocking.errors.vocabulary import Role
from mockserver.model import Media, Operation, ResponseSpec
from mockserver.pointers import exists, steps_of, value_at

EXTENSION = "x-mockserver-error"

Place = tuple[str, ...]
"""The steps to a place in an error body; each item of a list is at `0`."""


@dataclass(frozen=True, slots=True)
class Stated:
    """The places of what is stated; `told` are the roles that stand there and nowhere else.

    `silent`: nothing of the body is about what is wrong.
    """

    places: Mapping[Place, Role] = field(default_factory=dict)
    told: frozenset[str] = frozenset()
    silent: bool = False

    def leads_below(self, place: Place) -> bool:
        return any(stated[: len(place)] == place for stated in self.places)

    def placed(self, template: Any) -> Any:
        """The template with something at each place that it lacks."""
        if not self.places:
            return template
        template = deepcopy(template)
        for place, role in sorted(self.places.items()):
            _put(template, place, [] if role == "list" else PLACEHOLDER)
        return template


NOTHING_STATED = Stated()


def stated_for(operation: Operation, spec: ResponseSpec, media: Media) -> Stated:
    """What the extension says in the response, or else in its media type, or else in its schema."""
    for node in _nodes(operation, spec, media):
        if isinstance(node, Mapping) and EXTENSION in node:
            return _read(node[EXTENSION])
    return NOTHING_STATED


def _nodes(operation: Operation, spec: ResponseSpec, media: Media) -> Iterator[Any]:
    if media.schema is None:
        return
    root = media.schema.root
    response = _at(root, (*steps_of(operation.source.pointer), "responses", spec.status))
    yield response
    content = response.get("content") if isinstance(response, Mapping) else None
    yield content.get(media.media_type) if isinstance(content, Mapping) else None
    yield media.schema.node
    yield media.schema.resolved().node


def _at(root: Any, steps: tuple[str, ...]) -> Any:
    """What stands at some steps, behind its references."""
    try:
        found = value_at(root, steps)
    except LookupError:
        return None
    for _ in range(10):
        target = found.get("$ref") if isinstance(found, Mapping) else None
        if not isinstance(target, str) or EXTENSION in found or not exists(root, target):
            break
        found = value_at(root, steps_of(target))
    return found


def _read(value: Any) -> Stated:
    if value in ("none", False):
        return Stated(silent=True)
    places: dict[Place, Role] = {}
    named = value if isinstance(value, Mapping) else {}
    roles: list[Role] = [role for role in get_args(Role) if role in named and role != "elsewhere"]
    for role in roles:
        pointers = named[role] if isinstance(named[role], list) else [named[role]]
        places.update({steps_of(pointer): role for pointer in pointers if isinstance(pointer, str)})
    return Stated(places, frozenset(roles))


def _put(value: Any, place: Place, what: Any) -> None:
    """Put something at a place of a value, unless there is something, or no way to it."""
    for index, step in enumerate(place):
        rest = place[index + 1 :]
        if isinstance(value, list):
            if not value and step == "0":
                value.append({} if rest else what)
            if step != "0" or not value:
                return
            value = value[0]
        elif isinstance(value, dict):
            made = what if not rest else [] if rest[0] == "0" else {}
            value = value.setdefault(step, made)
        else:
            return
