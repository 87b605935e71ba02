"""Which of a collection's records belong to an owner that their own path does not name?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from mockserver.behaviours.resources.keeping.identities import key_text
from mockserver.behaviours.resources.resource import Kinship
from mockserver.behaviours.resources.shapes import members_of
from mockserver.model import Schema
from mockserver.pointers import is_number
from mockserver.schema import Validator
from mockserver.state import Transaction

BONDS = "_bonds"
"""To which owners records belong that were made below them."""


class Bond:
    """The owners of some records, of whom one request names one.

    A record belongs to the owner below whom it was made, and to the one that it names itself.
    """

    __slots__ = ("_name", "_owner", "kinship")

    def __init__(self, kinship: Kinship, path: Mapping[str, Any]) -> None:
        self.kinship = kinship
        keys = [key_text(path.get(name, "")) for name in kinship.names]
        self._owner = "/".join(quote(key, safe="") for key in keys)
        self._name = keys[-1] if keys else ""

    @classmethod
    def to(cls, kinship: Kinship, key: str) -> Bond:
        """The bond to an owner by its key, the last of those that a path has."""
        return cls(kinship, {kinship.names[-1]: key})

    def holds(self, store: Transaction, at: str, record: Any) -> bool:
        """Whether a record belongs to the owner; `at` is where it stands among all records."""
        named = record.get(self.kinship.member) if self.kinship.member and isinstance(record, Mapping) else None
        if isinstance(named, str | int) and key_text(named) == self._name:
            return True
        kept = store.get(BONDS, at)
        return isinstance(kept, Mapping) and kept.get(self._shape) == self._owner

    def keep(self, store: Transaction, at: str) -> None:
        """Keep that a record belongs to the owner."""
        kept = store.get(BONDS, at)
        store.put(BONDS, at, {**(kept if isinstance(kept, Mapping) else {}), self._shape: self._owner})

    def link(self, schema: Schema | None) -> dict[str, Any]:
        """What a record tells of the owner, if it can."""
        member = self.kinship.member
        found = members_of(schema).schemas.get(member) if schema is not None and member else None
        if found is None:
            return {}
        judge = Validator(found, "response")
        number = [int(self._name)] if is_number(self._name) else []
        return next(({member: value} for value in (*number, self._name) if judge.accepts(value)), {})

    @property
    def _shape(self) -> str:
        return "/".join(self.kinship.shape)
