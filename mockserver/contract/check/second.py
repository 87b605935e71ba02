"""What does somebody else say of an answer: openapi-core?"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mockserver.exceptions import MockserverError
from mockserver.media import is_json, media_type_of
from mockserver.model import Operation, Request, Response
from mockserver.openapi import Document

ADDRESS = "http://judge.example"
"""Where the operations are in the copy of the document that openapi-core gets."""

_MISSING = "--judge openapi-core: it is not installed; pip install 'mockserver[contract]'"
_FAILURES = (LookupError, ValueError, TypeError, AttributeError, RecursionError)


class OpenApiCore:
    """openapi-core over one document; it is given one path at a time, which it finds faster than among many.

    MockserverError where it is not installed, or does not know the version of the document.
    """

    def __init__(self, document: Document) -> None:
        # it is slow to import, and few want it
        try:
            import openapi_core
        except ImportError as error:
            raise MockserverError(_MISSING) from error
        if document.version not in ("3.0", "3.1"):
            raise MockserverError(f"{document.file}: --judge openapi-core knows OpenAPI 3.0 and 3.1 alone")
        self._library = openapi_core
        self._document = document
        self._judges: dict[tuple[str, str], Any] = {}

    def problems(self, operation: Operation, request: Request, response: Response) -> tuple[str, ...]:
        """What it has to say against an answer; nothing where it cannot judge that."""
        from openapi_core.exceptions import OpenAPIError

        media_type = media_type_of(response.header("content-type") or "")[0]
        try:
            judge = self._judge(operation, media_type)
            judge.validate_response(_Asked(operation, request), _Answered(response, _Headers(response)))
        except OpenAPIError as error:
            return tuple(dict.fromkeys(_told(error)))
        except _FAILURES:
            return ()
        return ()

    def _judge(self, operation: Operation, media_type: str) -> Any:
        key = (operation.path, media_type)
        if key not in self._judges:
            root = self._document.root
            item = {name: part for name, part in root["paths"][operation.path].items() if name != "servers"}
            alone = {**root, "paths": {operation.path: item}, "servers": [{"url": ADDRESS}]}
            read: Mapping[str, Callable[..., Any]] = {media_type: _json} if is_json(media_type) else {}
            config = self._library.Config(spec_validator_cls=None, extra_media_type_deserializers=dict(read))
            self._judges[key] = self._library.OpenAPI.from_dict(alone, config=config)
        return self._judges[key]


def _json(body: bytes, **_: str) -> Any:
    return json.loads(body)


def _told(error: Exception) -> Iterator[str]:
    """The innermost reasons."""
    cause = error.__cause__ or error
    reasons = [str(getattr(each, "message", each)) for each in getattr(cause, "schema_errors", ())]
    for text in reasons or [str(cause) or type(cause).__name__]:
        yield " ".join(text.split())[:300]


class _Headers(dict[str, str]):
    """The headers of an answer, whatever the case of their names."""

    def __init__(self, response: Response) -> None:
        super().__init__((name.lower(), text) for name, text in reversed(response.headers))

    def __contains__(self, name: object) -> bool:
        return super().__contains__(str(name).lower())

    def __getitem__(self, name: str) -> str:
        return super().__getitem__(name.lower())

    def get(self, name: str, default: Any = None) -> Any:
        return super().get(name.lower(), default)


@dataclass(frozen=True, slots=True)
class _Answered:
    response: Response
    headers: _Headers

    @property
    def data(self) -> bytes:
        return self.response.body

    @property
    def status_code(self) -> int:
        return self.response.status

    @property
    def content_type(self) -> str:
        return self.response.header("content-type") or "application/json"


class _Asked:
    """The request at the one address that openapi-core knows; only answers are judged, so its values do not matter."""

    def __init__(self, operation: Operation, request: Request) -> None:
        from openapi_core.datatypes import RequestParameters

        self.host_url = ADDRESS
        self.path = re.sub(r"\{[^}]*\}", "1", operation.path)
        self.method = operation.method.lower()
        self.content_type = request.headers.get("content-type", "application/json")
        self.body = request.body
        self.parameters = RequestParameters()
