"""Whatever an API refuses, it does so in its own documented shape, and says what is wrong."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from mockserver import load
from mockserver.apis import SHIPPED, shipped_folder
from mockserver.contract.error_cases import SEED, ErrorCase, error_cases
from mockserver.engine import Engine
from mockserver.media import find_media
from mockserver.model import Outcome, Schema
from mockserver.openapi import Document
from mockserver.pointers import steps_of, value_at
from mockserver.schema import Validator
from mockserver.state import State
from tests.documents import engine as serving
from tests.documents import giving, taking
from tests.judge import Judge
from tests.test_corpus import CORPUS, runner

OPERATIONS = 8
"""How many operations of each document of the corpus are asked."""

SIZE = 1_000_000
"""How large these documents are at the most."""

MESSAGES = ("message", "detail", "description", "error_description", "errorMessage", "msg")
OF_THEMSELVES = ("body", "content-type", "accept", "security", "")
"""Places that a message need not name."""


def outcomes(engine: Engine, cases: tuple[ErrorCase, ...]) -> Iterator[tuple[ErrorCase, Outcome]]:
    """What becomes of the last request of each case that has one."""
    for case in cases:
        state = State.new(seed=SEED)
        found = [engine.handle(request, state) for request in case.requests]
        if found and (case.example is None or case.prefer.endswith(f"example={case.example}")):
            yield case, found[-1]


def broken(outcome: Outcome) -> list[str]:
    """What of a body its documented schema refuses."""
    schema = documented(outcome)
    found = Validator(schema, "response").violations(outcome.response.value) if schema is not None else ()
    return [each.message for each in found if each.severity == "error"]


def documented(outcome: Outcome) -> Schema | None:
    spec = outcome.operation.response_for(outcome.response.status) if outcome.operation else None
    media = find_media(spec.content, outcome.response.header("content-type") or "") if spec and spec.content else None
    return media.schema if media else None


def is_silent(outcome: Outcome) -> bool:
    """Whether a body has room for a message, and does not tell in it of what is wrong."""
    body = outcome.response.value
    fixed = listed(outcome.operation.source.file) if outcome.operation else frozenset()
    rooms = [text for name, text in texts(body, "") if name in MESSAGES and text not in fixed]
    violation = outcome.request_violations[0]
    known = [violation.name, str(violation.value), violation.message]
    if violation.name in OF_THEMSELVES or not rooms:
        return False
    return not any(text in json.dumps(body, ensure_ascii=False) for text in known if text)


@cache
def listed(file: str) -> frozenset[str]:
    """The texts that the enums of a document list: where one of them must stand, there is no room."""
    found: set[str] = set()
    waiting: list[Any] = [Document.read(file).root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict) and isinstance(node.get("enum"), list):
            found.update(value for value in node["enum"] if isinstance(value, str))
        waiting += node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    return frozenset(found)


def texts(value: Any, name: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield name, value
    for key, member in value.items() if isinstance(value, dict) else ():
        yield from texts(member, str(key))
    for item in value if isinstance(value, list) else ():
        yield from texts(item, name)


@cache
def shipped() -> Engine:
    return load()


@pytest.mark.parametrize("name", SHIPPED)
def test_each_provoked_error_of_a_shipped_specification_is_valid(name: str, judge: Judge) -> None:
    engine = shipped()
    cases = tuple(case for case in error_cases(engine) if case.api == name)
    seen: set[tuple[str, int]] = set()
    for case, outcome in outcomes(engine, cases):
        assert broken(outcome) == [], str(case)
        assert outcome.source != "fault"
        if (case.operation, case.status) not in seen and outcome.response.status in (400, 404, 409, 422):
            seen.add((case.operation, case.status))
            judge.answer(outcome, str(shipped_folder() / f"{name}.yaml"), str(case))


def files() -> list[Path]:
    return sorted(file for file in (CORPUS / "real-specs").glob("[23]*/*") if file.stat().st_size < SIZE)


@pytest.mark.skipif("MOCKSERVER_CORPUS" not in os.environ, reason="MOCKSERVER_CORPUS does not name the corpus")
@pytest.mark.timeout(300)
@pytest.mark.no_cover
def test_each_provoked_error_of_real_documents_is_valid_and_tells_what_is_wrong() -> None:
    verdicts: Counter[str] = Counter()
    wrong: list[str] = []
    served = 0
    for file in files():
        engine, document = load(str(file)), runner().Doc(file)
        found = [each for one in engine.operations[:OPERATIONS] for each in of(engine, one.id, one.api)]
        served += bool(found)
        for case, outcome in found:
            verdict = judged(document, outcome)
            verdicts[verdict] += 1
            if verdict == "violates" or broken(outcome) or is_silent(outcome):
                wrong.append(f"{file.name} {case} {verdict}: {outcome.response.body[:200]!r}")
    assert wrong == []
    assert served >= 25
    assert verdicts["conforms"] >= 200


def of(engine: Engine, operation: str, api: str) -> list[tuple[ErrorCase, Outcome]]:
    found = outcomes(engine, error_cases(engine, f"{api}.{operation}"))
    return [(case, outcome) for case, outcome in found if documented(outcome) is not None]


def judged(document: Any, outcome: Outcome) -> str:
    """The verdict of the corpus's own runner, where the operation is in the document itself."""
    assert outcome.operation is not None
    try:
        node = value_at(document.raw, steps_of(outcome.operation.source.pointer))
    except LookupError:
        return "elsewhere"
    response = outcome.response
    content_type = response.header("content-type") or ""
    verdict: str = runner().check_answer(document, node, response.status, content_type, response.body, False)[0]
    return verdict


def test_a_body_without_a_word_of_what_is_wrong_would_be_noticed(tmp_path: Path) -> None:
    node = {"type": "object", "properties": {"message": {"type": "string"}}}
    shown = {**giving(node, example={"message": "Nope"}), "x-mockserver-error": "none"}
    for response, silent in ((shown, True), (giving(node), False)):
        body = taking({"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}})
        shop = serving(tmp_path, {"/pets": {"post": {"requestBody": body, "responses": {"422": response}}}})
        ((_, outcome),) = outcomes(shop, error_cases(shop))
        assert is_silent(outcome) is silent
