"""What does a specification, or a setting, say about its resources itself?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mockserver.behaviours.resources.places import Place
from mockserver.model import Operation
from mockserver.pointers import steps_of, value_at

EXTENSION = "x-mockserver-resource"
SETTING = r"(on|none|(\s*/\S*(\s+(none|(collection|key|envelope)=\S*))+\s*(;|$))*)"
"""What the setting `resources` can be: `on`, `none`, or `/path key=slug envelope=data; /other none`."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What is said of one path: nothing is kept there, or how the collection, its key, its envelope and
    the lifecycle of its records are."""

    none: bool = False
    collection: str | None = None
    key: str | None = None
    envelope: str | None = None
    lifecycle: Any = None


NO_CORRECTION = Correction()


@dataclass(frozen=True, slots=True)
class Corrections:
    """The corrections by path, and by operation."""

    everything: bool = False
    paths: Mapping[str, Correction] = field(default_factory=dict)
    operations: Mapping[str, Correction] = field(default_factory=dict)

    def of(self, operation: Operation) -> Correction:
        """What is said of an operation: by itself, or by its path."""
        if self.everything:
            return Correction(none=True)
        return self.operations.get(operation.id) or self.paths.get(operation.path, NO_CORRECTION)

    def at(self, place: Place, item: Place | None, called: tuple[Operation, ...] = ()) -> Correction:
        """What is said of a collection, at its own path or at that of its records."""
        if not (self.paths or self.operations):
            return NO_CORRECTION
        operations = [*place.operations.values(), *(item.operations.values() if item else ()), *called]
        said = (self.of(operation) for operation in operations)
        return next((correction for correction in said if correction != NO_CORRECTION), NO_CORRECTION)


def corrections_of(root: Mapping[str, Any], operations: tuple[Operation, ...], setting: str) -> Corrections:
    """The corrections of a document, over which those of the setting go."""
    whole = root.get(EXTENSION)
    if setting == "none" or whole in ("none", False):
        return Corrections(everything=True)
    paths = root.get("paths")
    stated = {
        path: _correction(item[EXTENSION])
        for path, item in (paths.items() if isinstance(paths, Mapping) else ())
        if isinstance(item, Mapping) and EXTENSION in item
    }
    found = {operation.id: _of_operation(root, operation) for operation in operations}
    return Corrections(
        paths={**stated, **_of_setting(setting)},
        operations={operation: said for operation, said in found.items() if said is not None},
    )


def _of_operation(root: Mapping[str, Any], operation: Operation) -> Correction | None:
    try:
        node = value_at(root, steps_of(operation.source.pointer))
    except LookupError:
        return None
    return _correction(node[EXTENSION]) if isinstance(node, Mapping) and EXTENSION in node else None


def _correction(said: Any) -> Correction:
    if said in ("none", False):
        return Correction(none=True)
    if not isinstance(said, Mapping):
        return NO_CORRECTION
    texts = {name: text for name in ("collection", "key", "envelope") if isinstance(text := said.get(name), str)}
    return Correction(none=said.get("none") is True, lifecycle=said.get("lifecycle"), **texts)


def _of_setting(setting: str) -> dict[str, Correction]:
    found: dict[str, Correction] = {}
    for said in setting.split(";"):
        path, *rest = said.split()[:10] or [""]
        if path.startswith("/"):
            words = dict(re.findall(r"(collection|key|envelope)=(\S*)", " ".join(rest)))
            found[path] = Correction(none="none" in rest, **words)
    return found
