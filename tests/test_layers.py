"""Who may import whom: each module only from floors below its own, and each third party only where it belongs."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "mockserver"
FLOORS = (
    ("pointers", "delivery", "spellings", "suggestions", "exact_json", "erasing"),
    ("model", "exceptions"),
    (
        "openapi",
        "routing",
        "media",
        "schema",
        "dialects",
        "state",
        "transport",
        "configuration",
        "exchanges",
        "hiding",
        "tables",
    ),
    ("validation", "mocking", "lint", "authorization", "matching", "redacting"),
    ("behaviours", "interventions", "upstream"),
    ("apis",),
    ("serving", "callbacks", "recording", "seeding"),
    ("engine", "contract"),
    ("web", "inprocess"),
    ("mock",),
    ("cli", "pytest_plugin"),
)
FLOOR = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}
ENTRANCES = {"__init__", "__main__"}
"""The public names, and the console's way in: they stand outside the house and import from any floor."""

INFERRED = "resources"
BEHAVIOURS_IMPORT = {"behaviours", "exact_json", "model", "pointers", "dialects", "state"}
THIRD_PARTIES = {
    "flask": {"web", "mock", "pytest_plugin"},
    "werkzeug": {"web", "pytest_plugin"},
    "click": {"cli"},
    "redis": {"state.redis"},
    "yaml": {"openapi"},
    "jsonschema_rs": {"schema"},
    "orjson": {"exact_json", "state.clock"},
    "urllib3": {"inprocess"},
    "granian": {"web"},
}


LATE = {("web.app", "web.application"), ("__main__", "cli")}
"""What is imported inside a function, besides what the command line and the plugin do: Flask is not for every test,
and Ctrl-C is told well while all else is imported."""


@dataclass(frozen=True)
class Import:
    """One import: where it stands, the dotted name behind `mockserver.` of its module, and what it imports."""

    place: str
    module: str
    name: str
    relative: bool = False
    for_types: bool = False
    inside: bool = False

    def __str__(self) -> str:
        return f"{self.place} imports {self.name}"


def imports_of(source: str, module: str, file: str, own: frozenset[str] = frozenset()) -> Iterator[Import]:
    """Every import of a module, wherever it stands; `own` are the names of the package's modules."""
    tree = ast.parse(source)
    for_types = {id(node) for guard in ast.walk(tree) if _is_type_checking(guard) for node in ast.walk(guard)}
    inside = {
        id(n) for f in ast.walk(tree) if isinstance(f, ast.FunctionDef | ast.AsyncFunctionDef) for n in ast.walk(f)
    }
    for node in ast.walk(tree):
        for name in _names(node, own):
            relative = isinstance(node, ast.ImportFrom) and node.level > 0
            place = f"{file}:{getattr(node, 'lineno', 0)}"
            yield Import(place, module, name, relative, id(node) in for_types, id(node) in inside)


def _is_type_checking(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)


def _names(node: ast.AST, own: frozenset[str]) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        whole = node.module or "."
        for alias in node.names:
            yield f"{whole}.{alias.name}" if f"{whole}.{alias.name}" in own else whole
    elif isinstance(node, ast.Call) and ast.unparse(node.func) in ("__import__", "importlib.import_module"):
        first = node.args[0] if node.args else None
        if isinstance(first, ast.Constant):
            yield str(first.value)


def dotted(path: Path, package: Path = PACKAGE) -> str:
    """`state.store` for `mockserver/state/store.py`, `state` for `mockserver/state/__init__.py`."""
    steps = path.relative_to(package).with_suffix("").parts
    return ".".join(steps[:-1] if len(steps) > 1 and steps[-1] == "__init__" else steps)


MODULES = {dotted(path): path for path in sorted(PACKAGE.rglob("*.py"))}
OWN = frozenset(f"mockserver.{name}" for name in MODULES)
IMPORTS = tuple(
    found
    for module, path in MODULES.items()
    for found in imports_of(path.read_text("utf-8"), module, str(path.relative_to(PACKAGE.parent)), OWN)
)
OURS = tuple(found for found in IMPORTS if found.name.partition(".")[0] == "mockserver")


def room(module: str) -> str:
    return module.partition(".")[0]


def inner(found: Import) -> str:
    """What an import of our own names, behind `mockserver.`; empty for the package itself."""
    return found.name.partition(".")[2]


def breaks_a_floor(found: Import) -> bool:
    """Whether a module imports from its own floor or one above, other than from its own room."""
    importer, imported = room(found.module), room(inner(found))
    if importer in ENTRANCES or importer == imported:
        return False
    if imported not in FLOOR or importer not in FLOOR:
        return not (importer in ("cli", "pytest_plugin") and imported == "")
    return FLOOR[imported] >= FLOOR[importer]


def breaks_a_behaviours_rule(found: Import) -> bool:
    """Whether an API's behaviour imports more than it may, or somebody else imports an API's behaviour."""
    importer, imported = found.module.split("."), inner(found).split(".")
    owner, target = _api_of(importer), _api_of(imported)
    if owner is None:
        return target is not None
    return imported[0] not in BEHAVIOURS_IMPORT or target not in (None, owner)


def _api_of(module: list[str]) -> str | None:
    """The API whose behaviour a module belongs to: what is inferred for any other API is no API's own."""
    return module[1] if module[0] == "behaviours" and len(module) > 1 and module[1] != INFERRED else None


def is_out_of_place(found: Import) -> bool:
    """Whether a third party is imported where it does not belong."""
    allowed = THIRD_PARTIES.get(found.name.partition(".")[0])
    return allowed is not None and not {found.module, room(found.module)} & allowed


