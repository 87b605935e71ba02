"""How do the three servers run in a process of their own, so that what they say and take can be looked at?"""

from __future__ import annotations

import os
import re
import select
import signal
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.hostile.raw_requests import Sent

KINDS = ("serve", "proxy", "own")
BOUND = 10.0
_LINE = re.compile(r"mockserver listening on http://127\.0\.0\.1:(\d+)\n")
_SETTINGS = b"\x00\x00"
_RESET = struct.pack("ii", 1, 0)
_OWN = """
import sys
from mockserver import MockServer
with MockServer(sys.argv[1]) as mock:
    print("mockserver listening on " + mock.url().rstrip("/"), flush=True)
    sys.stdin.read()
"""


@dataclass(frozen=True)
class Running:
    """A server, and where it tells what goes wrong."""

    kind: str
    process: subprocess.Popen[str]
    port: int
    log: Path

    def logged(self) -> str:
        return self.log.read_text(errors="replace")

    def megabytes(self) -> int:
        """How much memory the server and its workers have in use."""
        return sum(_resident(pid) for pid in _family(self.process.pid)) // 1024


def _family(pid: int) -> Iterator[int]:
    yield pid
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    for child in children:
        yield from _family(int(child))


def _resident(pid: int) -> int:
    found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    return int(found[1]) if found else 0


@contextmanager
def running(kind: str, spec: Path, log: Path, upstream: str = "") -> Iterator[Running]:
    """A server of a kind: that of `serve`, that of `proxy`, or the one of tests."""
    called = {
        "serve": ["-m", "mockserver", "serve", str(spec), "-p", "0"],
        "proxy": ["-m", "mockserver", "proxy", str(spec), upstream, "-p", "0", "--upstream-timeout", "3"],
        "own": ["-c", _OWN, str(spec)],
    }[kind]
    with log.open("wb") as errors:
        process = subprocess.Popen(
            [sys.executable, *called],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            start_new_session=True,
        )
        try:
            assert process.stdout is not None
            ready, _, _ = select.select([process.stdout], [], [], 30)
            line = process.stdout.readline() if ready else ""
            found = _LINE.fullmatch(line)
            assert found is not None, (line, log.read_text())
            yield Running(kind, process, int(found[1]), log)
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=3)
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate()


@dataclass(frozen=True)
class Heard:
    """What came back, whether the connection is over, and how long that took."""

    data: bytes
    is_over: bool
    seconds: float
    bodiless: bool = False

    @property
    def is_answered(self) -> bool:
        """Whether there is a whole answer, or HTTP/2 is spoken."""
        return is_whole([self.data], bodiless=self.bodiless) or self.data.startswith(_SETTINGS)

    @property
    def statuses(self) -> list[int]:
        return [int(status) for status in re.findall(rb"HTTP/1\.[01] (\d{3}) [^\r\n]*\r\n", self.data)]


def talked(port: int, sent: Sent, bound: float = BOUND) -> Heard:
    """What a server says to what is sent, until a first whole answer or the end of the connection."""
    begin, bodiless = time.monotonic(), bool(sent.pieces) and sent.pieces[0].startswith(b"HEAD")
    with socket.create_connection(("127.0.0.1", port), timeout=bound) as client:
        parts, is_over = [], False
        try:
            for number, piece in enumerate(sent.pieces):
                if number:
                    time.sleep(sent.pause)
                client.sendall(piece)
            if sent.ending == "ends":
                client.shutdown(socket.SHUT_WR)
            elif sent.ending == "resets":
                client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            if sent.ending in ("waits", "ends"):
                while not is_over and not (sent.ending == "waits" and is_whole(parts, bodiless=bodiless)):
                    parts.append(client.recv(1 << 20))
                    is_over = not parts[-1]
        except TimeoutError:
            pass
        except OSError:
            is_over = True
            with suppress(OSError):
                while more := client.recv(65_536):
                    parts.append(more)
        return Heard(b"".join(parts), is_over, time.monotonic() - begin, bodiless)


def is_whole(parts: list[bytes], *, bodiless: bool = False) -> bool:
    """Whether there is an answer with all of its body, which is not merely a leave to go on."""
    size = sum(map(len, parts))
    data = b"".join(parts) if size < 65_536 else b"".join(parts[:100])[:65_536]
    missing = size - len(data)
    head, found, body = data.partition(b"\r\n\r\n")
    while found and head.startswith(b"HTTP/1.1 1"):
        head, found, body = body.partition(b"\r\n\r\n")
    if not found or bodiless:
        return bool(found)
    if b"\r\ntransfer-encoding: chunked" in head.lower():
        return body.endswith(b"0\r\n\r\n")
    length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
    return length is None or len(body) + missing >= int(length[1])
