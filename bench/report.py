"""How are the figures shown and kept?"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

from bench.comparing import TARGETS as DIFF_TARGETS
from bench.comparing import Compared
from bench.documents import Specimen, Start
from bench.figures import OURS, PEER, Comparison, Spread
from bench.micro import Measured
from bench.suites import CLAIMS, Claim, Cost, ratios, titles

RESULTS = Path(__file__).parent / "results"
_VERDICTS = {True: "met", False: "missed", None: ""}
_CLEAR = "\r\x1b[K"


def progress() -> Callable[[str], None]:
    """What says on a terminal what is being measured; nothing where standard error is none."""
    if not sys.stderr.isatty():
        return lambda what: None
    return lambda what: _write(f"{_CLEAR}{what} ..." if what else _CLEAR)


def _write(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()


def comparison_table(comparisons: Sequence[Comparison]) -> str:
    """Both servers side by side: median (lowest - highest), the ratio, and whether it is what it should be."""
    head = ("", OURS, PEER, f"ratio {OURS}/{PEER}", "target", "")
    return _table([head, *map(_compared, comparisons)])


def _compared(comparison: Comparison) -> tuple[str, ...]:
    figure = comparison.figure
    return (
        f"{figure.title}, {figure.unit}",
        _shown(comparison.ours, figure.digits),
        _shown(comparison.peer, figure.digits),
        _shown(comparison.ratio, 2),
        str(figure.target or ""),
        _VERDICTS[comparison.is_met],
    )


def micro_table(measured: Sequence[Measured]) -> str:
    """The figures of the engine alone."""
    rows = [(f"{found.title}, {found.unit}", _shown(found.spread, 1)) for found in measured]
    return _table([("", OURS), *rows])


def documents_table(chosen: Sequence[Specimen], found: Mapping[str, Mapping[str, Start]]) -> str:
    """Seconds and megabytes of each server for each document; a dash where there was no answer in time."""
    names = tuple(next(iter(found.values())))
    rows = [("", *names)]
    for specimen in chosen:
        size = specimen.file.stat().st_size / 1e6
        title = f"{specimen.title}: {specimen.operations} operations, {size:.1f} MB"
        rows.append((title, *(_started(found[specimen.title][name]) for name in names)))
    return _table(rows)


def suites_table(found: Mapping[str, Sequence[Cost]]) -> str:
    """What the suite cost with each answerer, in medians; `cpu` is processor time."""
    head = ("", "a test, us cpu", "us", "first fixture, ms cpu", "ms", "whole run, s cpu", "s")
    return _table([head, *((title, *_costs(found[key])) for key, title in titles().items())])


def _costs(costs: Sequence[Cost]) -> tuple[str, ...]:
    def middle(part: Callable[[Cost], float], factor: float, digits: int) -> str:
        return f"{median(map(part, costs)) * factor:,.{digits}f}"

    return (
        middle(lambda cost: cost.test_cpu, 1e6, 0),
        middle(lambda cost: cost.test, 1e6, 0),
        middle(lambda cost: cost.first_cpu, 1e3, 0),
        middle(lambda cost: cost.first, 1e3, 0),
        middle(lambda cost: cost.whole_cpu, 1, 2),
        middle(lambda cost: cost.whole, 1, 2),
    )


def claims_table(found: Mapping[str, Sequence[Cost]]) -> str:
    """How often as fast as its peer ours is: for a test after the first one, and for the whole run."""
    head = ("times as fast", "a test, cpu", "a test", "whole run, cpu", "target", "")
    return _table([head, *(_claimed(claim, found) for claim in CLAIMS)])


def _claimed(claim: Claim, found: Mapping[str, Sequence[Cost]]) -> tuple[str, ...]:
    test = ratios(claim, found, lambda cost: cost.test_cpu)
    return (
        claim.title,
        _shown(test, 2),
        _shown(ratios(claim, found, lambda cost: cost.test), 2),
        _shown(ratios(claim, found, lambda cost: cost.whole_cpu), 2),
        str(claim.target),
        _VERDICTS[claim.target.is_met(test.median)],
    )


def versions_table(found: Mapping[str, Compared]) -> str:
    """How long each comparison took, and how many changes of each severity it found."""
    head = ("two versions", "cpu", "target", "", "breaking", "warnings", "harmless")
    return _table([head, *(_told(title, compared) for title, compared in found.items())])


def _told(title: str, compared: Compared) -> tuple[str, ...]:
    target = DIFF_TARGETS.get(title)
    counts = (str(compared.counts[severity]) for severity in ("error", "warning", "info"))
    is_met = None if target is None else compared.seconds <= target
    return title, f"{compared.seconds:.1f} s", f"<= {target:.0f} s" if target else "", _VERDICTS[is_met], *counts


def _started(start: Start) -> str:
    if start.seconds is None or start.megabytes is None:
        return "-"
    return f"{start.seconds:.2f} s, {start.megabytes:.0f} MB"


def _shown(spread: Spread, digits: int) -> str:
    return f"{spread.median:,.{digits}f} ({spread.low:,.{digits}f} - {spread.high:,.{digits}f})"


def _table(rows: Sequence[tuple[str, ...]]) -> str:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(_line(row, widths) for row in rows)


def _line(row: tuple[str, ...], widths: Sequence[int]) -> str:
    first, *rest = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
    return "  ".join((first, *rest)).rstrip()


def keep(found: Mapping[str, Any], at: datetime | None = None) -> Path:
    """Write the figures as JSON into a file that has their time in its name."""
    moment = at or datetime.now(UTC)
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{moment:%Y%m%d-%H%M%S}.json"
    path.write_text(json.dumps({"at": moment.isoformat(timespec="seconds"), **found}, indent=2) + "\n")
    return path
