"""Which requests keep to the specification: the documented examples, and generated ones?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from random import Random
from typing import Any

from mockserver.contract.check.cases import Case
from mockserver.contract.check.choices import walked
from mockserver.contract.check.contract import Contract
from mockserver.contract.check.sending import Provider
from mockserver.contract.check.signing import signed
from mockserver.contract.drafts import draft_with, sendable
from mockserver.model import ABSENT, Media, Parameter, Schema

ATTEMPTS = 6
"""How many seeds are tried for one value, or one request, that has to be valid."""

Known = Mapping[str, str]
"""Texts that the path is known to take, by the names of its parameters."""


def example_cases(contract: Contract, provider: Provider, known: Known) -> Iterator[Case]:
    """The documented examples of the body, each as it stands, and of the parameters."""
    operation = contract.operation
    most = max((len(parameter.examples) for parameter in operation.parameters), default=0)
    bodies = [
        (name, media, value)
        for media in (operation.body.content.values() if operation.body else ())
        for name, value in media.examples.items()
        if name not in media.templates
    ]
    for number in range(max(most, len(bodies))):
        values = _values(contract, Random(f"example/{number}"), f"example/{number}", number)
        if values is None:
            return
        name, media, body = bodies[number % len(bodies)] if bodies else ("", None, ABSENT)
        if not bodies and operation.body is not None and operation.body.required:
            media, body = _body(contract, f"example/{number}", Random(number), number)
        about = f"the documented example '{name}'" if name else "the documented examples of its parameters"
        case = _case(contract, provider, known, (values, media, body), about)
        if case is not None:
            yield replace(case, kind="example")


def valid_cases(contract: Contract, provider: Provider, seed: str, count: int, known: Known) -> Iterator[Case]:
    """Generated requests: first with what is required alone, then with everything, then with some of it."""
    made = 0
    for number in range(count * 2):
        if made >= count:
            return
        case = valid_case(contract, provider, f"{seed}/{number}", number, known)
        if case is not None:
            made += 1
            yield case


def valid_case(
    contract: Contract, provider: Provider, seed: str, number: int, known: Known, body: Any = ABSENT
) -> Case | None:
    """One generated request; None where no valid one is found. `body` is that of the first media type, if given."""
    for attempt in range(ATTEMPTS):
        text = f"{seed}/{contract.operation.id}/{attempt}"
        dice = Random(text)
        values = _values(contract, dice, text, number)
        if values is None:
            continue
        media, made = _body(contract, text, dice, number)
        if body is not ABSENT and media is not None:
            made = body
        if made is None and media is None:
            continue
        case = _case(contract, provider, known, (values, media, made), f"a valid request (seed {seed})")
        if case is not None and case.violation is None:
            return case
    return None


def _case(
    contract: Contract,
    provider: Provider,
    known: Known,
    parts: tuple[Mapping[Parameter, Any], Media | None, Any],
    about: str,
) -> Case | None:
    """The request of some parts, with what is wrong with it if something is; None where it cannot be written."""
    values, media, body = parts
    draft = provider.located(draft_with("", contract.operation, values, media, body))
    draft = signed(contract, draft, provider.headers)
    named = {name: text for name, text in known.items() if name in draft.path}
    draft = replace(draft, path={**draft.path, **named}, encoded=draft.encoded - set(named))
    try:
        request = draft.request()
    except (TypeError, ValueError, LookupError):
        return None
    wrong = next(iter(contract.flaws(draft, request)), None)
    return Case("valid", draft, request, about, wrong, known=set(named) >= set(draft.path))


# Parameters


def _values(contract: Contract, dice: Random, seed: str, number: int) -> dict[Parameter, Any] | None:
    """A value for each parameter that is sent; None where one that has to be sent has none."""
    found: dict[Parameter, Any] = {}
    for parameter in contract.operation.parameters:
        needed = parameter.required or parameter.place == "path"
        if not needed and (number == 0 or parameter.deprecated or (number > 1 and dice.random() < 0.5)):
            continue
        value = _value(contract, parameter, seed, number)
        if value is not ABSENT:
            found[parameter] = value
        elif needed:
            return None
    return found


def _value(contract: Contract, parameter: Parameter, seed: str, number: int) -> Any:
    """The documented example of a number, or a generated value; ABSENT where there is none that can be sent."""
    schema, stated = parameter.schema, parameter.examples
    if number < len(stated) and _can_stand(parameter, stated[number]):
        return stated[number]
    if schema is None:
        return stated[0] if stated else "string"
    for attempt in range(ATTEMPTS):
        made = contract.generator(schema).make(f"{seed}/{parameter.name}/{attempt}", examples=number + attempt < 2)
        if made.problem is None and _can_stand(parameter, made.value):
            return walked(schema, made.value, number, lambda other: _fits(contract, parameter, schema, other))
    return ABSENT


def _fits(contract: Contract, parameter: Parameter, schema: Schema, value: Any) -> bool:
    return contract.accepts(schema, value) and _can_stand(parameter, value)


def _can_stand(parameter: Parameter, value: Any) -> bool:
    """Whether a value can be told in its place: a path has no empty segments, and none that mean another one."""
    if parameter.place == "path":
        return not (isinstance(value, str) and (value in ("", ".", "..") or "/" in value)) and value not in (
            [],
            {},
            None,
        )
    if parameter.place == "header":
        return not isinstance(value, str) or (value.isprintable() and value == value.strip() and bool(value))
    return value is not None and value not in ([], {}, [""])


# Bodies


def _body(contract: Contract, seed: str, dice: Random, number: int) -> tuple[Media | None, Any]:
    """A media type with a value, or neither where no body need be sent; a media type without one: none is valid."""
    body = contract.operation.body
    if body is None or not body.content:
        return None, ABSENT
    if not body.required and number > 1 and dice.random() < 0.2:
        return None, ABSENT
    choices = list(body.content.values())
    media = choices[number % len(choices)]
    stated = tuple(media.examples.values())
    if media.schema is None:
        return media, stated[number % len(stated)] if stated else "text"
    if number < 1:
        for example in stated:
            if contract.accepts(media.schema, example):
                return media, example
    for attempt in range(ATTEMPTS):
        made = contract.generator(media.schema).make(f"{seed}/body/{attempt}", examples=number + attempt < 1)
        value = sendable(made.value, contract.validator(media.schema))
        value = thinned(contract, media.schema, value, dice, number)
        value = walked(media.schema, value, number, contract.validator(media.schema).accepts)
        if made.problem is None and contract.accepts(media.schema, value):
            return media, value
    return None, None


def thinned(contract: Contract, schema: Schema, value: Any, dice: Random, number: int) -> Any:
    """The value without some of the members that need not be there; the second request has them all."""
    if number == 1 or not isinstance(value, dict):
        return value
    chance = 1.0 if number == 0 else 0.4
    for name in list(value):
        if dice.random() < chance:
            fewer = {key: member for key, member in value.items() if key != name}
            if contract.accepts(schema, fewer):
                value = fewer
    return value
