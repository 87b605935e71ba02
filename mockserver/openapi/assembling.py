"""How is a document put together of its file, of overlays, and of the files that it refers to?"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mockserver.model import Finding, SpecReference
from mockserver.openapi.bundling import bundle, has_names
from mockserver.openapi.origins import Lines, Origin, Origins
from mockserver.openapi.overlays import Changes, apply, extended, read_overlay
from mockserver.openapi.reading import parse
from mockserver.openapi.sources import STDIN_NAME, Reach, Text, file_of, name_of, read_source
from mockserver.openapi.targets import FILES
from mockserver.openapi.versions import version_of
from mockserver.pointers import pointer_of, steps_of


@dataclass(frozen=True, slots=True)
class Whole:
    """A document with all that belongs to it in its root."""

    name: str
    text: Text
    root: Any
    origins: Origins
    lost: Mapping[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    files: tuple[Path, ...] = ()


def assemble(source: str | Path, *, allow: Collection[str], overlays: Sequence[str | Path]) -> Whole:
    """The document that the user names, changed by its overlays; SpecError where one of the texts cannot be read."""
    text = read_source(source)
    reach = Reach.of(text.uri, allow)
    root = parse(text.content, text.file)
    texts, changes = [text], Changes()
    own = [overlay for _, overlay in extended([read_overlay(read_source(file)) for file in overlays], text.uri)]
    linked = isinstance(root, dict) and any(has_names(part.content) for part in (text, *(o.text for o in own)))
    if (own or linked) and _may_have_aliases(text.content):
        root = unshared(root)
    for overlay in own:
        root = apply(overlay, len(texts), root, changes)
        texts.append(overlay.text)
    lost: dict[str, str] = {}
    unread: tuple[str, ...] = ()
    if linked:
        found = bundle(root, version_of(root, text.file), text, reach)
        for number, other in enumerate(found.texts[1:], 1):
            changes.origins[pointer_of((FILES, number))] = [Origin(len(texts))]
            texts.append(other)
        unread = found.unread
        changes.origins.update({copy: [_origin_of(changes, original)] for copy, original in found.copies.items()})
        lost = {entry.reference: f"leads nowhere: {entry.reason}" for entry in found.lost}
        changes.findings.extend(
            Finding("broken-reference", f"'{entry.reference}' {lost[entry.reference]}", SpecReference(text.file, at))
            for entry in found.lost
            if (at := entry.pointer) and entry.kind == "schema"
        )
    origins = Origins(tuple(map(_lines, texts)), changes.origins)
    files = (file_of(uri) for uri in (*(text.uri for text in texts if text.file != STDIN_NAME), *unread))
    found_files = tuple(dict.fromkeys(file for file in files if file is not None))
    return Whole(name_of(source), text, root, origins, lost, tuple(changes.findings), found_files)


def _origin_of(changes: Changes, pointer: str) -> Origin:
    """Which text a value comes from that stands in the document or below one of its files."""
    steps = steps_of(pointer)
    (file,) = changes.origins.get(pointer_of(steps[:2]), [Origin(0)]) if steps[:1] == (FILES,) else [Origin(0)]
    return Origin(file.text, pointer_of(steps[2:] if steps[:1] == (FILES,) else steps))


def _may_have_aliases(text: bytes) -> bool:
    return text.lstrip()[:1] not in (b"{", b"[") and b"*" in text


def _lines(text: Text) -> Lines:
    path = file_of(text.uri) if text.file != STDIN_NAME else None
    return Lines(text.file, path, b"" if path else text.content)


def unshared(value: Any) -> Any:
    """A copy of a JSON value in which nothing is there twice, as an alias of YAML (`*name`) would have it."""
    if isinstance(value, dict):
        return {key: unshared(child) for key, child in value.items()}
    if isinstance(value, list):
        return [unshared(child) for child in value]
    return value
