"""What does each call of Oracle's phone calls do?"""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

from mockserver.behaviours import Behaviour, Call, Setting
from mockserver.behaviours.oracle.answers import (
    answered,
    common_headers,
    done,
    framework_version,
    is_acceptable,
    oracle_error,
    refused,
)
from mockserver.behaviours.oracle.batch import Failed, executed
from mockserver.behaviours.oracle.description import all_versions, catalog, description, lengths, version_of
from mockserver.behaviours.oracle.errors import Failure, failure, not_found
from mockserver.behaviours.oracle.rendering import View, address, collection, item
from mockserver.behaviours.oracle.resources import CALLS_PLACE, MESSAGES_PLACE, Place, Record, below
from mockserver.behaviours.oracle.rows import Rows, Saved, Sent, change_indicator, is_in_state, stale
from mockserver.behaviours.oracle.selection import fields_of, selected, supposed
from mockserver.model import Response
from mockserver.state import Transaction

Answer = Callable[[Call, Transaction], Response | Failure]

behaviour = Behaviour(
    dialect=oracle_error,
    collections=("phoneCalls", "TranscriptMessage"),
    settings={
        "read_only": Setting(
            "refuse", "ignore: a read-only attribute in a payload is dropped instead of refused", ("refuse", "ignore")
        ),
    },
)


def answers(*operation_ids: str) -> Callable[[Answer], Answer]:
    """Register what answers some operations: first the client must take the answer, and a failure undoes everything."""

    def register(answer: Answer) -> Answer:
        def handler(call: Call, store: Transaction) -> Response:
            if not is_acceptable(call.request, call.operation):
                return refused(call.request, failure(406, "None of the accepted media types is offered."))
            given = answer(call, store)
            if isinstance(given, Failure):
                store.rollback()
                return refused(call.request, given)
            return given

        for operation_id in operation_ids:
            behaviour.on(operation_id)(handler)
        return answer

    return register


# -- rows --------------------------------------------------------------------------------------------------------------


@answers("phoneCalls.list", "TranscriptMessage.list", "phoneTranscriptMessages.list")
def list_rows(call: Call, store: Transaction) -> Response | Failure:
    place, rows = _place(call), _rows(call, store)
    records = rows.all(place)
    view = _view(call, place)
    if isinstance(records, Failure):
        return records
    if isinstance(view, Failure):
        return view
    page = selected(records, place.resource, call.values.query, view.version)
    if isinstance(page, Failure):
        return page
    return answered(call.request, call.operation, 200, collection(place, page, view, rows))


@answers("phoneCalls.create", "TranscriptMessage.create", "phoneTranscriptMessages.create")
def create_row(call: Call, store: Transaction) -> Response | Failure:
    place, rows = _place(call), _rows(call, store)
    parent = rows.all(place)
    if isinstance(parent, Failure):
        return parent
    upsert = call.values.header.get("Upsert-Mode") == "true"
    saved = rows.save(place, _sent(call), upsert=upsert)
    return saved if isinstance(saved, Failure) else _told_saved(call, place, saved, rows)


@answers("phoneCalls.get", "TranscriptMessage.get", "phoneTranscriptMessages.get")
def get_row(call: Call, store: Transaction) -> Response | Failure:
    place, rows = _place(call), _rows(call, store)
    record = rows.find(place, _key(call, place))
    view = _view(call, place)
    if isinstance(record, Failure):
        return record
    if isinstance(view, Failure):
        return view
    if is_in_state(record, call.values.header.get("If-None-Match", "")):
        return Response(304, (*common_headers(call.request), _etag(record)))
    shown = item(place, record, view, rows)
    return answered(call.request, call.operation, 200, shown, (_etag(record),))


@answers(
    *("phoneCalls.update", "TranscriptMessage.update", "phoneTranscriptMessages.update"),
    *("phoneCalls.update_by_post", "TranscriptMessage.update_by_post", "phoneTranscriptMessages.update_by_post"),
)
def update_row(call: Call, store: Transaction) -> Response | Failure:
    place, rows = _place(call), _rows(call, store)
    record = _wanted(call, place, rows)
    if isinstance(record, Failure):
        return record
    saved = rows.change(place, record, _sent(call))
    return saved if isinstance(saved, Failure) else _told_saved(call, place, saved, rows)


@answers("phoneCalls.delete", "TranscriptMessage.delete", "phoneTranscriptMessages.delete")
def delete_row(call: Call, store: Transaction) -> Response | Failure:
    place, rows = _place(call), _rows(call, store)
    record = _wanted(call, place, rows)
    if isinstance(record, Failure):
        return record
    rows.delete(place.resource, record)
    return done(call.request)


# -- streams -----------------------------------------------------------------------------------------------------------


@answers("CallRecording.get", "MessageContent.get", "phoneTranscriptMessages.MessageContent.get")
def get_stream(call: Call, store: Transaction) -> Response | Failure:
    place = _place(call)
    record = _rows(call, store).find(place, _key(call, place))
    if isinstance(record, Failure):
        return record
    content = record[place.resource.stream]
    if content is None:
        return not_found()
    headers = (("Content-Type", "application/octet-stream"), *common_headers(call.request))
    return Response(200, headers, base64.b64decode(content))


