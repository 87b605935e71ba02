"""What is measured, what counts as good, and how do many rounds become one figure?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

OURS = "mockserver"
PEER = "Prism"

Round = Mapping[str, Mapping[str, float]]
"""The values of one round by figure and contender."""


@dataclass(frozen=True, slots=True)
class Target:
    """What the ratio ours/Prism has to be."""

    at_least: float | None = None
    at_most: float | None = None

    def is_met(self, ratio: float) -> bool:
        return (self.at_least is None or ratio >= self.at_least) and (self.at_most is None or ratio <= self.at_most)

    def __str__(self) -> str:
        return f">= {self.at_least:g}" if self.at_least is not None else f"<= {self.at_most:g}"


@dataclass(frozen=True, slots=True)
class Figure:
    """One thing that is measured of both servers; `digits` are those shown behind the point."""

    key: str
    title: str
    unit: str
    target: Target | None = None
    digits: int = 0


FIGURES = (
    Figure("first_valid", "one contact stored, from the start on", "requests/s", Target(at_least=6)),
    Figure("first_invalid", "list_items missing, from the start on", "requests/s", Target(at_least=6)),
    Figure("first_bulk", "10,000 contacts in one request, from the start on", "ms", Target(at_most=2), 1),
    Figure("valid", "one contact stored, warm", "requests/s", Target(at_least=6)),
    Figure("valid_cpu", "  processor time of one", "us"),
    Figure("invalid", "list_items missing, warm", "requests/s", Target(at_least=6)),
    Figure("invalid_cpu", "  processor time of one", "us"),
    Figure("bulk", "10,000 contacts in one request, warm", "ms", Target(at_most=2), 1),
    Figure("ready", "start-up until the first answer", "ms", Target(at_most=0.5)),
    Figure("idle", "memory, idle", "MB", Target(at_most=0.6), 1),
    Figure("loaded", "memory, after the load", "MB", Target(at_most=0.6), 1),
)


@dataclass(frozen=True, slots=True)
class Spread:
    """The median of some values, with the smallest and the largest."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        return cls(median(values), min(values), max(values))

    def as_json(self) -> dict[str, float]:
        return {"median": self.median, "min": self.low, "max": self.high}


@dataclass(frozen=True, slots=True)
class Comparison:
    """A figure over all rounds: ours, Prism's, and the ratio that each round gave."""

    figure: Figure
    ours: Spread
    peer: Spread
    ratio: Spread

    @property
    def is_met(self) -> bool | None:
        """Whether the target is met; None where there is none."""
        target = self.figure.target
        return None if target is None else target.is_met(self.ratio.median)

    def as_json(self) -> dict[str, Any]:
        return {
            "title": self.figure.title,
            "unit": self.figure.unit,
            OURS: self.ours.as_json(),
            PEER: self.peer.as_json(),
            "ratio": self.ratio.as_json(),
            "target": self.figure.target and str(self.figure.target),
            "met": self.is_met,
        }


def compare(rounds: Sequence[Round]) -> tuple[Comparison, ...]:
    """Each figure over the rounds; the ratio is taken within a round, so that a slow minute hits both sides."""
    return tuple(_compare(figure, [found[figure.key] for found in rounds]) for figure in FIGURES)


def _compare(figure: Figure, values: Sequence[Mapping[str, float]]) -> Comparison:
    return Comparison(
        figure,
        Spread.of([value[OURS] for value in values]),
        Spread.of([value[PEER] for value in values]),
        Spread.of([value[OURS] / value[PEER] for value in values]),
    )
