"""Which changes are there between two documents, and what does each concern?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from mockserver.contract.diff.codes import KINDS, Kind, Severity
from mockserver.contract.diff.form import Parts, Step
from mockserver.contract.diff.local import Local
from mockserver.contract.diff.walk import Key, Node, Walk
from mockserver.model import ABSENT, Direction, Schema, SpecReference

MAX_USES = 10_000
ANYTHING = "/anything"
"""The pointer to the schema that takes the place of one that is not there."""


@dataclass(frozen=True, slots=True)
class Use:
    """Where a change shows: the operation, the part of its messages, and the way to the value in that.

    `operation` is the id after the change, or before it where there is none any more; `part` is such as `the body`.
    `status` and `media_type` are those of an answer, `name` is `<place>.<name>` of a parameter, or a header's.
    """

    operation: str
    part: str = ""
    steps: tuple[Step, ...] = ()
    status: str = ""
    media_type: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One change: its code, what is to be said of it, where it is written before and after, and where it shows.

    A change of something that several operations share is one change with several uses. `witness` is a value that was
    valid and is no longer, or the other way round: ABSENT where none was looked for or found.
    """

    code: str
    words: str
    old: SpecReference | None
    new: SpecReference | None
    uses: tuple[Use, ...] = ()
    witness: Any = ABSENT
    schemas: tuple[Schema, Schema] | None = None
    seen: tuple[str, ...] = ()
    """What a consumer sent or was given that it concerns, if one was asked about."""

    verdict: Severity | None = None
    """How bad it is for that consumer."""

    @property
    def kind(self) -> Kind:
        return KINDS[self.code]

    @property
    def severity(self) -> Severity:
        return self.verdict or self.kind.severity


@dataclass(frozen=True, slots=True)
class Root:
    """A schema of an operation before and after: where its values show."""

    old: Schema
    new: Schema
    direction: Direction
    use: Use


Reached = tuple[Local, Node, tuple[Step, ...]]
"""A difference, the value that it is at, and the way there."""


class Judge(Protocol):
    """Who looks at what was found below a root as a whole."""

    def confirmed(self, root: Root, node: Node, reached: Sequence[Reached]) -> Sequence[Reached]: ...


@dataclass(slots=True)
class _Group:
    local: Local
    node: Node
    direction: Direction
    uses: dict[Use, None] = field(default_factory=dict)


def schema_changes(walk: Walk, roots: Iterable[Root], judge: Judge) -> Iterator[Change]:
    """The changes of the schemas of some roots, each once, with all places where it shows."""
    started = [(root, walk.start((root.old,), (root.new,), root.direction)) for root in roots]
    changed = _changed_nodes(walk)
    groups: dict[tuple[Any, ...], _Group] = {}
    for root, key in started:
        if key is None:
            continue
        reached = list(_reached(walk, key, changed)) if key in changed else []
        known = {local for local, _, _ in reached}
        # No validator asks for what discriminators say that values may be
        beyond = _reached(walk, key, changed, inherits=True) if key in changed else iter(())
        inherited = [found for found in beyond if found[0] not in known]
        for local, node, path in (*judge.confirmed(root, walk.nodes[key], reached), *inherited):
            group = groups.setdefault((local, root.direction), _Group(local, node, root.direction))
            if len(group.uses) < MAX_USES:
                group.uses[replace(root.use, steps=path)] = None
    for group in groups.values():
        yield _change(group)


def _changed_nodes(walk: Walk) -> set[Key]:
    """The nodes that differ, or that have such a node below them."""
    above: dict[Key, list[Key]] = {}
    for key, node in walk.nodes.items():
        for inner in (*node.heirs, *(inner for _, inner in node.below)):
            above.setdefault(inner, []).append(key)
    waiting = [key for key, node in walk.nodes.items() if node.locals]
    found = set(waiting)
    while waiting:
        fresh = [key for key in above.get(waiting.pop(), ()) if key not in found]
        found.update(fresh)
        waiting.extend(fresh)
    return found


def _reached(walk: Walk, start: Key, changed: set[Key], *, inherits: bool = False) -> Iterator[Reached]:
    """Each difference at a node or below it, once, with the shortest way there.

    `inherits`: in what inherits from a node, too, by the mapping of its discriminator.
    """
    for key, way, is_same in _ways(walk, start, changed, inherits=inherits):
        node = walk.nodes[key]
        for local in node.locals:
            if not is_same or local.code.endswith(_DOCUMENTED):
                yield local, node, (*way, local.step) if local.step else way


def _ways(walk: Walk, start: Key, changed: set[Key], *, inherits: bool) -> Iterator[tuple[Key, tuple[Step, ...], bool]]:
    """The nodes below one that have differences, and whether all that is valid stays the same there."""
    waiting: list[tuple[Key, tuple[Step, ...], bool]] = [(start, (), False)]
    seen = {(start, False)}
    for key, way, above_is_same in waiting:
        node = walk.nodes[key]
        is_same = above_is_same or node.is_same
        yield key, way, is_same
        heirs = [(None, heir, False) for heir in node.heirs] if inherits else []
        for step, inner, inner_is_same in (*((step, inner, is_same) for step, inner in node.below), *heirs):
            if inner in changed and (inner, inner_is_same) not in seen:
                seen.add((inner, inner_is_same))
                waiting.append((inner, way if step is None else (*way, step), inner_is_same))


_DOCUMENTED = (
    "request-property-added", "request-property-removed", "response-property-added",
    "response-optional-property-removed", "-property-deprecated", "-property-restored", "-default-changed",
    "-content-changed",
)  # fmt: skip
"""The codes of what can change though the same values are valid."""


def _change(group: _Group) -> Change:
    local, node = group.local, group.node
    file_old, file_new = _file(node.old), _file(node.new)
    single = local.leaf and len(node.old) == 1 and len(node.new) == 1
    return Change(
        local.code,
        local.words,
        SpecReference(file_old, local.old) if file_old and local.old else None,
        SpecReference(file_new, local.new) if file_new and local.new else None,
        tuple(group.uses),
        schemas=(node.old[0], node.new[0]) if single else None,
    )


def _file(parts: Parts) -> str:
    return parts[0].file if parts and parts[0].pointer != ANYTHING else ""