@answers("CallRecording.put", "MessageContent.put", "phoneTranscriptMessages.MessageContent.put")
def put_stream(call: Call, store: Transaction) -> Response | Failure:
    return _changed_stream(call, store, base64.b64encode(call.request.body).decode())


@answers("CallRecording.delete", "MessageContent.delete", "phoneTranscriptMessages.MessageContent.delete")
def delete_stream(call: Call, store: Transaction) -> Response | Failure:
    return _changed_stream(call, store, None)


def _changed_stream(call: Call, store: Transaction, content: str | None) -> Response | Failure:
    place, rows = _place(call), _rows(call, store)
    record = rows.find(place, _key(call, place))
    if isinstance(record, Failure):
        return record
    rows.change_stream(place.resource, record, content)
    return done(call.request)


# -- the framework -----------------------------------------------------------------------------------------------------


@answers("batch")
def execute_batch(call: Call, store: Transaction) -> Response | Failure:
    view = View(call.base, framework_version(call.request))
    results = executed(call.items, _rows(call, store), view)
    if isinstance(results, Failed):
        store.rollback()
        return refused(call.request, results.failure, {"parts": [results.part]})
    return answered(call.request, call.operation, 200, {"parts": results})


@answers("phoneCalls.describe", "phoneTranscriptMessages.describe")
def describe_resource(call: Call, store: Transaction) -> Response | Failure:
    described = description(call.operation, _place(call), call.base, **_described(call))
    return answered(call.request, call.operation, 200, described)


@answers("describe")
def describe_all(call: Call, store: Transaction) -> Response | Failure:
    return answered(call.request, call.operation, 200, catalog(call.operation, call.base, **_described(call)))


@answers("version")
def tell_version(call: Call, store: Transaction) -> Response | Failure:
    return answered(call.request, call.operation, 200, version_of(call.base))


@answers("versions")
def list_versions(call: Call, store: Transaction) -> Response | Failure:
    return answered(call.request, call.operation, 200, all_versions(call.base + call.operation.path))


def _described(call: Call) -> dict[str, bool]:
    minimal = call.values.query.get("metadataMode") == "minimal"
    return {"minimal": minimal, "children": call.values.query.get("includeChildren", not minimal)}


# -- what a call is about ----------------------------------------------------------------------------------------------


def _place(call: Call) -> Place:
    """The collection that the call's path leads into."""
    path = call.operation.path
    if path.startswith(MESSAGES_PLACE.path):
        return MESSAGES_PLACE
    return below(call.values.path["CallId"]) if "/child/" in path else CALLS_PLACE


def _key(call: Call, place: Place) -> Any:
    return call.values.path[place.resource.key]


def _rows(call: Call, store: Transaction) -> Rows:
    user = call.credential.user if call.credential else ""
    return Rows(store, user=user, at=call.now, ignores_read_only=call.settings["read_only"] == "ignore")


def _sent(call: Call) -> Sent:
    """The payload; empty where a request that is not validated sends none."""
    first = call.items[0] if call.items else None
    return Sent(first.value, first.violations) if first and isinstance(first.value, dict) else Sent({})


def _wanted(call: Call, place: Place, rows: Rows) -> Record | Failure:
    """The row to be changed, if it is in the state that the client means."""
    record = rows.find(place, _key(call, place))
    header = call.values.header.get("If-Match")
    if isinstance(record, Failure) or header is None or is_in_state(record, header):
        return record
    return stale(record)


def _view(call: Call, place: Place) -> View | Failure:
    query = call.values.query
    fields = fields_of(place.resource, query)
    if isinstance(fields, Failure):
        return fields
    values = _supposed(call, place)
    if isinstance(values, Failure):
        return values
    return View(
        base=call.base,
        version=framework_version(call.request),
        fields=fields,
        relations=[name.strip() for name in query["links"].split(",")] if "links" in query else None,
        only_data=query.get("onlyData", False),
        expanded=bool(query.get("expand")),
        supposed=values,
    )


def _supposed(call: Call, place: Place) -> Record | Failure:
    dependency = call.values.query.get("dependency")
    return supposed(place.resource, dependency, lengths(call.operation, place.resource)) if dependency else {}


def _told_saved(call: Call, place: Place, saved: Saved, rows: Rows) -> Response:
    view = View(call.base, framework_version(call.request))
    shown = item(place, saved.record, view, rows, saved.messages)
    etag = _etag(saved.record)
    if not saved.created:
        return answered(call.request, call.operation, 200, shown, (etag,))
    location = ("Location", address(place, saved.record, call.base))
    return answered(call.request, call.operation, 201, shown, (location, etag))


def _etag(record: Record) -> tuple[str, str]:
    return "ETag", f'"{change_indicator(record)}"'
