"""Does a change of a record show?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from mockserver.behaviours.resources import Part
from mockserver.behaviours.resources.shapes import members_of
from mockserver.contract.check.cases import Case, Exchange
from mockserver.contract.check.comparing import NOTHING, differences, is_moment, same
from mockserver.contract.check.edges import Edge, edged
from mockserver.contract.check.life import Life, is_key, last_shown, names, read, schema_shown, short
from mockserver.contract.check.paging import shows_in_list
from mockserver.contract.check.world import shown_record
from mockserver.model import ABSENT, Schema
from mockserver.pointers import pointer_of, steps_of, value_at

_NOTHINGS: tuple[Any, ...] = (NOTHING, None, "", [], {})

Difference = tuple[str, Any, Any]


def change(life: Life) -> None:
    for role in ("merge", "replace"):
        part = life.part(role)
        if part is None or life.record is None or not names(part, life.record):
            continue
        case = life.case(part, life.record.named_in(part.operation.path), 2)
        if case is None:
            continue
        old = _now(life)
        _changed(life, part, _filled(life, case))
        for other in _others(life, part, case):
            _changed(life, part, other, again=True)
        shows_in_list(life, old, _now(life))
        if part.role == "replace":
            _replaces(life, part)


def _changed(life: Life, part: Part, case: Case, *, again: bool = False) -> None:
    old = _now(life)
    exchange = life.ask(case)
    if exchange is None or not exchange.succeeded:
        return
    life.before.append(exchange)
    _shows_change(life, part, case, old, again=again)


def _others(life: Life, part: Part, case: Case) -> Iterator[Case]:
    """Changes in a row: one member alone, so that the others stay; then everything, and of that what can be empty.

    What is empty comes in a change of its own: were it among others, chance would tell which of them get lost.
    """
    media = case.draft.media
    if life.record is None or media is None or media.schema is None or _is_json_patch(case):
        return
    full = life.case(part, life.record.named_in(part.operation.path), 1)
    body = _below(full.draft.body, part.body) if full is not None else ABSENT
    if full is None or not isinstance(body, dict) or full.draft.media is not media:
        return
    accepts = life.session.contract(part.operation).validator(media.schema).accepts
    alone = next((one for name in body if accepts(one := {name: body[name]})), None)
    if alone is not None and part.role == "merge" and not part.body:
        yield _with_body(full, alone)
    yield _filled(life, full)
    yield _at_edge(life, full, "empty")
    yield replace(_at_edge(life, full, "null"), kind="gone")


def _filled(life: Life, case: Case) -> Case:
    """The change without what is empty, as far as that may be left out."""
    media, body = case.draft.media, case.draft.body
    if media is None or media.schema is None or not isinstance(body, dict):
        return case
    accepts = life.session.contract(case.operation).validator(media.schema).accepts
    for name in [name for name, value in body.items() if value is False or value in _NOTHINGS]:
        fewer = {key: value for key, value in body.items() if key != name}
        body = fewer if fewer and accepts(fewer) else body
    return _with_body(case, body)


def _at_edge(life: Life, case: Case, edge: Edge) -> Case:
    media, body = case.draft.media, case.draft.body
    if media is None or media.schema is None or body is ABSENT:
        return case
    accepts = life.session.contract(case.operation).validator(media.schema).accepts
    return _with_body(case, edged(media.schema, body, edge, accepts))


def _with_body(case: Case, body: Any) -> Case:
    draft = replace(case.draft, body=body)
    return replace(case, draft=draft, request=draft.request())


def _is_json_patch(case: Case) -> bool:
    return "json-patch" in case.request.headers.get("content-type", "")


def _now(life: Life) -> Any:
    """The record as it is read."""
    part = life.part("read")
    exchange = read(life)
    return shown_record(life.resource, part, exchange.response) if exchange is not None and part is not None else ABSENT


def _shows_change(life: Life, part: Part, case: Case, old: Any, *, again: bool = False) -> None:
    """What was changed is read; `old` is what was read before. Of changes in a row no times are compared."""
    reading = life.part("read")
    exchange = read(life) if not _is_json_patch(case) else None
    if reading is None or exchange is None:
        return
    if exchange.response.status in (404, 410):
        life.object(exchange, "lost-record", f"what was just changed cannot be read: {exchange.response.status}")
        return
    shown, sent = shown_record(life.resource, reading, exchange.response), _below(case.draft.body, part.body)
    if not isinstance(sent, dict) or not isinstance(shown, dict):
        return
    _keeps_others(life, exchange, case, sent, (old, shown))
    wrong = _differences(life, sent, shown)
    lost = _lost_as_a_whole(_differences(life, sent, old), wrong, old)
    if lost:
        message = f"nothing of the change is read, which was of {', '.join(map(repr, lost))}"
        life.object(exchange, "lost-update", message)
    for pointer, before, after in wrong:
        if pointer in lost or (again and is_moment(before)):
            continue
        message = f"'{pointer}' was changed to {short(before)}, but is read as {short(after)}"
        said = same(_at(last_shown(life, life.before[-1]), pointer), after)
        is_own = (said or (is_moment(before) and is_moment(after))) and not _is_lost(pointer, old, after)
        code, severity = ("changed-value", "warning") if is_own else ("lost-update", "error")
        life.object(exchange, code, message, pointer=pointer, severity=severity)


def _keeps_others(life: Life, exchange: Exchange, case: Case, sent: Any, records: tuple[Any, Any]) -> None:
    """Object to what the client gave before, and is lost by a change that did not name it.

    What only becomes another value may be the server's own, such as a revision.
    """
    old, shown = records
    given = life.record.sent if life.record is not None else None
    if case.request.method != "PATCH" or not isinstance(given, dict) or not isinstance(old, dict):
        return
    for name in given:
        pointer = pointer_of((name,))
        if name in sent or name not in old or is_key(life, pointer) or is_moment(old[name]):
            continue
        after = shown.get(name, NOTHING)
        if old[name] in _NOTHINGS or after not in _NOTHINGS:
            continue
        message = f"'{pointer}' was no part of the change, but is read as {short(after)} instead of {short(old[name])}"
        life.object(exchange, "lost-update", message, pointer=pointer)


def _differences(life: Life, sent: Any, shown: Any) -> tuple[Difference, ...]:
    """Pointer, sent and shown value of each member that is shown otherwise, but for the keys."""
    found = differences(sent, shown, schema_shown(life))
    return tuple(difference for difference in found if not is_key(life, difference[0]))


def _lost_as_a_whole(asked: Sequence[Difference], wrong: Sequence[Difference], old: Any) -> tuple[str, ...]:
    """The members of a change of which nothing is read; none where something is.

    Such a change is told once: which members it has is chance, for a made-up value may be the one that was there.
    """
    changed = {pointer for pointer, _, _ in asked}
    if not changed <= {pointer for pointer, _, _ in wrong}:
        return ()
    return tuple(pointer for pointer, _, after in wrong if pointer in changed and _is_lost(pointer, old, after))


def _is_lost(pointer: str, old: Any, after: Any) -> bool:
    """Whether a value is as it was before, or gone; else it is the server's own, such as the time of the change."""
    return after is NOTHING or same(_at(old, pointer), after)


