"""What do a server and all its processes take of the machine?"""

from __future__ import annotations

import os
from pathlib import Path

_PROC = Path("/proc")
_KILOBYTE = 1024
_TICKS = os.sysconf("SC_CLK_TCK")
_PARENT, _USER_TIME, _SYSTEM_TIME = 1, 11, 12
"""Places in /proc/*/stat, counted behind the name of the program."""


def megabytes(pid: int) -> float:
    """The memory (PSS) of a process and all below it: a page that several processes share counts once."""
    return sum(_kilobytes(member) for member in tree(pid)) * _KILOBYTE / 1e6


def cpu_seconds(pid: int) -> float:
    """The processor time that a process and all below it have had."""
    stats = _stats()
    return sum(int(stats[member][place]) for member in tree(pid) for place in (_USER_TIME, _SYSTEM_TIME)) / _TICKS


def tree(pid: int) -> tuple[int, ...]:
    """A process and all below it."""
    parents = {member: int(stat[_PARENT]) for member, stat in _stats().items()}
    found = [pid]
    for member in found:
        found.extend(child for child, parent in parents.items() if parent == member)
    return tuple(found)


def _stats() -> dict[int, list[str]]:
    """What /proc tells of each process, behind the name of its program."""
    found = {}
    for folder in _PROC.iterdir():
        if folder.name.isdecimal():
            try:
                stat = (folder / "stat").read_text()
            except OSError:
                continue
            found[int(folder.name)] = stat.rpartition(")")[2].split()
    return found


def _kilobytes(pid: int) -> int:
    lines = (_PROC / str(pid) / "smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
