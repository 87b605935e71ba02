"""Which options stand in the file `mockserver.toml` beside a specification, and what do their texts mean?"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mockserver.exceptions import MockserverError
from mockserver.suggestions import meant

NAME = "mockserver.toml"


@dataclass(frozen=True, slots=True)
class Configuration:
    """The options of a file, by their names without dashes; those with several values are lists of texts."""

    file: Path
    options: Mapping[str, Any]

    @classmethod
    def read(cls, file: Path, known: Iterable[str]) -> Configuration:
        """MockserverError where it is no TOML, or names an option that there is not."""
        try:
            found = tomllib.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise MockserverError(f"{file}: not a TOML file: {error}") from error
        names = sorted(known)
        for name in found:
            if name not in names:
                raise MockserverError(f"{file}: there is no option '{name}'; {meant(name, names)}")
        return cls(file, {name: _several(value, name, file) for name, value in found.items()})

    def beside(self, path: str) -> str:
        """A path or an address as it is meant in the file: paths are told from its folder."""
        return path if "://" in path else str(self.file.parent / path)


def configuration_file(specs: Sequence[str]) -> Path | None:
    """The file beside the first specification that is a file itself, or in the current folder; None where it is not."""
    first = next((spec for spec in specs if spec != "-" and "://" not in spec), None)
    file = Path(first).parent / NAME if first is not None else Path(NAME)
    return file if file.is_file() else None


def _several(value: Any, name: str, file: Path) -> Any:
    """A table as `NAME=VALUE` texts, a list as texts, all else as it is."""
    if isinstance(value, Mapping):
        return [f"{key}={text}" for key, text in _flat(value, name, file)]
    return [_text(item, name, file) for item in value] if isinstance(value, list) else value


def _flat(table: Mapping[str, Any], name: str, file: Path) -> Iterable[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from ((f"{key}.{inner}", text) for inner, text in _flat(value, name, file))
        else:
            yield key, _text(value, name, file)


def _text(value: Any, name: str, file: Path) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if not isinstance(value, str | int | float):
        raise MockserverError(f"{file}: '{name}' holds something that is neither text nor a number: {value!r}")
    return str(value)


def pairs(option: str, given: Iterable[str]) -> dict[str, str]:
    """`NAME=VALUE` options as a mapping."""
    found = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not equals or not name:
            raise MockserverError(f"{option} {text}: write NAME=VALUE")
        found[name] = value
    return found


def nested(option: str, given: Iterable[str]) -> dict[str, dict[str, str]]:
    """`API.KEY=VALUE` options as a mapping of mappings."""
    found: dict[str, dict[str, str]] = {}
    for name, value in pairs(option, given).items():
        api, dot, key = name.rpartition(".")
        if not dot or not api:
            raise MockserverError(f"{option} {name}={value}: write API.KEY=VALUE")
        found.setdefault(api, {})[key] = value
    return found
