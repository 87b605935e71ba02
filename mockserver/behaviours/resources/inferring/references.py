"""Which records of other collections does a record name?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mockserver.behaviours.resources.keeping.identities import key_text
from mockserver.behaviours.resources.wording import singular_words, words
from mockserver.model import Operation

_KEYS = ("id", "uuid", "guid")
_MANY = ("ids", "uuids", "guids")

_CONFLICT, _MISSING = "409", "404"
"""The statuses that tell of records, and not of a body that is wrong by itself."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A member that has the key of a record of the collection that is called by some words: `user_id`, `tag_ids`."""

    member: str
    named: tuple[str, ...]

    def keys(self, record: Any) -> Iterator[str]:
        """The keys that a record, or a body, has there."""
        found = record.get(self.member) if isinstance(record, Mapping) else None
        for value in found if isinstance(found, list) else (found,):
            if isinstance(value, str | int) and not isinstance(value, bool) and value != "":
                yield key_text(value)


def reference_of(member: str) -> Reference | None:
    """What a member may refer to by its name; None where it is not called like the key of something."""
    said = words(member)
    if len(said) < 2 or said[-1] not in (*_KEYS, *_MANY):
        return None
    return Reference(member, singular_words(" ".join(said[:-1])))


def minds(operation: Operation) -> bool:
    """Whether an operation says how it refuses a body that names a record which is not there.

    Where a path names records, 404 is about these.
    """
    return _CONFLICT in operation.responses or (_MISSING in operation.responses and "{" not in operation.path)
