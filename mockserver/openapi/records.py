"""Which records does a file hold?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mockserver.exceptions import SpecError
from mockserver.openapi.reading import line_of, parse, read_positions, read_text

_SHAPE = "write each collection by its name, and in it the records by their keys"


@dataclass(frozen=True, slots=True)
class RecordsFile:
    """The records of a YAML or JSON file by collection: those of each by their keys, or in a list."""

    file: str
    collections: Mapping[str, Any]
    text: bytes

    @classmethod
    def read(cls, path: Path) -> RecordsFile:
        """SpecError, naming the line, where a file cannot be read or holds something else."""
        text = read_text(path)
        found = cls(str(path), parse(text, str(path)), text)
        if not isinstance(found.collections, Mapping):
            raise found.problem((), f"it holds no records: {_SHAPE}")
        for steps, record in found._records():
            if not isinstance(record, Mapping):
                raise found.problem(steps, f"'{steps[-1]}' of '{steps[0]}' is no record, which is an object")
        return found

    def _records(self) -> Iterator[tuple[tuple[str, ...], Any]]:
        for name, records in self.collections.items():
            if isinstance(records, Mapping):
                yield from (((name, key), record) for key, record in records.items())
            elif isinstance(records, list):
                yield from (((name, str(index)), record) for index, record in enumerate(records))
            else:
                raise self.problem((name,), f"'{name}' holds no records: {_SHAPE}")

    def problem(self, steps: tuple[str, ...], what: str) -> SpecError:
        """What is wrong at a place of the file."""
        return SpecError(f"{self.file}:{line_of(read_positions(self.text), steps)}: {what}")
