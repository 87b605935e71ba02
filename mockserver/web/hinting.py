"""What is a client told before its answer?"""

from __future__ import annotations

from contextlib import suppress

from mockserver.transport import Fields, Stream, WireError, head_of

EARLY = "mockserver.early"
"""What in an environment tells that: a status with its words, and headers."""


class Early:
    """Tells the client of one request what is said before its answer, for as long as that is not there."""

    __slots__ = ("_client",)

    def __init__(self, client: Stream) -> None:
        self._client: Stream | None = client

    @property
    def is_open(self) -> bool:
        """Whether the client still waits for its answer."""
        return self._client is not None

    def __call__(self, status: str, fields: Fields) -> None:
        """Tell it; a client that is gone is noticed when the answer does not reach it."""
        if self._client is not None:
            with suppress(OSError, WireError):
                self._client.send(head_of(f"HTTP/1.1 {status}", fields))

    def close(self) -> None:
        """Tell no more: the journal keeps requests, and must not keep their connections."""
        self._client = None
