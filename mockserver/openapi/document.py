"""What is in a specification, and where?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from mockserver.exceptions import SpecError
from mockserver.model import MAX_REFERENCES, Schema, SpecReference, pointer_of, steps_of, value_at
from mockserver.openapi.reading import Positions, line_of, parse, read_positions, read_text
from mockserver.openapi.versions import dialect_of


@dataclass(frozen=True, eq=False)
class Document:
    """A specification: its name (the file's stem), its file, and its root as JSON values."""

    name: str
    file: str
    root: Mapping[str, Any]

    @classmethod
    def read(cls, path: Path) -> Document:
        """Read a file; SpecError, with file and line, where it is no OpenAPI document."""
        file = str(path)
        root = parse(read_text(path), file)
        return cls.of(path.stem, file, root)

    @classmethod
    def of(cls, name: str, file: str, root: Any) -> Document:
        if not isinstance(root, dict):
            raise SpecError(f"{file}:1: not an OpenAPI document: it is no object")
        dialect_of(root, file)
        if not isinstance(root.get("paths"), dict):
            raise SpecError(f"{file}:1: there is nothing to serve: it has no object called 'paths'")
        return cls(name, file, root)

    @cached_property
    def version(self) -> str:
        """The version that gives the schemas' keywords their meaning: "3.0" or "3.1"."""
        return dialect_of(self.root, self.file)

    @property
    def behaviour(self) -> str | None:
        """The name or dotted path of the behaviour, as `x-mockserver-behaviour` says."""
        name = self.root.get("x-mockserver-behaviour")
        return name if isinstance(name, str) else None

    def at(self, pointer: str) -> Any:
        """The value at a JSON pointer; LookupError where there is none."""
        return value_at(self.root, steps_of(pointer))

    def follow(self, pointer: str) -> tuple[Any, str]:
        """The value at a pointer and its own pointer, after every `$ref` that stands there."""
        node, seen = self._get(pointer, pointer), 0
        while isinstance(node, Mapping) and isinstance(node.get("$ref"), str):
            target = node["$ref"]
            seen += 1
            if seen > MAX_REFERENCES:
                raise SpecError(f"{self.where(pointer)}: its references go in a circle; break it")
            if not target.startswith("#"):
                raise SpecError(f"{self.where(pointer)}: '{target}' is outside this file; move it into the file")
            node, pointer = self._get(pointer_of(steps_of(target)), pointer), pointer_of(steps_of(target))
        return node, pointer

    def _get(self, pointer: str, source: str) -> Any:
        try:
            return self.at(pointer)
        except LookupError as error:
            raise SpecError(f"{self.where(source)}: there is nothing at '#{pointer}'; correct the reference") from error

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
        return f"{self.file}:{self.line(pointer)}"

    def line(self, pointer: str) -> int:
        """The line, from 1, on which the value at a pointer begins; 1 where the file cannot be read any more."""
        return line_of(self._positions, steps_of(pointer))

    @cached_property
    def _positions(self) -> Positions:
        try:
            return read_positions(read_text(Path(self.file)))
        except SpecError:
            return None
