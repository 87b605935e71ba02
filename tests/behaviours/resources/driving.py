"""Which requests does a client make that creates, reads, lists, changes and deletes a record, by the specification?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import quote, urlencode

import orjson

from mockserver.apis import Api
from mockserver.behaviours.resources import Resource
from mockserver.engine import Engine
from mockserver.media import is_json
from mockserver.mocking.generation import generate
from mockserver.model import Operation, Outcome, Parameter, Request
from mockserver.schema import Validator
from mockserver.state import State
from tests.behaviours.resources.wire import Wire

Json = Any


class NoRequestError(Exception):
    """No valid request was found for an operation."""


@dataclass
class Driver:
    """A client of one API; `troubles` are the answers that are wrong in themselves."""

    engine: Engine
    api: Api
    troubles: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._wire = Wire(self.engine)

    @property
    def state(self) -> State:
        return self._wire.state

    def ask(self, operation: Operation, path: Mapping[str, str], body: Json = None) -> Outcome:
        """The answer to a valid request; `path` are values that are known."""
        address, query, headers = operation.path, [], {"accept": "application/json, */*;q=0.1", "content-type": ""}
        for parameter in operation.parameters:
            if parameter.place == "path":
                value = path.get(parameter.name)
                text = quote(value, safe="") if value is not None else quote(text_for(parameter), safe="")
                address = address.replace("{" + parameter.name + "}", text)
            elif parameter.required and parameter.place == "query":
                query.append((parameter.name, path.get(parameter.name) or text_for(parameter)))
            elif parameter.required and parameter.place == "header":
                headers[parameter.name.lower()] = text_for(parameter)
        sent = b""
        if operation.body is not None:
            media, value = body if body is not None else body_for(operation)
            headers["content-type"] = media
            sent = urlencode(value, doseq=True).encode() if "form" in media else orjson.dumps(value)
        headers = {name: text for name, text in headers.items() if text}
        base = self.api.prefixes(operation)[0]
        outcome = self.send(Request(operation.method, base + address, urlencode(query), headers, sent))
        self.note(outcome)
        return outcome

    def send(self, request: Request) -> Outcome:
        """What becomes of a request that goes over HTTP."""
        return self._wire.send(request)

    def note(self, outcome: Outcome) -> None:
        """Note what is wrong with an answer in itself."""
        operation = outcome.operation.id if outcome.operation else "?"
        where = f"{outcome.request.method} {outcome.request.path}: {outcome.response.status} ({operation})"
        if outcome.traceback:
            self.troubles.append(f"{where}\n{outcome.traceback}")
        wrong = [v for v in outcome.response_violations if v.severity == "error"]
        if wrong and outcome.source == "resource":
            told = [f"{v.location} {v.message}" for v in wrong[:3]]
            self.troubles.append(f"{where} breaks its contract: {told} {outcome.response.body[:300]!r}")


def text_for(parameter: Parameter) -> str:
    """A text that a parameter takes."""
    if parameter.schema is None:
        return "1"
    for seed in ("1", "2", "3"):
        value = generate(parameter.schema, seed)
        if isinstance(value, list):
            value = value[0] if value else "1"
        if isinstance(value, str | int | float) and value not in ("", ".", ".."):
            return value if isinstance(value, str) else orjson.dumps(value).decode()
    raise NoRequestError(parameter.name)


@lru_cache(maxsize=4_000)
def body_for(operation: Operation, schema_seed: str = "") -> tuple[str, Json]:
    """A media type and a valid body."""
    assert operation.body is not None
    content = operation.body.content.values()
    for media in sorted(content, key=lambda media: not is_json(media.media_type)):
        if media.schema is None or not (is_json(media.media_type) or "urlencoded" in media.media_type):
            continue
        if "patch+json" in media.media_type and "merge" not in media.media_type:
            continue
        validator = Validator(media.schema, "request")
        candidates = [*media.examples.values(), *(generate(media.schema, f"{schema_seed}{seed}") for seed in range(6))]
        for candidate in candidates:
            value = without_read_only(candidate, validator)
            if not any(v.severity == "error" for v in validator.violations(value)):
                if "urlencoded" in media.media_type:
                    value = {n: v for n, v in value.items() if isinstance(v, str | int | float)}
                    if any(v.severity == "error" for v in validator.violations(value)):
                        continue
                return media.media_type, value
    raise NoRequestError(operation.id)


def without_read_only(value: Json, validator: Validator) -> Json:
    """The value without its read-only members."""
    for violation in validator.violations(value):
        if violation.keyword == "readOnly" and isinstance(value, dict):
            value = orjson.loads(orjson.dumps(value))
            holder = value
            for step in violation.location[:-1]:
                holder = holder[step]
            if isinstance(holder, dict):
                holder.pop(violation.location[-1], None)
    return value


def drivable(api: Api) -> Iterator[Resource]:
    """The resources of which a record can be created and read."""
    for resource in api.resources.all() if api.resources else ():
        if resource.part("create") and resource.part("read") and not resource.single:
            yield resource


def created_key(resource: Resource, driver: Driver) -> str | None:
    """The key of the record that was made last: as the store has it, as nothing else in a test knows better."""
    names = [name for name in driver.state.store.names() if name.endswith(f".{resource.name}")]
    keys = list(driver.state.store.items(names[0])) if names else []
    return keys[-1] if keys else None
