"""How is a document changed by an overlay (Overlay Specification 1.0)?"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

from mockserver.exceptions import SpecError
from mockserver.model import Finding, SpecReference
from mockserver.openapi.jsonpath import Node, read_path
from mockserver.openapi.origins import Origin
from mockserver.openapi.positions import line_of, read_positions
from mockserver.openapi.reading import parse
from mockserver.openapi.sources import Text, canonical
from mockserver.pointers import pointer_of, steps_of, value_at

_VERSION = re.compile(r"1\.\d+(?:\.\d+)?(?:-.+)?")


@dataclass(frozen=True, slots=True)
class Overlay:
    """An overlay: its text and its actions, in their order."""

    text: Text
    root: Mapping[str, Any]

    @property
    def actions(self) -> list[Any]:
        return list(self.root["actions"])

    @property
    def extends(self) -> str | None:
        """The URI of the one document that it changes; None for any."""
        stated = self.root.get("extends")
        return canonical(urljoin(self.text.uri, stated)) if isinstance(stated, str) else None

    def problem(self, pointer: str, message: str) -> SpecError:
        line = line_of(read_positions(self.text.content), steps_of(pointer))
        return SpecError.at(self.text.file, line, message)


@dataclass(slots=True)
class Changes:
    """What overlays did to a document: where values come from them, and what of them had no effect."""

    origins: dict[str, list[Origin]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def is_overlay(root: Any) -> bool:
    return isinstance(root, Mapping) and "overlay" in root and "openapi" not in root


def read_overlay(text: Text) -> Overlay:
    """An overlay by its text; SpecError, with file and line, where it is none."""
    root = parse(text.content, text.file)
    if not is_overlay(root):
        raise SpecError.at(text.file, 1, "not an overlay: it has no 'overlay' with its version")
    overlay = Overlay(text, root)
    if not _VERSION.fullmatch(str(root["overlay"])):
        raise overlay.problem("/overlay", f"Overlay {root['overlay']} is not read; use 1.0.0")
    if not isinstance(root.get("actions"), list):
        raise overlay.problem("", "not an overlay: it has no list called 'actions'")
    return overlay


def apply(overlay: Overlay, number: int, root: Any, changes: Changes) -> Any:
    """The root after the actions of an overlay, which is the document's text `number`; the root itself is changed."""
    for index, action in enumerate(overlay.actions):
        pointer = f"/actions/{index}"
        selected = _selected(overlay, action, pointer, root)
        if not selected:
            message = f"the target '{action['target']}' is not in the document; this action changes nothing"
            source = SpecReference(overlay.text.file, f"{pointer}/target")
            changes.findings.append(Finding("overlay-target", message, source, "warning"))
        if action.get("remove") is True:
            _remove(root, selected, changes)
        elif "update" in action:
            for node in selected:
                root = _update(root, node, action["update"], Origin(number, f"{pointer}/update"), changes)
    return root


def _selected(overlay: Overlay, action: Any, pointer: str, root: Any) -> list[Node]:
    if not isinstance(action, Mapping) or not isinstance(action.get("target"), str):
        raise overlay.problem(pointer, "an action needs a 'target', which is a JSONPath")
    try:
        return read_path(action["target"]).select(root)
    except ValueError as error:
        raise overlay.problem(f"{pointer}/target", f"{error}; correct the target") from error


def _update(root: Any, node: Node, update: Any, origin: Origin, changes: Changes) -> Any:
    """The root with an update merged into a value; objects are merged, lists grow, all else is replaced."""
    merged = _merged(node.value, update)
    if isinstance(node.value, list) and not isinstance(update, list):
        changes.origins.setdefault(pointer_of((*node.steps, len(node.value))), []).append(origin)
    else:
        changes.origins.setdefault(pointer_of(node.steps), []).append(origin)
    if not node.steps:
        return merged
    value_at(root, node.steps[:-1])[node.steps[-1]] = merged
    return root


def _merged(target: Any, update: Any) -> Any:
    if isinstance(target, dict) and isinstance(update, Mapping):
        merged = {key: _merged(value, update[key]) if key in update else value for key, value in target.items()}
        return merged | {key: copy.deepcopy(value) for key, value in update.items() if key not in target}
    if isinstance(target, list):
        return [*target, *copy.deepcopy(update if isinstance(update, list) else [update])]
    return copy.deepcopy(update)


def _remove(root: Any, selected: list[Node], changes: Changes) -> None:
    """Take values out of the root; what comes after one in a list moves up, and keeps its origin."""
    for node in sorted(selected, key=lambda node: len(node.steps), reverse=True):
        if not node.steps:
            continue
        holder = value_at(root, node.steps[:-1])
        if isinstance(holder, dict):
            holder.pop(node.steps[-1], None)
    lists: dict[tuple[str | int, ...], set[int]] = {}
    for node in selected:
        if node.steps and isinstance(node.steps[-1], int):
            lists.setdefault(node.steps[:-1], set()).add(node.steps[-1])
    for steps, indices in sorted(lists.items(), key=lambda entry: len(entry[0]), reverse=True):
        _shorten(root, steps, indices, changes)


def _shorten(root: Any, steps: tuple[str | int, ...], indices: set[int], changes: Changes) -> None:
    try:
        entries = value_at(root, steps)
    except LookupError:
        return
    kept = [index for index in range(len(entries)) if index not in indices]
    entries[:] = [entries[index] for index in kept]
    for new, old in enumerate(kept):
        if new != old:
            known = changes.origins.pop(pointer_of((*steps, old)), [Origin(0, pointer_of((*steps, old)))])
            changes.origins[pointer_of((*steps, new))] = known


def extended(overlays: list[Overlay], uri: str) -> Iterator[tuple[int, Overlay]]:
    """The overlays, with their numbers, that change the document at a URI."""
    for number, overlay in enumerate(overlays):
        if overlay.extends in (None, canonical(uri)):
            yield number, overlay