def cycle_in(graph: Mapping[str, set[str]]) -> tuple[str, ...]:
    """The modules of one circle of imports; empty if there is none."""
    done: set[str] = set()

    def walk(module: str, way: tuple[str, ...]) -> tuple[str, ...]:
        if module in way:
            return (*way[way.index(module) :], module)
        if module in done:
            return ()
        circles = (walk(following, (*way, module)) for following in sorted(graph.get(module, ())))
        found = next((circle for circle in circles if circle), ())
        done.add(module)
        return found

    return next((circle for module in sorted(graph) if (circle := walk(module, ()))), ())


def told(found: list[Import]) -> str:
    return "\n".join(map(str, found))


def test_every_module_has_a_floor() -> None:
    assert {room(module) for module in MODULES} - set(FLOOR) - ENTRANCES == set()


def test_a_module_imports_only_from_floors_below_its_own() -> None:
    assert told([found for found in OURS if breaks_a_floor(found)]) == ""


def test_a_behaviour_imports_only_what_behaviours_may_and_nobody_imports_it() -> None:
    assert told([found for found in OURS if breaks_a_behaviours_rule(found)]) == ""


def test_third_parties_are_imported_only_where_they_belong() -> None:
    assert told([found for found in IMPORTS if is_out_of_place(found)]) == ""


def test_no_import_is_relative() -> None:
    assert told([found for found in IMPORTS if found.relative]) == ""


def test_nothing_of_our_own_is_imported_for_types_alone() -> None:
    """The public names apart: these stand outside the house, and are imported when they are first used."""
    assert told([found for found in OURS if found.for_types and found.module not in ENTRANCES]) == ""


def test_modules_do_not_import_each_other_in_a_circle() -> None:
    graph: dict[str, set[str]] = {}
    for found in OURS:
        target = inner(found) if inner(found) in MODULES else inner(found).rpartition(".")[0]
        if target != found.module:
            graph.setdefault(found.module, set()).add(target)
    assert " -> ".join(cycle_in(graph)) == ""


def test_nothing_of_our_own_is_imported_inside_a_function_but_where_a_start_must_not_wait_for_it() -> None:
    inside = [found for found in OURS if found.inside and room(found.module) not in ("cli", "pytest_plugin")]
    assert told([found for found in inside if (found.module, inner(found)) not in LATE]) == ""


# What the rules catch


@pytest.mark.parametrize(
    ("module", "source", "rule"),
    [
        ("state.store", "import mockserver.engine", breaks_a_floor),
        ("routing", "from mockserver.media import Decoder", breaks_a_floor),
        ("routing", "from mockserver import media", breaks_a_floor),
        ("validation.request", "from mockserver.mocking import canned", breaks_a_floor),
        ("model", "from mockserver import exceptions", breaks_a_floor),
        ("engine", "from mockserver import load", breaks_a_floor),
        ("engine", "def f():\n    from mockserver.web import load", breaks_a_floor),
        ("engine", "importlib.import_module('mockserver.web')", breaks_a_floor),
        ("behaviours.shop", "from mockserver.schema import Validator", breaks_a_behaviours_rule),
        ("behaviours.shop.pets", "from mockserver.behaviours.bank import x", breaks_a_behaviours_rule),
        ("apis", "from mockserver.behaviours.shop import behaviour", breaks_a_behaviours_rule),
        ("behaviours", "import mockserver.behaviours.shop", breaks_a_behaviours_rule),
        ("engine", "from flask import request", is_out_of_place),
        ("web.server", "import click.testing", is_out_of_place),
        ("state.store", "import redis", is_out_of_place),
        ("media.bodies", "import yaml", is_out_of_place),
        ("validation.request", "import jsonschema_rs", is_out_of_place),
        ("web.app", "import urllib3", is_out_of_place),
        ("cli", "def f():\n    import granian.server", is_out_of_place),
    ],
)
def test_a_rule_catches_what_it_is_for(module: str, source: str, rule: object) -> None:
    assert callable(rule)
    own = OWN | {"mockserver.behaviours.shop", "mockserver.behaviours.bank"}
    (found,) = imports_of(source, module, "a.py", own)
    assert rule(found) is True
    assert str(found).startswith(f"a.py:{source.count(chr(10)) + 1} imports ")


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("engine", "from mockserver.apis import Api"),
        ("state.state", "from mockserver.state.store import Store"),
        ("behaviours.shop.pets", "from mockserver.behaviours.shop.errors import x"),
        ("behaviours.shop", "from mockserver.state import Transaction"),
        ("cli", "from mockserver import __version__"),
        ("web.app", "import flask"),
        ("state.redis", "import redis"),
    ],
)
def test_a_rule_lets_pass_what_is_in_its_place(module: str, source: str) -> None:
    (found,) = imports_of(source, module, "a.py", OWN)
    ours = found.name.startswith("mockserver")
    assert [rule(found) for rule in (breaks_a_floor, breaks_a_behaviours_rule) if ours] == [False, False][: 2 * ours]
    assert is_out_of_place(found) is False


def test_relative_imports_and_imports_for_types_are_seen() -> None:
    source = "from .store import Store\nif TYPE_CHECKING:\n    from mockserver.engine import Engine\n"
    first, second = imports_of(source, "state.state", "a.py", OWN)
    assert ((first.relative, first.for_types), (second.relative, second.for_types)) == ((True, False), (False, True))


def test_a_circle_is_found_wherever_it_begins() -> None:
    assert cycle_in({"a": {"b"}, "b": {"c", "d"}, "c": {"e"}, "d": {"b"}}) == ("b", "d", "b")
    assert cycle_in({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == ()
