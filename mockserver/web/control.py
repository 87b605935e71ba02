"""How do people and tests look inside a running server, and change what it remembers?"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import orjson
from flask import Blueprint, Flask, Response, request
from werkzeug.exceptions import HTTPException

from mockserver.engine import Engine
from mockserver.model import Outcome
from mockserver.pointers import is_number
from mockserver.state import DEFAULT_SESSION, Catalogue, Sessions, State, parse_moment, parse_span
from mockserver.web import representation as show

LOOPBACK = {"localhost", "127.0.0.1", "::1"}

Json = Any

NOTHING: Json = object()
"""What a view answers that has nothing to say: 204."""


class ControlError(Exception):
    """A control request that cannot be done: the status, a code for programs and a message for people."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


@dataclass(frozen=True, slots=True)
class Access:
    """Who may use the control API: with a token those who show it, without one those on this machine."""

    token: str | None = None
    hosts: frozenset[str] = frozenset(LOOPBACK)


@dataclass(frozen=True, slots=True)
class Control:
    """The routes of the control API: each method answers one line of the table in `blueprint`."""

    engine: Engine
    sessions: Sessions

    def state(self) -> State:
        """The state of the session that `X-Mock-Session` names."""
        return self.sessions.get(request.headers.get("X-Mock-Session") or DEFAULT_SESSION)

    @property
    def catalogue(self) -> Catalogue:
        return {api.name: api.behaviour.collections for api in self.engine.apis.values()}

    def health(self) -> Json:
        return {"status": "ok", "apis": list(self.engine.apis), "sessions": len(self.sessions.names())}

    def apis(self) -> Json:
        return _listed("apis", [show.of_api(api) for api in self.engine.apis.values()])

    def operations(self) -> Json:
        apis = self.engine.apis.values()
        return _listed("operations", [show.of_operation(op, api) for api in apis for op in api.operations])

    def requests(self) -> Json:
        outcomes = self.state().journal.outcomes(_filter(request.args))
        limit = _count(request.args.get("limit"), len(outcomes))
        shown = [show.of_outcome(outcome, self.engine.apis) for outcome in outcomes[:limit]]
        return {"requests": shown, "total": len(outcomes)}

    def forget_requests(self) -> Json:
        self.state().journal.clear()
        return NOTHING

    def request(self, request_id: str) -> Json:
        outcome = self.state().journal.get(request_id)
        if outcome is None:
            raise ControlError(404, "unknown_request", f"the journal of this session has no request '{request_id}'")
        return show.of_outcome(outcome, self.engine.apis)

    def violations(self) -> Json:
        found = [
            show.of_violation(violation, outcome.id, self.engine.apis)
            for outcome in self.state().journal.outcomes()
            for violation in outcome.violations
        ]
        return _listed("violations", found)

    def records(self) -> Json:
        return self.state().records(self.catalogue)

    def replace_records(self) -> Json:
        body = _object()
        if not all(isinstance(records, dict) for records in body.values()):
            raise ControlError(400, "invalid_state", 'send {"<collection>": {"<id>": record}}')
        state = self.state()
        try:
            state.replace_records(body, self.catalogue)
        except LookupError as error:
            raise ControlError(404, "unknown_collection", str(error)) from error
        return state.records(self.catalogue)

    def forget_records(self) -> Json:
        self.state().replace_records({}, self.catalogue)
        return NOTHING

    def collection(self, collection: str) -> Json:
        items = list(self._records_of(collection)[1].values())
        return {"items": items, "total": len(items)}

    def forget_collection(self, collection: str) -> Json:
        name, records = self._records_of(collection)
        store = self.state().store
        with store.exclusive():
            for key in records:
                store.delete(name, key)
        return NOTHING

    def record(self, collection: str, key: str) -> Json:
        return self._record(collection, key)[1]

    def put_record(self, collection: str, key: str) -> Json:
        name = self._full_name(collection)
        record = _json()
        self.state().store.put(name, key, record)
        return record

    def patch_record(self, collection: str, key: str) -> Json:
        name, record = self._record(collection, key)
        merged = _merge(record, _object())
        self.state().store.put(name, key, merged)
        return merged

    def forget_record(self, collection: str, key: str) -> Json:
        name, _ = self._record(collection, key)
        self.state().store.delete(name, key)
        return NOTHING

    def _full_name(self, collection: str) -> str:
        try:
            return self.state().full_name(collection, self.catalogue)
        except LookupError as error:
            raise ControlError(404, "unknown_collection", str(error)) from error

    def _records_of(self, collection: str) -> tuple[str, Mapping[str, Any]]:
        name = self._full_name(collection)
        return name, self.state().store.items(name)

    def _record(self, collection: str, key: str) -> tuple[str, Any]:
        name, records = self._records_of(collection)
        if key not in records:
            raise ControlError(404, "unknown_record", f"'{collection}' has no record '{key}'")
        return name, records[key]

    def reset(self) -> Json:
        name = request.headers.get("X-Mock-Session") or DEFAULT_SESSION
        return show.of_session(name, self.sessions.reset(name))

    def clock(self) -> Json:
        return show.of_clock(self.state())

    def set_clock(self) -> Json:
        wanted, clock = _object(), self.state().clock
        unknown = set(wanted) - {"now", "advance", "freeze"}
        if unknown:
            raise ControlError(
                400, "invalid_clock", f"unknown: {', '.join(sorted(unknown))}; there are now, advance, freeze"
            )
        now = parse_moment(str(wanted["now"])) if "now" in wanted else None
        span = parse_span(str(wanted["advance"])) if "advance" in wanted else None
        if "now" in wanted and now is None:
            raise ControlError(400, "invalid_clock", "now must be an ISO 8601 time, such as 2026-01-01T00:00:00Z")
        if "advance" in wanted and span is None:
            raise ControlError(400, "invalid_clock", "advance must be a span, such as 90s, 15m, 2h, 1d or PT90S")
        if not isinstance(wanted.get("freeze", False), bool):
            raise ControlError(400, "invalid_clock", "freeze must be true or false")
        try:
            moved = (now or clock.now()) + (span or timedelta(0))
        except OverflowError as error:
            raise ControlError(400, "invalid_clock", "the clock cannot go that far") from error
        if now is not None or span is not None:
            clock.set(moved)
        if "freeze" in wanted:
            clock.freeze(wanted["freeze"])
        return self.clock()

    def list_sessions(self) -> Json:
        return _listed("sessions", [show.of_session(name, self.sessions.get(name)) for name in self.sessions.names()])

    def create_session(self) -> Json:
        name = _object().get("name")
        if not isinstance(name, str) or not name:
            raise ControlError(400, "invalid_session", 'send {"name": "..."}')
        return show.of_session(name, self.sessions.get(name)), 201

    def forget_session(self, name: str) -> Json:
        if not self.sessions.delete(name):
            raise ControlError(404, "unknown_session", f"there is no session '{name}'")
        return NOTHING


