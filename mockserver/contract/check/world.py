"""Which records are known to be there, and which request names them?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from mockserver.behaviours.resources import Part, Resource, Resources
from mockserver.contract.check.lists import key_in
from mockserver.contract.check.verdicts import value_of
from mockserver.model import ABSENT, Operation, Request, Response
from mockserver.pointers import value_at

Known = Mapping[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class Record:
    """A record that is there: its key as it is shown, and the texts that name it in a path, with those of its owners.

    `sent` is what it was made from; `shown` what the answer to that said.
    """

    resource: Resource
    key: Any
    named: Known
    sent: Any = ABSENT
    shown: Any = ABSENT


@dataclass(slots=True)
class World:
    """The records that are known to be there, by their resource."""

    resources: Resources
    records: dict[str, list[Record]] = field(default_factory=dict)

    def add(self, record: Record) -> None:
        self.records.setdefault(_id(record.resource), []).append(record)

    def has(self, resource: Resource, path: Known) -> bool:
        """Whether the record that a path names is there."""
        return any(path.items() <= record.named.items() for record in self.records.get(_id(resource), ()))

    def forget(self, resource: Resource, path: Known) -> None:
        """Take note that the record which a path names is not there any more."""
        kept = self.records.get(_id(resource), [])
        self.records[_id(resource)] = [record for record in kept if not path.items() <= record.named.items()]

    def of(self, resource: Resource) -> Record | None:
        """The last record that was made."""
        found = self.records.get(_id(resource))
        return found[-1] if found else None

    def owners(self, resource: Resource) -> Known:
        """The texts that name the records which a resource stands below."""
        owner = resource.owner
        if owner is None:
            return {}
        record = self.of(owner)
        return record.named if record is not None else self.owners(owner)

    def known(self, operation: Operation) -> Known:
        """The texts that name what is there, for the path of an operation."""
        found = self.resources.of(operation)
        if found is None:
            return self._by_path(operation)
        resource, part = found
        record = self.of(resource)
        if record is not None and part.role not in ("create", "bulk", "list", "clear"):
            return record.named
        return self.owners(resource)

    def _by_path(self, operation: Operation) -> Known:
        """The texts of the records whose paths an operation's own path goes on from."""
        best: Known = {}
        for records in self.records.values():
            for part in records[-1].resource.parts if records else ():
                path = part.operation.path
                if part.role == "read" and operation.path.startswith(f"{path}/") and len(records[-1].named) > len(best):
                    best = records[-1].named
        return best


def _id(resource: Resource) -> str:
    return "/".join(map(str, resource.shape))


def made(resource: Resource, part: Part, owners: Known, request: Sequence[Any], response: Response) -> Record | None:
    """The record that an answer tells was made; None where its key cannot be told. `request`: itself and its body."""
    asked, body = request
    shown = _at(value_of(response), part.answer)
    sent = _at(body, part.body)
    shown = shown[0] if isinstance(shown, list) and len(shown) == 1 else shown
    key = key_in(resource, shown)
    if key is None:
        key = _located(asked, response) or key_in(resource, sent)
    if resource.key is None or key is None or isinstance(key, dict | list | bool):
        return None
    named = {**owners, resource.key.parameter: str(key)}
    return Record(resource, key, named, sent, shown)


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
