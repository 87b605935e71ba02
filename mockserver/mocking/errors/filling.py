"""What does an error body say once it tells what is really wrong?"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from mockserver.mocking.errors.choosing import WAYS, fitting, opens, way_of
from mockserver.mocking.errors.members import Beside, candidates
from mockserver.mocking.errors.roles import are_entries, has_entries, is_texts, roles_of
from mockserver.mocking.errors.spots import Spot
from mockserver.mocking.errors.stated import Place, Stated
from mockserver.mocking.errors.trouble import Trouble, told
from mockserver.mocking.errors.values import place
from mockserver.mocking.errors.vocabulary import (
    AROUND,
    ASIDE,
    ENTRIES,
    ENVELOPE,
    Role,
    is_entries,
    plain,
    within,
)
from mockserver.model import ABSENT

MAX_ENTRIES = 100
"""How many entries a list of errors gets at the most."""

MAX_DEPTH = 20

MAX_CHOICES = 2
"""How often alternatives of one schema are chosen within each other: one that leads back to itself has no end."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the members of an object tell, and what stands beside each of them."""

    value: Mapping[str, Any]
    spot: Spot
    roles: dict[str, Role]
    beside: Beside


class Readings:
    """What is known of the objects of templates, which are the same for each request: read once."""

    def __init__(self, stated: Stated) -> None:
        self.stated = stated
        self._known: dict[tuple[Any, ...], Reading] = {}

    def of(
        self, value: Mapping[str, Any], spot: Spot, at: Place, *, entry: bool, whole: Role | None, anyhow: bool
    ) -> Reading:
        key = (id(value), id(spot), at, entry, whole, anyhow)
        known = self._known.get(key)
        if known is None or known.value is not value or known.spot is not spot:
            roles = self._roles(value, at, roles_of(value, spot, entry=entry, within=whole, anyhow=anyhow))
            problem = "title" in value and not value.keys().isdisjoint(("detail", "status", "instance"))
            beside = Beside(sums_up=has_entries(value), entry=entry, problem=problem)
            known = self._known[key] = Reading(value, spot, roles, beside)
        return known

    def _roles(self, value: Mapping[str, Any], at: Place, inferred: dict[str, Role]) -> dict[str, Role]:
        if not self.stated.told:
            return inferred
        roles = {name: role for name, role in inferred.items() if role not in self.stated.told}
        places = self.stated.places
        return roles | {name: places[(*at, name)] for name in value if (*at, name) in places}


