"""Which operation does a request mean?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import quote, unquote

from mockserver.model import Match, NoMatch, Operation, Violation

STYLED = ",;=.:@!$&'()*+"
"""What may stand unencoded in a path value, and means something to its style."""

_TEMPLATE = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True, slots=True)
class Route:
    """An operation below one of its base paths; `names` are those of its path parameters, in order."""

    operation: Operation
    base: str
    names: tuple[str, ...]


@dataclass(slots=True)
class _Node:
    """One segment of the trie: fixed segments first, then templates, the most fixed text first."""

    fixed: dict[str, _Node] = field(default_factory=dict)
    templates: list[tuple[str, re.Pattern[str] | None, _Node]] = field(default_factory=list)
    routes: dict[str, Route] = field(default_factory=dict)
    api: str | None = None


class Router:
    """A trie of path segments over the operations of every API; concrete segments go before templates.

    `derives`: whether GET answers HEAD where that is not documented.
    """

    def __init__(self, *, derives: bool = True) -> None:
        self._derives = derives
        self._root = _Node()
        self._fixed: dict[str, _Node] = {}

    def add_base(self, base: str, api: str) -> None:
        """Say whose words an unknown path below `base` is refused in; nobody's where two APIs share it."""
        node = self._grow(base)
        node.api = api if node.api in (None, api) else ""

    def add(self, base: str, operation: Operation) -> Route | None:
        """Add an operation below a base path; the route that is there already, if one is."""
        path = base + operation.path
        node = self._grow(path)
        taken = node.routes.get(operation.method)
        if taken is None:
            node.routes[operation.method] = Route(operation, base, tuple(_TEMPLATE.findall(path)))
            if not _TEMPLATE.search(path):
                self._fixed[path.rstrip("/") or "/"] = node
        return taken

    def _grow(self, path: str) -> _Node:
        node = self._root
        for segment in _segments(path):
            node = _child(node, segment)
        return node

    def route(self, method: str, path: str) -> Match | NoMatch:
        """The operation for a method and a percent-encoded path; its values stay encoded."""
        node = self._fixed.get(path)
        if node is not None and (route := node.routes.get(method)):
            return Match(route.operation, {}, route.base)
        segments = _segments(path)
        for found, values in _walk(self._root, segments, 0, ()):
            route = found.routes.get(method)
            if route is None and method == "HEAD" and self._derives:
                route = found.routes.get("GET")
            if route is None:
                return _wrong_method(method, path, self._offered(found), self._api_of(segments))
            return Match(route.operation, dict(zip(route.names, values, strict=True)), route.base)
        violation = Violation(("path",), "route", f"no operation has the path '{path}'", value=path)
        return NoMatch(404, violation, self._api_of(segments))

    def _offered(self, node: _Node) -> tuple[str, ...]:
        """The methods that a path answers."""
        derived = ("HEAD",) if self._derives and "GET" in node.routes else ()
        return tuple(sorted({*node.routes, *derived}))

    def _api_of(self, segments: list[str]) -> str | None:
        node, api = self._root, self._root.api
        for segment in segments:
            following = node.fixed.get(unquote(segment))
            if following is None:
                break
            node = following
            api = api if node.api is None else node.api
        return api or None


def _wrong_method(method: str, path: str, methods: tuple[str, ...], api: str | None) -> NoMatch:
    message = f"the path '{path}' does not offer {method}, but {', '.join(methods)}"
    return NoMatch(405, Violation(("request", "method"), "method", message, value=method), api, methods)


def _segments(path: str) -> list[str]:
    return path.strip("/").split("/") if path.strip("/") else []


def _child(node: _Node, segment: str) -> _Node:
    """The node of a segment, made where there is none yet."""
    if not _TEMPLATE.search(segment):
        return node.fixed.setdefault(segment, _Node())
    shape = _TEMPLATE.sub("{}", segment)
    for known, _, child in node.templates:
        if known == shape:
            return child
    child = _Node()
    node.templates.append((shape, _pattern(shape), child))
    node.templates.sort(key=lambda template: -len(template[0].replace("{}", "")))
    return child


def _pattern(shape: str) -> re.Pattern[str] | None:
    """What a segment such as `{}.json` matches; None for one that is a template as a whole."""
    if shape == "{}":
        return None
    return re.compile("(.+?)".join(map(re.escape, shape.split("{}"))), re.DOTALL)


def _walk(
    node: _Node, segments: list[str], depth: int, values: tuple[str, ...]
) -> Iterator[tuple[_Node, tuple[str, ...]]]:
    """Every node with routes that the segments lead to, the most concrete first; a path is the first one's alone."""
    if depth == len(segments):
        if node.routes:
            yield node, values
        return
    segment = segments[depth]
    fixed = node.fixed.get(unquote(segment))
    if fixed is not None:
        yield from _walk(fixed, segments, depth + 1, values)
    for _, pattern, child in node.templates:
        found = (segment,) if pattern is None else _groups(pattern, unquote(segment))
        if found is not None and segment:
            yield from _walk(child, segments, depth + 1, values + found)


def _groups(pattern: re.Pattern[str], segment: str) -> tuple[str, ...] | None:
    """The parts of a decoded segment that a pattern's templates stand for, encoded again."""
    match = pattern.fullmatch(segment)
    return tuple(quote(value, safe=STYLED) for value in match.groups()) if match else None


def build_router(
    served: Iterable[tuple[Operation, Iterable[str]]],
    bases: Iterable[tuple[str, str]],
    on_collision: Callable[[Operation, Operation], None],
    *,
    derives: bool = True,
) -> Router:
    """A router over operations with their base paths; `bases` are pairs of a base path and its API."""
    router = Router(derives=derives)
    for base, api in bases:
        router.add_base(base, api)
    for operation, prefixes in served:
        for base in prefixes:
            taken = router.add(base, operation)
            if taken is not None and taken.operation is not operation:
                on_collision(taken.operation, operation)
    return router
