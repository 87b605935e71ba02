"""Which key does a new record get?"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any
from urllib.parse import quote

from mockserver.behaviours.resources.resource import Key
from mockserver.behaviours.resources.wording import words
from mockserver.mocking.generation import Generator
from mockserver.model import Parameter, Schema
from mockserver.pointers import is_number
from mockserver.schema import Validator
from mockserver.state import Transaction

MAX_TRIES = 1_000
"""How many rounds there are before a key is taken that fits nothing: all that fit may be given away."""

MAX_NUMBERS = 100_000
"""How many there are where keys are numbers: so many may be those of records that were there at first."""

MAX_UNFIT = 20
"""How many rounds without a key that fits there are before none is expected."""

KEY_SAFE = " ~!$&'()*+,;=:@"
"""What of a key the store has as it is, beside letters and digits."""

BETWEEN = "\x1f"
"""What divides the parts of a key that has several, as text."""

_PREFIXED = re.compile(r"([A-Za-z][A-Za-z0-9]*[_-])[A-Za-z0-9]{6,}")
_LAST_DIGITS = re.compile(r"(.*?)([0-9]+)([^0-9]*)", re.DOTALL)
_NATURAL = {"slug", "name", "username", "login", "handle", "alias"}
_SPOKEN = ("title", "name", "label", "display_name", "displayName")

Maker = Callable[[Transaction, Mapping[str, Any]], Any]


class Identities:
    """Makes keys for the records of one collection: by the key's schema, its example and that of its parameter."""

    def __init__(self, name: str, key: Key | None, schema: Schema | None, parameter: Parameter | None) -> None:
        self._name = name
        self._schema = schema
        self._judge = Validator(schema, "response") if schema is not None else None
        of_path = parameter.schema if parameter is not None else None
        self._of_path = of_path
        self._path_judge = Validator(of_path, "request") if of_path is not None else None
        self._generators = [Generator(found) for found in (schema, of_path) if found is not None]
        node = schema.resolved().node if schema is not None else None
        least = node.get("minimum") if isinstance(node, Mapping) else None
        self._more = int(least) - 1 if isinstance(least, int | float) and least > 1 else 0
        self._makers = tuple(self._ordered(key))

    def new(self, store: Transaction, record: Mapping[str, Any], taken: Callable[[str], bool]) -> Any:
        """A key that is not taken yet, in the type that the record has it in."""
        makers, numbers = self._makers, len(self._makers) == 1
        unfit, hopeful = 0, False
        for _ in range(MAX_NUMBERS if numbers else MAX_TRIES):
            unfit += 1
            for maker in makers:
                value = maker(store, record)
                if value is None or not self._fits(value):
                    continue
                if not taken(key_text(value)):
                    return value
                unfit, hopeful = 0, not numbers
            if unfit > MAX_UNFIT and not hopeful:
                break
            makers = self._makers[-6:]
        return store.uuid(self._name)

    def usable(self, value: Any) -> bool:
        """Whether a key that a client chose can stand in the path of its record."""
        return is_key(value) and key_text(value) not in ("", ".", "..") and self._fits_path(value)

    def _fits(self, value: Any) -> bool:
        return (self._judge is None or self._judge.accepts(value)) and self._fits_path(value)

    def _fits_path(self, value: Any) -> bool:
        if self._path_judge is None or self._path_judge.accepts(value):
            return True
        text = key_text(value)
        return self._path_judge.accepts(text) or (is_number(text) and self._path_judge.accepts(int(text)))

    def _ordered(self, key: Key | None) -> list[Maker]:
        """What makes keys, the most fitting first; the last ones make another key each time."""
        kinds = self._schema.types() - {"null"} if self._schema is not None else frozenset()
        makers: list[Maker] = []
        form, example = self._stated()
        if kinds and kinds <= {"integer", "number"}:
            return [self._number]
        if key is not None and key.steps and _NATURAL & set(words(key.steps[-1])[-1:]):
            makers.append(self._spoken)
        if form == "uuid":
            makers.append(self._uuid)
        if isinstance(example, str) and is_number(example):
            makers.append(lambda store, record: str(self._number(store, record)))
        if isinstance(example, str) and (prefixed := _PREFIXED.fullmatch(example)):
            makers.append(self._like(prefixed[1], example))
        numbered = self._of_path is not None and self._of_path.types() <= {"integer", "number"}
        if numbered and self._of_path is not None and self._of_path.types():
            makers.append(lambda store, record: str(self._number(store, record)))
        return [*makers, self._uuid, self._token, self._counted, self._generated, self._longer, self._text_number]

    def _stated(self) -> tuple[str, Any]:
        """The format and the example of the key, or else of the path's parameter."""
        form, example = "", None
        for schema in (self._schema, self._of_path):
            node = schema.resolved().node if schema is not None else None
            if isinstance(node, Mapping):
                examples = node.get("examples")
                shown = node.get("example", examples[0] if isinstance(examples, list) and examples else None)
                form, example = form or str(node.get("format", "")), shown if example is None else example
        return form, example

    def _number(self, store: Transaction, record: Mapping[str, Any]) -> int:
        return store.next_id(self._name) + self._more

    def _text_number(self, store: Transaction, record: Mapping[str, Any]) -> str:
        return str(self._number(store, record))

    def _uuid(self, store: Transaction, record: Mapping[str, Any]) -> str:
        return store.uuid(self._name)

    def _token(self, store: Transaction, record: Mapping[str, Any]) -> str:
        return store.token(self._name, length=24)

    def _like(self, prefix: str, example: str) -> Maker:
        length, upper = len(example) - len(prefix), example[len(prefix) :].isupper()

        def make(store: Transaction, record: Mapping[str, Any]) -> str:
            token = store.token(self._name, length=length)
            return prefix + (token.upper() if upper else token)

        return make

    def _spoken(self, store: Transaction, record: Mapping[str, Any]) -> str | None:
        """A key that can be read, from the record's title."""
        title = next((record[name] for name in _SPOKEN if isinstance(record.get(name), str)), "")
        return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-") or None

    def _counted(self, store: Transaction, record: Mapping[str, Any]) -> str | None:
        """A key like others that the schema admits, with a number in the place of its last digits."""
        before, digits, behind = self._sample
        number = str(store.next_id(f"{self._name}#counted")) if digits else ""
        return f"{before}{number:0>{len(digits)}}{behind}" if digits and len(number) <= len(digits) else None

    @cached_property
    def _sample(self) -> tuple[str, str, str]:
        """A key that the schema admits, parted at its last digits; empty texts where it has none."""
        found = _LAST_DIGITS.fullmatch(self._admitted)
        return (found[1], found[2], found[3]) if found is not None else ("", "", "")

    def _generated(self, store: Transaction, record: Mapping[str, Any]) -> Any:
        number = store.next_id(f"{self._name}#key")
        for generator in self._generators:
            value = generator.make(f"{store.seed}/{number}", examples=False).value
            if self._fits(value):
                return value
        return None

    def _longer(self, store: Transaction, record: Mapping[str, Any]) -> str | None:
        """A key that the schema admits, with more behind it: patterns may say but how a key begins."""
        return f"{self._admitted}_{store.token(self._name, length=12)}" if self._admitted else None

    @cached_property
    def _admitted(self) -> str:
        """A key that the schema admits; empty where that is no text."""
        made = next((generator.make("", examples=False).value for generator in self._generators), "")
        return made if isinstance(made, str) else ""


def key_text(value: Any) -> str:
    """A key as it stands in a path, and in the store."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return BETWEEN.join(map(key_text, value)) if isinstance(value, list) else str(value)


def is_key(value: Any) -> bool:
    """Whether a value can tell a record from others: a plain one, or several texts that do so together."""
    return isinstance(value, str | int | float) or (
        isinstance(value, list) and bool(value) and all(isinstance(part, str) for part in value)
    )


def key_segment(key: str) -> str:
    """A key as it stands in an address, where a slash divides segments."""
    return key if key.isalnum() and key.isascii() else quote(key, safe="")


def stored_key(key: str) -> str:
    """A key as it stands in the store, where a slash divides owners from records."""
    return quote(key, safe=KEY_SAFE) if "/" in key or "%" in key else key
