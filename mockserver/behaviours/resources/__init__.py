"""How is an API without a behaviour of its own answered from what it was sent before?"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any

from mockserver.behaviours import SEED, Call, Setting
from mockserver.behaviours.resources.handling import handling_of
from mockserver.behaviours.resources.handling.jobs import Job
from mockserver.behaviours.resources.inferring.corrections import SETTING, corrections_of
from mockserver.behaviours.resources.inferring.exchanges import consumed, produced
from mockserver.behaviours.resources.inferring.inference import Inference
from mockserver.behaviours.resources.inferring.lifecycles import SETTING as LIFECYCLE
from mockserver.behaviours.resources.inferring.references import Reference, reference_of
from mockserver.behaviours.resources.keeping.seeds import EXTENSION, stated_seeds
from mockserver.behaviours.resources.places import PARAMETER, shape_of
from mockserver.behaviours.resources.plan import ResourcePlan
from mockserver.behaviours.resources.resource import Part, Resource
from mockserver.behaviours.resources.result import NOTHING, Result
from mockserver.behaviours.resources.shapes import body_schema, kind_of, members_of
from mockserver.behaviours.resources.wording import singular_words
from mockserver.model import Operation, Violation
from mockserver.state import Transaction

__all__ = [
    "EXTENSION",
    "NOTHING",
    "SETTINGS",
    "Lookup",
    "Part",
    "Resource",
    "Resources",
    "Responder",
    "Result",
    "consumed",
    "produced",
]

Responder = Callable[[Call, Transaction], Result]
"""Answers an operation on a resource from the records that there are."""

SETTINGS: Mapping[str, Setting] = {
    "resources": Setting(
        "on",
        "`on`, `none`, or what is wrong about the inferred resources: `/pets key=slug envelope=data; /logins none`",
        pattern=SETTING,
    ),
    "lifecycle": Setting(
        "polls",
        "how records whose state is the server's move on: `polls:3` at every third read, `time:10s`, `immediate`, "
        "`manual` or `off`",
        pattern=LIFECYCLE,
    ),
    "lifecycle_end": Setting("succeeded", "how such a record ends", ("succeeded", "failed")),
    "seed": SEED,
    "unknown": Setting(
        "written",
        "whether a record that nobody made exists: no, yes, or until its collection is written to",
        ("written", "strict", "lenient"),
    ),
}
"""The settings of an API whose resources are inferred."""


class Resources:
    """The resources of one API, inferred from its specification; each is looked into when it is first needed."""

    def __init__(self, root: Mapping[str, Any], operations: Iterable[Operation], setting: str) -> None:
        self._root = root
        self._operations = tuple(operations)
        self._setting = setting
        self._inference: Inference | None = None
        self._lock = threading.RLock()
        self._plans: dict[Resource, ResourcePlan] = {}
        self._jobs: dict[ResourcePlan, dict[Operation, Job]] = {}

    @property
    def inference(self) -> Inference:
        if self._inference is None:
            corrections = corrections_of(self._root, self._operations, self._setting)
            self._inference = Inference(self._operations, corrections, self._root)
        return self._inference

    def of(self, operation: Operation) -> tuple[Resource, Part] | None:
        """The resource that an operation uses, and how; None where it uses none."""
        with self._lock:
            return self.inference.of(operation)

    def all(self) -> tuple[Resource, ...]:
        """Every resource, in the document's order."""
        with self._lock:
            return self.inference.all()

    def responder(self, operation: Operation) -> Responder | None:
        """What answers an operation from records; None where it uses no resource."""
        with self._lock:
            found = self.of(operation)
            if found is None:
                return None
            resource, part = found
            above = self.inference.at(part.through.owner) if part.through is not None else None
            if part.role in ("delete", "bulk-delete", "clear", "fill"):
                self._look_below(resource)
            plan, owner = self._plan(resource), self._plan(above) if above is not None else None
            return handling_of(plan, part, owner, self._jobs.setdefault(plan, {})).answer

    def first(self, name: str, key: str | None, record: Any) -> tuple[str | None, Any, tuple[Violation, ...]]:
        """A record that is there at first: its key in the store, None where it has none, and what is wrong with it."""
        with self._lock:
            resource = self._by_name.get(name)
            plan = self._plan(resource) if resource is not None else None
        if plan is None:
            return key, record, ()
        stored, kept = plan.first(key, record)
        return stored, kept, plan.broken(kept)

    def shown(self, name: str, record: Any) -> Any:
        """A record of a collection as answers show it: without what is write-only."""
        with self._lock:
            resource = self._by_name.get(name)
            view = self._plan(resource).view if resource is not None else None
        return view.shown(record) if view is not None and isinstance(record, Mapping) else record

    @cached_property
    def _by_name(self) -> dict[str, Resource]:
        return {resource.name: resource for resource in reversed(self.all())}

    def _plan(self, resource: Resource) -> ResourcePlan:
        if resource not in self._plans:
            owner = self._plan(resource.owner) if resource.owner is not None else None
            plan = self._plans[resource] = ResourcePlan(resource, owner, stated_seeds(self._root, resource), self)
            for kinship in dict.fromkeys(part.through for part in resource.parts):
                above = self.inference.at(kinship.owner) if kinship is not None else None
                if kinship is not None and above is not None:
                    self._plan(above).kin.append((plan, kinship))
            for part in resource.parts:
                made_by = self.inference.at(part.job) if part.job else None
                if made_by is not None:
                    jobs = self._plan(made_by)
                    job = Job(part, plan, jobs)
                    self._jobs.setdefault(plan, {})[part.operation] = job
                    self._jobs.setdefault(jobs, {})[part.operation] = job
        return self._plans[resource]

    def _look_below(self, resource: Resource) -> None:
        """Find all that goes with a record of a resource when it is deleted."""
        above = (*resource.shape, PARAMETER)
        for operation in self._operations:
            shape = shape_of(operation.path) or ()
            if len(shape) > len(above) and shape[: len(above)] == above and (found := self.inference.of(operation)):
                self._plan(found[0])

    def called(self, name: tuple[str, ...]) -> ResourcePlan | None:
        """The one collection whose records have some words for a name, and no owners."""
        with self._lock:
            resource = self.inference.called(name)
            return self._plan(resource) if resource is not None else None

    def referring(self, plan: ResourcePlan) -> tuple[tuple[ResourcePlan, Reference], ...]:
        """The collections whose records name those of another one, and in which member."""
        with self._lock:
            named = singular_words(plan.resource.shape[-1])
            using = [self.inference.of(each) for each in self._operations if _names_one(each, named)]
            others = dict.fromkeys(self._plan(found[0]) for found in using if found is not None)
        return tuple((other, each) for other in others for each, target in other.references if target is plan)

    def references(self, operation: Operation) -> tuple[tuple[str, Resource], ...]:
        """The members of an operation's body that name records of other collections, each with its collection."""
        with self._lock:
            found = self.inference.of(operation)
            named = self._plan(found[0]).references if found is not None else ()
        return tuple((each.member, target.resource) for each, target in named)

    @property
    def collections(self) -> tuple[str, ...]:
        """The names of what may be kept, as far as paths alone can tell."""
        return self.inference.names()


def _names_one(operation: Operation, named: tuple[str, ...]) -> bool:
    """Whether a body that an operation takes has a member, or an object with one, that names a record."""
    schema = body_schema(operation) if operation.method in ("POST", "PUT", "PATCH") else None
    members = members_of(schema).schemas if schema is not None else {}
    inner = (name for member in members.values() if kind_of(member) == "object" for name in members_of(member).schemas)
    return any((found := reference_of(name)) and found.named == named for name in (*members, *inner))


class Lookup:
    """What answers one operation from records, looked up when it is first asked for."""

    __slots__ = ("_found", "_known", "_operation", "_resources")

    def __init__(self, resources: Resources | None, operation: Operation) -> None:
        self._resources = resources
        self._operation = operation
        self._found: Responder | None = None
        self._known = resources is None

    def __call__(self) -> Responder | None:
        if not self._known and self._resources is not None:
            self._found = self._resources.responder(self._operation)
            self._known = True
        return self._found
