"""Which measurements are wanted, and what comes out of them?

`python -m bench` measures the server beside Prism, then the engine alone, then a suite of tests, then large documents.
It never fails for being slow.
"""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from typing import Any

from bench import (
    checks,
    clients,
    comparing,
    documents,
    keeping,
    load,
    micro,
    peers,
    proxying,
    report,
    rounds,
    suites,
)
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
    parser.add_argument("--suite", action="store_true", help="only a suite of 500 tests, by who answers its client")
    parser.add_argument("--documents", action="store_true", help="only how large documents start, beside three peers")
    parser.add_argument("--checks", action="store_true", help="only how fast `check` asks, beside schemathesis")
    parser.add_argument("--keeping", action="store_true", help="only what it costs to keep records")
    parser.add_argument("--diff", action="store_true", help="only how long comparing two versions takes")
    parser.add_argument("--proxy", action="store_true", help="only what the proxy costs, beside Prism's")
    parser.add_argument("--rounds", type=_positive, help="how often both servers are measured in turn")
    return parser.parse_args(arguments)


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError("write a number from 1 on")
    return int(text)


def _run(wanted: argparse.Namespace) -> None:
    cores = Cores.choose()
    found: dict[str, Any] = {"machine": described(cores)}
    alone = wanted.micro or wanted.keeping or wanted.diff or wanted.checks
    only = alone or wanted.suite or wanted.documents or wanted.proxy
    if not alone and not peers.are_installed():
        report.progress()("installing the peers")
        peers.install()
    if wanted.suite or not only:
        suites.need_peers()
    parts: tuple[tuple[bool, Callable[[argparse.Namespace, Cores], dict[str, Any]]], ...] = (
        (not only, _beside_prism),
        (wanted.micro or not only, _alone),
        (wanted.suite or not only, _with_suite),
        (wanted.keeping or not only, _keeping),
        (wanted.checks or not only, lambda given, _: _checking(given)),
        (wanted.proxy or not only, _with_proxies),
        (wanted.documents or not (only or wanted.quick), _with_documents),
        (wanted.diff or not (only or wanted.quick), _with_versions),
    )
    for is_wanted, measured in parts:
        if is_wanted:
            found.update(measured(wanted, cores))
    print(f"\nkept in {report.keep(found)}")


def _beside_prism(wanted: argparse.Namespace, cores: Cores) -> dict[str, Any]:
    progress = report.progress()
    plan = rounds.QUICK if wanted.quick else rounds.Plan()
    plan = replace(plan, rounds=wanted.rounds) if wanted.rounds else plan
    with pinned(cores.load):
        values = rounds.measure((ours(), peer()), plan, cores, progress)
    progress("")
    comparisons = compare(values)
    print(
        f"Prism {peers.wanted_version(peers.PRISM)}, {plan.rounds} rounds, load by {load.generator()}: "
        "median (lowest - highest)"
    )
    print(report.comparison_table(comparisons))
    return {
        "prism": peers.wanted_version(peers.PRISM),
        "load": load.generator(),
        "plan": asdict(plan),
        "figures": {comparison.figure.key: comparison.as_json() for comparison in comparisons},
        "rounds": values,
    }


def _with_proxies(wanted: argparse.Namespace, cores: Cores) -> dict[str, Any]:
    progress = report.progress()
    number = wanted.rounds or (1 if wanted.quick else 3)
    seconds, warm = (1.0, 3.0) if wanted.quick else (5.0, 15.0)
    with pinned(cores.load):
        values = proxying.measure(number, cores, progress, seconds=seconds, warm=warm)
    progress("")
    comparisons = proxying.compare(values)
    print(f"\nAs a proxy, beside Prism {peers.wanted_version(peers.PRISM)}, {number} rounds: median (lowest - highest)")
    print(report.comparison_table(comparisons))
    print("\n".join((*proxying.verdicts(comparisons), proxying.floor(values))))
    figures = {comparison.figure.key: comparison.as_json() for comparison in comparisons}
    return {"proxy": {"figures": figures, "limits": proxying.LIMITS, "rounds": values}}


