"""Which requests go wrong only because of what was asked before them?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from mockserver.behaviours.resources import Part, Resource, Resources
from mockserver.contract.drafts import Draft
from mockserver.contract.preparing import Entrance, Requests, with_things
from mockserver.contract.wrongs import UNKNOWN, unknown_within
from mockserver.model import Request
from mockserver.pointers import is_number, put_at, value_at
from mockserver.schema import Validator

_TELLING = frozenset({"404", "409", "410"})
"""The statuses that tell of what is kept, and not of a request that is wrong by itself."""


def situations(way: Entrance, draft: Draft, resource: Resource, part: Part) -> Iterator[Requests]:
    """Requests for what stands below nothing, was done already, is there already, is held, or refers to nothing."""
    resources = way.api.resources
    if resources is None or not _TELLING & draft.operation.responses.keys():
        return
    if part.role == "create":
        yield from _dangling(way, draft, part, resources)
        yield from _duplicates(way, draft, resource, part)
    made, named = with_things(way, draft)
    if not made:
        return
    yield from ((*made, other.request()) for other in unknown_within(named))
    yield (*made, named.request(), named.request())
    if part.role == "delete" and "409" in draft.operation.responses:
        holding = _holding(way, named, resource, resources)
        yield from ((*made, request, named.request()) for request in holding)


def _dangling(way: Entrance, draft: Draft, part: Part, resources: Resources) -> Iterator[Requests]:
    """A body that names what is not there, of a collection that something was posted to."""
    for member, target in resources.references(draft.operation):
        create = target.part("create")
        if create is not None:
            first = way.draft(create.operation).request()
            yield from ((first, other.request()) for other in _naming(draft, part, member, UNKNOWN[""]))


def _duplicates(way: Entrance, draft: Draft, resource: Resource, part: Part) -> Iterator[Requests]:
    """A record with the key of one that was made before."""
    steps = resource.key.steps if resource.key is not None else None
    if steps is None or len(steps) != 1:
        return
    first = draft.request()
    try:
        key = value_at(way.answer(first).response.value, (*(part.answer or ()), *steps))
    except LookupError:
        return
    yield from ((first, other.request()) for other in _naming(draft, part, steps[0], (str(key),)))


def _holding(way: Entrance, named: Draft, resource: Resource, resources: Resources) -> Iterator[Request]:
    """What may be posted that belongs to the record which a path ends with: below it, or with its key in a body."""
    key = resource.key.parameter if resource.key is not None else ""
    for other in resources.all():
        part = other.part("create")
        if part is None or other is resource:
            continue
        if other.owner is resource:
            draft = way.draft(part.operation)
            yield replace(draft, path={**draft.path, **named.path}).request()
        for member, target in resources.references(part.operation):
            if target is resource and key in named.path:
                found = _naming(way.draft(part.operation), part, member, (named.path[key],))
                yield from (draft.request() for draft in found)


def _naming(draft: Draft, part: Part, member: str, texts: tuple[str, ...]) -> Iterator[Draft]:
    """The request whose record has the first of some keys in a member that its schema takes: alone, or in a list."""
    schema = draft.media.schema if draft.media is not None else None
    if schema is None:
        return
    validator = Validator(schema, "request")
    for text in texts:
        for key in (text, *((int(text),) if is_number(text) else ())):
            for value in (key, [key]):
                body = put_at(draft.body, (*part.body, member), value)
                if validator.accepts(body):
                    yield replace(draft, body=body)
                    return
