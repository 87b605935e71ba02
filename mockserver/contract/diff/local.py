"""What differs between the forms of one value, before and after?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import filterfalse
from math import ceil, floor
from typing import Any

from mockserver import exact_json
from mockserver.contract.diff.codes import Sense
from mockserver.contract.diff.form import CONTENT, LEAST, MOST, Form, both
from mockserver.model import Direction
from mockserver.tables import counted

MAX_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Local:
    """One difference at a value: its code, what is to be said of it, and where that stands before and after.

    `step` is the member of the value that it concerns, if it concerns no other. `leaf`: it is about the value's own
    keywords, so that a value can show it.
    """

    code: str
    sense: Sense
    words: str
    old: str
    new: str
    step: str = ""
    leaf: bool = False


@dataclass(frozen=True, slots=True)
class Pair:
    """The forms of a value before and after, and the pointers to its schemas."""

    old: Form
    new: Form
    direction: Direction
    old_pointer: str
    new_pointer: str

    def leaf(self, aspect: str, sense: Sense, words: str, keyword: str) -> Local:
        """A difference of a keyword."""
        old = self.old.places.get(keyword, self.old_pointer)
        new = self.new.places.get(keyword, self.new_pointer)
        return Local(f"{self.direction}-{aspect}-{sense}", sense, words, old, new, leaf=True)


def shown(value: Any) -> str:
    """A value as JSON, short."""
    text = exact_json.dumps(value).decode()
    return text if len(text) <= MAX_SHOWN else text[: MAX_SHOWN - 3] + "..."


def sense_of(narrower: object, wider: object) -> Sense:
    """The sense where something went, something came, or both."""
    if narrower and wider:
        return "changed"
    return "narrower" if narrower else "wider" if wider else ""


def sense_named(known: str) -> Sense:
    """The sense of what is known of a value as a whole; it changed where nothing is."""
    return "narrower" if known == "narrower" else "wider" if known == "wider" else "changed"


Rule = Callable[[Pair], Iterator[Local]]


def type_rule(pair: Pair) -> Iterator[Local]:
    old, new = pair.old, pair.new
    if old.types is not None and new.types is not None and not is_union(old) and not is_union(new):
        was, now = "null" in old.types, "null" in new.types
        if was != now:
            words = "may be null" if now else "may not be null any more"
            yield pair.leaf("null", "wider" if now else "narrower", words, "nullable")
    if old.values is not None and new.values is not None:
        return
    before, after = old.kinds, new.kinds
    sense = _type_sense(before, after)
    if sense:
        words = f"{'must' if after else 'may'} be {_listed(after)} (before: {_listed(before)})"
        yield pair.leaf("type", sense, words, "type")


def is_union(form: Form) -> bool:
    return bool(form.unions)


def _type_sense(before: frozenset[str] | None, after: frozenset[str] | None) -> Sense:
    if before == after:
        return ""
    if before is None or after is None:
        return "wider" if after is None else "narrower"
    common = both(before, after)
    kept_old = all(kind in after or (kind == "integer" and "number" in after) for kind in before)
    kept_new = all(kind in before or (kind == "integer" and "number" in before) for kind in after)
    if kept_old and kept_new:
        return ""
    return "wider" if kept_old else "narrower" if kept_new and common else "changed"


def _listed(kinds: frozenset[str] | None) -> str:
    return " or ".join(sorted(kinds)) if kinds else "anything"


def enum_rule(pair: Pair) -> Iterator[Local]:
    old, new = pair.old.values, pair.new.values
    if old is None and new is None:
        return
    if old is None or new is None:
        values = shown(list((old or new or {}).values()))
        words = f"may be only one of {values}" if old is None else f"may be more than one of {values}"
        yield pair.leaf("enum", "narrower" if old is None else "wider", words, "enum")
        return
    gone = [value for key, value in old.items() if key not in new]
    fresh = [value for key, value in new.items() if key not in old]
    words = " and ".join(
        part
        for part in (
            f"may not be {_either(gone)} any more" if gone else "",
            f"may be {_either(fresh)}" if fresh else "",
        )
        if part
    )
    if words:
        yield pair.leaf("enum", sense_of(gone, fresh), words, "enum")


def _either(values: list[Any]) -> str:
    told = ", ".join(shown(value) for value in values[:5])
    return f"{told} or {len(values) - 5} more" if len(values) > 5 else told


def bound_rule(pair: Pair) -> Iterator[Local]:
    old_ranges, new_ranges = _ranges(pair.old), _ranges(pair.new)
    if pair.old.bounds == pair.new.bounds and old_ranges != new_ranges:
        yield from _range_rule(pair, old_ranges, new_ranges)
    else:
        yield from _limit_rule(pair)
    old_steps, new_steps = _limiting(pair.old), _limiting(pair.new)
    if old_steps != new_steps:
        words = f"must be a multiple of {_steps(new_steps)} (before: {_steps(old_steps)})"
        old_step, new_step = max(old_steps, default=None), max(new_steps, default=None)
        yield pair.leaf("multiple", _step_sense(old_step, new_step), words, "multipleOf")


def _ranges(form: Form) -> frozenset[str]:
    """The formats that limit a number."""
    if form.kinds is not None and not form.kinds & {"integer", "number"}:
        return frozenset()
    return frozenset(name for name in form.formats if _INTEGERS.get(name, (None, None)) != (None, None))


def _range_rule(pair: Pair, old: frozenset[str], new: frozenset[str]) -> Iterator[Local]:
    """A number whose format alone changed."""
    both_ways = [(_bound(pair.old, keyword), _bound(pair.new, keyword)) for keyword in ("minimum", "maximum")]
    narrower = any(now is not None and (was is None or now > was) for was, now in both_ways)
    wider = any(was is not None and (now is None or was > now) for was, now in both_ways)
    if narrower or wider:
        range_now = f"must be in the range of {_quoted(new)}" if new else "may be any number"
        words = f"{range_now} (before: {_quoted(old) if old else 'any number'})"
        yield pair.leaf("number", sense_of(narrower, wider), words, "format")


def _limit_rule(pair: Pair) -> Iterator[Local]:
    for keyword, sign, word in (("minimum", 1, "least"), ("maximum", -1, "most")):
        old, new = _bound(pair.old, keyword), _bound(pair.new, keyword)
        if old == new:
            continue
        narrower = new is not None and (old is None or new > old)
        now = "any number" if new is None else f"at {word} {_number(new, sign)}"
        words = f"{'must' if new is not None else 'may'} be {now} (before: {_number(old, sign)})"
        exclusive = "exclusiveMinimum" if keyword == "minimum" else "exclusiveMaximum"
        stated = {*pair.old.places, *pair.new.places}
        yield pair.leaf(
            "number", "narrower" if narrower else "wider", words, keyword if keyword in stated else exclusive
        )


def _bound(form: Form, keyword: str) -> tuple[Fraction, bool] | None:
    """The tightest of the stated bound and that of an integer format, as something that grows as less is valid."""
    stated = form.bounds.get(keyword)
    sign, place = (1, 0) if keyword == "minimum" else (-1, 1)
    limits = (_INTEGERS[name][place] for name in form.formats if name in _INTEGERS)
    implied = [(Fraction(sign * limit), False) for limit in limits if limit is not None]
    if form.kinds is not None and not form.kinds & {"integer", "number"}:
        return None
    tightest = max([bound for bound in (stated, *implied) if bound is not None], default=None)
    return _whole(tightest) if tightest is not None and form.kinds == _INTEGER else tightest


def _whole(bound: tuple[Fraction, bool]) -> tuple[Fraction, bool]:
    """The bound of an integer, as the first that is valid."""
    value, left_out = bound
    return Fraction(floor(value) + 1 if left_out else ceil(value)), False


_INTEGER = frozenset(("integer",))
_INTEGERS: dict[str, tuple[int | None, int | None]] = {
    **{f"int{bits}": (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) for bits in (8, 16, 32)},
    **{f"uint{bits}": (0, 2**bits - 1) for bits in (8, 16, 32)},
    "int64": (None, None),
    "uint64": (0, None),
}
"""The range of each integer format; beyond 64 bits hardly any program goes, whether that is said or not."""


def _number(bound: tuple[Fraction, bool] | None, sign: int) -> str:
    if bound is None:
        return "any number"
    value = sign * bound[0]
    told = str(value.numerator) if value.denominator == 1 else str(float(value))
    return f"{told}, exclusively" if bound[1] else told


def _limiting(form: Form) -> frozenset[Fraction]:
    """The steps that limit a value: every integer is a multiple of 1."""
    is_integer = form.kinds == _INTEGER
    return frozenset(step for step in form.steps if not (is_integer and (1 / step).denominator == 1))


def _steps(steps: frozenset[Fraction]) -> str:
    return " and ".join(str(step) for step in sorted(steps)) or "nothing"


def _step_sense(old: Fraction | None, new: Fraction | None) -> Sense:
    if old is None or new is None:
        return "narrower" if old is None else "wider"
    if (new / old).denominator == 1:
        return "narrower"
    return "wider" if (old / new).denominator == 1 else "changed"


_COUNTS = {
    "minLength": ("length", "string", "character"),
    "maxLength": ("length", "string", "character"),
    "minItems": ("item-count", "array", "item"),
    "maxItems": ("item-count", "array", "item"),
    "minProperties": ("member-count", "object", "member"),
    "maxProperties": ("member-count", "object", "member"),
}


def count_rule(pair: Pair) -> Iterator[Local]:
    for keyword, (aspect, kind, noun) in _COUNTS.items():
        if not (_may_be(pair.old, kind) and _may_be(pair.new, kind)):
            continue
        old, new = pair.old.counts.get(keyword), pair.new.counts.get(keyword)
        if keyword in LEAST:
            old, new = old or None, new or None
        if old == new:
            continue
        word = "most" if keyword in MOST else "least"
        now = f"at {word} {counted(new, noun)}" if new is not None else f"any number of {noun}s"
        before = f"at {word} {old}" if old is not None else "any number"
        narrower = new is not None and (old is None or (new < old if keyword in MOST else new > old))
        yield pair.leaf(
            aspect, "narrower" if narrower else "wider", f"{_must(new, keyword)} have {now} (before: {before})", keyword
        )
    if pair.old.unique != pair.new.unique:
        words = "must have different items" if pair.new.unique else "may have equal items"
        yield pair.leaf("unique-items", "narrower" if pair.new.unique else "wider", words, "uniqueItems")


def _must(count: int | None, keyword: str) -> str:
    return "must" if count is not None and keyword in LEAST else "may"


def _may_be(form: Form, kind: str) -> bool:
    return form.kinds is None or kind in form.kinds


def text_rule(pair: Pair) -> Iterator[Local]:
    old, new = (frozenset(filterfalse(_fits_all, form.patterns)) for form in (pair.old, pair.new))
    if old != new and _may_be(pair.old, "string") and _may_be(pair.new, "string"):
        words = f"must fit {_quoted(new)}" if new else f"need not fit {_quoted(old)} any more"
        yield pair.leaf("pattern", sense_of(new - old, old - new), words, "pattern")
    before, after = _formats(pair.old), _formats(pair.new)
    if _held(pair.old) == _held(pair.new):
        before, after = before - _HELD.keys(), after - _HELD.keys()
    if before != after:
        words = f"must be of the format {_quoted(after)}" if after else "may be of any format"
        told = f"{words} (before: {_quoted(before) if before else 'any'})"
        yield pair.leaf("format", sense_of(after - before, before - after), told, "format")


def _fits_all(pattern: str) -> bool:
    """Whether a regular expression is found in every text: it is not tied to a place, and nothing fits it."""
    if any(sign in pattern for sign in ("^", "$", "\\", "(?")):
        return False
    try:
        return re.match(pattern, "") is not None
    except re.error:
        return False


def _quoted(texts: frozenset[str]) -> str:
    return " and ".join(f"'{text}'" for text in sorted(texts))


def _formats(form: Form) -> frozenset[str]:
    """The formats that limit a text; those of numbers are bounds, or say nothing."""
    if not _may_be(form, "string"):
        return frozenset()
    return form.formats - _INTEGERS.keys() - {"float", "double", "password"}


_HELD = {"byte": ("contentEncoding", "base64"), "binary": ("contentMediaType", "application/octet-stream")}
"""The formats of 3.0 that say what a text holds, and the keywords that say it in 3.1."""


def _held(form: Form) -> dict[str, bytes]:
    """What a text holds, in whichever version's words."""
    said = {**dict(_HELD[name] for name in form.formats if name in _HELD), **form.content}
    return {keyword: flat([value]) for keyword, value in said.items()}