def _alone(wanted: argparse.Namespace, cores: Cores) -> dict[str, Any]:
    progress = report.progress()
    with pinned(cores.server):
        effort = micro.QUICK if wanted.quick else micro.Effort()
        measured = micro.measure(effort, progress) + clients.measure(effort, progress)
    progress("")
    print(f"\nThe engine alone: median (lowest - highest)\n{report.micro_table(measured)}")
    return {"micro": {found.key: found.as_json() for found in measured}}


def _with_suite(wanted: argparse.Namespace, cores: Cores) -> dict[str, Any]:
    progress = report.progress()
    rounds_wanted = wanted.rounds or (2 if wanted.quick else 5)
    found = suites.measure(rounds=rounds_wanted, core=cores.server, progress=progress)
    unused = suites.measure_unused(rounds=rounds_wanted, core=cores.server)
    progress("")
    print(f"\nA suite of 500 tests, median of {rounds_wanted}; Prism {peers.wanted_version(peers.PRISM)}")
    print(report.suites_table(found))
    print(f"\n{report.claims_table(found)}")
    print(f"\nThe plugin where no test uses it: {unused.median:.1f} ms of processor time")
    costs = {key: [asdict(cost) for cost in several] for key, several in found.items()}
    return {"suite": costs, "unused": unused.as_json()}


def _keeping(wanted: argparse.Namespace, cores: Cores) -> dict[str, Any]:
    progress = report.progress()
    plan = keeping.QUICK if wanted.quick else keeping.Plan()
    plan = replace(plan, rounds=wanted.rounds) if wanted.rounds else plan
    with pinned(cores.load):
        measured = keeping.over_a_socket(plan, cores.server, progress)
    with pinned(cores.server):
        measured += keeping.alone(plan, progress)
    progress("")
    print(f"\nKeeping records, processor time: median (lowest - highest)\n{report.micro_table(measured)}")
    return {"keeping": {found.key: found.as_json() for found in measured}}


def _checking(wanted: argparse.Namespace) -> dict[str, Any]:
    progress = report.progress()
    rounds_wanted = wanted.rounds or (1 if wanted.quick else 5)
    found = checks.measure(rounds=rounds_wanted, progress=progress)
    progress("")
    print(f"\nChecking a provider, median of {rounds_wanted}\n{checks.table(found)}")
    return {
        "checks": {name: [asdict(run) | {"found": sorted(run.found)} for run in runs] for name, runs in found.items()}
    }


def _with_documents(wanted: argparse.Namespace, cores: Cores) -> dict[str, Any]:
    progress = report.progress()
    chosen = documents.specimens(documents.corpus())
    rounds_wanted = wanted.rounds or 3
    with pinned(cores.load):
        found = documents.measure(chosen, rounds=rounds_wanted, core=cores.server, progress=progress)
    progress("")
    versions = {peer: peers.wanted_version(peer) for peer in (peers.PRISM, peers.MOCKOON, peers.SCALAR)}
    told = ", ".join(f"{peer} {version}" for peer, version in versions.items())
    print(f"\nFrom the start to the first answer, median of {rounds_wanted}; {told}")
    print(report.documents_table(chosen, found))
    return {
        "peers": versions,
        "documents": {
            title: {name: asdict(start) for name, start in starts.items()} for title, starts in found.items()
        },
    }


def _with_versions(wanted: argparse.Namespace, cores: Cores) -> dict[str, Any]:
    progress = report.progress()
    progress("installing the versions")
    comparing.install()
    rounds_wanted = wanted.rounds or 3
    with pinned(cores.server):
        found = comparing.measure(comparing.PAIRS, rounds=rounds_wanted, progress=progress)
    progress("")
    print(f"\nFrom one version to the next, median of {rounds_wanted}\n{report.versions_table(found)}")
    return {"versions": {title: asdict(compared) for title, compared in found.items()}}


if __name__ == "__main__":
    sys.exit(main())
