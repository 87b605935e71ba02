"""Which state of a record does a client mean to change?"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any

import orjson

from mockserver.behaviours import Call
from mockserver.behaviours.resources.moments import Moment, moments_of
from mockserver.behaviours.resources.resource import Resource
from mockserver.behaviours.resources.result import Result
from mockserver.behaviours.resources.shapes import members_of
from mockserver.model import Operation, Response, Violation
from mockserver.state import parse_moment


@dataclass(frozen=True, slots=True)
class Conditions:
    """What an operation documents about the states of records: tags, times, and the statuses that tell of them."""

    tags: bool
    times: bool
    statuses: frozenset[str]
    moments: tuple[Moment, ...]

    @property
    def told(self) -> bool:
        """Whether some header tells the state of a record."""
        return self.tags or self.times

    @classmethod
    def of(cls, resource: Resource, operation: Operation) -> Conditions:
        headers = {
            name.lower()
            for part in resource.parts
            for status, spec in part.operation.responses.items()
            if status[0] in "2d"
            for name in spec.headers
        }
        members = members_of(resource.schema) if resource.schema is not None else None
        return cls(
            tags="etag" in headers,
            times="last-modified" in headers,
            statuses=frozenset(operation.responses),
            moments=moments_of(members) if members is not None else (),
        )

    def headers(self, record: Any, now: datetime) -> dict[str, str | None]:
        """The headers that tell the state of a record."""
        found: dict[str, str | None] = {}
        if self.tags:
            found["etag"] = tag_of(record)
        if self.times:
            found["last-modified"] = format_datetime(self._changed(record) or now, usegmt=True)
        return found

    def _changed(self, record: Any) -> datetime | None:
        """When a record was last changed, as far as it tells."""
        for moment in sorted(self.moments, key=lambda moment: not moment.changes):
            told = record.get(moment.name) if isinstance(record, dict) else None
            if isinstance(told, str) and (found := parse_moment(told)) is not None:
                return found
        return None

    def unchanged(self, call: Call, record: Any) -> Result | None:
        """The answer to a client that has this state of a record already."""
        wanted = call.request.headers.get("if-none-match")
        if wanted is None or not self.tags or "304" not in self.statuses or not _lists(wanted, tag_of(record)):
            return None
        return Result(Response(304, (("ETag", tag_of(record)),)))

    def broken(self, call: Call, record: Any) -> Violation | None:
        """Why a record, None where there is none, may not be changed: it is not in the state that the client means."""
        headers = call.request.headers
        wanted, refused = headers.get("if-match"), headers.get("if-none-match")
        if wanted is None and "428" in self.statuses and "if-unmodified-since" not in headers:
            return Violation(("header", "if-match"), "preconditionRequired", "say with If-Match which state is meant")
        if not (self.tags or "412" in self.statuses):
            return None
        if wanted is not None and record is not None and not _lists(wanted, tag_of(record)):
            message = f"the state is {tag_of(record)}, not {wanted}"
            return Violation(("header", "if-match"), "precondition", message, value=wanted)
        if refused is not None and record is not None and _lists(refused, tag_of(record)):
            message = f"there is a record in the state {refused}"
            return Violation(("header", "if-none-match"), "precondition", message, value=refused)
        return self._changed_since(headers.get("if-unmodified-since"), record)

    def _changed_since(self, wanted: str | None, record: Any) -> Violation | None:
        changed = self._changed(record) if wanted is not None and record is not None else None
        if wanted is None or changed is None:
            return None
        try:
            since = parsedate_to_datetime(wanted)
        except ValueError:
            return None
        if since.tzinfo is None or changed.replace(microsecond=0) <= since:
            return None
        return Violation(("header", "if-unmodified-since"), "precondition", f"it was changed after {wanted}")


def tag_of(record: Any) -> str:
    """The entity tag of a record: the same as long as nothing in it changes."""
    digest = hashlib.blake2b(orjson.dumps(record, option=orjson.OPT_SORT_KEYS), digest_size=8).hexdigest()
    return f'"{digest}"'


def _lists(header: str, tag: str) -> bool:
    """Whether a tag is among those of a header, or every one is."""
    return any(listed.strip().removeprefix("W/") in (tag, "*") for listed in header.split(","))