def note_rule(pair: Pair) -> Iterator[Local]:
    old, new = pair.old.default, pair.new.default
    if old != new or isinstance(old, bool) is not isinstance(new, bool):
        words = f"stands for {shown(new)} where it is missing (before: {shown(old)})"
        at = (pair.old.places.get("default", pair.old_pointer), pair.new.places.get("default", pair.new_pointer))
        yield Local(f"{pair.direction}-default-changed", "", words, *at)
    before, after = _held(pair.old), _held(pair.new)
    if before != after and pair.old.content != pair.new.content:
        keyword = next(each for each in CONTENT if before.get(each) != after.get(each))
        words = f"holds something else: '{keyword}' is {shown(pair.new.content.get(keyword))}"
        yield pair.leaf("content", "changed", f"{words} (before: {shown(pair.old.content.get(keyword))})", keyword)


LEAF_RULES: tuple[Rule, ...] = (type_rule, enum_rule, bound_rule, count_rule, text_rule)


def leaf_differences(pair: Pair) -> Iterator[Local]:
    """How the value's own keywords differ; where it has another type altogether, nothing else is told."""
    for rule in LEAF_RULES:
        for local in rule(pair):
            yield local
            if local.code.endswith("-type-changed"):
                return


def flat(value: Any) -> bytes:
    """A value as text, to be compared."""
    return exact_json.dumps(value, option=exact_json.OPT_SORT_KEYS) if isinstance(value, Mapping | list) else b""
