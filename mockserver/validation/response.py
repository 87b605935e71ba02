"""Does an answer keep to what its operation documents?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mockserver.media import Decoder, Reading, find_media, reading
from mockserver.model import ABSENT, Operation, Parameter, Response, ResponseSpec, SpecReference, Violation
from mockserver.schema import Validator


@dataclass(frozen=True, slots=True)
class _Contract:
    """What is documented for one status and content type."""

    spec: ResponseSpec | None
    reading: Reading | None
    validator: Validator | None
    headers: tuple[tuple[Parameter, Decoder, Validator | None], ...]


class ResponsePlan:
    """How the answers of one operation are judged."""

    def __init__(self, operation: Operation) -> None:
        self.operation = operation
        self._contracts: dict[tuple[int, str], _Contract] = {}

    def violations(self, response: Response) -> tuple[Violation, ...]:
        """What breaks the contract: an undocumented status or content type, a header, the body."""
        content_type = response.header("content-type") or ""
        contract = self._contracts.get((response.status, content_type))
        if contract is None:
            contract = self._contract(response.status, content_type)
        if contract.spec is None:
            return (self._violation(("status",), "status", f"the status {response.status} is not documented"),)
        found: tuple[Violation, ...] = ()
        for header in contract.headers:
            found += self._of_header(response, *header)
        if contract.spec.content and response.body:
            found += self._of_body(response, content_type, contract)
        return found

    def _contract(self, status: int, content_type: str) -> _Contract:
        spec = self.operation.response_for(status)
        media = find_media(spec.content, content_type) if spec else None
        found = reading(content_type, media, lambda schema: Validator(schema, "response").violations) if media else None
        contract = _Contract(
            spec,
            found,
            Validator(found.schema, "response") if found and found.schema else None,
            tuple(
                (header, Decoder(header), Validator(header.schema, "response") if header.schema else None)
                for header in (spec.headers.values() if spec else ())
                if header.name.lower() != "content-type" and (header.required or not _takes_any_text(header))
            ),
        )
        if len(self._contracts) < 1_000:
            self._contracts[status, content_type] = contract
        return contract

    def _of_header(
        self, response: Response, header: Parameter, decoder: Decoder, validator: Validator | None
    ) -> tuple[Violation, ...]:
        text = response.header(header.name)
        location = ("header", header.name)
        if text is None:
            if not header.required:
                return ()
            return (self._violation(location, "required", f"the header '{header.name}' is required"),)
        return validator.violations(decoder.from_text(text), location) if validator else ()

    def _of_body(self, response: Response, content_type: str, contract: _Contract) -> tuple[Violation, ...]:
        if contract.reading is None:
            message = f"the content type '{content_type}' is not documented"
            return (self._violation(("header", "content-type"), "contentType", message),)
        if contract.validator is None:
            return ()
        value: Any = response.value
        if value is ABSENT or not contract.reading.verbatim:
            value = contract.reading.decode(response.body)
        if isinstance(value, Violation):
            return (self._violation(value.location, value.keyword, value.message),)
        judged = contract.reading.judged(value) if contract.reading.binary else value
        return () if judged is ABSENT else contract.validator.violations(judged, ("body",))

    def _violation(self, location: tuple[str | int, ...], keyword: str, message: str) -> Violation:
        source = self.operation.source
        return Violation(
            location, keyword, message, blame="mock", source=SpecReference(source.file, f"{source.pointer}/responses")
        )


_ANNOTATIONS = {"type", "title", "description", "default", "example", "examples", "deprecated"}


def _takes_any_text(header: Parameter) -> bool:
    """Whether no value of a header can be wrong."""
    node = header.schema.resolved().node if header.schema is not None else None
    plain = isinstance(node, Mapping) and node.get("type") == "string" and node.keys() <= _ANNOTATIONS
    return plain and header.media_type is None
