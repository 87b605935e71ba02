"""Which records does a session hold, and how are they put there by hand?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import request

from mockserver.interventions import merge
from mockserver.state import Change, split_name
from mockserver.web.control.messages import NOTHING, ControlError, Json, json_body, json_object
from mockserver.web.control.reach import Reach


@dataclass(frozen=True, slots=True)
class Records:
    """The routes about the stored records."""

    reach: Reach

    def all(self) -> Json:
        return self.reach.state.records(self.reach.catalogue)

    def replace_all(self) -> Json:
        body = json_object()
        if not all(isinstance(records, dict) for records in body.values()):
            raise ControlError(400, "invalid_state", 'send {"<collection>": {"<id>": record}}')
        state = self.reach.state
        try:
            state.replace_records(body, self.reach.catalogue)
        except LookupError as error:
            raise ControlError(404, "unknown_collection", str(error)) from error
        return state.records(self.reach.catalogue)

    def forget_all(self) -> Json:
        self.reach.state.replace_records({}, self.reach.catalogue)
        return NOTHING

    def collection(self, collection: str) -> Json:
        items = list(self._records_of(collection)[1].values())
        return {"items": items, "total": len(items)}

    def forget_collection(self, collection: str) -> Json:
        self.reach.state.put_collection(self._full_name(collection), {}, self.reach.catalogue)
        return NOTHING

    def one(self, collection: str, key: str) -> Json:
        return self._record(collection, key)[1]

    def put(self, collection: str, key: str) -> Json:
        tells, name, record = _tells(), self._full_name(collection), json_body()
        state = self.reach.state
        with state.store.exclusive():
            before = state.store.get(name, key)
            state.store.put(name, key, record)
        self._tell(name, key, before, record, tells=tells)
        return record

    def patch(self, collection: str, key: str) -> Json:
        tells, patch = _tells(), json_object()
        store = self.reach.state.store
        with store.exclusive():
            name, record = self._record(collection, key)
            merged = merge(record, patch)
            store.put(name, key, merged)
        self._tell(name, key, record, merged, tells=tells)
        return merged

    def forget(self, collection: str, key: str) -> Json:
        tells, store = _tells(), self.reach.state.store
        with store.exclusive():
            name, record = self._record(collection, key)
            store.delete(name, key)
        self._tell(name, key, record, None, tells=tells)
        return NOTHING

    def _tell(self, name: str, key: str, before: Any, after: Any, *, tells: bool) -> None:
        """Send the callbacks that a change sets off, where that is wanted."""
        api, collection = split_name(name, self.reach.catalogue)
        if tells and before != after and not collection.startswith("_"):
            self.reach.engine.tell(api, [Change(collection, key, before, after)], self.reach.state)

    def _full_name(self, collection: str) -> str:
        try:
            return self.reach.state.full_name(collection, self.reach.catalogue)
        except LookupError as error:
            raise ControlError(404, "unknown_collection", str(error)) from error

    def _records_of(self, collection: str) -> tuple[str, Mapping[str, Any]]:
        name = self._full_name(collection)
        return name, self.reach.state.store.items(name)

    def _record(self, collection: str, key: str) -> tuple[str, Any]:
        name, records = self._records_of(collection)
        if key not in records:
            raise ControlError(404, "unknown_record", f"'{collection}' has no record '{key}'")
        return name, records[key]


def _tells() -> bool:
    """Whether a change is to set off callbacks; ControlError where that is not said by `true` or `false`."""
    text = request.args.get("callbacks", "false")
    if text not in ("true", "false"):
        raise ControlError(400, "invalid_callbacks", "callbacks must be true or false")
    return text == "true"
