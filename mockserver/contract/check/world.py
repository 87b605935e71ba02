"""Which records are known to be there, and which request names them?"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from mockserver.behaviours.resources import Part, Resource, Resources
from mockserver.behaviours.resources.resource import SEVERAL
from mockserver.behaviours.resources.wording import words
from mockserver.contract.check.lists import key_in
from mockserver.contract.check.verdicts import value_of
from mockserver.contract.drafts import Draft
from mockserver.model import ABSENT, Operation, Request, Response
from mockserver.pointers import value_at

Known = Mapping[str, str]
"""Texts by the names of a path's parameters."""

Way = tuple[str, ...]
"""The texts of a path's parameters, the outermost first: paths may have different names for them."""


@dataclass(frozen=True, slots=True, eq=False)
class Record:
    """A record that is there: its key as it is shown, and the way to it: the texts of the path's parameters in order.

    `sent` is what it was made from; `shown` what the answer to that said.
    """

    resource: Resource
    key: Any
    way: Way
    sent: Any = ABSENT
    shown: Any = ABSENT

    def named_in(self, path: str) -> Known:
        """The texts of the parameters in a path to the record, or to what is below or above it."""
        return texts_in(path, self.way)


@dataclass(slots=True)
class World:
    """The records that are known to be there, by their resource."""

    resources: Resources
    records: dict[str, list[Record]] = field(default_factory=dict)

    def add(self, record: Record) -> None:
        self.records.setdefault(_id(record.resource), []).append(record)

    def has(self, resource: Resource, path: str, texts: Known) -> bool:
        """Whether the record that a path with some texts names is there."""
        return any(texts == record.named_in(path) for record in self.records.get(_id(resource), ()))

    def forget(self, resource: Resource, path: str, texts: Known) -> None:
        """Take note that the record which a path names is not there any more."""
        kept = self.records.get(_id(resource), [])
        self.records[_id(resource)] = [record for record in kept if texts != record.named_in(path)]

    def remove(self, record: Record) -> None:
        """Take no more note of a record, whether it is there or not."""
        kept = self.records.get(_id(record.resource), [])
        self.records[_id(record.resource)] = [each for each in kept if each is not record]

    def sweep(self, resource: Resource, part: Part, draft: Draft) -> None:
        """Take note that several are not there any more: those that a body names, else all there are at a path."""
        named = _at(draft.body, part.body) if part.role == "bulk-delete" else ABSENT
        listed = named if isinstance(named, list) else []
        keys = {str(each if part.keys else key_in(resource, each)) for each in listed}
        above = None if part.through is not None else way_of(draft)
        kept = self.records.get(_id(resource), [])
        self.records[_id(resource)] = [
            record
            for record in kept
            if (above is not None and record.way[:-1] != above)
            or (part.role == "bulk-delete" and str(record.key) not in keys)
        ]

    def of(self, resource: Resource) -> Record | None:
        """The last record that was made."""
        found = self.records.get(_id(resource))
        return found[-1] if found else None

    def way_to(self, resource: Resource) -> Way:
        """The way to the records which a resource stands below."""
        owner = resource.owner
        if owner is None:
            return ()
        record = self.of(owner)
        return record.way if record is not None else self.way_to(owner)

    def known(self, operation: Operation) -> Known:
        """The texts that name what is there, for the path of an operation."""
        found = self.resources.of(operation)
        along = self._way_along(operation.path)
        if found is None or found[1].through is not None or (found[1].role == "within" and along):
            return texts_in(operation.path, along)
        resource, part = found
        record = self.of(resource)
        if record is not None and part.role not in SEVERAL | {"create", "list", "clear"}:
            return record.named_in(operation.path)
        return texts_in(operation.path, record.way[:-1] if record is not None else self.way_to(resource))

    def _way_along(self, path: str) -> Way:
        """The longest way to a record whose own path is another one, or the beginning of it."""
        shape = f"{_shape(path)}/"
        best: Way = ()
        for record in (records[-1] for records in self.records.values() if records):
            read = record.resource.part("read")
            if read is not None and len(record.way) > len(best) and shape.startswith(f"{_shape(read.operation.path)}/"):
                best = record.way
        return best


_PARAMETER = re.compile(r"\{([^{}]+)\}")


def texts_in(path: str, way: Way) -> Known:
    """The texts of a way by the names that a path has for them."""
    return dict(zip(_PARAMETER.findall(path), way, strict=False))


def _shape(path: str) -> str:
    return _PARAMETER.sub("{}", path)


def _id(resource: Resource) -> str:
    return "/".join(map(str, resource.shape))


def made(resource: Resource, part: Part, request: Request, draft: Draft, response: Response) -> Record | None:
    """The record that an answer tells was made; None where its key cannot be told."""
    shown, sent = _at(value_of(response), part.answer), _at(draft.body, part.body)
    shown = shown[0] if isinstance(shown, list) and len(shown) == 1 else shown
    key = key_in(resource, shown)
    if key is None:
        key = (
            _told(resource, shown) or _located(request, response) or key_in(resource, sent) or _guessed(resource, shown)
        )
    if resource.key is None or key is None or isinstance(key, dict | list | bool):
        return None
    read = resource.part("read")
    owners = way_of(draft)
    if read is not None and part.direct:
        owners = owners[: len(_PARAMETER.findall(read.operation.path)) - 1]
    return Record(resource, key, (*owners, str(key)), sent, shown)


def way_of(draft: Draft) -> Way:
    """The texts in the path of a request, in their order."""
    return tuple(draft.path[name] for name in _PARAMETER.findall(draft.operation.path) if name in draft.path)


def _told(resource: Resource, shown: Any) -> Any:
    """The key under the name that the path of a record has for it."""
    if resource.key is None or not isinstance(shown, dict):
        return None
    return next((value for name, value in shown.items() if words(name) == words(resource.key.parameter)), None)


_HOLDERS = ("data", "metadata", "attributes", "result")


def _guessed(resource: Resource, shown: Any) -> Any:
    """What stands under the name of the key, or of any, in a record whose members are not described."""
    if resource.key is None or resource.key.steps is not None or not isinstance(shown, dict):
        return None
    for holder in (shown, *(shown[name] for name in _HOLDERS if isinstance(shown.get(name), dict))):
        for name in (resource.key.parameter, "id"):
            if isinstance(holder.get(name), str | int):
                return holder[name]
    return None


def _located(request: Request, response: Response) -> str | None:
    """The last step of the address of what was made, if that is right below the address that was posted to."""
    path = path_in(response.header("location") or "")
    above, _, last = path.rstrip("/").rpartition("/")
    return unquote(last) if last and above == request.path.rstrip("/") else None


def path_in(address: str) -> str:
    """The path of an address, without its query."""
    _, scheme, rest = address.partition("://")
    path = ("/" + rest.partition("/")[2]) if scheme else address
    return path.partition("?")[0].partition("#")[0]


def _at(value: Any, steps: Sequence[str] | None) -> Any:
    if steps is None or value is ABSENT:
        return ABSENT
    try:
        return value_at(value, tuple(steps))
    except (LookupError, TypeError):
        return ABSENT


def shown_record(resource: Resource, part: Part, response: Response) -> Any:
    """The record that an answer shows; ABSENT where it shows none."""
    found = _at(value_of(response), part.answer)
    return found[0] if isinstance(found, list) and len(found) == 1 else found
