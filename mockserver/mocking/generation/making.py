"""What do the makers of objects and arrays need of the walk that they are part of?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol

from mockserver.mocking.generation.kit import Kit
from mockserver.mocking.generation.shape import Parts, Shape
from mockserver.mocking.generation.spot import Spot
from mockserver.model import Location


class ImpossibleValue(Exception):
    """No value was found for some schemas."""


class Maker(Protocol):
    """Makes the values below."""

    @property
    def kit(self) -> Kit: ...

    @property
    def lean(self) -> bool:
        """Whether only what must be there is made."""

    def value(self, parts: Parts, spot: Spot) -> Any:
        """The value to take; ImpossibleValue if there is none."""

    def values(self, parts: Parts, spot: Spot) -> Iterator[Any]:
        """The values that could be taken, the best first."""

    def given(self, shape: Shape, parts: Parts, spot: Spot, owner: Spot) -> Any:
        """What the value of a member is known or expected to be, else ABSENT; `shape` and `owner` are its object's."""

    def recurs(self, shape: Shape, spot: Spot) -> bool:
        """Whether a value of the shape would stand within its own kind too often."""

    def left_out(self, place: Location) -> bool:
        """Whether what need not be at a place is left out, as an earlier walk has taught."""
