"""How does the answer of an operation on a resource look?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from mockserver.behaviours import Call
from mockserver.behaviours.resources.inferring.envelopes import list_steps, record_steps, schema_at
from mockserver.behaviours.resources.keeping.repair import repaired
from mockserver.behaviours.resources.keeping.views import Envelope, View, list_view
from mockserver.behaviours.resources.listing.tellings import Telling, tellings_of
from mockserver.behaviours.resources.resource import Part, Role, Steps
from mockserver.behaviours.resources.shapes import identity, kind_of, members_of
from mockserver.behaviours.resources.wording import words
from mockserver.media import encoder, header_text, written_type
from mockserver.mocking import acceptable, documented_headers
from mockserver.mocking.generation import Generator
from mockserver.model import ABSENT, Media, Operation, Response, ResponseSpec, Schema, Violation
from mockserver.pointers import is_number
from mockserver.schema import Validator

Headers = Mapping[str, str | None]
"""What is known of an answer's headers, in lower case; None where there is nothing to tell, so that it is left out."""

_STATUSES: Mapping[Role, tuple[int, ...]] = {
    "create": (201, 200, 202, 204),
    "bulk": (201, 200, 202, 204),
    "delete": (204, 200, 202),
    "bulk-delete": (204, 200, 202),
    "clear": (204, 200, 202),
}
MAX_KINDS = 100
"""For how many values of `Accept` it is kept what they lead to."""

_USUAL = (200, 201, 202, 204)


@dataclass(frozen=True, slots=True)
class _Form:
    """An answer of one status in one media type: how records are shown in it, and what stands around them."""

    status: int
    content_type: tuple[tuple[str, str], ...] = ()
    headers: tuple[tuple[str, str, str], ...] = ()
    """The documented ones: their names, these in lower case, and what stands in them where nothing is known."""

    encode: Callable[[Any], bytes] | None = None
    """What writes the body; None where there is none."""

    view: View | None = None
    envelope: Envelope | None = None
    many: bool = False
    tellings: tuple[Telling, ...] = ()
    same: bool = False
    """Whether it shows records as they are kept."""

    key: str = ""
    """The member that tells a record's key by the name that paths have for it; empty where none does."""

    numbered: bool = False
    """Whether that member is a number."""

    still: Any = None
    """What is answered where no record is shown."""


