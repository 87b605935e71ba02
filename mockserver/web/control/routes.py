"""Which routes does the control API have?"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from flask import Blueprint, Flask, Response
from werkzeug.exceptions import HTTPException

from mockserver.engine import Engine
from mockserver.state import Sessions
from mockserver.web.control.access import Access, guard
from mockserver.web.control.callbacks import CallbackRoutes
from mockserver.web.control.coverage import CoverageRoutes
from mockserver.web.control.events import EventRoutes
from mockserver.web.control.faults import FaultRoutes
from mockserver.web.control.messages import ControlError, Json, answer
from mockserver.web.control.overrides import OverrideRoutes
from mockserver.web.control.reach import Reach
from mockserver.web.control.records import Records
from mockserver.web.control.requests import Requests
from mockserver.web.control.served import Served
from mockserver.web.control.sessions import SessionRoutes
from mockserver.web.control.snapshots import SnapshotRoutes

Route = tuple[str, str, Callable[..., Json]]


def blueprint(engine: Engine, sessions: Sessions, access: Access) -> Blueprint:
    """The control API; every answer is JSON, and an error is `{"error": {"code", "message"}}`."""
    found = Blueprint("mockserver_control", __name__)
    found.before_request(lambda: guard(access))
    for method, path, view in _routes(Reach(engine, sessions)):
        endpoint = f"{method} {path}".replace(".", "_")
        found.add_url_rule(path, endpoint=endpoint, view_func=_json_view(view), methods=[method])
    return found


def _routes(reach: Reach) -> Iterable[Route]:
    """The control API as one table."""
    return (*_looking(reach), *_remembering(reach), *_intervening(reach))


def _looking(reach: Reach) -> Iterable[Route]:
    """What is served, what came, and in which sessions."""
    served, requests, sessions = Served(reach), Requests(reach), SessionRoutes(reach)
    return (
        ("GET", "/openapi.json", served.document),
        ("GET", "/health", served.health),
        ("GET", "/apis", served.apis),
        ("GET", "/operations", served.operations),
        ("GET", "/requests", requests.all),
        ("DELETE", "/requests", requests.forget_all),
        ("POST", "/requests/find", requests.find),
        ("POST", "/requests/verify", requests.verify),
        ("GET", "/requests/<request_id>", requests.one),
        ("GET", "/violations", requests.violations),
        ("GET", "/coverage", CoverageRoutes(reach).all),
        ("GET", "/events", EventRoutes(reach).stream),
        ("POST", "/reset", sessions.reset),
        ("GET", "/clock", sessions.clock),
        ("PUT", "/clock", sessions.set_clock),
        ("GET", "/sessions", sessions.all),
        ("POST", "/sessions", sessions.create),
        ("DELETE", "/sessions/<name>", sessions.forget),
    )


def _remembering(reach: Reach) -> Iterable[Route]:
    """What a session holds."""
    records, snapshots = Records(reach), SnapshotRoutes(reach)
    return (
        ("GET", "/state", records.all),
        ("PUT", "/state", records.replace_all),
        ("DELETE", "/state", records.forget_all),
        ("GET", "/state/<collection>", records.collection),
        ("DELETE", "/state/<collection>", records.forget_collection),
        ("GET", "/state/<collection>/<path:key>", records.one),
        ("PUT", "/state/<collection>/<path:key>", records.put),
        ("PATCH", "/state/<collection>/<path:key>", records.patch),
        ("DELETE", "/state/<collection>/<path:key>", records.forget),
        ("GET", "/snapshots", snapshots.all),
        ("POST", "/snapshots", snapshots.create),
        ("POST", "/snapshots/<name>/restore", snapshots.restore),
        ("GET", "/snapshots/<before>/diff/<after>", snapshots.diff),
    )


def _intervening(reach: Reach) -> Iterable[Route]:
    """What comes between a request and its answer, and what follows."""
    overrides, faults, callbacks = OverrideRoutes(reach), FaultRoutes(reach), CallbackRoutes(reach)
    return (
        ("GET", "/overrides", overrides.all),
        ("POST", "/overrides", overrides.create),
        ("DELETE", "/overrides", overrides.forget_all),
        ("PUT", "/overrides/<override_id>", overrides.replace),
        ("DELETE", "/overrides/<override_id>", overrides.forget),
        ("GET", "/faults", faults.all),
        ("PUT", "/faults", faults.replace_all),
        ("DELETE", "/faults", faults.forget_all),
        ("GET", "/callbacks", callbacks.all),
        ("DELETE", "/callbacks", callbacks.forget_all),
        ("GET", "/callbacks/<callback_id>", callbacks.one),
        ("POST", "/callbacks/<callback_id>/replay", callbacks.replay),
    )


def tell_errors_as_json(app: Flask) -> None:
    """Word every error of the Flask application in the control API's shape."""

    @app.errorhandler(ControlError)
    def control_error(error: ControlError) -> Response:
        response = answer({"error": {"code": error.code, "message": error.message}}, error.status)
        if error.status == 401:
            response.headers["WWW-Authenticate"] = "Bearer"
        return response

    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> Response:
        code = (error.name or "error").lower().replace(" ", "_")
        response = answer({"error": {"code": code, "message": error.description}}, error.code or 500)
        response.headers.extend({k: v for k, v in error.get_headers() if k == "Allow"})
        return response


def _json_view(view: Callable[..., Json]) -> Callable[..., Response]:
    def shown(**values: str) -> Response:
        result = view(**values)
        if isinstance(result, Response):
            return result
        return answer(*result) if isinstance(result, tuple) else answer(result)

    return shown
