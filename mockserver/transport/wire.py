"""Where does a message of HTTP/1.1 begin on a connection, and where does it end?"""

from __future__ import annotations

import re
import socket
import ssl
import struct
import sys
import time
from collections.abc import Iterable, Mapping

Fields = tuple[tuple[str, str], ...]
"""Headers or trailers as they came: each in its own spelling, in order, a character for each byte."""

Named = Mapping[str, str]
"""Headers by their names in lower case; the values of one name are joined by commas, in order."""

MAX_HEAD = 128 * 1024
"""How many bytes a first line and its headers may have."""

HEAD_SECONDS = 75.0
"""How long a head may trickle."""

PIECE = 64 * 1024
"""How many bytes are read at once."""

BODILESS = frozenset({204, 304})
"""The statuses of answers without a body."""

_SHORTEST = 0.001
"""Below how many seconds the kernel's limit could become none at all."""

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_FIELD = re.compile(r"\n([!#$%&'*+.^_`|~0-9A-Za-z-]++):[ \t]*+([^\r\n\0]*+)(?=\r\n|\Z)")
_SIZE = re.compile(rb"([0-9A-Fa-f]{1,15})[ \t]*(?:;[^\r\x00]*)?")
_RETURN = ord("\r")
_DIGITS = re.compile(r"[0-9]{1,18}")


class WireError(Exception):
    """What came is no HTTP/1.1, or ends in the middle; `status` is what a server answers to that."""

    def __init__(self, why: str, status: int = 400) -> None:
        super().__init__(why)
        self.status = status


class Stream:
    """The bytes of a connection, with those that were read ahead.

    `until` is when all must be over, by the monotonic clock; TimeoutError after that, however little is missing.
    `patience` is how many seconds a head may take from its first bytes to its last ones.
    """

    __slots__ = ("_ahead", "_at", "_patience", "socket", "until")

    def __init__(self, connection: socket.socket, *, patience: float = HEAD_SECONDS) -> None:
        self.socket = connection
        self._patience = patience
        self.until: float | None = None
        self._ahead = b""
        self._at = 0

    def head(self) -> bytes:
        """A first line and its headers, without the empty line; nothing where the connection ends before them."""
        data = self._ahead[self._at :].lstrip(b"\r\n") if self._at < len(self._ahead) else b""
        came, begun = len(data), 0.0
        while not data or (found := _end_of_head(data)) is None:
            if came > MAX_HEAD:
                raise WireError(f"its headers have more than {MAX_HEAD} bytes", 431)
            more = self._received(PIECE)
            if not more:
                if data:
                    raise WireError("it ends within its headers")
                return b""
            came += len(more)
            if begun and time.monotonic() - begun > self._patience:
                raise TimeoutError("its headers do not come to their end")
            begun = begun or time.monotonic()
            data = data + more if data else more.lstrip(b"\r\n")
        end, self._at = found
        self._ahead = data
        if end > MAX_HEAD:
            raise WireError(f"its headers have more than {MAX_HEAD} bytes", 431)
        return data[:end]

    def ahead(self, size: int) -> bytes:
        """So many bytes, where all of them were read ahead; none otherwise."""
        at = self._at
        end = at + size
        if end > len(self._ahead):
            return b""
        self._at = end
        return self._ahead[at:end]

    def some(self, most: int) -> bytes:
        """The next bytes, as soon as there are any; none at the end of the connection."""
        ahead, at = self._ahead, self._at
        if at >= len(ahead):
            return self._received(min(most, PIECE))
        self._at = at + most
        return ahead[at : at + most]

    def send(self, data: bytes) -> None:
        """Send all of some bytes."""
        if self.until is None:
            try:
                self.socket.sendall(data)
            except BlockingIOError as error:
                raise TimeoutError("the other end takes nothing") from error
            return
        left = memoryview(data)
        while left:
            self.socket.settimeout(seconds_until(self.until))
            left = left[self.socket.send(left) :]

    def _received(self, most: int) -> bytes:
        if self.until is not None:
            self.socket.settimeout(seconds_until(self.until))
        try:
            return self.socket.recv(most)
        except BlockingIOError as error:
            raise TimeoutError("the other end says nothing") from error

    def line(self, *, strict: bool) -> bytes:
        """The next line, without its end, which is a carriage return, too, where it is `strict`."""
        ahead = self._ahead[self._at :]
        while (end := ahead.find(b"\n")) < 0:
            if len(ahead) > MAX_HEAD:
                raise WireError("a line is too long")
            more = self._received(PIECE)
            if not more:
                raise WireError("it ends within its body")
            ahead += more
        self._ahead, self._at = ahead, end + 1
        line = ahead[:end]
        if line.endswith(b"\r"):
            return line[:-1]
        if strict:
            raise WireError("a line ends without a carriage return")
        return line


