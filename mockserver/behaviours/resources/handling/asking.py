"""Which record does a request mean, and what does it send of one?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from mockserver.behaviours import Call
from mockserver.behaviours.resources.keeping.identities import is_key, key_text
from mockserver.behaviours.resources.plan import SINGLE, ResourcePlan
from mockserver.behaviours.resources.resource import SEVERAL, Part
from mockserver.behaviours.resources.shapes import is_upload, members_of
from mockserver.model import ABSENT

_TEMPLATE = re.compile(r"\{([^{}]+)\}")


class Asked:
    """Where the requests of one operation name a record, and where they have one.

    `all_names` are the parameters of its path, and `names` those that lead to the collection itself; `where` is the
    place of the key, as violations tell it.
    """

    def __init__(self, plan: ResourcePlan, part: Part) -> None:
        self._plan = plan
        self._part = part
        self._steps = part.body
        self._by_body = part.role in ("replace", "merge")
        self.all_names: tuple[str, ...] = tuple(_TEMPLATE.findall(part.operation.path))
        through = part.through.names if part.through is not None else ()
        self.names = tuple(name for name in self.all_names if name not in through)
        self.name = self.names[plan.depth] if len(self.names) > plan.depth else ""
        key = plan.resource.key
        self.where: tuple[str, ...] = part.key or ("path", self.name or "id")
        if part.role in SEVERAL:
            self.where = ("body", *part.body, *((key.steps if key is not None and not part.keys else None) or ()))
        named = part.key[1] if part.key[:1] == ("body",) and not part.body else ""
        schema = plan.resource.schema
        self._members = frozenset(members_of(schema).schemas) if schema is not None else frozenset()
        spells = part.role in SEVERAL or part.role in ("create", "replace", "merge", "action")
        self._spelled = plan.spelled(part) if spells else {}
        self._uploads = is_upload(part.operation)
        self._aside = named if key is None or key.steps != (named,) else ""

    def key(self, call: Call) -> str | None:
        """The key that the request names its record by."""
        if self._plan.resource.single:
            return SINGLE
        if self.name:
            return key_text(call.values.path.get(self.name, ""))
        if self._part.key:
            return self._named(call)
        found = self._plan.key_in(self.body(call)) if self._by_body else ABSENT
        return None if found is ABSENT else key_text(found)

    def keys(self, call: Call) -> list[str]:
        """The keys that the request names its records by, where it may name several."""
        found = self._stated(call) if self._part.key and not self.name else None
        if isinstance(found, list):
            return [key_text(one) for one in found if is_key(one)]
        key = self.key(call)
        return [key] if key is not None else []

    def _named(self, call: Call) -> str | None:
        """The key that a query, or a body, has beside the record."""
        found = self._stated(call)
        return key_text(found) if isinstance(found, str | int | float) and found != "" else None

    def _stated(self, call: Call) -> Any:
        place, name = self.where
        values = call.values.query if place == "query" else call.values.body
        return values.get(name) if isinstance(values, Mapping) else None

    def bodies(self, call: Call) -> list[Any] | None:
        """The records in the body, or what their keys alone make of them; None where it has something else."""
        found = self.body(call)
        if not isinstance(found, list):
            return None
        if self._part.keys:
            found = [one if isinstance(one, dict) else self._plan.with_key({}, one) for one in found]
        if not all(isinstance(one, dict) for one in found):
            return None
        return [self._as_kept(one) for one in found] if self._spelled else found

    def change(self, call: Call) -> Mapping[str, Any]:
        """What a body has beside the keys of several records: the change that is made to each of them."""
        body = call.values.body
        if not self._part.keys or not isinstance(body, Mapping):
            return {}
        rest = {name: member for name, member in body.items() if name != self._steps[0]}
        name, only = next(iter(rest.items()), ("", None))
        return only if len(rest) == 1 and isinstance(only, Mapping) and name not in self._members else rest

    def body(self, call: Call) -> Any:
        """The record in the body, without what only says which one is meant."""
        value = call.values.body
        if self._uploads:
            return {}
        if self._part.operation.body is None and self._members:
            return {name: given for name, given in call.values.query.items() if name in self._members}
        for step in self._steps:
            value = value.get(step, ABSENT) if isinstance(value, Mapping) else ABSENT
        if self._aside and isinstance(value, Mapping):
            value = {name: member for name, member in value.items() if name != self._aside}
        if self._spelled and isinstance(value, Mapping):
            value = self._as_kept(value)
        return {self._part.into: value} if self._part.into and value is not ABSENT else value

    def _as_kept(self, sent: Mapping[str, Any]) -> dict[str, Any]:
        """A record with the names that records have for what was sent under others."""
        return {self._spelled.get(name, name): member for name, member in sent.items()}
