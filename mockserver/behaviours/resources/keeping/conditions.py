"""Which state of a record does a client mean to change?"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import Any

from mockserver import exact_json
from mockserver.behaviours import Call
from mockserver.behaviours.resources.keeping.moments import Moment, moment_in, moments_of
from mockserver.behaviours.resources.resource import Resource
from mockserver.behaviours.resources.result import Result
from mockserver.behaviours.resources.shapes import members_of
from mockserver.model import Operation, Response, Violation


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

    @property
    def noted(self) -> bool:
        """Whether it has to be noted when a record changes: that is told, but not by the record itself."""
        return self.times and not self.moments

    def headers(self, record: Any, changed: datetime) -> dict[str, str | None]:
        """The headers that tell the state of a record; `changed` is when it last was, unless it tells so itself."""
        found: dict[str, str | None] = {}
        if self.tags:
            found["etag"] = tag_of(record)
        if self.times:
            found["last-modified"] = format_datetime(self._changed(record) or changed, usegmt=True)
        return found

    def _changed(self, record: Any) -> datetime | None:
        """When a record was last changed, as far as it tells."""
        for moment in sorted(self.moments, key=lambda moment: not moment.changes):
            told = record.get(moment.name) if isinstance(record, dict) else None
            if (found := moment_in(told)) is not None:
                return found
        return None

    def unchanged(self, call: Call, record: Any, changed: datetime | None) -> Result | None:
        """The answer to a client that has this state of a record already."""
        if "304" not in self.statuses or not self.told:
            return None
        tag, since = call.request.headers.get("if-none-match"), call.request.headers.get("if-modified-since")
        changed = self._changed(record) or changed
        if tag is not None and self.tags:
            known = _lists(tag, tag_of(record))
        else:
            known = self.times and changed is not None and _is_until(changed, since)
        if not known:
            return None
        told = self.headers(record, changed or call.now)
        names = {"etag": "ETag", "last-modified": "Last-Modified"}
        return Result(Response(304, tuple((names[name], text) for name, text in told.items() if text)))

    def broken(self, call: Call, record: Any, changed: datetime | None) -> Violation | None:
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
        since = headers.get("if-unmodified-since")
        changed = (self._changed(record) or changed) if since is not None and record is not None else None
        if changed is None or moment_in(since) is None or _is_until(changed, since):
            return None
        return Violation(("header", "if-unmodified-since"), "precondition", f"it was changed after {since}")


def _is_until(changed: datetime, time: str | None) -> bool:
    """Whether something was not changed after the time in a header, in whole seconds; not where that is none."""
    found = moment_in(time) if time is not None else None
    return found is not None and changed.replace(microsecond=0) <= found


def tag_of(record: Any) -> str:
    """The entity tag of a record: the same as long as nothing in it changes."""
    digest = hashlib.blake2b(exact_json.dumps(record, option=exact_json.OPT_SORT_KEYS), digest_size=8).hexdigest()
    return f'"{digest}"'


def _lists(header: str, tag: str) -> bool:
    """Whether a tag is among those of a header, or every one is."""
    return any(listed.strip().removeprefix("W/") in (tag, "*") for listed in header.split(","))
