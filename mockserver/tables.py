"""How are lists shown to people on a terminal?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Rows = Sequence[Mapping[str, Any]]


def operations_table(shown: Rows, apis: int) -> str:
    """Each operation with who answers it and what is documented."""
    rows = [(row["method"], row["paths"][0], row["id"], _answered(row), " ".join(row["statuses"])) for row in shown]
    lines = columns([("METHOD", "PATH", "OPERATION", "ANSWERED BY", "STATUSES"), *rows])
    return "\n".join([*lines, f"{counted(len(rows), 'operation')} of {counted(apis, 'API')}"])


def reasons_table(shown: Rows) -> str:
    """Each operation that uses a resource: what it consumes and produces, and why that is thought."""
    used = [(row, row["resource"]) for row in shown if row.get("resource")]
    rows = [
        (f"{row['method']} {row['paths'][0]}", _answered(row), _keys(of["consumes"]), _keys(of["produces"]), _why(of))
        for row, of in used
    ]
    lines = columns([("OPERATION", "ANSWERED BY", "CONSUMES", "PRODUCES", "WHY"), *rows])
    return "\n".join([*lines, f"{len(rows)} of {counted(len(shown), 'operation')} keep records"])


def _keys(exchanges: Rows) -> str:
    return ", ".join(f"{each['collection']}: {each['at']}" for each in exchanges) or "-"


def _why(resource: Mapping[str, Any]) -> str:
    told = [resource["why"], resource.get("through_why")]
    if resource["consumes"] or resource["produces"]:
        told.append(resource.get("key_why"))
    return "; ".join(reason for reason in told if reason)


def _answered(row: Mapping[str, Any]) -> str:
    """Who answers an operation; of a resource also which, and what is done to it."""
    resource = row.get("resource")
    return f"resource {resource['collection']}: {resource['role']}" if resource else str(row["answered_by"])


def errors_table(cases: Rows) -> str:
    """Each documented error with the requests that provoke it, and why; or what to prefer."""
    rows = [(case["operation"], str(case["status"]), case["example"] or "", *_provoked(case)) for case in cases]
    real = sum(bool(case["requests"]) for case in cases)
    lines = columns([("OPERATION", "STATUS", "EXAMPLE", "REQUEST", "REASON"), *rows])
    return "\n".join([*lines, f"{counted(len(rows), 'error')}, {real} by a request of its own"])


def _provoked(case: Mapping[str, Any]) -> tuple[str, str]:
    if not case["requests"]:
        return f"Prefer: {case['prefer']}", ""
    requests = [f"{request['method']} {request['path']}" for request in case["requests"]]
    return " then ".join(requests), case["reason"]


def columns(rows: Sequence[tuple[str, ...]]) -> list[str]:
    """Lines whose cells stand below each other, but for the last ones."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]) - 1)]
    return ["  ".join([*map(str.ljust, row, widths), row[-1]]).rstrip() for row in rows]


def counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
