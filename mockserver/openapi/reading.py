"""What does a specification file say, as JSON values?"""

from __future__ import annotations

import codecs
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mockserver import exact_json
from mockserver.exact_json import MAX_DEPTH
from mockserver.exceptions import SpecError
from mockserver.model import ABSENT
from mockserver.openapi.cache import keep, recall
from mockserver.openapi.positions import Positions, line_of, read_positions
from mockserver.openapi.yaml_values import values_of

if TYPE_CHECKING:
    import yaml

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
        _look_at_encoding(text, file)
        try:
            return _parse_yaml(text, file)
        except SpecError:
            raise SpecError.at(file, error.lineno, f"not valid JSON: {error.msg}; correct it there") from error
    try:
        exact_json.dumps(value)
    except TypeError as error:
        raise SpecError.at(file, 1, f"nested more than {MAX_DEPTH} deep; flatten it") from error
    return value


def _parse_yaml(text: bytes, file: str) -> Any:
    import yaml

    try:
        return values_of(text)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise SpecError.at(file, line, f"not valid YAML: {_problem(error, text)}") from error
    except yaml.reader.ReaderError as error:
        _look_at_encoding(text, file)
        line = text.count(b"\n", 0, error.position) + 1
        raise SpecError.at(file, line, f"not valid YAML: {error.reason}; take it out") from error
    except (yaml.YAMLError, ValueError) as error:
        raise SpecError.at(file, 1, f"not valid YAML: {str(error).splitlines()[0]}") from error


def _look_at_encoding(text: bytes, file: str) -> None:
    """SpecError where a text is none of UTF-8, and does not say that it is another one."""
    if text.startswith((codecs.BOM_UTF16_BE, codecs.BOM_UTF16_LE)):
        return
    try:
        text.decode()
    except UnicodeDecodeError as error:
        line = text.count(b"\n", 0, error.start) + 1
        byte = text[error.start]
        raise SpecError.at(file, line, f"not UTF-8: the byte {byte:#04x} is none there; save it as UTF-8") from error


def _problem(error: yaml.MarkedYAMLError, text: bytes) -> str:
    """What is wrong at a place of a text, and the remedy."""
    import yaml

    mark, began = error.problem_mark, error.context_mark
    if type(error) is yaml.MarkedYAMLError or mark is None:
        return str(error.problem)  # our own words
    line = next(islice(text.splitlines(), mark.line, None), b"")
    if line[: mark.column].strip(b" ") == b"" and line[mark.column : mark.column + 1] == b"\t":
        return "a tab stands where the line is indented; indent it with spaces"
    where = f" {error.context} that begins on line {began.line + 1}" if began and began.line != mark.line else ""
    return f"{error.problem}{where}; correct it there"
