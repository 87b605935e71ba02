"""What does a specification file say, as JSON values?"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Hashable, Sequence
from pathlib import Path
from typing import Any

import orjson
import yaml

from mockserver.exceptions import SpecError
from mockserver.model import is_number

MAX_BYTES = 64 * 1024 * 1024
MAX_NODES_FROM_ALIASES = 1_000_000

_BOOL = re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$")
_NULL = re.compile(r"^(?:~|null|Null|NULL|)$")
_INT = re.compile(r"^(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)$")
_FLOAT = re.compile(r"^(?:[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?)$")


class _Loader(yaml.CSafeLoader):
    """YAML 1.2's core schema as JSON values: keys are strings, no dates, no duplicate keys, no alias bombs."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002
        mapping: dict[Hashable, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise _problem(key_node, "a key must be a scalar; write it as a string")
            key = key_node.value
            if key in mapping:
                raise _problem(key_node, f"the key '{key}' stands here twice; remove one of the two")
            mapping[key] = self.construct_object(value_node, deep=deep)
        return mapping


def _problem(node: yaml.Node, message: str) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(problem=message, problem_mark=node.start_mark)


def _construct_map(loader: _Loader, node: yaml.MappingNode) -> dict[Hashable, Any]:
    return loader.construct_mapping(node, deep=True)


def _construct_int(_: _Loader, node: yaml.ScalarNode) -> int:
    text: str = node.value
    return int(text, 0) if text.startswith(("0o", "0x")) else int(text)


def _construct_float(_: _Loader, node: yaml.ScalarNode) -> float:
    return float(node.value)


def _construct_bool(_: _Loader, node: yaml.ScalarNode) -> bool:
    return bool(node.value.lower() == "true")


_Loader.add_constructor("tag:yaml.org,2002:map", _construct_map)
_Loader.add_constructor("tag:yaml.org,2002:int", _construct_int)
_Loader.add_constructor("tag:yaml.org,2002:float", _construct_float)
_Loader.add_constructor("tag:yaml.org,2002:bool", _construct_bool)
for _tag, _pattern, _first in (
    ("bool", _BOOL, list("tTfF")),
    ("null", _NULL, ["~", "n", "N", ""]),
    ("int", _INT, list("-+0123456789")),
    ("float", _FLOAT, list("-+.0123456789")),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", _pattern, _first)


def read_text(path: Path) -> bytes:
    """The bytes of a specification file; SpecError where there is none or it is too large."""
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise SpecError(f"{path}: {size} bytes is more than the {MAX_BYTES} that a specification may have")
        return path.read_bytes()
    except FileNotFoundError as error:
        raise SpecError(f"{path}: there is no such file; check the path") from error
    except OSError as error:
        raise SpecError(f"{path}: cannot be read: {error.strerror}") from error


def parse(text: bytes, file: str) -> Any:
    """The JSON value of a YAML or JSON text; YAML is kept in a cache by its content, for the next start."""
    if text.lstrip()[:1] in (b"{", b"["):
        return _parse_json(text, file)
    cached = _cache_file(text)
    if cached is not None and cached.exists():
        try:
            return orjson.loads(cached.read_bytes())
        except (OSError, orjson.JSONDecodeError):
            pass
    value = _parse_yaml(text, file)
    if cached is not None:
        _write_cache(cached, value)
    return value


def _parse_json(text: bytes, file: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        try:
            return _parse_yaml(text, file)
        except SpecError:
            raise SpecError(f"{file}:{error.lineno}: not valid JSON: {error.msg}; correct it there") from error


def _parse_yaml(text: bytes, file: str) -> Any:
    try:
        loader = _Loader(text)
        try:
            node = loader.get_single_node()
            _refuse_alias_bombs(node)
            return None if node is None else loader.construct_document(node)
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise SpecError(f"{file}:{line}: not valid YAML: {error.problem}") from error
    except (yaml.YAMLError, ValueError) as error:
        raise SpecError(f"{file}:1: not valid YAML: {str(error).splitlines()[0]}") from error
    except RecursionError as error:
        raise SpecError(f"{file}:1: nested too deep to be read; flatten it") from error


def _refuse_alias_bombs(node: yaml.Node | None) -> None:
    sizes: dict[int, int] = {}

    def size(node: yaml.Node) -> int:
        known = sizes.get(id(node))
        if known is not None:
            return known
        sizes[id(node)] = MAX_NODES_FROM_ALIASES + 1
        total = 1
        if isinstance(node, yaml.SequenceNode):
            total += sum(size(child) for child in node.value)
        elif isinstance(node, yaml.MappingNode):
            total += sum(size(value) for _, value in node.value)
        sizes[id(node)] = total
        return total

    if node is not None and size(node) > max(MAX_NODES_FROM_ALIASES, 2 * len(sizes)):
        raise _problem(node, "its aliases multiply to too many values, or contain themselves; write them out")


def _cache_file(text: bytes) -> Path | None:
    """Where the parsed text is kept; None if the user switched the cache off with an empty MOCKSERVER_CACHE."""
    folder = os.environ.get("MOCKSERVER_CACHE")
    if folder == "":
        return None
    base = Path(folder) if folder else Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "mockserver"
    return base / f"{hashlib.sha256(b'1' + text).hexdigest()}.json"


def _write_cache(path: Path, value: Any) -> None:
    """Keep a parsed text; a cache that cannot be written is no reason to stop."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, partial = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(descriptor, "wb") as file:
            file.write(orjson.dumps(value))
        Path(partial).replace(path)
    except (OSError, TypeError):
        return


Positions = yaml.Node | None
"""A file's values with their places; None where the file has none to tell."""


def read_positions(text: bytes) -> Positions:
    """Where each value of a YAML or JSON text stands."""
    try:
        return yaml.compose(text, Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, RecursionError):
        return None


def line_of(positions: Positions, steps: Sequence[str]) -> int:
    """The line, from 1, on which the value at the steps begins; of the nearest parent where there is no such value."""
    node, line = positions, 1
    for step in steps:
        child = _child(node, step)
        if child is None:
            return line
        line, node = child
    return line


def _child(node: Positions, step: str) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        return next(((k.start_mark.line + 1, v) for k, v in node.value if k.value == step), None)
    if isinstance(node, yaml.SequenceNode) and is_number(step) and int(step) < len(node.value):
        found = node.value[int(step)]
        return found.start_mark.line + 1, found
    return None
