"""Where does a reference lead: into which file, and to which place in it?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urljoin

from mockserver.exceptions import SpecError
from mockserver.openapi.dynamic import Resources
from mockserver.openapi.grammar import Part
from mockserver.openapi.identifiers import Identifiers
from mockserver.openapi.reading import parse
from mockserver.openapi.sources import Reach, Text, canonical
from mockserver.pointers import pointer_of, steps_of, value_at

FILES = "x-mockserver-files"
MAX_FILES = 5_000
MAX_TOTAL_BYTES = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class File:
    """A file of a document: its number (0: the document itself), its value, and what its references are relative to."""

    number: int
    uri: str
    base: str
    value: Any

    @property
    def pointer(self) -> str:
        """Where the file's value stands in the document."""
        return pointer_of((FILES, self.number)) if self.number else ""

    def at(self, pointer: str) -> Any:
        """What stands at a pointer; LookupError where there is nothing."""
        return value_at(self.value, steps_of(pointer))

    def has(self, pointer: str) -> bool:
        try:
            self.at(pointer)
        except LookupError:
            return False
        return True


@dataclass(frozen=True, slots=True)
class Target:
    """The place in a file that a reference leads to, and what the references there are relative to."""

    file: File
    pointer: str
    base: str


class Targets:
    """The files of a document, each read when it is first referred to, and the names of the schemas in them."""

    def __init__(self, root: dict[str, Any], text: Text, reach: Reach, identifiers: Identifiers) -> None:
        uri, own = canonical(text.uri), root.get("$self")
        base = urljoin(uri, own.partition("#")[0]) if isinstance(own, str) else uri
        self.main = File(0, uri, base, root)
        self.texts = [text]
        self._reach = reach
        self._identifiers = identifiers
        self._files = [self.main]
        self._by_uri = {uri: self.main, base: self.main}
        self._failed: dict[str, SpecError] = {}
        self._size = 0

    @property
    def unread(self) -> tuple[str, ...]:
        """The URIs of the files that could not be read."""
        return tuple(self._failed)

    @property
    def resources(self) -> Resources:
        """The resources of all files, by pointers into the document."""
        starts = {file.pointer: file.base for file in self._files}
        for (number, pointer), base in self._identifiers.bases.items():
            starts[self._files[number].pointer + pointer] = base
        anchors: dict[str, dict[str, str]] = {}
        for (base, name), (number, pointer) in self._identifiers.dynamic.items():
            anchors.setdefault(base, {})[name] = self._files[number].pointer + pointer
        return Resources(starts, anchors)

    def find(self, reference: str, base: str, file: File, kind: str) -> Target:
        """Where a reference in a file leads; SpecError, saying only why, where it leads nowhere."""
        uri, _, fragment = reference.partition("#")
        problem: SpecError | None = None
        for start in dict.fromkeys((base, file.uri)):
            try:
                found, pointer = self._place(urljoin(start, uri) if uri else start, unquote(fragment), file, kind)
                return Target(found, pointer, self._identifiers.base_at(found.number, pointer, found.base))
            except SpecError as error:
                problem = problem or error
        raise problem or SpecError("there is nothing")

    def _place(self, uri: str, fragment: str, origin: File, kind: str) -> tuple[File, str]:
        named = self._identifiers.resource(uri)
        file = self._files[named[0]] if named else self._file(uri, "" if fragment else kind)
        if fragment and not fragment.startswith("/"):
            anchored = self._identifiers.anchor(uri if named else file.base, fragment)
            if anchored is None:
                raise SpecError(f"there is no anchor '{fragment}'")
            return self._files[anchored[0]], anchored[1]
        for candidate, pointer in self._candidates(file, named[1] if named else "", fragment, origin):
            if candidate.has(pointer):
                return candidate, pointer
        raise SpecError(f"there is nothing at '{fragment}' in it")

    def _candidates(self, file: File, root: str, fragment: str, origin: File) -> Iterator[tuple[File, str]]:
        """The places that a fragment may mean: the right one first, then those that people mistake it for."""
        yield file, root + fragment
        if file is origin:
            yield file, fragment
            yield self.main, fragment

    def _file(self, uri: str, kind: str) -> File:
        """The file at a URI; `kind` is that of its value where the whole of it is referred to."""
        uri = canonical(uri)
        if uri in self._failed:
            raise self._failed[uri]
        if uri not in self._by_uri:
            try:
                self._by_uri[uri] = self._read(uri, kind)
            except SpecError as error:
                self._failed[uri] = error
                raise
        return self._by_uri[uri]

    def _read(self, uri: str, kind: str) -> File:
        if len(self._files) > MAX_FILES or self._size > MAX_TOTAL_BYTES:
            raise SpecError("it is one file too many; put the specification into fewer files")
        text = self._reach.read(uri)
        self._size += len(text.content)
        value = parse(text.content, text.file)
        own = value.get("$self") if isinstance(value, Mapping) else None
        file = File(len(self._files), uri, urljoin(uri, own.partition("#")[0]) if isinstance(own, str) else uri, value)
        self._files.append(file)
        self.texts.append(text)
        self._by_uri.setdefault(file.base, file)
        self.main.value.setdefault(FILES, {})[str(file.number)] = value
        whole = "document" if isinstance(value, Mapping) and "openapi" in value else kind or "schema"
        self._identifiers.note(Part(whole, "", value), file.base, file.number)
        return file
