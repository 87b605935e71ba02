"""What changed from one version of a specification to the next?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from mockserver.contract.diff.access import compare_schemes, compare_security
from mockserver.contract.diff.calls import compare_calls
from mockserver.contract.diff.changes import Change, schema_changes
from mockserver.contract.diff.contents import compare_bodies, compare_responses
from mockserver.contract.diff.judging import WholeJudge
from mockserver.contract.diff.lifecycle import compare_lives
from mockserver.contract.diff.pairing import Pairs, paired
from mockserver.contract.diff.parameters import compare_parameters
from mockserver.contract.diff.sameness import Sameness
from mockserver.contract.diff.servers import compare_servers
from mockserver.contract.diff.sides import Found, Sides
from mockserver.contract.diff.walk import Walk
from mockserver.contract.diff.witnesses import with_witness
from mockserver.openapi import Document, read_operations
from mockserver.schema import Containing

_ORDER = {"breaking": 0, "warning": 1, "info": 2}


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two documents, and their changes, the worst first."""

    old: Document
    new: Document
    pairs: Pairs
    changes: tuple[Change, ...]


def compare(old: Document, new: Document, today: date | None = None) -> Comparison:
    """The changes from one document to another, as they are to be judged on a day: today, where none is given."""
    pairs = paired(read_operations(old).operations, read_operations(new).operations)
    containing = Containing()
    walk = Walk(Sameness(old.root, new.root), containing)
    found = Found()
    for one, other in pairs.both:
        _compare(Sides(one, other, found))
    compare_calls(old, new, pairs, found)
    judge = WholeJudge(containing)
    of_schemas = (with_witness(change, containing) for change in schema_changes(walk, found.roots, judge))
    lives = compare_lives(old, new, pairs, today or datetime.now(UTC).date())
    of_api = (*lives, *compare_servers(old, new, pairs), *compare_schemes(old, new))
    changes = [*of_api, *_grouped(found.changes), *of_schemas]
    changes.sort(key=lambda change: _ORDER[change.severity])
    return Comparison(old, new, pairs, tuple(changes))


def _grouped(changes: Iterable[Change]) -> Iterator[Change]:
    """What is said several times of one place, because several operations share it, once with all its uses."""
    groups: dict[tuple[object, ...], list[Change]] = {}
    for change in changes:
        groups.setdefault((change.code, change.words, change.old, change.new), []).append(change)
    for group in groups.values():
        yield replace(group[0], uses=tuple(use for change in group for use in change.uses))


def _compare(sides: Sides) -> None:
    old, new = sides.old, sides.new
    if new.deprecated and not old.deprecated:
        sides.tell("operation-deprecated", "is deprecated now")
    if old.deprecated and not new.deprecated:
        sides.tell("operation-restored", "is no longer deprecated")
    if old.id != new.id:
        sides.tell("operation-renamed", f"'{old.id}' is called '{new.id}' now")
    compare_parameters(sides)
    compare_bodies(sides)
    compare_responses(sides)
    compare_security(sides)
