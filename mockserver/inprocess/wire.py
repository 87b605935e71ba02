"""What does a client say on a connection, in HTTP/1.1, and how is it answered there?

It reads what a client's library writes, not what anybody may send: there is no network in between.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from mockserver.inprocess.exchange import Headers


@dataclass(frozen=True, slots=True)
class Sent:
    """A request as it was written."""

    method: str
    target: str
    headers: Headers
    body: bytes


class Reader:
    """Reads one request, however it is cut into pieces."""

    def __init__(self) -> None:
        self._data = bytearray()
        self._head: Sent | None = None
        self._length: int | None = 0
        self._body = bytearray()
        self._is_done = False
        self.expects = False

    def feed(self, data: bytes | bytearray | memoryview) -> None:
        """Read more; afterwards `expects` says whether the client waits for leave to go on."""
        self._data += data
        self.expects = False
        if self._head is None:
            end = self._data.find(b"\r\n\r\n")
            if end < 0:
                return
            self._read_head(bytes(self._data[:end]))
            del self._data[: end + 4]
        if self._length is None:
            self._read_chunks()
        else:
            self._body += self._data
            self._data.clear()
            self._is_done = len(self._body) >= self._length

    def take(self) -> Sent | None:
        """The request, once, as soon as it is there as a whole."""
        if not self._is_done or self._head is None:
            return None
        head, self._head, self._is_done = self._head, None, False
        return Sent(head.method, head.target, head.headers, bytes(self._body))

    def _read_head(self, data: bytes) -> None:
        line, *fields = data.decode("latin-1").split("\r\n")
        method, target, _ = line.split(" ", 2)
        pairs = (field.partition(":") for field in fields)
        headers = [(name, value.strip(" \t")) for name, _, value in pairs]
        lower = {name.lower(): value for name, value in headers}
        self._length = None if "transfer-encoding" in lower else int(lower.get("content-length", "0"))
        self.expects = lower.get("expect", "").lower() == "100-continue"
        self._head = Sent(method, _path(target), headers, b"")

    def _read_chunks(self) -> None:
        while (end := self._data.find(b"\r\n")) >= 0:
            size = int(self._data[:end].partition(b";")[0], 16)
            if len(self._data) < end + 2 + size + 2:
                return
            self._body += self._data[end + 2 : end + 2 + size]
            del self._data[: end + 2 + size + 2]
            if size == 0:
                self._is_done = True
                return


def _path(target: str) -> str:
    """The path with the query; a client that asks by way of a proxy writes the whole address."""
    if target.startswith("/"):
        return target
    split = urlsplit(target)
    return (split.path or "/") + (f"?{split.query}" if split.query else "")


def head_of(status: int, reason: str, headers: Headers) -> bytes:
    """The status line and the headers, as they go out."""
    lines = [f"HTTP/1.1 {status} {reason}", *(f"{name}: {value}" for name, value in headers), "", ""]
    return "\r\n".join(lines).encode("latin-1")
