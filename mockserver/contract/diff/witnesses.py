"""Which value shows that a change is one?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from mockserver.contract.diff.changes import Change
from mockserver.contract.diff.form import LEAST, MOST
from mockserver.mocking.generation import Generator
from mockserver.model import ABSENT, Direction, Schema
from mockserver.schema import Containing, Validator

SEEDS = ("diff", "other", "third", "fourth", "fifth")


def with_witness(change: Change, containing: Containing) -> Change:
    """The change with a value that is valid on one side alone, if it is bad and one is found."""
    if change.schemas is None or change.severity == "info" or change.kind.way == "api":
        return change
    old, new = change.schemas
    direction: Direction = change.kind.way
    sense = change.kind.sense
    forward = sense == "narrower" or (sense == "changed" and direction == "request")
    inner, outer = (old, new) if forward else (new, old)
    value = witness(inner, outer, direction, containing)
    if value is ABSENT and change.code.endswith(_UNCLEAR):
        value = _sampled(inner, outer, direction)
    if _shows(value, change, outer, direction):
        return replace(change, witness=value)
    return replace(change, verdict="warning") if sense == "changed" and change.code.endswith(_UNCLEAR) else change


_UNCLEAR = ("-pattern-changed", "-schema-changed", "-choice-changed")
"""The ends of the codes that say only that something is different; without a proof it may be no harm."""


def _shows(value: Any, change: Change, outer: Schema, direction: Direction) -> bool:
    """Whether a value is refused for what changed, as far as that is one keyword."""
    if value is ABSENT:
        return False
    place = change.new if outer.root is change.schemas[1].root else change.old  # type: ignore[index]
    keyword = place.pointer.rpartition("/")[2] if place is not None else ""
    keywords = {violation.keyword for violation in Validator(outer, direction).violations(value)}
    return keyword not in _SINGLE or keyword in keywords


_SINGLE = (*LEAST, *MOST, "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "pattern", "multipleOf")


def witness(inner: Schema, outer: Schema, direction: Direction, containing: Containing) -> Any:
    """A value that is valid for one schema and not for another, by the judge of each; ABSENT where none is found."""
    rest = containing.ask(inner, outer, direction).rest
    if rest is None:
        return ABSENT
    value = Generator(rest).make(SEEDS[0]).value
    return value if _proves(value, inner, outer, direction) else ABSENT


def _sampled(inner: Schema, outer: Schema, direction: Direction) -> Any:
    """A value of one schema that happens to be none of another's."""
    generator = Generator(inner)
    values = (generator.make(seed, examples=seed == SEEDS[0]).value for seed in SEEDS)
    return next((value for value in values if _proves(value, inner, outer, direction)), ABSENT)


def _proves(value: Any, inner: Schema, outer: Schema, direction: Direction) -> bool:
    return Validator(inner, direction).accepts(value) and not Validator(outer, direction).accepts(value)