class Filling:
    """One way through the template of an error body; what stands at a place that is `kept` stays as it is.

    `anyhow`: no place for a message is known, and it is told in the likeliest one.
    """

    def __init__(self, trouble: Trouble, readings: Readings, kept: Collection[Place], *, anyhow: bool = False) -> None:
        self._trouble = trouble
        self._readings = readings
        self._stated = readings.stated
        self._kept = kept
        self._anyhow = anyhow
        self._above: list[Spot] = []

    def body(self, template: Any, spot: Spot) -> Any:
        """The whole body."""
        if () in self._kept:
            return template
        if isinstance(template, str):
            return self._member("", template, spot, (), self._trouble, "message", Beside())
        if isinstance(template, dict) and _is_field_map(template, spot):
            return self._by_field(template, spot, (), self._trouble)
        if isinstance(template, list):
            return self._list("", template, spot, (), self._trouble, "message" if is_texts(template) else None)
        return self._object(template, spot, (), self._trouble) if isinstance(template, dict) else template

    def _object(
        self,
        value: dict[str, Any],
        spot: Spot,
        at: Place,
        trouble: Trouble,
        *,
        entry: bool = False,
        aside: bool = False,
        whole: Role | None = None,
    ) -> dict[str, Any]:
        place = spot
        if self._above.count(place) < MAX_CHOICES:
            value, spot = fitting(value, spot, trouble)
        known = self._readings.of(value, spot, at, entry=entry, whole=whole, anyhow=self._anyhow and not at)
        roles, beside = known.roles, known.beside
        if aside:
            roles = {name: role for name, role in roles.items() if role in ENVELOPE}
        roles = _one_way(roles, trouble)
        found: dict[str, Any] = {}
        self._above.append(place)
        for name, member in value.items():
            made = member
            if (*at, name) not in self._kept and len(at) < MAX_DEPTH:
                made = self._member(name, member, spot.member(name), (*at, name), trouble, roles.get(name), beside)
            if made is not ABSENT:
                found[name] = made
            elif name in spot.required:
                found[name] = _instead(name, member, spot.member(name), trouble)
        self._above.pop()
        return found

    def _member(
        self, name: str, value: Any, spot: Spot, at: Place, trouble: Trouble, role: Role | None, beside: Beside
    ) -> Any:
        word = plain(name)
        aside = word in ASIDE and not (self._anyhow and opens(name, value))
        if aside and role is None and not isinstance(value, str) and not self._stated.leads_below(at):
            return value
        if isinstance(value, list):
            return self._list(name, value, spot, at, trouble, role)
        if isinstance(value, dict) and role not in ("value", "expected"):
            if word in ENTRIES and _is_map(value, spot):
                return self._by_field(value, spot, at, trouble)
            made = self._object(value, spot, at, trouble, aside=word in AROUND, whole=within(name))
            return made if made or not value else ABSENT
        if role is None or role == "list":
            return value
        for candidate in candidates(role, name, value, spot, trouble, beside):
            if candidate is ABSENT or (spot.takes(candidate) and spot.accepts(candidate)):
                return candidate
        return value

    # Several violations

    def _list(
        self, name: str, value: list[Any], spot: Spot, at: Place, trouble: Trouble, role: Role | None = None
    ) -> Any:
        items = spot.items
        template = value[0] if value else items.plainest
        if not value and isinstance(template, dict) and "0" in at:
            return value
        if role == "path" and not isinstance(template, dict):
            return _steps(value, items, trouble)
        stated = role != "list" and "list" in self._stated.told
        most = min(MAX_ENTRIES, spot.limit("maxItems", MAX_ENTRIES))
        violations = trouble.violations[:most]
        if isinstance(template, dict) and not stated and are_entries(name, role, template, items):
            alone = [trouble.only(violation, index) for index, violation in enumerate(violations)]
            told_as = within(name)
            each = [self._object(template, items, (*at, "0"), one, entry=True, whole=told_as) for one in alone]
            return each if each and any(entry != template for entry in each) else value
        if isinstance(template, str) and (role in ("list", "message") or (is_entries(name) and not stated)):
            texts = [text for violation in violations if items.accepts(text := told(violation))]
            return list(dict.fromkeys(texts)) or value
        return value

    def _by_field(self, value: dict[str, Any], spot: Spot, at: Place, trouble: Trouble) -> dict[str, Any]:
        """An object that has the errors by the names of what is wrong."""
        template = next(iter(value.values()), None)
        if template is None:
            template = spot.rest.plainest if spot.rest.stated else []
        found: dict[str, Any] = {}
        for violation in trouble.violations[: min(MAX_ENTRIES, spot.limit("maxProperties", MAX_ENTRIES))]:
            field = ".".join(map(str, violation.location[1:])) or str(next(iter(violation.location), "request"))
            if isinstance(template, list) and template and isinstance(template[0], dict):
                inner = (*at, "*", "0")
                entry = self._object(template[0], spot.rest.items, inner, trouble.only(violation), entry=True)
                found.setdefault(field, []).append(entry)
            elif isinstance(template, list):
                found.setdefault(field, []).append(violation.message)
            elif isinstance(template, dict):
                inner = (*at, "*")
                found[field] = self._object(template, spot.rest, inner, trouble.only(violation), entry=True)
            else:
                found.setdefault(field, violation.message)
        return found


def _one_way(roles: dict[str, Role], trouble: Trouble) -> dict[str, Role]:
    """Where a place can be told in several ways, only the one for the part of the request that is wrong."""
    ways = [name for name in roles if plain(name) in WAYS]
    if len(ways) < 2 and not any(plain(name) == "pointer" for name in ways):
        return roles
    right = way_of(trouble)
    return {name: "elsewhere" if name in ways and plain(name) != right else r for name, r in roles.items()}


def _is_map(value: Mapping[str, Any], spot: Spot) -> bool:
    """Whether an object has its members by the names of what is wrong."""
    if spot.names:
        return False
    told_of = bool(value) and all(is_texts(member) for member in value.values())
    return bool(spot.rest.parts) or told_of


def _is_field_map(value: Mapping[str, Any], spot: Spot) -> bool:
    if not value or spot.names or not _is_map(value, spot):
        return False
    return spot.rest.types == {"array"} or (
        spot.rest.types == {"string"} and "message" not in roles_of(value, spot, entry=False).values()
    )


def _steps(value: list[Any], items: Spot, trouble: Trouble) -> list[Any]:
    """A place as a list of steps, or a list of the names of all that is wrong."""
    steps = list(trouble.first.location)
    if len(trouble.violations) > 1:
        names = [".".join(map(str, violation.location[1:])) for violation in trouble.violations]
        return [name for name in dict.fromkeys(names) if name and items.accepts(name)] or value
    texts = [step if items.takes(step) else str(step) for step in steps]
    return texts if all(map(items.accepts, texts)) else value


def _instead(name: str, value: Any, spot: Spot, trouble: Trouble) -> Any:
    """What stands for something that is better not told, but must be there."""
    if "null" in spot.types or (not spot.types and isinstance(value, dict) and spot.accepts(None)):
        return None
    if not isinstance(value, str) or spot.choices:
        return value
    part = str(next(iter(trouble.first.location), ""))
    found = place(trouble.first, value, pointer="pointer" in plain(name)) or part
    return found if spot.accepts(found) else value