class Answers:
    """The successful answers of one operation; what does not depend on the records is made once."""

    def __init__(self, part: Part, word: str, unseen: frozenset[str], known: str, parameter: str = "") -> None:
        """`parameter` is the name that paths have for the key."""
        self._parameter = words(parameter)
        self._operation: Operation = part.operation
        self._part = part
        self._word = word
        self._unseen = unseen
        self._known = known
        self._forms: dict[tuple[int, str], _Form] = {}
        self._accepted: dict[tuple[int, str], _Form | None] = {}

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
        if self._wanted(self._first, call) is not None:
            return None
        spec = self._operation.response_for(self._first)
        offered = ", ".join(spec.content if spec is not None else ())
        return Violation(("header", "accept"), "accept", f"none of the accepted types is offered, but {offered}")

    def _wanted(self, status: int, call: Call) -> _Form | None:
        """The answer that the client gets; None where it accepts none."""
        key = (status, call.request.headers.get("accept", ""))
        if key not in self._accepted:
            if len(self._accepted) >= MAX_KINDS:
                self._accepted.clear()
            spec = self._operation.response_for(status)
            media = acceptable(spec, call.request) if spec is not None and spec.content else None
            refused = media is None and spec is not None and bool(spec.content)
            self._accepted[key] = None if refused else self._form(status, spec, media)
        return self._accepted[key]

    def of(
        self,
        call: Call,
        value: Any,
        headers: Headers,
        *,
        made: bool = False,
        page: Any = None,
        shown: Any = ABSENT,
        key: str = "",
    ) -> Response:
        """The answer that shows a record, or the records of a page, with what is known of its headers.

        `page` is a function that puts what there is to tell about the pages into the whole answer; `shown` is the
        record as its own schema shows it, where somebody has found that out. `key` is that of the one record.
        """
        status = self.made if made else self._first
        form = self._wanted(status, call) or self._unwanted(status)
        if form.encode is None:
            return Response(status, _headers(form, headers))
        if form.envelope is None:
            whole = form.still
        elif form.same and shown is not ABSENT:
            whole = form.envelope.around(shown)
        else:
            whole = form.envelope.around(_shown(form, _told(form, value, key) if form.key and key else value))
        if page is not None and form.tellings:
            whole = page(whole, form.tellings)
        return Response(status, _headers(form, headers), form.encode(whole), whole)

    def _unwanted(self, status: int) -> _Form:
        """The first of the answers, none of which the client accepts."""
        spec = self._operation.response_for(status)
        return self._form(status, spec, next(iter(spec.content.values())) if spec is not None else None)

    @cached_property
    def locates(self) -> bool:
        """Whether some successful answer tells the address of a record."""
        specs = [spec for status, spec in self._operation.responses.items() if status[0] in "2d"]
        return any(name.lower() == "location" for spec in specs for name in spec.headers)

    def _form(self, status: int, spec: ResponseSpec | None, media: Media | None) -> _Form:
        key = (status, media.media_type if media is not None else "")
        if key not in self._forms:
            headers = tuple(
                (name, name.lower(), header_text(text)) for name, text in (documented_headers(spec) if spec else ())
            )
            bodiless = _Form(status, headers=headers)
            self._forms[key] = self._made_form(bodiless, media) if media is not None else bodiless
        return self._forms[key]

    def _made_form(self, form: _Form, media: Media) -> _Form:
        content_type = (
            header_text(written_type(media.media_type)) if "*" not in media.media_type else "application/json"
        )
        schema = media.schema
        form = replace(form, content_type=(("Content-Type", content_type),), encode=encoder(content_type, media))
        steps, many = self._steps(schema) if schema is not None else (None, False)
        if schema is None or steps is None:
            return replace(form, many=many, still=_still(media))
        inside = schema_at(schema, steps)
        same = inside is not None and identity(inside) == self._known
        name = self._key_name(inside) if inside is not None and not many and not same else ""
        return replace(
            form,
            view=self._view(inside, many=many) if inside is not None else None,
            envelope=Envelope(schema, steps, _still(media) if steps else None),
            many=many,
            tellings=tellings_of(schema, steps) if many else (),
            same=same,
            key=name,
            numbered=bool(name) and inside is not None and kind_of(members_of(inside).schemas[name]) == "integer",
        )

    def _key_name(self, inside: Schema) -> str:
        return next((name for name in members_of(inside).schemas if words(name) == self._parameter), "")

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


def _told(form: _Form, value: Any, key: str) -> Any:
    """A record with its key under the name that the answer has for it, if the record has nothing under it."""
    if not isinstance(value, dict) or form.key in value:
        return value
    return {**value, form.key: int(key) if form.numbered and is_number(key) else key}


def _shown(form: _Form, value: Any) -> Any:
    """A record, or several, as an answer shows them."""
    view = form.view
    if view is None:
        return value
    if not form.many:
        one = (value[0] if value else {}) if isinstance(value, list) else value
        return view.shown(one)
    return [view.shown(one) for one in (value if isinstance(value, list) else [value])]


def _headers(form: _Form, known: Headers) -> tuple[tuple[str, str], ...]:
    """The headers of an answer; those that are known go before what only stands for them."""
    told = form.content_type
    for name, lower, still in form.headers:
        text = known.get(lower, still)
        if text is not None:
            told += ((name, text if text is still else header_text(text)),)
    return told


def _still(media: Media) -> Any:
    """What the specification itself says that an answer is."""
    if media.schema is None:
        return next(iter(media.examples.values()), None)
    made = Generator(media.schema).make("").value
    return repaired(next(iter(media.examples.values()), made), Validator(media.schema, "response"), made)
