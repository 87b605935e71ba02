"""Which operations at other paths make, or list, the records of a collection?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from mockserver.behaviours.resources.inferring.drafts import Draft
from mockserver.behaviours.resources.inferring.envelopes import schema_at
from mockserver.behaviours.resources.inferring.leads import Leads
from mockserver.behaviours.resources.places import PARAMETER, Place, Shape, shape_of
from mockserver.behaviours.resources.shapes import alike, answer_schema, body_schema, identity, items_of, kind_of
from mockserver.behaviours.resources.wording import singular_words, words
from mockserver.model import Operation, Schema

_MAKING = {"create", "add", "register", "new", "insert", "make", "enrol", "enroll", "open", "signup"}
_KEPT_ALONE = ("components", "definitions")


class Elsewhere:
    """The operations of one API that are at no collection's own path, by what their answers show and lead to."""

    def __init__(self, operations: Iterable[Operation], places: Mapping[Shape, Place], leads: Leads) -> None:
        self._operations = tuple(operations)
        self._places = places
        self._leads = leads
        self._shown: dict[tuple[str, str], list[Operation]] | None = None
        self._numbers: dict[Shape, list[Shape]] | None = None
        self._read: dict[str, list[Shape]] | None = None

    def collections_of(self, operation: Operation) -> Iterator[Shape]:
        """The collections whose records an operation may make or list, though its path is another."""
        if not self._apart(operation):
            return
        for lead in self._leads.of(operation):
            if lead.shape[-1] == PARAMETER:
                yield lead.shape[:-1]
        yield from self._reads.get(_pointer(operation), ())
        yield from self.named_alike(shape_of(operation.path) or ())

    def read_at(self, operation: Operation) -> tuple[Shape, ...]:
        """The collections whose reads answer what an operation answers."""
        return tuple(self._reads.get(_pointer(operation), ()))

    def add(self, draft: Draft) -> None:
        """Add to a collection what makes its records, or lists them, at other paths: where nothing at its own does."""
        roles = {part.role for part in draft.parts}
        if draft.item is None or not draft.known:
            return
        if not roles & {"create", "bulk"}:
            self._add_create(draft)
        if "list" not in roles:
            listing = [each for each in self._by_answer("GET", draft.known) if _reaches(each, draft)]
            schema = answer_schema(listing[0]) if len(listing) == 1 else None
            if schema is not None and (listed := draft.listed(schema)) is not None:
                reason = f"it is the one that lists what '{draft.word}' shows: {_named(draft.known)}"
                draft.add(listing[0], "list", reason, answer=listed)

    def _add_create(self, draft: Draft) -> None:
        led = [lead for lead in self._leads.to((*draft.place.shape, PARAMETER)) if lead.producer.method == "POST"]
        reasons = {lead.producer: lead.reason for lead in reversed(led) if _is_making(lead.producer)}
        for shape in self.named_alike(draft.place.shape):
            place = self._places.get(shape)
            if place is not None and "POST" in place.operations:
                reasons.setdefault(place.operations["POST"], f"its path names several of what '{draft.word}' is one of")
        same = self._by_answer("POST", draft.known)
        if len(same) == 1 and _is_making(same[0]):
            reasons.setdefault(same[0], f"its answer is what '{draft.word}' shows: {_named(draft.known)}")
        for operation, reason in reasons.items():
            if self._apart(operation) and _reaches(operation, draft) and (sent := _sent(draft, operation)) is not None:
                schema = answer_schema(operation)
                shown = draft.record(schema) if schema is not None else None
                draft.add(operation, "create", reason, body=sent, answer=shown)

    def named_alike(self, shape: Shape) -> tuple[Shape, ...]:
        """The paths that name one where this one names many, or the other way round."""
        if self._numbers is None:
            self._numbers = {}
            plain = {each[:-1] if each[-1:] == (PARAMETER,) else each: None for each in self._places}
            for each in plain:
                if each and each[-1] != PARAMETER:
                    self._numbers.setdefault((*each[:-1], *singular_words(each[-1])), []).append(each)
        alike = self._numbers.get((*shape[:-1], *singular_words(shape[-1])), ()) if shape else ()
        return tuple(each for each in alike if each != shape)

    def _apart(self, operation: Operation) -> bool:
        """Whether an operation is at a path that nothing stands below by a parameter."""
        shape = shape_of(operation.path)
        return shape is not None and shape[-1] != PARAMETER and (*shape, PARAMETER) not in self._places

    def _by_answer(self, method: str, known: str) -> list[Operation]:
        """The operations that answer a schema which the document names."""
        if self._shown is None:
            self._shown = {}
            for operation in self._operations:
                if operation.method in ("GET", "POST") and self._apart(operation) and (found := _pointer(operation)):
                    self._shown.setdefault((operation.method, found), []).append(operation)
        return self._shown.get((method, known), [])

    @property
    def _reads(self) -> dict[str, list[Shape]]:
        """The collections by the schema that their reads answer."""
        if self._read is None:
            self._read = {}
            for shape, place in self._places.items():
                read = place.operations.get("GET") if shape and shape[-1] == PARAMETER else None
                if read is not None and (found := _pointer(read)):
                    self._read.setdefault(found, []).append(shape[:-1])
        return self._read


def _pointer(operation: Operation) -> str:
    """Where the schema stands that an operation answers, or lists; empty where the document does not name it."""
    schema: Schema | None = answer_schema(operation)
    if schema is not None and operation.method == "GET" and kind_of(schema) == "array":
        schema = items_of(schema)
    found = identity(schema) if schema is not None else ""
    return found if found.split("/")[1:2] and found.split("/")[1] in _KEPT_ALONE else ""


def _named(pointer: str) -> str:
    return f"'{pointer.rpartition('/')[2]}'"


def _is_making(operation: Operation) -> bool:
    return "201" in operation.responses or bool(_MAKING & set(words(operation.id)[:1]))


def _reaches(operation: Operation, draft: Draft) -> bool:
    """Whether a path leads through the owners of a collection, and through no others; nor through its records."""
    shape, own = shape_of(operation.path) or (), draft.place.shape
    last = max((index for index, segment in enumerate(own) if segment == PARAMETER), default=-1)
    return shape[: last + 1] == own[: last + 1] and PARAMETER not in shape[last + 1 :]


def _sent(draft: Draft, operation: Operation) -> tuple[str, ...] | None:
    """Where in the body the new record stands; None where it is something else."""
    schema = body_schema(operation)
    steps = draft.record(schema) if schema is not None else ()
    found = schema_at(schema, steps) if schema is not None and steps is not None else None
    return steps if found is None or draft.schema is None or alike(found, draft.schema) else None
