"""Which resources do the operations of an API imply, and what does each operation do to them?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from mockserver.behaviours.resources.called import add_called, key_parameter
from mockserver.behaviours.resources.corrections import Corrections
from mockserver.behaviours.resources.drafts import Draft, beside, drafted_at, is_resource, single_at, within
from mockserver.behaviours.resources.keys import key_of
from mockserver.behaviours.resources.places import PARAMETER, Place, Shape, places_of, shape_of
from mockserver.behaviours.resources.procedures import Procedure, procedures_of
from mockserver.behaviours.resources.resource import Key, Part, Resource
from mockserver.behaviours.resources.shapes import good_answers
from mockserver.model import Operation

Found = tuple[Resource, Part]


class Inference:
    """The resources of an API: each is found when one of its operations is first asked about.

    Places are looked at one by one, so that a request to an API of many hundred operations pays for its own only.
    """

    def __init__(self, operations: Iterable[Operation], corrections: Corrections) -> None:
        self._operations = tuple(operations)
        self._corrections = corrections
        kept = tuple(operation for operation in self._operations if not corrections.of(operation).none)
        self._places = places_of(kept)
        self._calls = procedures_of(kept)
        self._called = {call.operation: shape for shape, calls in self._calls.items() for call in calls}
        self._names = _names(self._places, self._calls, corrections)
        self._drafts: dict[Shape, Draft | None] = {}
        self._singles: dict[Shape, Draft | None] = {}
        self._resources: dict[tuple[Shape, bool], Resource] = {}

    def of(self, operation: Operation) -> Found | None:
        """The resource that an operation uses, and how; None where it uses none, or documents no success."""
        if not good_answers(operation):
            return None
        shape = shape_of(operation.path)
        place = self._places.get(shape) if shape is not None else None
        if shape is None or place is None or place.operations.get(operation.method) is not operation:
            return None
        return (
            self._by_call(operation)
            or self._at(operation, place)
            or self._beside(operation, shape)
            or self._within(operation, place)
        )

    def all(self) -> tuple[Resource, ...]:
        """Every resource, in the document's order."""
        found = [found[0] for operation in self._operations if (found := self.of(operation))]
        return tuple(dict.fromkeys(found))

    def names(self) -> tuple[str, ...]:
        """What the collections are called, as far as paths alone can tell."""
        return tuple(name for shape, name in self._names.items() if self._may_keep(shape))

    def _may_keep(self, shape: Shape) -> bool:
        place = self._places.get(shape)
        methods = set(place.operations) if place is not None else set()
        return (
            (*shape, PARAMETER) in self._places
            or shape in self._calls
            or ("GET" in methods and bool(methods & {"POST", "PUT", "PATCH"}))
        )

    def _at(self, operation: Operation, place: Place) -> Found | None:
        shape = place.shape
        for base in (shape, shape[:-1]) if not place.fixed else (shape,):
            draft = self._draft(base)
            if draft is not None and (part := _part(draft, operation)):
                return self._resource(draft), part
        if place.fixed and shape not in self._singles:
            self._singles[shape] = single_at(place, self._places, self._corrections)
        single = self._singles.get(shape)
        part = _part(single, operation) if single is not None else None
        return (self._resource(single), part) if single is not None and part is not None else None

    def _by_call(self, operation: Operation) -> Found | None:
        shape = self._called.get(operation)
        draft = self._draft(shape) if shape is not None else None
        part = _part(draft, operation) if draft is not None else None
        return (self._resource(draft), part) if draft is not None and part is not None else None

    def _beside(self, operation: Operation, shape: Shape) -> Found | None:
        draft = self._draft(shape[:-1])
        if draft is None or draft.item is None or shape[-1] == PARAMETER or (*shape, PARAMETER) in self._places:
            return None
        part = beside(draft, operation) if draft.known else None
        return (self._resource(draft), part) if part is not None else None

    def _within(self, operation: Operation, place: Place) -> Found | None:
        shape = place.shape
        for size in range(len(shape) - 1, 1, -1):
            draft = self._draft(shape[: size - 1]) if shape[size - 1] == PARAMETER else None
            if draft is not None and draft.item is not None:
                direct = len(shape) == size + 1 and place.fixed
                return self._resource(draft), within(draft, operation, place.word, direct=direct)
        return None

    def _draft(self, shape: Shape) -> Draft | None:
        if shape not in self._drafts:
            draft = drafted_at(shape, self._places, self._corrections, self._calls.get(shape, ()))
            if draft is not None and draft.calls:
                add_called(draft)
            self._drafts[shape] = draft if draft is not None and is_resource(draft) else None
        return self._drafts[shape]

    def _resource(self, draft: Draft) -> Resource:
        key = (draft.place.shape, draft.single)
        if key not in self._resources:
            self._resources[key] = self._described(draft)
        return self._resources[key]

    def _described(self, draft: Draft) -> Resource:
        shape = draft.place.shape
        return Resource(
            name=self._names[shape],
            shape=shape,
            key=_key(draft),
            parts=tuple(draft.parts),
            schema=draft.schema,
            owner=self._owner(shape),
            single=draft.single,
            lifecycle=draft.correction.lifecycle,
        )

    def _owner(self, shape: Shape) -> Resource | None:
        """The resource of the nearest record that the path leads through."""
        for size in range(len(shape), 1, -1):
            draft = self._draft(shape[: size - 1]) if shape[size - 1] == PARAMETER else None
            if draft is not None and draft.item is not None:
                return self._resource(draft)
        return None


def _part(draft: Draft, operation: Operation) -> Part | None:
    return next((part for part in draft.parts if part.operation is operation), None)


def _names(
    places: Mapping[Shape, Place], calls: Mapping[Shape, tuple[Procedure, ...]], corrections: Corrections
) -> dict[Shape, str]:
    """A name for each path where something may be kept: its last word, with those before it where that is taken."""
    found: dict[str, Shape] = {}
    shapes = dict.fromkeys(shape[:-1] if shape and shape[-1] == PARAMETER else shape for shape in (*places, *calls))
    for shape in sorted(shapes, key=len):
        segments = [segment for segment in shape if segment != PARAMETER]
        place, item = places.get(shape), places.get((*shape, PARAMETER))
        called = tuple(call.operation for call in calls.get(shape, ()))
        first = place or item or Place(shape, (), {})
        stated = corrections.at(first, item, called).collection
        names = [stated] if stated else []
        names += [".".join(segments[-size:]) for size in range(1, len(segments) + 1)]
        name = next((name for name in names if name not in found), ".".join(shape))
        found[name] = shape
    return {shape: name for name, shape in found.items()}


def _key(draft: Draft) -> Key | None:
    if draft.single:
        return None
    parameter = draft.item.names[-1] if draft.item else key_parameter(draft) or "id"
    stated = draft.correction.key
    if stated is not None:
        return Key(parameter, tuple(stated.split(".")), "the specification or a setting says so")
    return key_of(parameter, draft.word, draft.schema)
