"""What does a specification file say, as JSON values?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mockserver import exact_json
from mockserver.exact_json import MAX_DEPTH
from mockserver.exceptions import SpecError
from mockserver.model import ABSENT
from mockserver.openapi.cache import keep, recall
from mockserver.openapi.positions import Positions, line_of, read_positions
from mockserver.openapi.yaml_values import values_of

__all__ = ["MAX_BYTES", "Positions", "line_of", "parse", "read_positions", "read_text"]

MAX_BYTES = 64 * 1024 * 1024

_BOM = b"\xef\xbb\xbf"
_SUFFIXES = (".yaml", ".yml", ".json")


def read_text(path: Path) -> bytes:
    """The bytes of a specification file; SpecError where there is none or it is too large."""
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise _too_large(str(path), size)
        with path.open("rb") as file:
            text = file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise SpecError(f"{path}: there is no such file; check the path") from error
    except IsADirectoryError as error:
        raise SpecError(f"{path}: this is a folder; name the file in it{_such_as(path)}") from error
    except (OSError, ValueError) as error:
        raise SpecError(f"{path}: cannot be read: {getattr(error, 'strerror', error)}") from error
    if len(text) > MAX_BYTES:
        raise _too_large(str(path), len(text))
    return text


def _such_as(folder: Path) -> str:
    """A file of a folder that may be meant."""
    found = sorted(each for each in folder.iterdir() if each.suffix in _SUFFIXES)
    return f", such as {found[0]}" if found else ""


def _too_large(file: str, size: int) -> SpecError:
    return SpecError(f"{file}: {size} bytes is more than the {MAX_BYTES} that a specification may have")


def parse(text: bytes, file: str) -> Any:
    """The JSON value of a YAML or JSON text; YAML is kept in a cache by its content, for the next start."""
    if text.removeprefix(_BOM).lstrip()[:1] in (b"{", b"["):
        return _parse_json(text.removeprefix(_BOM), file)
    value = recall(text)
    if value is ABSENT:
        value = _parse_yaml(text, file)
        keep(text, value)
    return value


def _parse_json(text: bytes, file: str) -> Any:
    try:
        value = exact_json.loads(text)
    except exact_json.JSONDecodeError as error:
        try:
            return _parse_yaml(text, file)
        except SpecError:
            raise SpecError(f"{file}:{error.lineno}: not valid JSON: {error.msg}; correct it there") from error
    try:
        exact_json.dumps(value)
    except TypeError as error:
        raise SpecError(f"{file}:1: nested more than {MAX_DEPTH} deep; flatten it") from error
    return value


def _parse_yaml(text: bytes, file: str) -> Any:
    import yaml

    try:
        return values_of(text)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise SpecError(f"{file}:{line}: not valid YAML: {error.problem}") from error
    except (yaml.YAMLError, ValueError) as error:
        raise SpecError(f"{file}:1: not valid YAML: {str(error).splitlines()[0]}") from error
