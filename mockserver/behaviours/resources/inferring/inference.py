"""Which resources do the operations of an API imply, and what does each operation do to them?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from mockserver.behaviours.resources.inferring.called import add_called, key_parameter
from mockserver.behaviours.resources.inferring.corrections import Corrections
from mockserver.behaviours.resources.inferring.drafting import drafted_at, is_resource
from mockserver.behaviours.resources.inferring.drafts import Draft, named_by
from mockserver.behaviours.resources.inferring.elsewhere import Elsewhere
from mockserver.behaviours.resources.inferring.envelopes import schema_at
from mockserver.behaviours.resources.inferring.kinship import alike_named, is_above, kinship_of
from mockserver.behaviours.resources.inferring.leads import Leads
from mockserver.behaviours.resources.inferring.lifecycles import lifecycle_of
from mockserver.behaviours.resources.inferring.neighbours import beside, within
from mockserver.behaviours.resources.inferring.procedures import Procedure, procedures_of
from mockserver.behaviours.resources.inferring.singles import single_at
from mockserver.behaviours.resources.places import PARAMETER, Place, Shape, places_of, shape_of
from mockserver.behaviours.resources.resource import Key, Kinship, Part, Resource
from mockserver.behaviours.resources.shapes import answer_schema, good_answers
from mockserver.model import Operation

_JOBS = ("job", "operation", "task", "process")
"""What jobs are called where nothing else tells of them."""

Found = tuple[Resource, Part]


class Inference:
    """The resources of an API: each is found when one of its operations is first asked about.

    Places are looked at one by one, so that a request to an API of many hundred operations pays for its own only.
    """

    def __init__(
        self, operations: Iterable[Operation], corrections: Corrections, root: Mapping[str, Any] | None = None
    ) -> None:
        self._operations = tuple(operations)
        self._corrections = corrections
        kept = tuple(operation for operation in self._operations if not corrections.of(operation).none)
        self._places = places_of(kept)
        self._calls = procedures_of(kept)
        self._called = {call.operation: shape for shape, calls in self._calls.items() for call in calls}
        self._names = _names(self._places, self._calls, corrections)
        self._leads = Leads(root or {}, kept, self._places)
        self._elsewhere = Elsewhere(kept, self._places, self._leads)
        self._alike: dict[tuple[str, ...], list[Shape]] = {}
        for shape in sorted(self._names, key=len, reverse=True):
            self._alike.setdefault(alike_named(shape), []).append(shape)
        self._homes: dict[Shape, tuple[Draft, Kinship] | None] = {}
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
            or self._by_evidence(operation)
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
                return self._found(draft, part)
        return self._alone(shape, operation)

    def _alone(self, shape: Shape, operation: Operation) -> Found | None:
        """The single record at a path, where an operation is about it."""
        if shape not in self._singles:
            calls = self._calls.get(shape, ())
            self._singles[shape] = single_at(shape, self._places, self._corrections, calls)
        single = self._singles[shape]
        part = _part(single, operation) if single is not None else None
        return (self._resource(single), part) if single is not None and part is not None else None

    def _by_call(self, operation: Operation) -> Found | None:
        shape = self._called.get(operation)
        draft = self._draft(shape) if shape is not None else None
        part = _part(draft, operation) if draft is not None else None
        if draft is not None and part is not None:
            return self._found(draft, part)
        return self._alone(shape, operation) if shape is not None and draft is None else None

    def _by_evidence(self, operation: Operation) -> Found | None:
        for shape in self._elsewhere.collections_of(operation):
            draft = self._draft(shape)
            part = _part(draft, operation) if draft is not None else None
            if draft is not None and part is not None:
                return self._found(draft, part)
        return None

    def _found(self, draft: Draft, part: Part) -> Found:
        """The resource that a part belongs to: another one's where its path is but a second one to the same records."""
        home = self._home(draft)
        resource = self._resource(home[0] if home is not None else draft)
        same = next((each for each in resource.parts if each.operation is part.operation), part)
        return resource, replace(same, through=home[1]) if home is not None and same is part else same

    def _home(self, draft: Draft) -> tuple[Draft, Kinship] | None:
        """The collection that has the records of another path, which leads to those of one owner alone."""
        shape = draft.place.shape
        if shape not in self._homes:
            self._homes[shape] = None
            self._homes[shape] = self._looked_up(draft) if not draft.single else None
        return self._homes[shape]

    def _looked_up(self, draft: Draft) -> tuple[Draft, Kinship] | None:
        shape = draft.place.shape
        for other in self._alike.get(alike_named(shape), ()):
            outer = self._draft(other) if is_above(other, shape) else None
            if outer is None or self._home(outer) is not None:
                continue
            made = [lead.producer for lead in self._leads.to((*other, PARAMETER))]
            kinship = kinship_of(draft, outer, self._above(shape), made)
            if kinship is not None:
                return outer, kinship
        return None

    def _parts(self, draft: Draft) -> Iterator[Part]:
        """What the operations do to a resource, those at its own path first."""
        shape = draft.place.shape
        for part in (*draft.parts, *(self._kin(draft) if not draft.single else ())):
            job = self._job(part.operation) if part.role == "create" else ()
            if job and job != shape and (jobs := self._draft(job)) is not None:
                schema = answer_schema(part.operation)
                shown = jobs.record(schema) if schema is not None else None
                yield replace(part, job=job, answer=shown, reason=f"{part.reason}, by one of '{jobs.word}'")
            else:
                yield part

    def _job(self, operation: Operation) -> Shape:
        """The collection of the jobs that an operation answers with, or leads to; empty where it does not."""
        if operation.method != "POST" or {each for each in operation.responses if each.startswith("2")} != {"202"}:
            return ()
        led = tuple(lead.shape[:-1] for lead in self._leads.of(operation) if lead.shape[-1] == PARAMETER)
        found = [shape for shape in (*led, *self._elsewhere.read_at(operation)) if self._has_jobs(shape)]
        if not found and "location" in {name.lower() for name in operation.responses["202"].headers}:
            called = (shape for word in _JOBS for shape in self._alike.get((word,), ()))
            found = [shape for shape in called if self._has_jobs(shape)]
            found = found if len(found) == 1 else []
        return next((shape for shape in found if shape != shape_of(operation.path)), ())

    def _has_jobs(self, shape: Shape) -> bool:
        """Whether the records at a path are read, and have states that they go through by themselves."""
        draft = self._draft(shape)
        if draft is None or not any(part.role == "read" for part in draft.parts):
            return False
        return lifecycle_of(draft.schema, (), draft.correction.lifecycle, accepted=True) is not None

    @cached_property
    def _jobs(self) -> frozenset[Shape]:
        """The collections of jobs that other operations answer with."""
        return frozenset(self._job(operation) for operation in self._operations) - {()}

    def _kin(self, draft: Draft) -> Iterator[Part]:
        """The parts of other paths to the same records."""
        shape = draft.place.shape
        for other in self._alike.get(alike_named(shape), ()):
            inner = self._draft(other) if is_above(shape, other) else None
            home = self._home(inner) if inner is not None else None
            if inner is not None and home is not None and home[0] is draft:
                yield from (replace(part, through=home[1]) for part in inner.parts)

    def at(self, shape: Shape) -> Resource | None:
        """The collection at a path."""
        draft = self._draft(shape)
        return self._resource(draft) if draft is not None else None

    def called(self, name: tuple[str, ...]) -> Resource | None:
        """The one collection of records without owners that is called by some words."""
        shapes = [shape for shape in self._alike.get(name, ()) if (*shape, PARAMETER) in self._places]
        found = [shape for shape in shapes if PARAMETER not in shape]
        return self.at(found[0]) if len(found) == 1 else None

    def _beside(self, operation: Operation, shape: Shape) -> Found | None:
        draft = self._draft(shape[:-1])
        if draft is None or draft.item is None or shape[-1] == PARAMETER or (*shape, PARAMETER) in self._places:
            return None
        part = beside(draft, operation, shape[-1]) if draft.known else None
        return self._found(draft, part) if part is not None else None

    def _within(self, operation: Operation, place: Place) -> Found | None:
        shape = place.shape
        for size in range(len(shape) - 1, 1, -1):
            draft = self._draft(shape[: size - 1]) if shape[size - 1] == PARAMETER else None
            if draft is not None and draft.item is not None:
                direct = len(shape) == size + 1 and place.fixed
                return self._found(draft, within(draft, operation, place.word, direct=direct))
        return None

    def _draft(self, shape: Shape) -> Draft | None:
        if shape not in self._drafts:
            draft = drafted_at(shape, self._places, self._corrections, self._calls.get(shape, ()))
            if draft is not None and draft.calls:
                add_called(draft)
            if draft is not None and is_resource(draft):
                self._elsewhere.add(draft)
            kept = draft is not None and is_resource(draft) and not self._is_of_another(draft)
            self._drafts[shape] = draft if kept else None
        return self._drafts[shape]

    def _is_of_another(self, draft: Draft) -> bool:
        """Whether records have a path elsewhere: `/order/{id}` beside `/orders`; or another: `/orders/by-no/{no}`."""
        shape = draft.place.shape
        if draft.item is None:
            others = self._elsewhere.named_alike(shape)
        elif {part.role for part in draft.parts} - {"within"} == {"read"}:
            others = tuple(shape[:size] for size in range(len(shape) - 1, 0, -1) if shape[size] != PARAMETER)
        else:
            return False
        found = (self._draft(other) for other in others if (*other, PARAMETER) in self._places)
        return any(other is not None and other.known == draft.known for other in found)

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
            key=self._key(draft),
            parts=tuple(self._parts(draft)),
            schema=draft.schema,
            owner=self._owner(shape),
            single=draft.single,
            lifecycle=draft.correction.lifecycle,
            accepted=not draft.single and shape in self._jobs,
        )

    def _owner(self, shape: Shape) -> Resource | None:
        """The resource of the nearest record that the path leads through."""
        above = self._above(shape)
        draft = self._draft(above) if above else None
        return self._resource(draft) if draft is not None else None

    def _above(self, shape: Shape) -> Shape:
        """The collection of the nearest record that a path leads through; empty where there is none."""
        for size in range(len(shape), 1, -1):
            draft = self._draft(shape[: size - 1]) if shape[size - 1] == PARAMETER else None
            if draft is not None and draft.item is not None:
                return shape[: size - 1]
        return ()

    def _key(self, draft: Draft) -> Key | None:
        found = _key(draft)
        if found is None or draft.item is None or draft.correction.key is not None or draft.schema is None:
            return found
        for lead in self._leads.to((*draft.place.shape, PARAMETER)):
            part = _part(draft, lead.producer)
            if part is None or lead.steps is None or lead.parameter != f"path.{found.parameter}":
                continue
            before = part.answer or ()
            steps = lead.steps[len(before) :]
            schema = schema_at(draft.schema, steps) if lead.steps[: len(before)] == before else None
            if steps and schema is not None:
                return Key(found.parameter, steps, lead.reason, schema)
        return found


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
    said = next((part.key[1].removesuffix("s") for part in draft.parts if part.role == "delete" and part.key), "id")
    parameter = draft.item.names[-1] if draft.item else key_parameter(draft) or said
    stated = draft.correction.key
    if stated is not None:
        steps = tuple(stated.split("."))
        schema = schema_at(draft.schema, steps) if draft.schema is not None else None
        return Key(parameter, steps, "the specification or a setting says so", schema)
    return named_by(draft, parameter)
