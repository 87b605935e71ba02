"""What do the makers of objects and arrays need of the walk that they are part of?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol

from mockserver.mocking.generation.kit import Kit
from mockserver.mocking.generation.shape import Parts, Shape
from mockserver.mocking.generation.spot import Spot
from mockserver.model import Location

_LEAST_EFFORT = 60


class ImpossibleValueError(Exception):
    """No value was found for some schemas."""


class ExhaustedEffortError(Exception):
    """More was tried than a value is worth."""


class Effort:
    """How many values may still be made: a count and no clock, so that the same is made everywhere."""

    def __init__(self, limit: int) -> None:
        self.left = limit
        self._reserve = 0

    def spend(self) -> None:
        self.left -= 1
        if self.left < self._reserve:
            raise ExhaustedEffortError

    def reserve(self) -> int:
        """Keep half of what is left for later; the answer is what to give to `release`."""
        before = self._reserve
        self._reserve = max(before, self.left - max(_LEAST_EFFORT, (self.left - before) // 2))
        return before

    def release(self, reserved: int) -> None:
        self._reserve = reserved


class Maker(Protocol):
    """Makes the values below."""

    @property
    def kit(self) -> Kit: ...

    @property
    def lean(self) -> bool:
        """Whether only what must be there is made."""

    def value(self, parts: Parts, spot: Spot) -> Any:
        """The value to take; ImpossibleValueError if there is none."""

    @property
    def lenient(self) -> bool:
        """Whether a value may lack what it should have, where nothing better was found."""

    def tried(self, parts: Parts, spot: Spot) -> Any:
        """The value to take, with only some of the effort that is left; ImpossibleValueError if there is none."""

    def values(self, parts: Parts, spot: Spot) -> Iterator[Any]:
        """The values that could be taken, the best first."""

    def given(self, shape: Shape, parts: Parts, spot: Spot, owner: Spot) -> Any:
        """What the value of a member is known or expected to be, else ABSENT; `shape` and `owner` are its object's."""

    def recurs(self, shape: Shape, spot: Spot) -> bool:
        """Whether a value of the shape would stand within its own kind too often."""

    def left_out(self, place: Location) -> bool:
        """Whether what need not be at a place is left out, as an earlier walk has taught."""
