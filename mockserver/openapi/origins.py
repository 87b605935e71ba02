"""From which file does a value of a document come, and from which line of it?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from mockserver.exceptions import SpecError
from mockserver.model import SpecReference
from mockserver.openapi.positions import Positions, locate, read_positions, repeated_members
from mockserver.openapi.reading import read_text
from mockserver.pointers import pointer_of, steps_of


@dataclass(frozen=True, slots=True)
class Origin:
    """Where values come from: a text, by its number, and the pointer to them in it."""

    text: int
    pointer: str = ""


@dataclass(frozen=True, slots=True)
class Lines:
    """A text whose lines can be told: its name, and its content where it cannot be read a second time."""

    file: str
    path: Path | None
    content: bytes = b""

    def read(self) -> Positions:
        text = self.text()
        return None if text is None else read_positions(text)

    def text(self) -> bytes | None:
        """The text itself; None where its file cannot be read any more."""
        if self.path is None:
            return self.content
        try:
            return read_text(self.path)
        except SpecError:
            return None


@dataclass(frozen=True, slots=True)
class Origins:
    """The texts of a document, its own being the first, and which values come from which; the last one counts."""

    texts: Sequence[Lines] = ()
    values: Mapping[str, Sequence[Origin]] = field(default_factory=dict)
    _positions: dict[int, Positions] = field(default_factory=dict)

    @classmethod
    def of_file(cls, file: str) -> Origins:
        return cls((Lines(file, Path(file)),))

    def place(self, pointer: str) -> tuple[str, int]:
        """The file and the line of the value at a pointer into the document."""
        steps = steps_of(pointer)
        for depth in range(len(steps), -1, -1) if self.values else ():
            for origin in reversed(self.values.get(pointer_of(steps[:depth]), ())):
                wanted = (*steps_of(origin.pointer), *steps[depth:])
                line, found = locate(self._of(origin.text), wanted)
                if found == len(wanted) or not origin.pointer:
                    return self.texts[origin.text].file, line
        line, _ = locate(self._of(0), steps)
        return self.texts[0].file if self.texts else "", line

    def place_in(self, source: SpecReference) -> tuple[str, int]:
        """The file and the line of a place that names one of the texts itself."""
        number = next((number for number, text in enumerate(self.texts) if text.file == source.file), len(self.texts))
        return source.file, locate(self._of(number), steps_of(source.pointer))[0]

    def repeated(self) -> tuple[tuple[str, int, str], ...]:
        """The file and the line of each member that an object of JSON names once more, and its name."""
        found = ((text.file, repeated_members(text.text() or b"")) for text in self.texts)
        return tuple((file, line, name) for file, members in found for line, name in members)

    def _of(self, number: int) -> Positions:
        """The places in a text, read when they are first asked for."""
        if number not in self._positions:
            self._positions[number] = self.texts[number].read() if number < len(self.texts) else None
        return self._positions[number]
