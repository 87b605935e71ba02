"""schemathesis follows what each style leads to, from answer to answer, and finds nothing that is not as it is said."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from flask import Flask
from schemathesis.core.failures import Failure
from schemathesis.engine import Status, events, from_schema

from mockserver import create_app
from tests.behaviours.resources.styles import PLAIN, Style
from tests.behaviours.resources.test_styles import STYLES
from tests.documents import written

EXAMPLES = 8
"""How many sequences are tried of a style; of one in which something is to be found, five times as many."""

NO_STEPS = ("dotted verbs", "verbs and nouns", "verbs as segments")
"""Styles in which schemathesis sees nothing that leads from one operation to another."""

NONE_DOCUMENTED = "The document has no answer for a wrong request, so whatever refuses one is undocumented."
EMPTY = "The document's answer has no body; schemathesis asks for one of the media types in `produces`."
OTHER_KEY = "A repository is found by its name, as the setting says; schemathesis takes its `id` for what finds it."

ASSUMED: Mapping[str, Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "Swagger 2.0": {
        "UndefinedStatusCode": (NONE_DOCUMENTED, ("GET /projects", "PUT /projects/{project_name}")),
        "UndefinedContentType": (NONE_DOCUMENTED, ("GET /projects", "PUT /projects/{project_name}")),
        "MissingContentType": (EMPTY, ("PUT /projects/{project_name}", "DELETE /projects/{project_name}")),
    },
    "composite keys": {"EnsureResourceAvailability": (OTHER_KEY, ("POST /repos/{owner}",))},
}
"""What schemathesis takes for granted against the document: by style and finding, the reason and the operations.

Each has to be found still.
"""


@dataclass(frozen=True)
class Run:
    status: Status
    findings: frozenset[tuple[str, str]]
    errors: tuple[str, ...]
    statuses: frozenset[int]
    told: str


def run(root: Mapping[str, Any], app: Flask, examples: int) -> Run:
    """What the stateful phase with all checks finds in an application, by the same draws each time."""
    schema = schemathesis.openapi.from_dict(copy.deepcopy(dict(root)))
    schema.app, schema.location = app, "http://localhost/openapi.json"
    phases = schema.config.phases
    for phase in (phases.examples, phases.coverage, phases.fuzzing):
        phase.enabled = False
    phases.stateful.generation.update(max_examples=examples, deterministic=True, no_shrink=True)
    seen = list(from_schema(schema).execute())
    recorders = [event.recorder for event in seen if isinstance(event, events.ScenarioFinished)]
    failures = [
        check.failure_info.failure
        for recorder in recorders
        for checks in recorder.checks.values()
        for check in checks
        if check.failure_info is not None and isinstance(check.failure_info.failure, Failure)
    ]
    answers = [each.response for recorder in recorders for each in recorder.interactions.values()]
    (status,) = (
        event.status
        for event in seen
        if isinstance(event, events.PhaseFinished) and event.phase.name.name == "STATEFUL_TESTING"
    )
    return Run(
        status=status,
        findings=frozenset((type(each).__name__, each.operation or "") for each in failures),
        errors=tuple(str(event.info) for event in seen if isinstance(event, events.NonFatalError)),
        statuses=frozenset(answer.status_code for answer in answers if answer is not None),
        told="\n".join(f"{type(each).__name__} {each.operation}: {each.message}" for each in failures),
    )


def served(style: Style, folder: Path) -> Flask:
    app = create_app([written(folder, style.root)], seed=1, settings={"shop": dict(style.settings)})
    client = app.test_client()
    for method, path, body in style.before:
        assert client.open(path, method=method, json=body).status_code < 300
    return app


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.name)
def test_schemathesis_finds_nothing_from_step_to_step(style: Style, tmp_path: Path) -> None:
    assumed = ASSUMED.get(style.name, {})
    found = run(style.root, served(style, tmp_path), 5 * EXAMPLES if assumed else EXAMPLES)
    assert {finding for finding, _ in found.findings} == set(assumed), found.told
    assert all(operation in assumed[finding][1] for finding, operation in found.findings), found.told
    assert found.errors == ()
    if style.name in NO_STEPS:
        assert found.status is Status.SKIP
        return
    assert found.status is (Status.FAILURE if assumed else Status.SUCCESS)
    assert 404 in found.statuses
    assert {200, 201} & found.statuses


Wsgi = Callable[..., Iterable[bytes]]


class Forgetful:
    """A WSGI application in which a method is done to nothing, though it is said to be done."""

    def __init__(self, app: Wsgi, method: str, status: str) -> None:
        self.app, self.method, self.status = app, method, status

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] != self.method:
            return self.app(environ, start_response)
        start_response(self.status, [])
        return ()


def test_what_is_there_after_its_deletion_would_be_found(tmp_path: Path) -> None:
    app = served(PLAIN, tmp_path)
    app.wsgi_app = Forgetful(app.wsgi_app, "DELETE", "204 No Content")  # type: ignore[method-assign]
    assert ("UseAfterFree", "DELETE /books/{bookId}") in run(PLAIN.root, app, 5 * EXAMPLES).findings
