"""What differs between the members of an object, before and after?"""

from __future__ import annotations

from collections.abc import Iterator

from mockserver.contract.diff.form import ANY_MEMBER, Form, Parts, Step
from mockserver.contract.diff.local import Local, Pair

Below = tuple[Step | None, Parts, Parts]
"""A value below another: the step to it, None where it is the same value, and its schemas before and after."""


def member_differences(pair: Pair) -> Iterator[Local]:
    """Which members came and went, and which of them must be there."""
    old, new = pair.old, pair.new
    for name in old.properties:
        if name not in new.properties:
            yield from _removed(pair, name)
    for name in new.properties:
        if name not in old.properties:
            yield from _added(pair, name)
        else:
            yield from _kept(pair, name)
    named = {*old.properties, *new.properties, *old.hidden, *new.hidden}
    for name in dict.fromkeys((*old.required, *new.required)):
        if name not in named:
            yield from _requirement(pair, name)
    yield from _others(pair)


def _removed(pair: Pair, name: str) -> Iterator[Local]:
    at = (_place(pair.old, name), pair.new.hidden.get(name, pair.new_pointer))
    was_required = name in pair.old.required
    if isinstance(pair.new.additional, tuple):
        yield from _requirement(pair, name)
        return
    if name in pair.new.required and name not in pair.new.hidden:
        yield Local(f"{pair.direction}-type-wider", "wider", "may be anything", *at, name)
        yield from _requirement(pair, name)
        return
    if pair.direction == "request":
        if name in pair.new.hidden:
            yield Local("request-property-read-only", "narrower", "is read-only now", *at, name)
        elif pair.new.additional is False:
            yield Local("request-property-refused", "narrower", "was removed, and is refused now", *at, name)
        else:
            yield Local("request-property-removed", "narrower", "was removed", *at, name)
        return
    kind = "" if was_required else "optional-"
    if name in pair.new.hidden:
        yield Local(f"response-{kind}property-write-only", "wider", "is write-only now", *at, name)
    else:
        words = "was removed; it was always there" if was_required else "was removed"
        yield Local(f"response-{kind}property-removed", "wider", words, *at, name)


def _added(pair: Pair, name: str) -> Iterator[Local]:
    at = (pair.old.hidden.get(name, pair.old_pointer), _place(pair.new, name))
    if isinstance(pair.old.additional, tuple) or name in pair.old.required:
        yield from _requirement(pair, name)
    elif pair.direction == "response":
        is_closed = pair.old.additional is False
        code = "response-closed-property-added" if is_closed else "response-property-added"
        words = "is told now" if name not in pair.old.hidden else "is no longer write-only"
        yield Local(code if name not in pair.old.hidden else "response-property-readable", "wider", words, *at, name)
    elif name in pair.new.required:
        yield Local("request-required-property-added", "narrower", "was added, and is required", *at, name)
    elif name in pair.old.hidden:
        yield Local("request-property-writable", "wider", "is no longer read-only", *at, name)
    else:
        yield Local("request-property-added", "wider", "was added", *at, name)


def _kept(pair: Pair, name: str) -> Iterator[Local]:
    yield from _requirement(pair, name)
    old, new = (_is_deprecated(form.properties[name]) for form in (pair.old, pair.new))
    if new is not old:
        at = (_place(pair.old, name), _place(pair.new, name))
        ending, words = ("deprecated", "is deprecated now") if new else ("restored", "is no longer deprecated")
        yield Local(f"{pair.direction}-property-{ending}", "", words, *at, name)


def _requirement(pair: Pair, name: str) -> Iterator[Local]:
    was, now = name in pair.old.required, name in pair.new.required
    if was == now:
        return
    at = (pair.old.required.get(name, _place(pair.old, name)), pair.new.required.get(name, _place(pair.new, name)))
    if now:
        yield Local(f"{pair.direction}-property-required", "narrower", "is required now", *at, name)
    else:
        words = "may be left out now" if pair.direction == "request" else "may be missing now"
        yield Local(f"{pair.direction}-property-optional", "wider", words, *at, name)


def _others(pair: Pair) -> Iterator[Local]:
    """Whether members that nobody named are let pass; of what type they are is compared below."""
    old, new = (_openness(form) for form in (pair.old, pair.new))
    if old == new or {old, new} == {"unsaid", "open"}:
        return
    narrower = _OPENNESS.index(new) < _OPENNESS.index(old)
    words = {"closed": "may have no other members", "typed": "may have only certain other members"}.get(
        new, "may have any other members"
    )
    local = pair.leaf("additional-properties", "narrower" if narrower else "wider", words, "additionalProperties")
    unnamed = (old if narrower else new) == "unsaid" and bool((pair.old if narrower else pair.new).properties)
    if unnamed and local.code in ("request-additional-properties-narrower", "response-additional-properties-wider"):
        code = f"{pair.direction}-additional-properties-unnamed"
        yield Local(code, local.sense, words, local.old, local.new, leaf=True)
    else:
        yield local


_OPENNESS = ("closed", "typed", "unsaid", "open")


def _openness(form: Form) -> str:
    if form.additional is None:
        return "unsaid"
    if isinstance(form.additional, tuple):
        return "typed"
    return "open" if form.additional else "closed"


def members_below(pair: Pair) -> Iterator[Below]:
    """The members that both sides know, each with its schemas; what is said of all others holds for one not named."""
    old, new = pair.old, pair.new
    for name, parts in new.properties.items():
        if name in old.properties:
            yield name, old.properties[name], parts
        elif isinstance(old.additional, tuple):
            yield name, old.additional, parts
    for name, parts in old.properties.items():
        if name not in new.properties and isinstance(new.additional, tuple):
            yield name, parts, new.additional
    if isinstance(old.additional, tuple) and isinstance(new.additional, tuple):
        yield ANY_MEMBER, old.additional, new.additional


def _place(form: Form, name: str) -> str:
    return form.properties[name][0].pointer if name in form.properties else ""


def _is_deprecated(parts: Parts) -> bool:
    return any(
        part.resolved().node.get("deprecated") is True for part in parts if isinstance(part.resolved().node, dict)
    )
