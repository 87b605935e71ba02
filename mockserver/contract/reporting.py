"""How is coverage told: merged from several runs, in a terminal, and in files for people and programs?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from mockserver import exact_json
from mockserver.contract.coverage import Coverage, OperationCoverage
from mockserver.contract.writing import writable, write_text
from mockserver.exceptions import MockserverError

Told = dict[str, Any]
"""Coverage as JSON, which travels between processes: `percent` and `operations`."""

_COUNTED = ("called", "statuses", "examples", "parameters", "fields", "values")
SHOWN = 10
"""How many operations the terminal tells of."""


def told(coverage: Coverage) -> Told:
    """Coverage as the control API tells it."""
    return {"percent": coverage.percent, "operations": [_told(each) for each in coverage.operations]}


def _told(covered: OperationCoverage) -> Told:
    return {
        "api": covered.operation.api,
        "operation": covered.operation.id,
        "documented": list(covered.operation.responses),
        "called": covered.called,
        "statuses": dict(covered.statuses),
        "examples": dict(covered.examples),
        "parameters": dict(covered.parameters),
        "fields": dict(covered.fields),
        "values": {name: dict(choices) for name, choices in covered.values.items()},
    }


def merged(reports: Iterable[Told]) -> Told:
    """What several runs exercised together."""
    found: dict[tuple[str, str], Told] = {}
    for report in reports:
        for each in report["operations"]:
            key = (each["api"], each["operation"])
            known = found.get(key)
            counts = {name: _added(known[name], each[name]) if known else each[name] for name in _COUNTED}
            found[key] = {"api": key[0], "operation": key[1], "documented": each["documented"], **counts}
    operations = list(found.values())
    return {"percent": percent_of(operations), "operations": operations}


def _added(one: Any, other: Any) -> Any:
    if isinstance(one, Mapping):
        return {name: _added(one.get(name, 0), other.get(name, 0)) for name in dict.fromkeys((*one, *other))}
    if isinstance(other, Mapping):
        return _added({}, other)
    return one + other


def percent_of(operations: Sequence[Told]) -> float:
    """How many of the operations and of their documented statuses were seen."""
    marks = [mark for each in operations for mark in (each["called"] > 0, *map(bool, _documented(each).values()))]
    return round(100 * sum(marks) / len(marks), 1) if marks else 100.0


def _documented(operation: Told) -> dict[str, int]:
    return {status: operation["statuses"].get(status, 0) for status in operation["documented"]}


def _unseen(operation: Told) -> list[str]:
    return [status for status, number in _documented(operation).items() if not number]


def _by_api(report: Told) -> dict[str, list[Told]]:
    found: dict[str, list[Told]] = {}
    for each in report["operations"]:
        found.setdefault(each["api"], []).append(each)
    return found


def summary(report: Told) -> Iterator[str]:
    """The lines for a terminal: each API, and which documented answers the called operations never gave."""
    silent = []
    for api, operations in _by_api(report).items():
        called = sum(each["called"] > 0 for each in operations)
        if called:
            yield f"{api}: {percent_of(operations)} %, {called} of {len(operations)} operations called"
        else:
            silent.append(api)
    if silent:
        yield f"not called: {', '.join(silent)}"
    unseen = [(each["operation"], _unseen(each)) for each in report["operations"] if each["called"] and _unseen(each)]
    for name, statuses in unseen[:SHOWN]:
        yield f"  {name} never answered {' '.join(statuses)}"
    if len(unseen) > SHOWN:
        yield f"  and {len(unseen) - SHOWN} more operations have answers that never came"


def write_report(report: Told, path: Path) -> None:
    """Write coverage to a file, as its suffix says: `.json`, `.md` or `.html`; MockserverError for any other."""
    write = writer(path)
    write_text(writable(path, f"the report {path}"), write(report))


def writer(path: Path) -> Callable[[Told], str]:
    """What makes the text of a report; MockserverError where a suffix means none."""
    found = {".json": _json, ".md": _markdown, ".html": _html}.get(path.suffix.lower())
    if found is None:
        raise MockserverError(f"{path}: a report is a .json, .md or .html file")
    return found


def read_report(path: Path) -> Told:
    """A report from a `.json` file; MockserverError where it is none."""
    try:
        report = exact_json.loads(path.read_bytes())
        return merged([report])
    except OSError as error:
        raise MockserverError(f"{path}: {error.strerror}") from error
    except (exact_json.JSONDecodeError, TypeError, KeyError, AttributeError) as error:
        raise MockserverError(f"{path}: it is no coverage report; write one with --mockserver-report") from error


def _json(report: Told) -> str:
    return exact_json.dumps(report, option=exact_json.OPT_INDENT_2).decode() + "\n"


_NEVER_SENT = ("parameters", "fields", "values")
_HEADINGS = (
    *("API", "operation", "called", "answered", "never answered", "examples never given"),
    *(f"{part} never sent" for part in _NEVER_SENT),
)


def _rows(report: Told) -> Iterator[tuple[str, ...]]:
    for each in report["operations"]:
        answered = [f"{status} ({number})" for status, number in each["statuses"].items() if number]
        yield (
            each["api"],
            each["operation"],
            str(each["called"]),
            " ".join(answered),
            " ".join(_unseen(each)),
            *(" ".join(_unused(each[part])) for part in ("examples", *_NEVER_SENT)),
        )


def _unused(counts: Mapping[str, Any]) -> Iterator[str]:
    """What was never counted; the members of an enum, which are counted below its name, as `name=member`."""
    for name, used in counts.items():
        if isinstance(used, Mapping):
            yield from (f"{name}={choice}" for choice in _unused(used))
        elif not used:
            yield name


def _markdown(report: Told) -> str:
    rows = [_HEADINGS, ("---",) * len(_HEADINGS), *_rows(report)]
    lines = ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join((f"# Coverage: {report['percent']} %", "", *lines, ""))


def _html(report: Told) -> str:
    head = "".join(f"<th>{escape(heading)}</th>" for heading in _HEADINGS)
    rows = (
        f"<tr class={'seen' if row[2] != '0' else 'unseen'}>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>"
        for row in _rows(report)
    )
    style = (
        "body{font:14px system-ui,sans-serif;margin:2em}table{border-collapse:collapse}"
        "td,th{border:1px solid #ccc;padding:.3em .5em;text-align:left;vertical-align:top}.unseen{color:#a33}"
    )
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>Coverage</title><style>{style}</style>'
        f"</head><body><h1>Coverage: {report['percent']} %</h1><table><thead><tr>{head}</tr></thead><tbody>\n"
        + "\n".join(rows)
        + "\n</tbody></table></body></html>\n"
    )
