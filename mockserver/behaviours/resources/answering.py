"""How does the answer of an operation on a resource look?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from mockserver.behaviours import Call
from mockserver.behaviours.resources.envelopes import list_steps, record_steps, schema_at
from mockserver.behaviours.resources.repair import repaired
from mockserver.behaviours.resources.resource import Part, Role, Steps
from mockserver.behaviours.resources.shapes import identity, kind_of
from mockserver.behaviours.resources.tellings import Telling, tellings_of
from mockserver.behaviours.resources.views import Envelope, View, list_view
from mockserver.media import encoder, header_text, written_type
from mockserver.mocking import acceptable, documented_headers
from mockserver.mocking.generation import Generator
from mockserver.model import Media, Operation, Response, ResponseSpec, Schema, Violation
from mockserver.schema import Validator

Headers = Mapping[str, str | None]
"""What is known of an answer's headers, in lower case; None where there is nothing to tell, so that it is left out."""

_STATUSES: Mapping[Role, tuple[int, ...]] = {
    "create": (201, 200, 202, 204),
    "bulk": (201, 200, 202, 204),
    "delete": (204, 200, 202),
    "clear": (204, 200, 202),
}
MAX_KINDS = 100
"""For how many values of `Accept` it is kept what they lead to."""

_USUAL = (200, 201, 202, 204)


@dataclass(frozen=True, slots=True)
class _Form:
    """An answer in one media type: how records are shown in it, and what stands around them."""

    media_type: str
    encode: Callable[[Any], bytes]
    view: View | None
    envelope: Envelope | None
    many: bool
    tellings: tuple[Telling, ...]
    same: bool = False
    """Whether it shows records as they are kept."""

    still: Any = None
    """What is answered where no record is shown."""