def blueprint(engine: Engine, sessions: Sessions, access: Access) -> Blueprint:
    """The control API as one table; every answer is JSON, and an error is `{"error": {"code", "message"}}`."""
    control = Control(engine, sessions)
    routes: tuple[tuple[str, str, Callable[..., Json]], ...] = (
        ("GET", "/health", control.health),
        ("GET", "/apis", control.apis),
        ("GET", "/operations", control.operations),
        ("GET", "/requests", control.requests),
        ("DELETE", "/requests", control.forget_requests),
        ("GET", "/requests/<request_id>", control.request),
        ("GET", "/violations", control.violations),
        ("GET", "/state", control.records),
        ("PUT", "/state", control.replace_records),
        ("DELETE", "/state", control.forget_records),
        ("GET", "/state/<collection>", control.collection),
        ("DELETE", "/state/<collection>", control.forget_collection),
        ("GET", "/state/<collection>/<path:key>", control.record),
        ("PUT", "/state/<collection>/<path:key>", control.put_record),
        ("PATCH", "/state/<collection>/<path:key>", control.patch_record),
        ("DELETE", "/state/<collection>/<path:key>", control.forget_record),
        ("POST", "/reset", control.reset),
        ("GET", "/clock", control.clock),
        ("PUT", "/clock", control.set_clock),
        ("GET", "/sessions", control.list_sessions),
        ("POST", "/sessions", control.create_session),
        ("DELETE", "/sessions/<name>", control.forget_session),
    )
    found = Blueprint("mockserver_control", __name__)
    found.before_request(lambda: _guard(access))
    for method, path, view in routes:
        found.add_url_rule(
            path, endpoint=f"{method} {path}".replace(".", "_"), view_func=_json_view(view), methods=[method]
        )
    return found


