"""Which customer and which project does a request mean, and what belongs to the project?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import quote

from mockserver.behaviours import Call, Handler
from mockserver.behaviours.vcc_live.answers import Failure, failed
from mockserver.model import Response
from mockserver.state import Transaction

DEFAULT_CUSTOMER = "mycc"
_HOST = re.compile(r"([^.:]+)\.asp\.virtual-call-center\.eu(:\d+)?", re.IGNORECASE)
_FIRST = {
    "projects": (
        ("22", {"projectid": 22, "name": "Customers", "status": "active", "folderid": 1, "folder": "Projects"}),
    ),
    "dispositions": (
        ("1", {"dispositionid": 1, "projectid": 22, "name": "Call-back"}),
        ("2", {"dispositionid": 2, "projectid": 22, "name": "Not interested"}),
        ("3", {"dispositionid": 3, "projectid": 22, "name": "Successful"}),
    ),
}
_FIRST_FIELDS = (("name", "text"), ("city", "text"), ("address", "text"), ("age", "text"), ("likes", "multiple"))
_FIRST_NAMES = {"3": "Green", "4": "Tom"}
_SEEDED = {"fields": len(_FIRST_FIELDS), "records": 4, "values": 0}


def fold(text: str) -> str:
    """What two texts have in common that differ in case and in outer spaces only."""
    return text.strip().casefold()


def timestamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S")


class Project:
    """A project as one request sees it; fields, values and records are read from the store when first asked for.

    Values are indexed by id and by field and name, so that a batch looks each up at once.
    """

    def __init__(self, store: Transaction, record: Mapping[str, Any], *, now: datetime) -> None:
        self.store = store
        self.record = record
        self.id: int = record["projectid"]
        self.now = now

    def own(self, collection: str) -> dict[str, Any]:
        """The records of a collection that belong to this project, by key."""
        found = self.store.items(collection)
        return {key: record for key, record in found.items() if record["projectid"] == self.id}

    @cached_property
    def fields(self) -> dict[str, Any]:
        """The project's fields by name."""
        return {field["name"]: field for field in self.own("fields").values()}

    @cached_property
    def values(self) -> dict[str, Any]:
        """The values of the project's fields by id."""
        return self.own("values")

    @cached_property
    def value_ids(self) -> dict[tuple[int, str], int]:
        """The ids of values by field and folded name."""
        return {(value["fieldid"], fold(value["name"])): value["valueid"] for value in self.values.values()}

    def values_of(self, field: Mapping[str, Any]) -> Iterator[Any]:
        return (value for value in self.values.values() if value["fieldid"] == field["fieldid"])

    def field(self, fieldid: Any) -> Any | None:
        return next((field for field in self.fields.values() if field["fieldid"] == fieldid), None)

    def value(self, field: Mapping[str, Any], valueid: Any) -> Any | None:
        found = self.values.get(str(valueid))
        return found if found is not None and found["fieldid"] == field["fieldid"] else None

    def disposition(self, dispositionid: Any) -> Any | None:
        return self._one("dispositions", dispositionid)

    def row(self, numberid: Any) -> Any | None:
        """The record with a number id."""
        return self._one("records", numberid)

    def _one(self, collection: str, key: Any) -> Any | None:
        found = self.store.get(collection, str(key))
        return found if found is not None and found["projectid"] == self.id else None

    def add_field(self, name: str, kind: str, **more: str) -> Any:
        fieldid = self.new_id("fields")
        field = {"fieldid": fieldid, "projectid": self.id, "name": name, "label": name, "type": kind}
        field |= {"indexed": "no", "customised": "no", "quota": "none", **more}
        self.store.put("fields", str(fieldid), field)
        self.fields[name] = field
        return field

    def add_value(self, field: Mapping[str, Any], name: str, **more: Any) -> int:
        """Add a value to a field; the new id."""
        valueid = self.new_id("values")
        value = {"valueid": valueid, "fieldid": field["fieldid"], "projectid": self.id, "name": name, "label": name}
        value |= {"description": "", "export_value": "", "commission": 0, "price": 0, **more}
        self.put_value(value)
        return valueid

    def put_value(self, value: Mapping[str, Any]) -> None:
        known = self.values.get(str(value["valueid"]))
        if known is not None:
            self.value_ids.pop((known["fieldid"], fold(known["name"])), None)
        self.value_ids[value["fieldid"], fold(value["name"])] = value["valueid"]
        self.values[str(value["valueid"])] = value
        self.store.put("values", str(value["valueid"]), value)

    def new_id(self, collection: str) -> int:
        """The next number that no record of the collection has."""
        number = self.store.next_id(collection) + _SEEDED[collection]
        while self.store.get(collection, str(number)) is not None:
            number = self.store.next_id(collection) + _SEEDED[collection]
        return number


def in_project(handler: Callable[[Call, Project], Response]) -> Handler:
    """A handler that is given the project in the path; an unknown one is answered 404."""

    def handle(call: Call, store: Transaction) -> Response:
        tenant = customer(call, store)
        record = tenant.get("projects", str(call.values.path["projectid"]))
        if record is None:
            return failed(call, Failure("error.project_not_exists", code=404))
        return handler(call, Project(tenant, record, now=call.now))

    return handle


def of_record(handler: Callable[[Call, Project, Mapping[str, Any]], Response]) -> Handler:
    """A handler that is given the project and the record in the path."""

    @in_project
    def handle(call: Call, project: Project) -> Response:
        row = project.row(call.values.path["numberid"])
        if row is None:
            return failed(call, Failure("error.record_not_exists"))
        return handler(call, project, row)

    return handle


def customer(call: Call, store: Transaction) -> Transaction:
    """The customer's own part of the store, with the first project in it."""
    host = _HOST.fullmatch(call.request.headers.get("host", ""))
    user = call.credential.user if call.credential else ""
    name = host[1] if host else user or DEFAULT_CUSTOMER
    tenant = store.within(quote(name.lower(), safe=""))
    if tenant.get("projects", "22") is None:
        _furnish(tenant, call.now)
    return tenant


def _furnish(tenant: Transaction, now: datetime) -> None:
    """Put in what the documented example needs, save where somebody has put something in its place."""
    for collection, key, record in _first_records(now):
        if tenant.get(collection, key) is None:
            tenant.put(collection, key, record)


def _first_records(now: datetime) -> Iterator[tuple[str, str, Any]]:
    for collection, records in _FIRST.items():
        yield from ((collection, key, record) for key, record in records)
    for fieldid, (name, kind) in enumerate(_FIRST_FIELDS, start=1):
        field = {"fieldid": fieldid, "projectid": 22, "name": name, "label": name, "type": kind}
        yield "fields", str(fieldid), {**field, "indexed": "yes", "customised": "yes", "quota": "none"}
    for numberid, name in _FIRST_NAMES.items():
        yield "records", numberid, new_record(numberid, 22, {"name": name}, now)


def new_record(numberid: str, projectid: int, data: Mapping[str, Any], now: datetime, **more: Any) -> dict[str, Any]:
    """A record as it is stored: choices by value id, fields that are not set left out or null."""
    return {
        "numberid": numberid,
        "projectid": projectid,
        "data": dict(data),
        "contacts": {},
        "events": [],
        "next_contact": "phone1",
        "next_calldate": None,
        "commission": 0,
        "price": 0,
        "create_date": timestamp(now),
        **more,
    }
