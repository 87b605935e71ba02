"""Does somebody who did not write the mock find its answers right?"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from flask import Flask
from openapi_core import Config, OpenAPI
from openapi_core.datatypes import RequestParameters
from openapi_core.exceptions import OpenAPIError
from werkzeug.datastructures import Headers, ImmutableMultiDict

from mockserver.model import Outcome

ADDRESS = "http://judge.example"
ORACLE_KINDS = ("resourceitem", "resourcecollection", "description", "batch", "action", "actionresult")


class Judge:
    """Holds answers against their specification: by the server's own verdict and by openapi-core's."""

    def last_answer(self, app: Flask, session: str, where: str) -> None:
        """Judge the newest answer of a session."""
        engine, sessions = app.extensions["mockserver"]
        outcome: Outcome = sessions.get(session).journal.outcomes()[0]
        assert not outcome.traceback, f"{where}\n{outcome.traceback}"
        assert not outcome.response_violations, f"{where}\n{outcome.response_violations}"
        if outcome.operation is not None:
            self.answer(outcome, engine.apis[outcome.api].document.file, where)

    def answer(self, outcome: Outcome, file: str, where: str) -> None:
        """Judge an answer by openapi-core alone, unless it has no body: it wants one of every answer."""
        if not outcome.response.body:
            return
        try:
            assert outcome.operation is not None, where
            _openapi(file, outcome.operation.path).validate_response(_Asked(outcome), _Answered(outcome))
        except OpenAPIError as error:
            cause = error.__cause__ or error
            raise AssertionError(
                f"{where}\nopenapi-core: {error!r}: {cause!r} {getattr(cause, 'schema_errors', '')}"
            ) from error


@cache
def _document(file: str) -> Any:
    return yaml.load(Path(file).read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


@cache
def _openapi(file: str, path: str) -> OpenAPI:
    """openapi-core over one path of a document, which it finds faster than among many; others judge the document."""
    oracle = {f"application/vnd.oracle.adf.{kind}+json": _json for kind in ("error", *ORACLE_KINDS)}
    deserializers: Mapping[str, Callable[..., Any]] = {
        "text/plain": _text_or_json,
        **oracle,
        "application/octet-stream": _latin,
        "application/hal+json": _json,
    }
    whole = _document(file)
    item = {key: value for key, value in whole["paths"][path].items() if key != "servers"}
    alone = {**whole, "paths": {path: item}, "servers": [{"url": ADDRESS}]}
    config = Config(spec_validator_cls=None, extra_media_type_deserializers=dict(deserializers))
    return OpenAPI.from_dict(alone, config=config)


def _latin(body: bytes, **_: str) -> str:
    return body.decode("latin-1")


def _json(body: bytes, **_: str) -> Any:
    return json.loads(body)


def _text_or_json(body: bytes, **_: str) -> Any:
    try:
        return json.loads(body)
    except json.JSONDecodeError:
        return body.decode()


class _Asked:
    """A request to the operation as openapi-core wants it, at the one address that its copy of the document has."""

    def __init__(self, outcome: Outcome) -> None:
        operation = outcome.operation
        assert operation is not None
        self.host_url = ADDRESS
        self.path = re.sub(r"\{[^}]*\}", "1", operation.path)
        self.method = operation.method.lower()
        self.content_type = outcome.request.headers.get("content-type", "application/json")
        self.body = outcome.request.body
        self.parameters = RequestParameters(query=ImmutableMultiDict(), header=Headers(), cookie=ImmutableMultiDict())


class _Answered:
    def __init__(self, outcome: Outcome) -> None:
        response = outcome.response
        self.data = response.body
        self.status_code = response.status
        self.content_type = response.header("content-type") or "application/json"
        self.headers = Headers(list(response.headers))
