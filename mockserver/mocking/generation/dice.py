"""What is drawn, where a seed alone decides?"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """Draws that depend on a key and on nothing else: the same in every process and under every Python.

    A child's draws do not depend on how often its parent was thrown, so one member of an object says nothing about
    the next.
    """

    __slots__ = ("_drawn", "_key")

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._drawn = 0

    @classmethod
    def of(cls, *words: str) -> Dice:
        return cls(_digest("\0".join(words)))

    def child(self, *steps: str | int) -> Dice:
        return Dice(_digest("\0".join(map(str, steps)), self._key))

    def below(self, limit: int) -> int:
        """A whole number from 0 to `limit - 1`."""
        self._drawn += 1
        size = 16 if limit < 1 << 100 else 64
        return int.from_bytes(blake2b(self._key + self._drawn.to_bytes(4), digest_size=size).digest()) % limit

    def between(self, low: int, high: int) -> int:
        return low + self.below(high - low + 1)

    def pick(self, values: Sequence[T]) -> T:
        return values[self.below(len(values))]

    def turned(self, values: Sequence[T]) -> list[T]:
        """The values in their order, beginning anywhere."""
        start = self.below(len(values)) if values else 0
        return [*values[start:], *values[:start]]


def _digest(text: str, key: bytes = b"") -> bytes:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16, key=key).digest()
