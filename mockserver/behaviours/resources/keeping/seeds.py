"""Which records are there before anybody made one?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mockserver.behaviours.resources.keeping.identities import key_text
from mockserver.behaviours.resources.resource import Part, Resource
from mockserver.behaviours.resources.shapes import good_answers, json_media
from mockserver.model import ABSENT
from mockserver.pointers import value_at

EXTENSION = "x-mockserver-seed"


@dataclass(frozen=True, slots=True)
class Seed:
    """A first record, with its key; the empty one where it shows none."""

    key: str
    record: Mapping[str, Any]


def seeds_of(resource: Resource, key_in: Callable[[Any], Any]) -> tuple[Seed, ...]:
    """The records in the examples of a resource: those of its list, as they are read where that is shown too."""
    found: dict[str, Mapping[str, Any]] = {}
    nameless: list[Mapping[str, Any]] = []
    for record in _examples(resource):
        key = SINGLE if resource.single else key_in(record)
        if key is ABSENT:
            nameless.append(record)
        else:
            found[key_text(key)] = {**found.get(key_text(key), {}), **record}
    keyed = tuple(Seed(key, record) for key, record in found.items())
    return keyed or tuple(Seed("", record) for record in nameless)


SINGLE = "self"


def _examples(resource: Resource) -> Iterator[Mapping[str, Any]]:
    """The records in the first example of the list, then in each of a read."""
    listing, read = resource.part("list"), resource.part("read")
    if listing is not None:
        for shown in _shown(listing)[:1]:
            yield from (record for record in (shown if isinstance(shown, list) else ()) if isinstance(record, Mapping))
    if read is not None:
        yield from (record for record in _shown(read) if isinstance(record, Mapping))


def _shown(part: Part) -> list[Any]:
    """What the examples of an operation's answer have in the place of its record, or of its records."""
    media = next((media for spec in good_answers(part.operation) if (media := json_media(spec))), None)
    found = []
    for example in media.examples.values() if media is not None else ():
        try:
            found.append(value_at(example, part.answer or ()))
        except LookupError:
            continue
    return found


def stated_seeds(root: Mapping[str, Any], resource: Resource) -> Any:
    """What the specification says that a collection begins with: records, or records by their keys."""
    everything = root.get(EXTENSION)
    if isinstance(everything, Mapping) and resource.name in everything:
        return everything[resource.name]
    paths = root.get("paths")
    for part in resource.parts:
        item = paths.get(part.operation.path) if isinstance(paths, Mapping) else None
        if isinstance(item, Mapping) and EXTENSION in item:
            return item[EXTENSION]
    return None
