"""Which requests break the specification, each in one way?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random
from typing import Any

from mockserver import exact_json
from mockserver.contract.check.breaking import Steps, breakings, variety
from mockserver.contract.check.cases import Case
from mockserver.contract.check.contract import Contract
from mockserver.contract.drafts import Draft
from mockserver.media import header_text, kind_of, path_text, query_pairs
from mockserver.model import ABSENT, Parameter
from mockserver.pointers import value_at

UNKNOWN_TYPE = "application/x-unknown"

MISLABELLED = "mislabelled"
"""The kind of mistake that does no harm where it is forgiven."""

_LONGEST_ADDRESS = 2_000
"""How long the text of a parameter may be, which has to fit into an address or a header."""


def broken_cases(contract: Contract, case: Case, seed: str, count: int) -> list[Case]:
    """The request of a valid case with each keyword broken once; a choice by the seed where those are too many."""
    found: dict[tuple[Any, ...], Case] = {}
    for about, kind, draft in _drafts(contract, case):
        made = _case(contract, case, draft, about)
        if made is not None and kind == MISLABELLED:
            made = replace(made, severity="warning")
        if made is not None and made.violation is not None:
            found.setdefault((made.violation.location, made.violation.keyword, kind), made)
    cases = list(found.values())
    return cases if len(cases) <= count else _chosen(cases, count, Random(f"{seed}/{contract.operation.id}"))


def _chosen(cases: list[Case], count: int, dice: Random) -> list[Case]:
    """Some of the cases, in their order: one of each keyword first, in the body, the query and so on."""
    shuffled = dice.sample(range(len(cases)), len(cases))
    firsts: dict[tuple[str, str], int] = {}
    for number in shuffled:
        firsts.setdefault(_keyword(cases[number]), number)
    chosen = [*firsts.values(), *(number for number in shuffled if number not in firsts.values())]
    return [cases[number] for number in sorted(chosen[:count])]


def _keyword(case: Case) -> tuple[str, str]:
    return (str(case.violation.location[0]), case.violation.keyword) if case.violation is not None else ("", "")


def _case(contract: Contract, case: Case, draft: Draft, about: str) -> Case | None:
    """The case of a draft, if it is wrong indeed and can be sent at all."""
    try:
        request = draft.request()
        violations = contract.refused_for(draft, request)
    except (TypeError, ValueError, LookupError, RecursionError):
        return None
    if not violations:
        return None
    return Case("broken", draft, request, about, violations[0], known=case.known)


def _drafts(contract: Contract, case: Case) -> Iterator[tuple[str, str, Draft]]:
    """What is wrong in words, which kind of mistake it is, and the request."""
    draft = case.draft
    for parameter in contract.operation.parameters:
        yield from _of_parameter(draft, parameter)
    if contract.operation.body is not None and contract.operation.body.required:
        yield "a request without its body", "none", replace(draft, body=ABSENT, raw=None)
    if draft.media is None:
        return
    kind = kind_of(draft.media.media_type)
    if kind == "json":
        yield "a body that is no JSON", "raw", replace(draft, raw=b'{"a": ')
        yield "a body that is no UTF-8", "bytes", replace(draft, raw=b'{"a": "\xff"}')
    if kind in ("json", "form", "multipart") and draft.media.schema is not None and draft.body is not ABSENT:
        for steps, keyword, body in breakings(draft.media.schema, draft.body):
            where = f" at '{'/'.join(map(str, steps))}'" if steps else ""
            yield f"a body that breaks '{keyword}'{where}", variety(_at(body, steps)), replace(draft, body=body)
    media = replace(draft.media, media_type=UNKNOWN_TYPE)
    yield "a body of another media type", "raw", replace(draft, media=media, raw=b"\x00no such format")
    if kind == "json" and draft.body is not ABSENT:
        yield "a valid body under another media type", MISLABELLED, replace(draft, media=media, raw=_written(draft))


def _written(draft: Draft) -> bytes | None:
    try:
        return draft.request().body
    except (TypeError, ValueError, LookupError):
        return None


def _at(body: Any, steps: Steps) -> Any:
    try:
        return value_at(body, steps)
    except (LookupError, TypeError):
        return ABSENT


def _of_parameter(draft: Draft, parameter: Parameter) -> Iterator[tuple[str, str, Draft]]:
    if parameter.required and parameter.place != "path":
        yield f"a request without '{parameter.name}'", "none", _without(draft, parameter)
    if parameter.schema is None:
        return
    for _, keyword, value in breakings(parameter.schema, example_of(parameter)):
        changed = with_value(draft, parameter, value)
        if changed is not None:
            about = f"a request whose {parameter.place} parameter '{parameter.name}' breaks '{keyword}'"
            yield about, variety(value), changed


def example_of(parameter: Parameter) -> Any:
    """Something of the parameter's type to begin with; what is broken in it need not be valid otherwise."""
    types = parameter.schema.types() if parameter.schema is not None else frozenset()
    node = parameter.schema.resolved().node if parameter.schema is not None else {}
    stated = node.get("example", node.get("default", next(iter(parameter.examples), ABSENT)))
    if stated is not ABSENT:
        return stated
    for kind, value in (("string", "text"), ("integer", 1), ("number", 1.5), ("boolean", True), ("array", ["a"])):
        if kind in types:
            return value
    return {} if "object" in types else "text"


def _without(draft: Draft, parameter: Parameter) -> Draft:
    name = parameter.name
    if parameter.place == "query":
        return replace(draft, query=_others(draft, name))
    if parameter.place == "cookie":
        return replace(draft, cookies=tuple(pair for pair in draft.cookies if pair[0] != name))
    return replace(draft, headers={key: text for key, text in draft.headers.items() if key != name.lower()})


def _others(draft: Draft, name: str) -> tuple[tuple[str, str], ...]:
    return tuple(pair for pair in draft.query if pair[0] != name and not pair[0].startswith(f"{name}["))


def with_value(draft: Draft, parameter: Parameter, value: Any) -> Draft | None:
    """The request with a value for a parameter; None where the value cannot stand there."""
    if value is ABSENT or value is None:
        return None
    name, text = parameter.name, value if isinstance(value, str) else exact_json.dumps(value).decode()
    if len(text) > _LONGEST_ADDRESS:
        return None
    if parameter.place == "query":
        return replace(draft, query=(*_others(draft, name), *query_pairs(parameter, value)))
    if parameter.place == "header":
        return replace(draft, headers={**draft.headers, name.lower(): header_text(text)}) if text.strip() else None
    if parameter.place == "cookie":
        return replace(draft, cookies=(*(pair for pair in draft.cookies if pair[0] != name), (name, text)))
    if text in ("", ".", "..") or "/" in text or not text.strip():
        return None
    styled = path_text(parameter, value)
    encoded = draft.encoded - {name} if styled is None else draft.encoded | {name}
    return replace(draft, path={**draft.path, name: text if styled is None else styled}, encoded=encoded)
