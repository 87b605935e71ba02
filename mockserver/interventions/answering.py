"""What does an override answer?"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus
from typing import Any

from mockserver import exact_json
from mockserver.dialects import problem_json
from mockserver.matching import Seen
from mockserver.media import encoder, find_media, is_json, media_type_of
from mockserver.mocking import MockPlan, Preferences, Scene, World, render
from mockserver.model import ABSENT, Operation, Refusal, Response, Violation
from mockserver.pointers import is_number
from mockserver.state import Answer, State

JSON = "application/json"
TEXT = "text/plain; charset=utf-8"
_KNOWN = frozenset(status.value for status in HTTPStatus)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request with what its answer depends on; `count` is how often an override has answered, this time included."""

    seen: Seen
    state: State
    now: datetime
    count: int | None = None

    def scene(self, api: str) -> Scene:
        return Scene(self.seen.request, self.seen.values, self.state, self.now, api, self.count)


def answered(answer: Answer, plan: MockPlan, asked: Asked) -> Response:
    """An answer that stands for itself, made from the documented one where it says no more than a status or example."""
    if answer.respond is not None:
        given = answer.respond(asked.seen.request, asked.seen.values)
        if isinstance(given, Response):
            return laid_over(answer, given, plan.operation)
        answer = replace(answer, status=given[0], body=given[1])
    if answer.body is ABSENT and answer.template is ABSENT:
        response = documented(answer.status, answer.example, plan, asked)
    else:
        response = _written(answer, plan.operation, asked)
    return laid_over(answer, response, plan.operation)


def documented(status: int | None, example: str | None, plan: MockPlan, asked: Asked) -> Response:
    """The documented answer with a status or an example; one without documentation where the status has none."""
    request = asked.seen.request
    anything = replace(request, headers={name: v for name, v in request.headers.items() if name != "accept"})
    wanted = Preferences(code=None if status is None else str(status), example=example)
    found = plan.answer(anything, wanted, World(asked.state.seed, asked.seen.values.path))
    if not isinstance(found, Violation):
        return found.response
    return undocumented(status or 200, asked)


def undocumented(status: int, asked: Asked, message: str = "this answer is set by an override") -> Response:
    """An answer with a status that is not documented: a problem document for an error, else nothing."""
    if status < 400 or status not in _KNOWN:
        return Response(status)
    return problem_json(Refusal(status, (Violation(("request",), "override", message),), asked.seen.request))


def laid_over(answer: Answer, response: Response, operation: Operation) -> Response:
    """A response with an override's patch and headers."""
    if answer.patch is not ABSENT:
        response = _patched(answer.patch, response, operation)
    if not answer.headers:
        return response
    replaced = {name.lower() for name in answer.headers}
    kept = [(name, text) for name, text in response.headers if name.lower() not in replaced]
    added = [(name, text) for name, texts in answer.headers.items() for text in texts or ()]
    return replace(response, headers=(*kept, *added))


def _patched(patch: Any, response: Response, operation: Operation) -> Response:
    """A response whose JSON body is changed by a JSON Merge Patch; any other stays as it is."""
    content_type = response.header("content-type") or ""
    if not is_json(media_type_of(content_type)[0]):
        return response
    value = response.value
    if value is ABSENT:
        try:
            value = exact_json.loads(response.body or b"null")
        except exact_json.JSONDecodeError:
            return response
    merged = merge(value, patch)
    return replace(response, body=exact_json.dumps(merged), value=merged)


def merge(target: Any, patch: Any) -> Any:
    """JSON Merge Patch, RFC 7396."""
    if not isinstance(patch, dict):
        return patch
    merged = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            merged.pop(key, None)
        else:
            merged[key] = merge(merged.get(key), value)
    return merged


def _written(answer: Answer, operation: Operation, asked: Asked) -> Response:
    """An answer whose body is given."""
    status = answer.status or success_of(operation)
    if answer.template is not ABSENT:
        body = render(answer.template, asked.scene(operation.api))
        if isinstance(body, Violation):
            raise ValueError(body.message)
        content_type = _content_type(answer, operation, status, body)
        if isinstance(answer.template, str) and isinstance(body, str):
            return Response(status, (("Content-Type", content_type),), body.encode())
    else:
        body = answer.body
        content_type = _content_type(answer, operation, status, body)
    if body is None:
        return Response(status)
    data = _bytes(body)
    if data is not None:
        return Response(status, (("Content-Type", content_type),), data)
    spec = operation.response_for(status)
    media = find_media(spec.content, content_type) if spec else None
    if media is None and not is_json(media_type_of(content_type)[0]):
        text = body if isinstance(body, str) else exact_json.dumps(body).decode()
        return Response(status, (("Content-Type", content_type),), text.encode())
    encode = encoder(content_type, media) if media else exact_json.dumps
    return Response(status, (("Content-Type", content_type),), encode(body), body)


def success_of(operation: Operation) -> int:
    """The first documented status that means success."""
    good = sorted(status for status in operation.responses if status.startswith("2"))
    return int(good[0]) if good and is_number(good[0]) else 200


def _content_type(answer: Answer, operation: Operation, status: int, body: Any) -> str:
    """What the override says, or else what is documented, or else what fits the value."""
    for name, texts in (answer.headers or {}).items():
        if name.lower() == "content-type" and texts:
            return texts[0]
    spec = operation.response_for(status)
    content: Mapping[str, Any] = spec.content if spec else {}
    offered = [key for key in content if "*" not in key]
    if isinstance(body, str):
        return next(iter(offered), TEXT)
    return next((key for key in offered if is_json(media_type_of(key)[0])), next(iter(offered), JSON))


def _bytes(body: Any) -> bytes | None:
    """The bytes that `{"base64": "..."}` stands for."""
    if not isinstance(body, dict) or set(body) != {"base64"} or not isinstance(body["base64"], str):
        return None
    try:
        return base64.b64decode(body["base64"], validate=True)
    except (binascii.Error, ValueError):
        return None
