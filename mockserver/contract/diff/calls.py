"""How does what an API sends by itself differ: its callbacks and webhooks?

Who is called reads, so that what is sent is compared as answers are.
"""

from __future__ import annotations

from collections.abc import Iterable

from mockserver.contract.diff.changes import Change, Use
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
            _compare_bodies(call, after[key], owner, found)
        else:
            use = Use(owner, _told(call))
            found.changes.append(Change("call-removed", "is no longer made", call.operation.source, None, (use,)))
    for key, call in after.items():
        if key not in before:
            use = Use(owner, _told(call))
            found.changes.append(Change("call-added", "is made now", None, call.operation.source, (use,)))


def _told(call: Callback) -> str:
    return f"the {'callback' if call.owner else 'webhook'} '{call.name}'"


def _compare_bodies(old: Callback, new: Callback, owner: str, found: Found) -> None:
    before, after = old.operation.body, new.operation.body
    if before is None or after is None:
        return
    sides = Sides(old.operation, new.operation, found)
    for key, media in before.content.items():
        if key in after.content:
            sides.compare(media.schema, after.content[key].schema, "response", _told(new), owner=owner)