def tell_errors_as_json(app: Flask) -> None:
    """Word every error of the Flask application in the control API's shape."""

    @app.errorhandler(ControlError)
    def control_error(error: ControlError) -> Response:
        return _answer({"error": {"code": error.code, "message": error.message}}, error.status)

    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> Response:
        code = (error.name or "error").lower().replace(" ", "_")
        response = _answer({"error": {"code": code, "message": error.description}}, error.code or 500)
        response.headers.extend({k: v for k, v in error.get_headers() if k == "Allow"})
        return response


def _json_view(view: Callable[..., Json]) -> Callable[..., Response]:
    def answer(**values: str) -> Response:
        result = view(**values)
        if isinstance(result, tuple):
            return _answer(*result)
        return _answer(result, 204 if result is NOTHING else 200)

    return answer


def _answer(value: Json, status: int) -> Response:
    body = b"" if status == 204 else orjson.dumps(value, option=orjson.OPT_INDENT_2) + b"\n"
    response = Response(body, status, mimetype="application/json")
    if status == 204:
        del response.headers["Content-Type"]
    return response


def _guard(access: Access) -> None:
    """Refuse who has no token where one is asked for, and pages of other sites in somebody's browser."""
    if access.token is not None:
        shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if not hmac.compare_digest(shown.encode(), access.token.encode()):
            raise ControlError(401, "unauthorized", "send the control token: Authorization: Bearer <token>")
    elif _host_name(request.host) not in access.hosts:
        raise ControlError(403, "forbidden_host", f"the control API is not served to '{request.host}'")
    origin = request.headers.get("Origin")
    if origin is not None and origin.partition("://")[2] != request.host:
        raise ControlError(403, "forbidden_origin", f"pages of '{origin}' may not use the control API")


def _host_name(host: str) -> str:
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0]


def _listed(plural: str, items: list[Json]) -> Json:
    return {plural: items, "total": len(items)}


def _json() -> Json:
    try:
        value = orjson.loads(request.get_data())
        orjson.dumps(value)  # what is nested too deep can be read, but never be shown
    except orjson.JSONDecodeError as error:
        raise ControlError(400, "invalid_json", f"the body is not valid JSON: {error.msg}") from error
    except TypeError as error:
        raise ControlError(400, "invalid_json", "the body is nested too deep") from error
    return value


def _object() -> dict[str, Json]:
    value = _json()
    if not isinstance(value, dict):
        raise ControlError(400, "invalid_json", "the body must be a JSON object")
    return value


def _count(text: str | None, default: int) -> int:
    if text is None:
        return default
    if not is_number(text):
        raise ControlError(400, "invalid_limit", "limit must be a whole number")
    return int(text)


def _filter(arguments: Mapping[str, str]) -> Callable[[Outcome], bool]:
    """Which outcomes the filters `operation status source violations` let through."""

    def passes(outcome: Outcome) -> bool:
        return (
            arguments.get("operation", outcome.operation and outcome.operation.id)
            == (outcome.operation and outcome.operation.id)
            and arguments.get("status", str(outcome.response.status)) == str(outcome.response.status)
            and arguments.get("source", outcome.source) == outcome.source
            and arguments.get("session", outcome.session) == outcome.session
            and (arguments.get("violations", "false").lower() in ("false", "0") or bool(outcome.violations))
        )

    return passes


def _merge(target: Json, patch: Json) -> Json:
    """JSON Merge Patch, RFC 7396."""
    if not isinstance(patch, dict):
        return patch
    merged = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            merged.pop(key, None)
        else:
            merged[key] = _merge(merged.get(key), value)
    return merged
