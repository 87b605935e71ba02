"""What is a text without some secrets, wherever in it they stand and however they are spelled?"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import quote, quote_plus

SHORTEST = 8
"""From how many characters on a secret is hidden wherever it stands: shorter ones are words of their own, too."""

FEW = 200
"""How many spellings are looked for one by one: of more, all are looked for at once, character by character."""

LONG = 1_000
"""From how many characters on a spelling is looked for by itself all the same: of such there cannot be many."""


class Erasing:
    """Puts a word in the place of secrets of `SHORTEST` characters and more, in about the time that reading takes."""

    def __init__(self, secrets: Iterable[str], word: str) -> None:
        found = {way(secret) for secret in secrets for way in _WAYS}
        self._word = word
        self._spellings = sorted(found)
        self._encoded = sorted({spelling.encode("utf-8", "surrogatepass").decode("latin-1") for spelling in found})

    def text(self, text: str) -> str:
        return _without(text, self._spellings, self._word)

    def body(self, body: bytes) -> bytes:
        if not self._encoded:
            return body
        return _without(body.decode("latin-1"), self._encoded, self._word).encode("latin-1")


def _quoted(secret: str) -> str:
    return quote(secret, errors="surrogatepass")


def _quoted_whole(secret: str) -> str:
    return quote(secret, safe="", errors="surrogatepass")


def _as_in_a_form(secret: str) -> str:
    return quote_plus(secret, errors="surrogatepass")


def _as_in_json(secret: str) -> str:
    return json.dumps(secret)[1:-1]


_WAYS = (str, _as_in_json, _quoted, _quoted_whole, _as_in_a_form)


def _without(text: str, spellings: Sequence[str], word: str) -> str:
    if len(text) < SHORTEST:
        return text
    one_by_one = spellings if len(spellings) <= FEW else [spelling for spelling in spellings if len(spelling) >= LONG]
    # One may begin as another
    for spelling in sorted(one_by_one, key=len, reverse=True):
        text = text.replace(spelling, word)
    if len(spellings) <= FEW:
        return text
    return "".join(_pieces(text, [spelling for spelling in spellings if len(spelling) < LONG], word))


def _pieces(text: str, spellings: Sequence[str], word: str) -> Iterator[str]:
    """The text in pieces, a word in the place of each of the sorted spellings."""
    beginnings = {spelling[:SHORTEST] for spelling in spellings}
    done = 0
    for start in [at for at in range(len(text) - SHORTEST + 1) if text[at : at + SHORTEST] in beginnings]:
        found = _beginning(text[start : start + LONG], spellings) if start >= done else ""
        if found:
            yield text[done:start]
            yield word
            done = start + len(found)
    yield text[done:]


def _beginning(text: str, spellings: Sequence[str]) -> str:
    """The longest of sorted spellings that a text begins with; empty where it begins with none."""
    while len(text) >= SHORTEST:
        above = bisect_right(spellings, text)
        if not above:
            break
        nearest = spellings[above - 1]
        if text.startswith(nearest):
            return nearest
        text = text[: _shared(text, nearest)]
    return ""


def _shared(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    least, most = 0, min(len(one), len(other))
    while least < most:
        middle = (least + most + 1) // 2
        if one[:middle] == other[:middle]:
            least = middle
        else:
            most = middle - 1
    return least