def limit_waits(connection: socket.socket, seconds: float | None) -> None:
    """Let a `Stream` give up where the other end says or takes nothing for so many seconds.

    The kernel sees to that where it can: Python would ask it each time beforehand whether there is something.
    """
    by_kernel = sys.platform == "linux" and not isinstance(connection, ssl.SSLSocket)
    if seconds is None or seconds < _SHORTEST or not by_kernel:
        connection.settimeout(seconds)
        return
    connection.settimeout(None)
    limit = struct.pack("@ll", int(seconds), int(seconds % 1 * 1_000_000))
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, limit)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, limit)


def seconds_until(end: float) -> float:
    """How many seconds are left; TimeoutError where none are."""
    left = end - time.monotonic()
    if left <= 0:
        raise TimeoutError("the time is over")
    return left


def _end_of_head(data: bytes) -> tuple[int, int] | None:
    """Where a head ends, and where what follows it begins; lines may end without a carriage return."""
    end = data.find(b"\r\n\r\n")
    bare = data.find(b"\n\n", 0, end if end >= 0 else len(data))
    if bare >= 0:
        return bare, bare + 2
    return (end, end + 4) if end >= 0 else None


def first_line_and_fields(head: bytes, *, strict: bool) -> tuple[str, Fields]:
    """A head taken apart; where it is not `strict`, old spellings are understood, too: folded and bare lines.

    One look does for headers that are spelled as they should be: each begins where a line ends, and none is left.
    """
    text = head.decode("latin-1")
    end = text.find("\r\n")
    if end >= 0 and not (" \r" in text or "\t\r" in text or text.endswith((" ", "\t"))):
        found = _FIELD.findall(text, end + 1)
        if len(found) == text.count("\n"):
            return text[:end], tuple(found)
    if not strict:
        text = re.sub(r"\r?\n[ \t]+", " ", text).replace("\r\n", "\n").replace("\n", "\r\n")
    first, *lines = text.split("\r\n")
    fields = tuple([_field(line, strict=strict) for line in lines])
    return first, fields


class Heads:
    """The heads on one connection: who keeps it says mostly the same headers again, which are taken apart once."""

    __slots__ = ("_fields", "_headers", "_lines", "_strict")

    def __init__(self, *, strict: bool) -> None:
        self._strict = strict
        self._lines = b""
        self._fields: Fields = ()
        self._headers: Named = {}

    def parts(self, head: bytes) -> tuple[str, Fields, Named]:
        """A first line, and its headers as they came and by their names."""
        end = head.find(b"\n") - 1
        if self._lines and head[end:] == self._lines:
            return head[:end].decode("latin-1"), self._fields, self._headers
        first, fields = first_line_and_fields(head, strict=self._strict)
        headers = named(fields)
        if end > 0 and head[end] == _RETURN and len(fields) == head.count(b"\n"):
            self._lines, self._fields, self._headers = head[end:], fields, headers
        return first, fields, headers


def _field(line: str, *, strict: bool) -> tuple[str, str]:
    name, colon, value = line.partition(":")
    if not strict:
        name = name.strip()
    if not colon or not _TOKEN.fullmatch(name):
        raise WireError(f"'{line[:80]}' is no header")
    value = value.strip(" \t")
    if "\r" in value or "\n" in value or "\0" in value:
        raise WireError(f"the header '{name}' has control characters")
    return name, value


