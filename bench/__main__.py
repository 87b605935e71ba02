"""Which measurements are wanted, and what comes out of them?

`python -m bench` measures the server beside Prism, then the engine alone. It never fails for being slow.
"""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from bench import load, micro, prism, report, rounds
from bench.figures import compare
from bench.machine import Cores, described, pinned
from bench.programs import SetupError
from bench.servers import ours, peer


def main(arguments: Sequence[str] | None = None) -> int:
    """0, or 2 with one line where something that is needed is not there."""
    wanted = _arguments(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # on the way out the servers are ended
    try:
        _run(wanted)
    except SetupError as error:
        print(f"bench: {error}", file=sys.stderr)
        return 2
    return 0


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m bench", description="Measure the server beside Prism.")
    parser.add_argument("--quick", action="store_true", help="short and rough: two rounds of a second")
    parser.add_argument("--micro", action="store_true", help="only the engine without sockets; needs no Node.js")
    parser.add_argument("--rounds", type=_positive, help="how often both servers are measured in turn")
    return parser.parse_args(arguments)


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError("write a number from 1 on")
    return int(text)


def _run(wanted: argparse.Namespace) -> None:
    cores = Cores.choose()
    found: dict[str, Any] = {"machine": described(cores)}
    if not wanted.micro:
        found.update(_beside_prism(wanted, cores))
    found.update(_alone(wanted, cores))
    print(f"\nkept in {report.keep(found)}")


def _beside_prism(wanted: argparse.Namespace, cores: Cores) -> dict[str, Any]:
    progress = report.progress()
    if not prism.is_installed():
        progress("installing Prism")
        prism.install()
    plan = rounds.QUICK if wanted.quick else rounds.Plan()
    plan = replace(plan, rounds=wanted.rounds) if wanted.rounds else plan
    with pinned(cores.load):
        values = rounds.measure((ours(), peer()), plan, cores, progress)
    progress("")
    comparisons = compare(values)
    print(
        f"Prism {prism.wanted_version()}, {plan.rounds} rounds, load by {load.generator()}: median (lowest - highest)"
    )
    print(report.comparison_table(comparisons))
    return {
        "prism": prism.wanted_version(),
        "load": load.generator(),
        "plan": asdict(plan),
        "figures": {comparison.figure.key: comparison.as_json() for comparison in comparisons},
        "rounds": values,
    }


def _alone(wanted: argparse.Namespace, cores: Cores) -> dict[str, Any]:
    progress = report.progress()
    with pinned(cores.server):
        measured = micro.measure(micro.QUICK if wanted.quick else micro.Effort(), progress)
    progress("")
    print(f"\nThe engine alone: median (lowest - highest)\n{report.micro_table(measured)}")
    return {"micro": {found.key: found.as_json() for found in measured}}


if __name__ == "__main__":
    sys.exit(main())
