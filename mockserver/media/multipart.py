"""Which parts do the bytes of a multipart body have?"""

from __future__ import annotations

import base64
import binascii
import quopri
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from mockserver.media.media_types import parameters_of
from mockserver.media.texts import unreadable
from mockserver.model import Violation

MAX_PARTS = 1_000
"""How many parts a body may have."""

MAX_MARKS = 100 * MAX_PARTS
"""How often a boundary may stand in a body, also where it divides nothing."""

MAX_HEADERS = 16_384
"""How many bytes the headers of one part may have."""

MAX_BOUNDARY = 200
BOUNDARY = "mockserver-fd1e0c6f2b7a4d93"
"""What stands between the parts of the bodies that are written here."""

_BLANK = re.compile(rb"\r?\n\r?\n")
_LINE_FEED = 10
_LINE_REST = re.compile(rb"[ \t]*(?=\r?\n|\Z)")
_FOLDED = re.compile(rb"\r?\n[ \t]+")
_BROWSER_ESCAPES = (("%22", '"'), ("%0D", "\r"), ("%0A", "\n"))


@dataclass(frozen=True, slots=True)
class Part:
    """One part: its headers, by names in lower case, its name and its file's name if it has them, and its bytes."""

    headers: Mapping[str, str]
    content: bytes
    name: str | None = None
    filename: str | None = None


def split(body: bytes, boundary: str) -> tuple[Part, ...] | Violation:
    """The parts between the boundaries, or the violation that says why there are none."""
    if not boundary or len(boundary) > MAX_BOUNDARY:
        return unreadable("the content type has no usable 'boundary'")
    found: list[Part] = []
    for block in _blocks(body, boundary):
        part = block if isinstance(block, Violation) else _part(block, len(found))
        if isinstance(part, Violation):
            return part
        found.append(part)
        if len(found) > MAX_PARTS:
            return unreadable(f"the body has more than {MAX_PARTS} parts")
    return tuple(found)


def _blocks(body: bytes, boundary: str) -> Iterator[bytes | Violation]:
    """What stands between the lines with the boundary; a violation at the end where the last one is missing."""
    mark = b"--" + boundary.encode("latin-1", "replace")
    if body.count(mark) > MAX_MARKS:
        yield unreadable("the boundary stands in the body too often")
        return
    start: int | None = None
    found = body.find(mark)
    while found >= 0:
        after = found + len(mark)
        if found == 0 or body[found - 1] == _LINE_FEED:
            last = body.startswith(b"--", after)
            end = _LINE_REST.match(body, after + 2 if last else after)
            if end is not None and start is not None:
                yield body[start : found - (2 if body[found - 2 : found] == b"\r\n" else 1)]
            if end is not None and last:
                return
            start = start if end is None else end.end()
        found = body.find(mark, after)
    yield unreadable("the body ends without the closing boundary" if start is not None else "the boundary is missing")


def _part(block: bytes, index: int) -> Part | Violation:
    """A part from its bytes, which begin at the end of the line with the boundary."""
    blank = _BLANK.search(block, 0, MAX_HEADERS)
    if blank is None:
        large = len(block) > MAX_HEADERS
        message = f"has more than {MAX_HEADERS} bytes of headers" if large else "has no empty line after its headers"
        return unreadable(f"part {index} {message}")
    headers = dict(_headers(block[: blank.start()]))
    content = _transferred(block[blank.end() :], headers.get("content-transfer-encoding", "").strip().lower())
    if content is None:
        return unreadable(f"part {index} is not in the encoding that its header says")
    parameters = parameters_of(headers.get("content-disposition", ""))
    return Part(headers, content, _named(parameters, "name"), _named(parameters, "filename"))


def _headers(block: bytes) -> Iterator[tuple[str, str]]:
    for line in _FOLDED.sub(b" ", block).split(b"\n"):
        name, colon, value = line.partition(b":")
        if colon:
            yield _text(name).strip().lower(), _text(value).strip()


def _text(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _transferred(content: bytes, encoding: str) -> bytes | None:
    """The content without its transfer encoding; None where it is not in that."""
    if encoding == "quoted-printable":
        return quopri.decodestring(content)
    if encoding != "base64":
        return content
    try:
        return base64.b64decode(b"".join(content.split()), validate=True)
    except binascii.Error:
        return None


def _named(parameters: Mapping[str, str], name: str) -> str | None:
    """A name in a disposition; browsers percent-encode quotes and line ends in it, and nothing else."""
    found = parameters.get(name)
    for escape, character in _BROWSER_ESCAPES:
        found = found and found.replace(escape, character)
    return found


def join(parts: Sequence[Part], boundary: str) -> bytes:
    """The bytes of some parts."""
    mark = f"--{boundary}".encode("latin-1", "replace")
    blocks = [mark + b"\r\n" + _head(part) + b"\r\n" + part.content + b"\r\n" for part in parts]
    return b"".join(blocks) + mark + b"--\r\n"


def _head(part: Part) -> bytes:
    lines = [f"{name}: {value}\r\n" for name, value in part.headers.items()]
    if part.name is not None:
        filename = "" if part.filename is None else f'; filename="{_escaped(part.filename)}"'
        lines.insert(0, f'Content-Disposition: form-data; name="{_escaped(part.name)}"{filename}\r\n')
    return "".join(lines).encode(errors="replace")


def _escaped(name: str) -> str:
    for escape, character in _BROWSER_ESCAPES:
        name = name.replace(character, escape)
    return name.replace("\\", "\\\\")
