"""What has to be known of a resource before its records can be kept?"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any, Protocol
from urllib.parse import unquote

from mockserver.behaviours import Call
from mockserver.behaviours.resources.inferring.envelopes import schema_at
from mockserver.behaviours.resources.inferring.lifecycles import Lifecycle, lifecycle_of
from mockserver.behaviours.resources.inferring.references import Reference, reference_of
from mockserver.behaviours.resources.keeping.filling import Filling, filling_of
from mockserver.behaviours.resources.keeping.identities import (
    BETWEEN,
    Identities,
    is_key,
    key_segment,
    key_text,
    stored_key,
)
from mockserver.behaviours.resources.keeping.seeds import Seed, seeds_of
from mockserver.behaviours.resources.keeping.views import View
from mockserver.behaviours.resources.places import PARAMETER
from mockserver.behaviours.resources.resource import SEVERAL, Key, Kinship, Part, Resource
from mockserver.behaviours.resources.shapes import Members, body_schema, items_of, kind_of, members_of
from mockserver.behaviours.resources.wording import singular_words, words
from mockserver.model import ABSENT, Parameter, Schema, Violation
from mockserver.pointers import is_number, put_at, value_at
from mockserver.schema import Validator
from mockserver.state import TOUCHED, Transaction

_TEMPLATE = re.compile(r"\{([^{}]+)\}")

_TELLING = {(word,) for word in ("number", "no", "reference", "ref", "slug", "guid", "code", "token", "serial")}
"""What tells records apart beside their keys, alone or behind the word for one of them."""

SINGLE = "self"
"""The key of a record that is alone."""


class Others(Protocol):
    """The other collections of an API."""

    def called(self, name: tuple[str, ...]) -> ResourcePlan | None:
        """The one collection whose records have some words for a name, and no owners."""

    def referring(self, plan: ResourcePlan) -> tuple[tuple[ResourcePlan, Reference], ...]:
        """The collections whose records name those of another one, and in which member."""


class ResourcePlan:
    """A resource with what its specification says of new records; each thing is found out when it is first needed."""

    def __init__(self, resource: Resource, owner: ResourcePlan | None, stated: Any, others: Others) -> None:
        self.resource = resource
        self._others = others
        self.name = resource.name
        self.mark = f"{resource.name}/"
        self.owner = owner
        self.depth = sum(segment == PARAMETER for segment in resource.shape)
        self.children: list[ResourcePlan] = []
        self.kin: list[tuple[ResourcePlan, Kinship]] = []
        """The collections whose records have one of its own as an owner, though their path does not say so."""
        self.stated = stated
        """The records that the specification itself says to begin with."""
        self.growing = resource.part("create", "bulk", "fill") is not None
        if owner is not None:
            owner.children.append(self)

    def sleeps(self, store: Transaction) -> bool:
        """Whether nothing was ever kept here, as far as can be told at once."""
        if self.depth:
            return False
        return store.get(TOUCHED, self.mark) is None and not len(store.collection(self.name))

    def has_below(self, store: Transaction, owner: str) -> bool:
        """Whether one of the records stands below an owner, by the beginning of its key in the store."""
        return any(name.startswith(owner) for name in store.collection(self.name).items())

    @cached_property
    def view(self) -> View | None:
        """Records as they are kept: as a read shows them."""
        return View(self.resource.schema, self.unseen) if self.resource.schema is not None else None

    @cached_property
    def sent(self) -> Members | None:
        """What clients can send: the members that any of the bodies has; None where no body is described."""
        found: dict[str, Schema] = {}
        writing = ("create", "replace", "merge")
        for part in sorted(self.resource.parts, key=lambda part: part.role != "create"):
            if part.role in writing and (schema := body_of(part)) is not None:
                sent = {part.into: schema} if part.into else members_of(schema).schemas
                spelled = self.spelled(part)
                for name, member in sent.items():
                    found.setdefault(spelled.get(name, name), member)
        return Members(found) if found else None

    def spelled(self, part: Part) -> dict[str, str]:
        """What a body calls otherwise than records do, by what they call it: `FriendlyName` is `friendly_name`."""
        schema = body_of(part)
        if schema is None or self.resource.schema is None or part.into:
            return {}
        members, sent = members_of(self.resource.schema).schemas, members_of(schema).schemas
        by_words = {words(name): name for name in members if name not in sent}
        return {name: by_words[words(name)] for name in sent if name not in members and words(name) in by_words}

    @cached_property
    def unseen(self) -> frozenset[str]:
        """The members that are sent, but not shown by any read."""
        if self.sent is None or self.resource.schema is None:
            return frozenset()
        return frozenset(self.sent.schemas) - frozenset(members_of(self.resource.schema).schemas)

    @cached_property
    def filling(self) -> Filling:
        schema = self.resource.schema
        return filling_of(schema, self.sent, self.view.template) if schema is not None and self.view else Filling()

    @cached_property
    def lifecycle(self) -> Lifecycle | None:
        """The states through which its records go by themselves."""
        part = self.resource.part("create")
        accepted = self.resource.accepted or (part is not None and "202" in part.operation.responses)
        return lifecycle_of(self.resource.schema, self.filling.kept, self.resource.lifecycle, accepted=accepted)

    @cached_property
    def identities(self) -> Identities:
        return Identities(self.name, self.resource.key, self._key_schema(), self._parameter())

    def _key_schema(self) -> Schema | None:
        return self.resource.key.schema if self.resource.key is not None else None

    def _parameter(self) -> Parameter | None:
        key = self.resource.key
        for part in self.resource.parts:
            for parameter in part.operation.parameters:
                if key is not None and parameter.name == key.parameter and parameter.place == "path":
                    return parameter
        return None

    @cached_property
    def shown_keys(self) -> frozenset[str]:
        """The keys that the specification gives as examples of its parameter: it has answers for them."""
        name = self.resource.key.parameter if self.resource.key is not None else ""
        stated = [
            example
            for part in self.resource.parts
            for parameter in part.operation.parameters
            if parameter.name == name and parameter.place == "path"
            for example in (*parameter.examples, *_examples(parameter.schema))
        ]
        return frozenset(key_text(example) for example in stated if isinstance(example, str | int))

    def shows(self, key: str) -> bool:
        """Whether the specification itself shows a record, by its key."""
        return self.stated is not None or key in self.shown_keys or any(seed.key == key for seed in self.examples)

    @cached_property
    def further(self) -> tuple[tuple[str, Identities], ...]:
        """The members beside the key that tell records apart, with what makes them: an `id` beside a slug.

        Of those that clients do not write also a `number`, a `slug` and the like.
        """
        key, schema = self.resource.key, self.resource.schema
        if schema is None or self.resource.single:
            return ()
        owner = singular_words(self.resource.shape[-1])
        found: list[tuple[str, Identities]] = []
        for name, member in members_of(schema).schemas.items():
            if (name,) == (key.steps if key is not None else None) or not _may_tell(member):
                continue
            own = words(name)[len(owner) :] if words(name)[: len(owner)] == owner else words(name)
            given = name in self.filling.kept and "null" not in member.types()
            if words(name) in (("id",), ("uuid",), (*owner, "id")) or (given and own in _TELLING):
                found.append((name, Identities(f"{self.name}#{name}", Key(name, (name,), ""), member, None)))
        return tuple(found)

    @cached_property
    def references(self) -> tuple[tuple[Reference, ResourcePlan], ...]:
        """The members that clients send with the keys of other records, and the collections of these."""
        aside = {name for _, name, _ in self.links} | set((self.resource.key.steps or ()) if self.resource.key else ())
        stated = [reference_of(name) for name in (self.sent.schemas if self.sent is not None else ())]
        found = [(each, self._others.called(each.named)) for each in stated if each and each.member not in aside]
        return tuple((each, plan) for each, plan in found if plan is not None and plan is not self and plan.growing)

    @cached_property
    def referrers(self) -> tuple[tuple[ResourcePlan, Reference], ...]:
        """The collections whose records name one of its own, and in which member."""
        return self._others.referring(self)

    def key_in(self, record: Any) -> Any:
        """The key that stands in a record; ABSENT where none does."""
        key = self.resource.key
        if key is None or key.steps is None or not isinstance(record, dict):
            return ABSENT
        if len(key.steps) == 1:
            found = record.get(key.steps[0], ABSENT)
            return found if is_key(found) else ABSENT
        try:
            found = value_at(record, key.steps)
        except LookupError:
            return ABSENT
        return found if is_key(found) else ABSENT

    def shown_key(self, stored: str, record: Any) -> Any:
        """What tells a record apart where it stands in the store, as records have it."""
        found = self.key_in(record)
        return unquote(stored.rpartition("/")[2]) if found is ABSENT else found

    @cached_property
    def _item_path(self) -> str | None:
        """The path of a record, `%s` in the place of each parameter."""
        part = self.resource.part("read", "replace", "merge", "delete")
        if part is None or self.resource.single or len(_TEMPLATE.findall(part.operation.path)) <= self.depth:
            return None
        return _TEMPLATE.sub("%s", part.operation.path.replace("%", "%%"))

    def address(self, call: Call, names: Sequence[str], key: str) -> str | None:
        """The address of a record; None where records have no path of their own.

        `names` are the parameters of the path that was asked for, those of the owners first.
        """
        path = self._item_path
        if path is None:
            return None
        if not self.depth:
            return call.base + path % key_segment(key)
        owners = [key_segment(key_text(call.values.path.get(name, ""))) for name in names[: self.depth]]
        return call.base + path % (*owners, key_segment(key))

    def with_key(self, record: Any, value: Any) -> Any:
        """The record with a key in its place, in the type that the record has it in."""
        key = self.resource.key
        if key is None or key.steps is None:
            return record
        if isinstance(value, str):
            value = int(value) if self._numbered and is_number(value.removeprefix("-")) else value
            value = value.split(BETWEEN) if self._key_kinds == {"array"} else value
        elif self._textual and isinstance(value, int):
            value = key_text(value)
        return put_at(record, key.steps, value)

    @cached_property
    def _key_kinds(self) -> frozenset[str]:
        schema = self._key_schema()
        return schema.types() - {"null"} if schema is not None else frozenset()

    @cached_property
    def _numbered(self) -> bool:
        """Whether keys are numbers where they stand in records."""
        return bool(self._key_kinds) and self._key_kinds <= {"integer", "number"}

    @cached_property
    def _textual(self) -> bool:
        """Whether keys are texts where they stand in records."""
        return self._key_kinds == {"string"}

    def first(self, stated: str | None, record: Any) -> tuple[str | None, Any]:
        """A record that is there at first, with the key that it is stored by, None where it has none."""
        if stated is None:
            found = self.key_in(record) if not self.depth else ABSENT
            return (None if found is ABSENT else stored_key(key_text(found))), record
        return stated, record if self.resource.single else self.with_key(record, unquote(stated.rpartition("/")[2]))

    @cached_property
    def judge(self) -> Validator | None:
        """What judges records as they are answered; None where they are not described."""
        return Validator(self.resource.schema, "response") if self.resource.schema is not None else None

    def broken(self, record: Any) -> tuple[Violation, ...]:
        """What is wrong with the members that a record has; what it lacks can be filled."""
        if self.judge is None:
            return ()
        found = self.judge.violations({name: value for name, value in record.items() if name not in self.unseen})
        return tuple(v for v in found if v.severity == "error" and v.keyword not in ("required", "writeOnly"))

    @cached_property
    def examples(self) -> tuple[Seed, ...]:
        """The records that the examples of its answers show, each with its key."""
        return seeds_of(self.resource, self.key_in)

    @cached_property
    def shared(self) -> Mapping[str, Any] | None:
        """The records that are there at first by their keys in the store, where these are the same in every session."""
        if self.depth:
            return None
        if self.stated is None:
            found = {stored_key(seed.key): seed.record for seed in self.examples}
            return None if "" in found else found
        if isinstance(self.stated, Mapping):
            stated = [(str(key), record) for key, record in self.stated.items() if "/" not in str(key)]
        else:
            stated = [(self.key_in(record), record) for record in self.stated] if isinstance(self.stated, list) else []
        if any(key is ABSENT for key, _ in stated):
            return None
        return {stored_key(key_text(key)): self.with_key(record, key) for key, record in stated}

    def linked(self, names: Sequence[str], path: Mapping[str, Any]) -> dict[str, Any]:
        """What a record tells of those that it stands below: `owner_id` of the pets at `/owners/{ownerId}/pets`."""
        return {
            name: _as_member(path[names[index]], kinds)
            for index, name, kinds in self.links
            if index < len(names) and names[index] in path
        }

    @cached_property
    def links(self) -> tuple[tuple[int, str, frozenset[str]], ...]:
        """The members of a record that name its owners: the owner's place among the path parameters, the member's
        name, and its types.
        """
        schema = self.resource.schema
        members = members_of(schema).schemas if schema is not None else {}
        named = {words(name): name for name, member in members.items() if kind_of(member) in ("string", "integer")}
        found: dict[str, int] = {}
        index = -1
        for before, segment in pairwise(self.resource.shape):
            if segment != PARAMETER:
                continue
            index += 1
            owner = singular_words(before)
            for wanted in ((*owner, "id"), owner, (*owner, "key"), (*owner, "name"), (*owner, "slug")):
                if wanted in named and (not self.resource.key or (named[wanted],) != self.resource.key.steps):
                    found.setdefault(named[wanted], index)
                    break
        return tuple((index, name, members[name].types()) for name, index in found.items())


def _may_tell(member: Schema) -> bool:
    """Whether a member can have another value in each record."""
    node = member.resolved().node
    stated = isinstance(node, Mapping) and not {"enum", "const", "default"}.isdisjoint(node)
    return kind_of(member) in ("integer", "string") and not stated


def _as_member(value: Any, kinds: frozenset[str]) -> Any:
    """A value of a path as a member of these types has it."""
    if "integer" in kinds and isinstance(value, str) and is_number(value):
        return int(value)
    return key_text(value) if "string" in kinds and isinstance(value, int) else value


def _examples(schema: Schema | None) -> list[Any]:
    """What a schema shows as examples."""
    node = schema.resolved().node if schema is not None else None
    if not isinstance(node, Mapping):
        return []
    examples = node.get("examples")
    return [node.get("example"), node.get("x-example"), *(examples if isinstance(examples, list) else ())]


def body_of(part: Part) -> Schema | None:
    """The schema of the record in the body of an operation."""
    schema = body_schema(part.operation)
    found = schema_at(schema, part.body) if schema is not None else None
    return items_of(found) if found is not None and part.role in SEVERAL else found
