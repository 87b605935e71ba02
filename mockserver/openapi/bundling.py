"""How does a document become one root in which every reference is a JSON pointer?

Other files are put below `FILES`, and each reference to them, to an `$id` or to an anchor becomes a pointer into the
root, so that everybody else knows one kind of reference only. Objects are walked by their kinds, so that nothing in an
example or a default is ever taken for a reference.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, unquote, urljoin

from mockserver import exact_json
from mockserver.exceptions import SpecError
from mockserver.openapi.dynamic import SAFE, Dynamic, also, reference_to, specialise
from mockserver.openapi.grammar import CONTAINERS, Part, children_of, grammar_of
from mockserver.openapi.identifiers import Identifiers
from mockserver.openapi.sources import Reach, Text
from mockserver.openapi.targets import FILES, File, Target, Targets
from mockserver.pointers import exists, pointer_of, steps_of, value_at

_HINT = re.compile(rb"(?:\$ref|operationRef)(?![\"']?\s*:\s*[\"']?#/)|\$(?:id\b|anchor\b|dynamic|self\b)")
_FOREIGN = re.compile(rb'"(?:\$ref|operationRef)":(?!"#/)|"\$(?:id":|anchor":|dynamic)')


@dataclass(frozen=True, slots=True)
class Lost:
    """A reference that leads nowhere: what holds it, the reference as it stands there now, and why."""

    kind: str
    pointer: str
    reference: str
    reason: str


@dataclass(frozen=True, slots=True)
class Bundle:
    """The texts that a root is made of, by number (0: the document itself), and the references that lead nowhere."""

    texts: tuple[Text, ...]
    lost: tuple[Lost, ...] = ()
    unread: tuple[str, ...] = ()
    """The URIs of the texts that could not be read."""
    copies: Mapping[str, str] = field(default_factory=dict)
    """The original of each copied schema, by their pointers."""


def has_names(text: bytes) -> bool:
    """Whether a text may have references that are no pointers into itself: asked of the text, so that it is cheap."""
    return b"\x00" in text or _HINT.search(text) is not None


def bundle(root: dict[str, Any], version: str, text: Text, reach: Reach) -> Bundle:
    """Turn the references of a document into pointers into its root, which is changed for that."""
    return _Bundler(root, version, text, reach).run()


@dataclass(frozen=True, slots=True)
class _Task:
    """A part of a file, still to be walked; its references are relative to `base`."""

    part: Part
    base: str
    file: File


class _Bundler:
    def __init__(self, root: dict[str, Any], version: str, text: Text, reach: Reach) -> None:
        self._grammar = grammar_of(version)
        self._identifiers = Identifiers(self._grammar, has_names=version in ("3.1", "3.2"))
        self._targets = Targets(root, text, reach, self._identifiers)
        self._lost: list[Lost] = []
        self._dynamic: list[Dynamic] = []
        self._waiting: list[_Task] = []
        self._walked: set[tuple[int, str]] = set()

    def run(self) -> Bundle:
        main = self._targets.main
        entries = list(self._entries(main))
        for part in entries:
            self._identifiers.note(part, main.base, 0)
        self._waiting.extend(_Task(part, main.base, main) for part in reversed(entries))
        while self._waiting:
            self._walk(self._waiting.pop())
        scopes = self._targets.resources
        self._identifiers.forget()
        copies = specialise(main.value, (FILES,), self._grammar, self._dynamic, scopes)
        for dynamic in self._dynamic:
            also(dynamic.node, reference_to(dynamic.static))
        return Bundle(tuple(self._targets.texts), tuple(self._lost), self._targets.unread, copies)

    def _entries(self, main: File) -> Iterator[Part]:
        """The parts of the document that may have something to be done: most have not, and are not walked."""
        known = self._grammar["document"]
        thorough = _is_foreign({key: value for key, value in main.value.items() if key not in known})
        waiting = [Part("document", "", main.value)]
        while waiting:
            part = waiting.pop()
            if part.kind in CONTAINERS:
                self._open_up(_Task(part, main.base, main))
                waiting.extend(reversed(children_of(part, self._grammar)))
            elif thorough or _is_foreign(part.node):
                yield part

    def _walk(self, task: _Task) -> None:
        part, node = task.part, task.part.node
        if not isinstance(node, dict) or (id(node), part.kind) in self._walked:
            return
        self._walked.add((id(node), part.kind))
        inner = _Task(part, self._identifiers.base_of(part, task.base), task.file)
        if isinstance(node.get("$ref"), str):
            node["$ref"] = self._linked(inner, node["$ref"], part.kind)
        if part.kind == "schema" and isinstance(node.get("$dynamicRef"), str):
            self._note_dynamic(inner, node, node.pop("$dynamicRef"))
        if part.kind == "link" and isinstance(node.get("operationRef"), str):
            node["operationRef"] = self._linked(inner, node["operationRef"], "operation")
        if part.kind == "discriminator" and isinstance(node.get("mapping"), dict):
            self._link_mapping(inner, node["mapping"])
        self._open_up(inner)
        children = children_of(part, self._grammar)
        self._waiting.extend(_Task(child, inner.base, task.file) for child in reversed(children))

    def _linked(self, task: _Task, reference: str, kind: str) -> str:
        """A reference as a pointer into the root; as it is, or absolute, and noted, where it leads nowhere."""
        try:
            return self._followed(self._targets.find(reference, task.base, task.file, kind), kind)
        except SpecError as error:
            if reference.startswith("#"):
                if task.file.number == 0 and reference[1:2] in ("", "/"):
                    return reference
                reference = urljoin(task.file.uri, reference)
            self._lost.append(Lost(task.part.kind, task.file.pointer + task.part.pointer, reference, str(error)))
            return reference

    def _note_dynamic(self, task: _Task, node: dict[str, Any], reference: str) -> None:
        """Keep a `$dynamicRef` until all anchors are known; one that leads to no dynamic anchor is a plain one."""
        linked = self._linked(task, reference, "schema")
        name, pointer = unquote(reference.partition("#")[2]), pointer_of(steps_of(linked))
        root = self._targets.main.value
        target = value_at(root, steps_of(linked)) if linked.startswith("#") and exists(root, linked) else None
        if isinstance(target, dict) and target.get("$dynamicAnchor") == name:
            self._dynamic.append(Dynamic(node, name, pointer))
        else:
            also(node, linked)

    def _followed(self, target: Target, kind: str) -> str:
        """The pointer into the root to a target, which is to be walked too."""
        file = target.file
        self._waiting.append(_Task(Part(kind, target.pointer, file.at(target.pointer)), target.base, file))
        return "#" + quote(file.pointer + target.pointer, safe=SAFE)

    def _link_mapping(self, task: _Task, mapping: dict[str, Any]) -> None:
        """Turn the references of a discriminator, which may be names of schemas too, into pointers into the root."""
        for name, target in mapping.items():
            if isinstance(target, str) and re.search(r"[#/.]", target):
                try:
                    found = self._targets.find(target, task.base, task.file, "schema")
                    mapping[name] = self._followed(found, "schema")
                except SpecError:
                    continue

    def _open_up(self, task: _Task) -> None:
        """Where one reference stands in the place of a map of objects: the entries of the map that it leads to."""
        members = self._grammar.get(task.part.kind, {})
        node = task.part.node
        for key, value in node.items() if isinstance(node, dict) else ():
            shape, kind = members.get(key, ("", ""))
            reference = value.get("$ref") if isinstance(value, dict) else None
            if isinstance(reference, str) and (shape == "map" or kind in CONTAINERS):
                self._put_entries(task, value, reference, kind)

    def _put_entries(self, task: _Task, value: dict[str, Any], reference: str, kind: str) -> None:
        try:
            target = self._targets.find(reference, task.base, task.file, kind)
        except SpecError as error:
            self._lost.append(Lost(task.part.kind, task.file.pointer + task.part.pointer, reference, str(error)))
            return
        entries = target.file.at(target.pointer)
        if isinstance(entries, dict) and entries is not value:
            del value["$ref"]
            start = "#" + quote(target.file.pointer + target.pointer, safe=SAFE)
            for name in entries:
                value.setdefault(name, {"$ref": start + quote(pointer_of((name,)), safe=SAFE)})


def _is_foreign(node: Any) -> bool:
    """Whether a part of the document has references that are no pointers into it, or names."""
    try:
        return _FOREIGN.search(exact_json.dumps(node)) is not None
    except TypeError:
        return True