class Answers:
    """The successful answers of one operation; what does not depend on the records is made once."""

    def __init__(self, part: Part, word: str, unseen: frozenset[str], known: str) -> None:
        self._operation: Operation = part.operation
        self._part = part
        self._word = word
        self._unseen = unseen
        self._known = known
        self._forms: dict[tuple[int, str], _Form] = {}
        self._accepted: dict[tuple[str, str], Media | None] = {}
        self._still_headers: dict[str, tuple[tuple[str, str], ...]] = {}

    @cached_property
    def _first(self) -> int:
        return self._status_among(_STATUSES.get(self._part.role, _USUAL))

    @cached_property
    def made(self) -> int:
        """The status of something new."""
        return self._status_among(_STATUSES["create"])

    @property
    def makes(self) -> bool:
        """Whether the operation says that it may make something new."""
        return "201" in self._operation.responses

    def _status_among(self, wanted: tuple[int, ...]) -> int:
        responses = self._operation.responses
        if "201" in responses and wanted == _USUAL and len([s for s in responses if s.startswith("2")]) > 1:
            wanted = (200, 202, 204, 201)
        named = next((status for status in wanted if str(status) in responses), None)
        other = next((int(status) for status in sorted(responses) if status.startswith("2") and status.isdigit()), None)
        return named or other or wanted[0]

    def unacceptable(self, call: Call) -> Violation | None:
        """Why the client can be given no answer; None where it can."""
        spec = self._operation.response_for(self._first)
        if spec is None or not spec.content or self._media(spec, call) is not None:
            return None
        return Violation(
            ("header", "accept"), "accept", f"none of the accepted types is offered, but {', '.join(spec.content)}"
        )

    def _media(self, spec: ResponseSpec, call: Call) -> Media | None:
        """The media type in which the client gets an answer."""
        key = (spec.status, call.request.headers.get("accept", ""))
        if key not in self._accepted:
            if len(self._accepted) >= MAX_KINDS:
                self._accepted.clear()
            self._accepted[key] = acceptable(spec, call.request)
        return self._accepted[key]

    def of(self, call: Call, value: Any, headers: Headers, *, made: bool = False, page: Any = None) -> Response:
        """The answer that shows a record, or the records of a page, with what is known of its headers.

        `page` is a function that puts what there is to tell about the pages into the whole answer.
        """
        status = self.made if made else self._first
        spec = self._operation.response_for(status)
        if spec is None or not spec.content:
            return Response(status, self._headers(spec, headers) if spec else ())
        media = self._media(spec, call) or next(iter(spec.content.values()))
        form = self._form(status, media)
        shown = (
            form.envelope.around(self._shown(form, value, made=made))
            if form.envelope is not None
            else self._still(media)
        )
        if page is not None and form.tellings:
            shown = page(shown, form.tellings)
        sent = (("Content-Type", form.media_type), *self._headers(spec, headers))
        return Response(status, sent, form.encode(shown), shown)

    def _shown(self, form: _Form, value: Any, *, made: bool) -> Any:
        view = form.view
        if view is None:
            return value
        if not form.many:
            return view.shown(value[0] if isinstance(value, list) and value else value, valid=form.same and made)
        return [view.shown(one) for one in (value if isinstance(value, list) else [value])]

    def _headers(self, spec: ResponseSpec, known: Headers) -> tuple[tuple[str, str], ...]:
        if not spec.headers:
            return ()
        said = ((name, known.get(name.lower(), text)) for name, text in self._documented(spec))
        return tuple((name, header_text(text)) for name, text in said if text is not None)

    def _documented(self, spec: ResponseSpec) -> tuple[tuple[str, str], ...]:
        if spec.status not in self._still_headers:
            self._still_headers[spec.status] = documented_headers(spec)
        return self._still_headers[spec.status]

    @cached_property
    def documented(self) -> frozenset[str]:
        """The headers that any successful answer has, in lower case."""
        specs = [spec for status, spec in self._operation.responses.items() if status[0] in "2d"]
        return frozenset(name.lower() for spec in specs for name in spec.headers)

    def _form(self, status: int, media: Media) -> _Form:
        key = (status, media.media_type)
        if key not in self._forms:
            self._forms[key] = self._made_form(media)
        return self._forms[key]

    def _made_form(self, media: Media) -> _Form:
        content_type = (
            header_text(written_type(media.media_type)) if "*" not in media.media_type else "application/json"
        )
        encode = encoder(content_type, media)
        schema = media.schema
        steps, many = self._steps(schema) if schema is not None else (None, False)
        if schema is None or steps is None:
            return _Form(content_type, encode, None, None, many, (), still=self._still(media))
        inside = schema_at(schema, steps)
        view = self._view(inside, many=many) if inside is not None else None
        envelope = Envelope(schema, steps, self._still(media) if steps else None)
        same = inside is not None and identity(inside) == self._known
        return _Form(content_type, encode, view, envelope, many, tellings_of(schema, steps) if many else (), same)

    def _view(self, inside: Schema, *, many: bool) -> View | None:
        if many:
            return list_view(inside, self._unseen)
        return View(inside, self._unseen, narrow=bool(self._known) and identity(inside) != self._known)

    def _steps(self, schema: Schema) -> tuple[Steps | None, bool]:
        """Where in an answer the record stands, or the list of them, and whether it is a list."""
        part = self._part
        if part.answer is not None and (inside := schema_at(schema, part.answer)) is not None:
            return part.answer, kind_of(inside) == "array"
        listed = list_steps(schema, self._word, self._known)
        if listed is not None:
            return listed, True
        found = record_steps(schema, self._word, self._known)
        inside = schema_at(schema, found) if found is not None else None
        same = inside is not None and (identity(inside) == self._known or part.role in ("create", "replace", "merge"))
        return (found, False) if same else (None, False)

    def _still(self, media: Media) -> Any:
        """What the specification itself says that an answer is."""
        if media.schema is None:
            return next(iter(media.examples.values()), None)
        made = Generator(media.schema).make("").value
        return repaired(next(iter(media.examples.values()), made), Validator(media.schema, "response"), made)