def named(fields: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Headers by their names in lower case; the values of one name are joined, which changes no list."""
    found: dict[str, str] = {}
    for name, value in fields:
        key = name.lower()
        found[key] = f"{found[key]},{value}" if key in found else value
    return found


def elements(value: str | None) -> list[str]:
    """The elements of a header that is a list, in lower case; none where there is no such header."""
    if not value:
        return []
    if "," not in value:
        return [one] if (one := value.strip(" \t").lower()) else []
    return [one for each in value.split(",") if (one := each.strip(" \t").lower())]


def framing(headers: Named) -> int | None:
    """How long a body is by its headers: a number, -1 for chunks, None where they do not tell."""
    coding = headers.get("transfer-encoding")
    if coding is not None:
        codings = elements(coding)
        if codings != ["chunked"]:
            raise WireError(f"the transfer coding '{', '.join(codings)}' is not known", 501)
        return -1
    told = headers.get("content-length")
    if told is None:
        return None
    if _DIGITS.fullmatch(told):
        return int(told)
    lengths = {one.strip(" \t") for one in told.split(",")}
    if len(lengths) > 1 or not _DIGITS.fullmatch(next(iter(lengths))):
        raise WireError(f"its length is '{', '.join(sorted(lengths))}'")
    return int(lengths.pop())


class Body:
    """What is left of a body, read piece by piece.

    `length` is a number, -1 for chunks, None for all until the end of the connection. `trailers` are there once the
    last chunk is read. Where it is `strict`, the lines of chunks end as they should: what others understand in another
    way could hide a request.
    """

    __slots__ = ("_chunked", "_left", "_stream", "_strict", "is_read", "trailers")

    def __init__(self, stream: Stream, length: int | None, *, strict: bool) -> None:
        self._stream = stream
        self._strict = strict
        self._chunked = length == -1
        self._left = 0 if self._chunked else length
        self.is_read = length == 0
        self.trailers: Fields = ()

    def read(self, most: int) -> bytes:
        """So many bytes, or fewer at the end."""
        left = self._left
        if left and left <= most and not self._chunked and (whole := self._stream.ahead(left)):
            self._left, self.is_read = 0, True
            return whole
        piece = self.some(most)
        if self.is_read or len(piece) == most or not piece:
            return piece
        pieces, size = [piece], len(piece)
        while size < most and (piece := self.some(most - size)):
            pieces.append(piece)
            size += len(piece)
        return b"".join(pieces)

    def some(self, most: int) -> bytes:
        """At most so many bytes, as soon as there are any; none at the end. WireError where it ends too early."""
        if self.is_read:
            return b""
        if self._chunked and not self._left and not self._begin_chunk():
            return b""
        piece = self._stream.some(most if self._left is None else min(most, self._left))
        if not piece:
            if self._left is not None:
                raise WireError("it ends within its body")
            self.is_read = True
        elif self._left is not None:
            self._left -= len(piece)
            if not self._left:
                self._end_chunk()
        return piece

    def _begin_chunk(self) -> bool:
        """Read the size of the next chunk; after the last one, the trailers."""
        size = _SIZE.fullmatch(self._stream.line(strict=self._strict))
        if size is None:
            raise WireError("a chunk of its body has no size")
        self._left = int(size[1], 16)
        if self._left:
            return True
        lines = []
        while line := self._stream.line(strict=self._strict):
            lines.append(_field(line.decode("latin-1"), strict=self._strict))
            if len(lines) > MAX_HEAD // 64:
                raise WireError("it has too many trailers")
        self.trailers, self.is_read = tuple(lines), True
        return False

    def _end_chunk(self) -> None:
        if not self._chunked:
            self.is_read = True
        elif self._stream.line(strict=self._strict):
            raise WireError("a chunk of its body is longer than it says")


def head_of(first: str, fields: Fields) -> bytes:
    """A first line and headers as they are sent; WireError where one would become two."""
    lines = [first, *map(": ".join, fields), "", ""]
    text = "\r\n".join(lines)
    if text.count("\n") != len(lines) - 1 or text.count("\r") != len(lines) - 1:
        raise WireError("a header has a line break")
    return encoded(text)


def encoded(text: str) -> bytes:
    """A part of a head as it is sent: a byte for each character, where each has one."""
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        return text.encode()


def chunk(piece: bytes) -> bytes:
    """A piece of a body that is sent in chunks; the empty one would end it."""
    return b"%x\r\n%b\r\n" % (len(piece), piece)


def last_chunk(trailers: Fields) -> bytes:
    """The end of a body that is sent in chunks."""
    return b"0\r\n" + head_of("", trailers)[2:]
