"""How does what an API sends by itself differ: its callbacks and webhooks?

Who is called reads, so that what is sent is compared as answers are, and what is answered as requests are.
"""

from __future__ import annotations

from collections.abc import Iterable

from mockserver.contract.diff.changes import Change, Use
from mockserver.contract.diff.contents import compare_content, compare_header
from mockserver.contract.diff.pairing import Pairs
from mockserver.contract.diff.sides import Found, Sides
from mockserver.openapi import Callback, Document, callbacks_of, webhooks_of


def compare_calls(old: Document, new: Document, pairs: Pairs, found: Found) -> None:
    """The callbacks of operations that are in both documents, and the webhooks."""
    _compare(webhooks_of(old), webhooks_of(new), "", found)
    for before, after in pairs.both:
        _compare(callbacks_of(old, before), callbacks_of(new, after), after.id, found)


def _compare(old: Iterable[Callback], new: Iterable[Callback], owner: str, found: Found) -> None:
    before, after = ({(call.name, call.operation.method): call for call in calls} for calls in (old, new))
    for key, call in before.items():
        if key in after:
            sides = Sides(call.operation, after[key].operation, found, owner)
            _compare_sent(sides, _told(after[key]))
            _compare_answered(sides, _told(after[key]))
        else:
            use = Use(owner, _told(call))
            found.changes.append(Change("call-removed", "is no longer made", call.operation.source, None, (use,)))
    for key, call in after.items():
        if key not in before:
            use = Use(owner, _told(call))
            found.changes.append(Change("call-added", "is made now", None, call.operation.source, (use,)))


def _told(call: Callback) -> str:
    return f"the {'callback' if call.owner else 'webhook'} '{call.name}'"


def _compare_sent(sides: Sides, told: str) -> None:
    """The parameters and the body of a call."""
    before, after = (
        {(each.place, each.name.lower()): each for each in operation.parameters if each.place != "path"}
        for operation in (sides.old, sides.new)
    )
    for place in dict.fromkeys((*before, *after)):
        compare_header(sides, before.get(place), after.get(place), f"of {told}")
    old, new = sides.old.body, sides.new.body
    if old is not None and new is not None:
        compare_content(sides, old.content, new.content, "response", told)
    elif old is not None:
        sides.tell("response-body-removed", "has no body any more", told)
    elif new is not None:
        sides.tell("response-body-added", "has a body now", told)


def _compare_answered(sides: Sides, told: str) -> None:
    """What the API reads of the answers; it takes any where it says nothing of them."""
    for status, old in sides.old.responses.items():
        new = sides.new.responses.get(status)
        if new is not None and new.content:
            compare_content(sides, old.content, new.content, "request", f"the answer {status} to {told}", status)
