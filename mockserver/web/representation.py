"""How does the control API show what the house works with?"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from mockserver import exact_json
from mockserver.apis import Api
from mockserver.behaviours.resources import Part, Resource, consumed, produced
from mockserver.contract.error_cases import ErrorCase
from mockserver.matching import Unlike, Verdict
from mockserver.media import is_json, media_type_of
from mockserver.model import ABSENT, Finding, Operation, Outcome, Request, Response, Violation
from mockserver.state import Notification, State, timestamp


def of_outcome(outcome: Outcome, apis: Mapping[str, Api]) -> dict[str, Any]:
    request, response = outcome.request, outcome.response
    shown = {
        "id": outcome.id,
        "at": timestamp(outcome.at),
        "session": outcome.session,
        "api": outcome.api,
        "operation": outcome.operation.id if outcome.operation else None,
        "method": request.method,
        "path": request.path,
        "query": request.query,
        "headers": dict(request.headers),
        "body": of_body(request.body, request.headers.get("content-type", "")),
        "source": outcome.source,
        "status": response.status,
        "response": of_response(response),
        "violations": [of_violation(violation, outcome.id, apis) for violation in outcome.violations],
        "ms": round(outcome.ms, 3),
    }
    return {**shown, "traceback": outcome.traceback} if outcome.traceback else shown


def of_error_case(case: ErrorCase) -> dict[str, Any]:
    return {
        "api": case.api,
        "operation": case.operation,
        "status": case.status,
        "example": case.example,
        "reason": case.reason,
        "requests": [of_request(request) for request in case.requests],
        "prefer": case.prefer,
    }


def of_request(request: Request) -> dict[str, Any]:
    body = of_body(request.body, request.headers.get("content-type", ""))
    headers = dict(request.headers)
    return {"method": request.method, "path": request.path, "query": request.query, "headers": headers, "body": body}


def of_verdict(verdict: Verdict, apis: Mapping[str, Api]) -> dict[str, Any]:
    shown = {
        "ok": verdict.ok,
        "count": verdict.count,
        "near_misses": [
            {"request": of_outcome(miss.outcome, apis), "differences": [of_unlike(each) for each in miss.differences]}
            for miss in verdict.near_misses
        ],
    }
    return shown if verdict.missing is None else {**shown, "missing": verdict.missing}


def of_unlike(unlike: Unlike) -> dict[str, Any]:
    """One place where a request is not as expected; without `found` where nothing is there."""
    shown = {"location": list(unlike.location), "expected": unlike.expected, "message": unlike.message}
    return shown if unlike.found is ABSENT else {**shown, "found": unlike.found}


def of_response(response: Response) -> dict[str, Any]:
    body = of_body(response.body, response.header("content-type") or "")
    return {"status": response.status, "headers": dict(response.headers), "body": body}


def of_body(body: bytes, content_type: str) -> Any:
    """JSON as its value, text as text, other bytes as `{"base64": ...}`, nothing as null."""
    if not body:
        return None
    if is_json(media_type_of(content_type)[0]):
        try:
            return _showable(exact_json.loads(body))
        except (exact_json.JSONDecodeError, TypeError):
            pass
    try:
        return body.decode()
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(body).decode()}


def _showable(value: Any) -> Any:
    """The value, unless it is nested too deep to be written again: TypeError."""
    exact_json.dumps(value)
    return value


def of_callback(notification: Notification, apis: Mapping[str, Api]) -> dict[str, Any]:
    """A callback that was sent, or is to be, with each attempt."""
    kind = next((value for name, value in notification.headers if name.lower() == "content-type"), "")
    return {
        "id": notification.id,
        "at": timestamp(notification.at),
        "api": notification.api,
        "callback": notification.callback,
        "operation": notification.operation,
        "request": notification.cause,
        "method": notification.method,
        "url": notification.url,
        "headers": dict(notification.headers),
        "body": of_body(notification.body, kind),
        "status": notification.fate,
        "error": notification.error or None,
        "attempts": [
            {"at": timestamp(each.at), "status": each.status, "error": each.error or None, "ms": each.ms}
            for each in notification.attempts
        ],
        "violations": [of_violation(each, notification.cause, apis) for each in notification.violations],
        "replays": notification.replays or None,
    }


def of_violation(violation: Violation, request_id: str, apis: Mapping[str, Api]) -> dict[str, Any]:
    file, line = _position(violation, apis)
    return {
        "location": list(violation.location),
        "pointer": violation.pointer,
        "code": violation.keyword,
        "severity": violation.severity,
        "message": violation.message,
        "blame": violation.blame,
        "file": file,
        "line": line,
        "request": request_id,
    }


def _position(violation: Violation, apis: Mapping[str, Api]) -> tuple[str | None, int | None]:
    source = violation.source
    if source is None:
        return None, None
    document = next((api.document for api in apis.values() if api.document.file == source.file), None)
    return document.position(source) if document else (source.file, None)


def of_operation(operation: Operation, api: Api) -> dict[str, Any]:
    found = api.resources.of(operation) if api.resources is not None else None
    shown = {
        "id": operation.id,
        "api": operation.api,
        "method": operation.method,
        "path": operation.path,
        "paths": [prefix + operation.path for prefix in api.prefixes(operation)],
        "summary": operation.summary,
        "answered_by": answered_by(operation, api),
        "statuses": list(operation.responses),
    }
    return {**shown, "resource": of_part(*found)} if found is not None else shown


def of_part(resource: Resource, part: Part) -> dict[str, Any]:
    """What an operation does to a resource, and why that is thought; which keys it produces and consumes."""
    shown: dict[str, Any] = {"collection": resource.name, "role": part.role, "why": part.reason}
    if part.through is not None:
        shown["through_why"] = part.through.reason
    if resource.key is not None:
        shown["key"] = ".".join(resource.key.steps) if resource.key.steps else None
        shown["key_why"] = resource.key.reason
    return {
        **shown,
        "produces": [{"collection": each.collection, "at": each.at} for each in produced(resource, part)],
        "consumes": [{"collection": each.collection, "at": each.at} for each in consumed(resource, part)],
    }


def answered_by(operation: Operation, api: Api) -> str:
    """Who answers an operation: its behaviour, an inferred resource, an example or generation."""
    if operation.id in api.handlers:
        return "behaviour"
    if api.resources is not None and api.resources.of(operation) is not None:
        return "resource"
    good = [spec for status, spec in operation.responses.items() if status.startswith("2")]
    has_example = any(media.examples for spec in good for media in spec.content.values())
    return "example" if has_example else "generated"


def of_api(api: Api) -> dict[str, Any]:
    info = api.document.root.get("info", {})
    return {
        "name": api.name,
        "title": info.get("title"),
        "version": info.get("version"),
        "file": api.document.file,
        "bases": list(api.bases),
        "mount": api.mount,
        "operations": len(api.operations),
        "behaviour": api.document.behaviour,
        "settings": dict(api.settings),
        "findings": [of_finding(finding, api) for finding in api.findings],
    }


def of_finding(finding: Finding, api: Api) -> dict[str, Any]:
    """Something that is wrong with the specification itself."""
    file, line = api.document.position(finding.source)
    return {
        "code": finding.code,
        "severity": finding.severity,
        "message": finding.message,
        "file": file,
        "line": line,
    }


def of_clock(state: State) -> dict[str, Any]:
    return {"now": timestamp(state.clock.now()), "frozen": state.clock.frozen}


def of_session(name: str, state: State | None) -> dict[str, Any]:
    return {"name": name, "requests": len(state.journal) if state else 0, "clock": of_clock(state) if state else None}
