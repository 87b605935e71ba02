"""What becomes of the parts of a batch?"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from mockserver.behaviours.oracle.answers import invalid_operation
from mockserver.behaviours.oracle.errors import Failure, Problem, below_path, failure
from mockserver.behaviours.oracle.rendering import View, collection, item
from mockserver.behaviours.oracle.resources import CALLS_PLACE, MESSAGES_PLACE, Place, Record, below
from mockserver.behaviours.oracle.rows import Rows, Sent, is_in_state, stale
from mockserver.behaviours.oracle.selection import first_page
from mockserver.model import Item
from mockserver.pointers import pointer_of

_PATH = re.compile(
    r"/(?:phoneCalls/(?P<parent>-?\d{1,19})/child/TranscriptMessage|(?P<calls>phoneCalls)|phoneTranscriptMessages)"
    r"(?:/(?P<key>-?\d{1,19}))?"
)
_CREATES = ("create", "upsert")
_CHANGES = ("update", "replace", "upsert")


@dataclass(frozen=True, slots=True)
class Failed:
    """The part that failed, as it is listed, and why."""

    part: dict[str, Any]
    failure: Failure


def executed(parts: tuple[Item, ...], rows: Rows, view: View) -> list[dict[str, Any]] | Failed:
    """The parts with their results, in their order; of a batch that fails, the first part that does."""
    results = []
    for part in parts:
        result = _executed(part, rows, view)
        if isinstance(result, Failure):
            return Failed(_listed(part.value, result), below_path(result, f"/parts/{part.index}"))
        results.append({**_named(part.value), **result})
    return results


def _named(part: Any) -> dict[str, Any]:
    """What the client calls a part, as far as it does so properly."""
    texts = part if isinstance(part, dict) else {}
    return {name: texts[name] for name in ("id", "path", "operation") if isinstance(texts.get(name), str)}


def _listed(part: Any, found: Failure) -> dict[str, Any]:
    return {**_named(part), **({"preconditionSucceeded": False} if found.status == 412 else {})}


def _executed(part: Item, rows: Rows, view: View) -> dict[str, Any] | Failure:
    own = [violation for violation in part.violations if len(violation.location) < 2]
    if own:
        return Failure(400, tuple(Problem(f"{v.message}.", path=pointer_of(v.location)) for v in own))
    path = _PATH.fullmatch(part.value["path"])
    if path is None:
        return failure(404, "The resource was not found.", path="/path")
    place = below(int(path["parent"])) if path["parent"] else CALLS_PLACE if path["calls"] else MESSAGES_PLACE
    inside = (replace(violation, location=violation.location[1:]) for violation in part.violations)
    sent = Sent(part.value.get("payload") or {}, tuple(inside), "/payload")
    if path["key"] is None:
        return _in_collection(place, part.value["operation"], sent, rows, view)
    record = rows.find(place, path["key"])
    if isinstance(record, Failure):
        return record
    return _on_condition(place, record, part.value, sent, rows, view)


def _in_collection(place: Place, operation: str, sent: Sent, rows: Rows, view: View) -> dict[str, Any] | Failure:
    found = rows.all(place)
    if isinstance(found, Failure):
        return found
    if operation == "get":
        return {"payload": collection(place, first_page(found), view, rows)}
    if operation not in _CREATES:
        return invalid_operation(operation, 400)
    saved = rows.save(place, sent, upsert=operation == "upsert")
    if isinstance(saved, Failure):
        return saved
    return {"payload": item(place, saved.record, view, rows, saved.messages)}


def _on_condition(
    place: Place, record: Record, part: dict[str, Any], sent: Sent, rows: Rows, view: View
) -> dict[str, Any] | Failure:
    """What is done to a row if it is in the state that the part asks for."""
    if "ifMatch" in part and not is_in_state(record, part["ifMatch"]):
        return stale(record)
    if "ifNoneMatch" in part and is_in_state(record, part["ifNoneMatch"]):
        return {"payload": None, "preconditionSucceeded": False} if part["operation"] == "get" else stale(record)
    result = _on_item(place, record, part["operation"], sent, rows, view)
    if isinstance(result, Failure) or not {"ifMatch", "ifNoneMatch"} & set(part):
        return result
    return {**result, "preconditionSucceeded": True}


def _on_item(
    place: Place, record: Record, operation: str, sent: Sent, rows: Rows, view: View
) -> dict[str, Any] | Failure:
    if operation == "get":
        return {"payload": item(place, record, view, rows)}
    if operation == "delete":
        rows.delete(place.resource, record)
        return {"payload": None}
    if operation not in _CHANGES:
        return invalid_operation(operation, 400)
    if operation == "replace":
        sent = replace(sent, payload={**place.resource.emptied(), **sent.payload})
    saved = rows.change(place, record, sent)
    if isinstance(saved, Failure):
        return saved
    return {"payload": item(place, saved.record, view, rows, saved.messages)}
