"""What is in a specification, and where?"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from mockserver.exceptions import SpecError
from mockserver.model import MAX_REFERENCES, Finding, Schema, SpecReference
from mockserver.openapi.assembling import assemble
from mockserver.openapi.origins import Origins
from mockserver.openapi.versions import version_of
from mockserver.pointers import pointer_of, steps_of, value_at

MAX_SEEN = 100_000


@dataclass(frozen=True, eq=False)
class Document:
    """A specification: its name (the file's stem), its file, and its root as JSON values.

    Whatever it refers to is in the root, and all its references are JSON pointers into that; `lost` says of the others
    why they lead nowhere. `findings` are what was wrong when it was put together.
    """

    name: str
    file: str
    root: Mapping[str, Any]
    origins: Origins = field(default_factory=Origins)
    lost: Mapping[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    files: tuple[Path, ...] = ()
    """Every file that it was made of, or would have been if that could be read."""

    @classmethod
    def read(cls, source: str | Path, *, allow: Collection[str] = (), overlays: Sequence[str | Path] = ()) -> Document:
        """Read a file, an address or standard input (`-`), and change it as the overlays say.

        `allow` names what references may read beside the specification's folder: `files`, `network`, `local-network`.
        SpecError, with file and line, where it is no OpenAPI document.
        """
        whole = assemble(source, allow=allow, overlays=overlays)
        document = cls.of(whole.name, whole.text.file, whole.root)
        return cls(document.name, document.file, document.root, whole.origins, whole.lost, whole.findings, whole.files)

    @classmethod
    def of(cls, name: str, file: str, root: Any) -> Document:
        """A document that is read already; its references to other files stay as they are."""
        if not isinstance(root, dict):
            raise SpecError.at(file, 1, "not an OpenAPI document: it is no object")
        version_of(root, file)
        return cls(name, file, root, Origins.of_file(file))

    @cached_property
    def version(self) -> str:
        """The version of OpenAPI: "2.0", "3.0", "3.1" or "3.2"."""
        return version_of(self.root, self.file)

    @property
    def behaviour(self) -> str | None:
        """The name or dotted path of the behaviour, as `x-mockserver-behaviour` says."""
        name = self.root.get("x-mockserver-behaviour")
        return name if isinstance(name, str) else None

    def at(self, pointer: str) -> Any:
        """The value at a JSON pointer; LookupError where there is none."""
        seen = self._seen
        if pointer in seen:
            return seen[pointer]
        holder, _, step = pointer.rpartition("/")
        node = seen.get(holder)
        if node.__class__ is dict and "~" not in step and pointer[:1] == "/":
            value = node[step]
        else:
            value = value_at(self.root, steps_of(pointer))
        if len(seen) < MAX_SEEN:
            seen[pointer] = value
        return value

    @cached_property
    def _seen(self) -> dict[str, Any]:
        """Values by their pointers: whoever looks at one looks at what it holds next."""
        return {"": self.root}

    def forget(self) -> None:
        """Let go of what was kept to find values faster."""
        self._seen.clear()
        self._seen[""] = self.root

    def follow(self, pointer: str) -> tuple[Any, str]:
        """The value at a pointer and its own pointer, after every `$ref` that stands there."""
        try:
            return self.chain(pointer)[-1]
        except LookupError as error:
            raise SpecError(f"{self.where(pointer)}: {error.args[0]}") from error

    def chain(self, pointer: str) -> list[tuple[Any, str]]:
        """The values, with their pointers, that the `$ref`s at a pointer lead to in turn, the value there being first.

        LookupError, with the reason as its argument, where one leads nowhere.
        """
        found = [(self._get(pointer), pointer)]
        while isinstance(target := _reference(found[-1][0]), str):
            if len(found) > MAX_REFERENCES:
                raise LookupError("its references go in a circle; break it")
            if not target.startswith("#"):
                raise LookupError(f"'{target}' {self.lost.get(target, 'is outside this file; move it into the file')}")
            pointer = target[1:] if "%" not in target else pointer_of(steps_of(target))
            found.append((self._get(pointer), pointer))
        return found

    def _get(self, pointer: str) -> Any:
        try:
            return self.at(pointer)
        except LookupError as error:
            raise LookupError(f"there is nothing at '#{pointer}'; correct the reference") from error

    def child(self, pointer: str, *steps: str | int) -> tuple[Any, str]:
        """What stands below a pointer, after references."""
        return self.follow(pointer + pointer_of(steps))

    def schema(self, pointer: str) -> Schema:
        """The schema at a pointer; its references stay as they are."""
        return Schema(self.root, pointer, self.version, self.file)

    def reference(self, pointer: str) -> SpecReference:
        return SpecReference(self.file, pointer)

    def where(self, pointer: str) -> str:
        """`file:line` of a pointer."""
        file, line = self.place(pointer)
        return f"{file}:{line}"

    def place(self, pointer: str) -> tuple[str, int]:
        """The file and the line, from 1, on which the value at a pointer begins.

        It is the line of its nearest parent where it is in no file, and 1 where its file cannot be read any more.
        """
        return self.origins.place(pointer)

    def position(self, source: SpecReference) -> tuple[str, int]:
        """The file and the line of a place: in this document, or in one of the overlays that changed it."""
        return self.place(source.pointer) if source.file == self.file else self.origins.place_in(source)

    def line(self, pointer: str) -> int:
        """The line of a pointer, in whichever file it is."""
        return self.place(pointer)[1]


def _reference(node: Any) -> Any:
    return node.get("$ref") if node.__class__ is dict or isinstance(node, Mapping) else None