def _at(value: Any, pointer: str) -> Any:
    try:
        return value_at(value, steps_of(pointer))
    except LookupError:
        return NOTHING


def _replaces(life: Life, part: Part) -> None:
    """Put everything in the place of a record, then only what has to be there: the rest is not to stay."""
    named = life.record.named_in(part.operation.path) if life.record is not None else {}
    cases = [replace(life, seed=f"{life.seed}/{number}").case(part, named, number) for number in (1, 0)]
    exchanges = [exchange for case in cases if case is not None and (exchange := life.ask(case)) is not None]
    if len(exchanges) < 2 or not all(exchange.succeeded for exchange in exchanges):
        return
    full, least = (_below(exchange.case.draft.body, part.body) for exchange in exchanges)
    shown, media = _now(life), exchanges[0].case.draft.media
    if not all(isinstance(each, dict) for each in (full, least, shown)) or media is None or media.schema is None:
        return
    if not any(same(shown.get(name), least[name]) and not same(full.get(name), least[name]) for name in least):
        return  # nothing tells that it was done at all
    kept = [name for name in full if name not in least and name in shown and same(shown[name], full[name])]
    stated = members_of(media.schema).schemas
    kept = [name for name in kept if name in stated and _is_ones_own(full[name], stated[name])]
    if kept:
        message = f"'{kept[0]}' is still read as {short(full[kept[0]])} after a PUT without it"
        life.before.append(exchanges[0])
        life.object(exchanges[1], "merged-put", message, severity="warning")


def _is_ones_own(value: Any, schema: Schema) -> bool:
    """Whether a value is none that a server may come to by itself."""
    node = schema.resolved().node
    is_stated = isinstance(node, Mapping) and not node.keys().isdisjoint({"default", "enum", "const"})
    return isinstance(value, str | list | dict) and value not in _NOTHINGS and not is_stated


def _below(value: Any, steps: Sequence[str]) -> Any:
    try:
        return value_at(value, tuple(steps))
    except (LookupError, TypeError):
        return ABSENT
