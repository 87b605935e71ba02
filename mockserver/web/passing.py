"""How do long bodies, and the answers of an upstream, pass through the door?"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import suppress
from itertools import chain
from typing import Any

from mockserver.delivery import AT_ONCE, Delivery
from mockserver.model import Outcome
from mockserver.pointers import is_number
from mockserver.transport import BODILESS, PIECE
from mockserver.web.conversing import ANSWER_TRAILERS, FIELDS

Headers = tuple[tuple[str, str], ...]

UNHEARD_SECONDS = 10.0
"""How long a client may go on to send what nobody wants."""


def rest_of(environ: dict[str, Any], taken: int) -> Generator[bytes, None, None]:
    """What is left of a request's body, of which so many bytes are read; OSError where the client leaves it off."""
    declared = environ.get("CONTENT_LENGTH") or ""
    left = int(declared) - taken if is_number(declared) else None
    read: Callable[[int], bytes] = environ["wsgi.input"].read
    while left is None or left > 0:
        piece = read(PIECE if left is None else min(PIECE, left))
        if not piece:
            break
        left = None if left is None else left - len(piece)
        yield piece
    if left:
        raise OSError("the client ended its body too early")


def is_longer(environ: dict[str, Any], most: int) -> bool:
    """Whether a request says that its body has more than so many bytes."""
    declared = environ.get("CONTENT_LENGTH") or ""
    return is_number(declared) and int(declared) > most


def unheard(answer: Iterable[bytes], environ: dict[str, Any]) -> Iterator[bytes]:
    """An answer to a body that nobody read, which is read away after it where the server does not do that itself.

    Most clients look for an answer only once they have sent all, and a connection that ends before is broken to them.
    """
    yield from answer
    if FIELDS in environ or "100-continue" in environ.get("HTTP_EXPECT", "").lower():
        return
    until = time.monotonic() + UNHEARD_SECONDS
    with suppress(OSError):
        while environ["wsgi.input"].read(PIECE) and time.monotonic() < until:
            pass


def headers_and_body(
    outcome: Outcome, environ: dict[str, Any], added: Headers
) -> tuple[list[tuple[str, str]], Iterable[bytes]]:
    """An upstream's answer as it is sent on: as it came, and with what it does not say itself.

    `added` are the headers for pages of other sites; an upstream that has them itself has the last word.
    """
    response, delivery = outcome.response, outcome.delivery or AT_ONCE
    headers, method = list(response.headers), outcome.request.method
    names = {name.lower() for name, _ in headers}
    if "access-control-allow-origin" not in names:
        headers.extend(added)
    follows = delivery.trailers is not None and FIELDS in environ
    if follows:
        environ[ANSWER_TRAILERS] = delivery.trailers
    open_ended = delivery.rest is not None or follows
    if method == "HEAD" or response.status in BODILESS:
        return headers, ()
    if not open_ended and "content-length" not in names:
        headers.append(("Content-Length", str(len(response.body))))
    return headers, (response.body,) if delivery.rest is None else Pieces(response.body, delivery)


class Pieces:
    """The beginning of a body and its rest, which is closed where the client goes away."""

    def __init__(self, first: bytes, delivery: Delivery) -> None:
        self._delivery = delivery
        self._all = chain((first,), delivery.rest or ())

    def __iter__(self) -> Iterator[bytes]:
        return self._all

    def close(self) -> None:
        self._delivery.drop()
