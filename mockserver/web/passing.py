"""How do long bodies, and the answers of an upstream, pass through the door?"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from itertools import chain
from typing import Any

from mockserver.model import Outcome
from mockserver.pointers import is_number

CHUNK = 64 * 1024
"""How many bytes are handed on at once."""

_BODILESS = {204, 304}

Headers = tuple[tuple[str, str], ...]


def rest_of(environ: dict[str, Any], taken: int) -> Generator[bytes, None, None]:
    """What is left of a request's body, of which so many bytes are read; OSError where the client leaves it off."""
    declared = environ.get("CONTENT_LENGTH") or ""
    left = int(declared) - taken if is_number(declared) else None
    read: Callable[[int], bytes] = environ["wsgi.input"].read
    while left is None or left > 0:
        piece = read(CHUNK if left is None else min(CHUNK, left))
        if not piece:
            break
        left = None if left is None else left - len(piece)
        yield piece
    if left:
        raise OSError("the client ended its body too early")


def headers_and_body(outcome: Outcome, method: str, added: Headers) -> tuple[list[tuple[str, str]], Iterable[bytes]]:
    """An upstream's answer as it is sent on: as it came, and with what it does not say itself.

    `added` are the headers for pages of other sites; an upstream that has them itself has the last word.
    """
    response, delivery = outcome.response, outcome.delivery
    headers = list(response.headers)
    names = {name.lower() for name, _ in headers}
    if "access-control-allow-origin" not in names:
        headers.extend(added)
    rest = delivery.rest if delivery is not None else None
    if rest is None and "content-length" not in names and response.status not in _BODILESS:
        headers.append(("Content-Length", str(len(response.body))))
    if method == "HEAD" or response.status in _BODILESS:
        return headers, ()
    return headers, (response.body,) if rest is None else chain((response.body,), rest)
