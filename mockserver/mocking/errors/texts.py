"""How is a message told where the schema bounds its length, or says which characters it has?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mockserver.mocking.errors.spots import Spot
from mockserver.mocking.errors.trouble import Trouble, told

_ENDLESS = 1_000_000
_MOST = 10_000
_SPELLINGS = (
    r"['\"`]",
    r"[^A-Za-z0-9 .,:;!?()_-]",
    r"[^A-Za-z0-9 .,_-]",
    r"[^A-Za-z0-9 .]",
    r"[^A-Za-z0-9 ]",
    r"[^A-Za-z ]",
)
"""What is left out of a message, ever more, until it has the pattern."""


def messages(spot: Spot, trouble: Trouble) -> Iterator[str]:
    """The message, the most telling first, within the bounds of its length and by its pattern."""
    least, most = spot.limit("minLength", 0), spot.limit("maxLength", _ENDLESS)
    texts = (trouble.message, told(trouble.first), trouble.first.message)
    for text in dict.fromkeys(texts):
        yield from (
            sized for each in _spelled(text, spot) if (sized := _long(each, trouble, least)) and len(sized) <= most
        )
    for each in _spelled(texts[0], spot):
        if len(each) > most > 0:
            yield each[: most - 3] + "..." if most > 3 else each[:most]
            yield each[:most].rstrip()


def _spelled(text: str, spot: Spot) -> Iterator[str]:
    yield text
    if not spot.has_pattern:
        return
    plain = [text, *(re.sub(" {2,}", " ", re.sub(left_out, "", text)).strip() for left_out in _SPELLINGS)]
    for each in dict.fromkeys(plain[1:]):
        yield each
    for each in dict.fromkeys(plain):
        yield from (each[:1].upper() + each[1:], each[:1].upper() + each[1:] + ".", each.upper(), each.lower())
    for divider in ("_", "-"):
        name = divider.join(plain[-2].split())
        yield from (name, name.upper(), name.lower())


def _long(text: str, trouble: Trouble, least: int) -> str:
    """The text with as much about the request behind it as it needs to be long enough."""
    if len(text) >= least or least > _MOST:
        return text
    text = f"{text} ({trouble.status} {trouble.phrase}, {trouble.request.method} {trouble.request.path})"
    return text if len(text) >= least else " ".join([text] * (least // len(text) + 1))
