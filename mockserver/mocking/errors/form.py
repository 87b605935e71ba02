"""Which body tells a client what is wrong, in the words that its API documents?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from mockserver.mocking.errors.codes import fit
from mockserver.mocking.errors.filling import Filling
from mockserver.mocking.errors.spots import Spot
from mockserver.mocking.errors.stated import NOTHING_STATED, Place, Stated
from mockserver.mocking.errors.trouble import Trouble
from mockserver.mocking.generation import generate
from mockserver.mocking.generation.words import tokens
from mockserver.mocking.sampling import sample
from mockserver.model import Schema
from mockserver.schema import Validator

MAX_TRIES = 6
MAX_BRANCHES = 20
_LONG = 60
"""How many characters a text has that may be a code."""


class ErrorForm:
    """The schema of an error body with its examples; what does not depend on a request is found out once."""

    def __init__(self, schema: Schema | None, examples: Mapping[str, Any], stated: Stated = NOTHING_STATED) -> None:
        self._schema = schema
        self._examples = examples
        self._stated = stated
        self._spot = Spot((schema,) if schema is not None else ())
        self._judge = Validator(schema, "response") if schema is not None else None

    def filled(self, trouble: Trouble, rendered: Callable[[str], tuple[Any] | None] | None = None) -> Any:
        """The body: the example that fits best, or else what stands for the schema, with what is wrong put into it.

        It is valid: what would break the schema stays as it was, and an example that itself does is not taken.
        `rendered` tells what the example of a name gives if it is a template: that is worded already, and not filled.
        """
        name = self._chosen(trouble)
        made = rendered(name) if rendered is not None else None
        if made is not None:
            return made[0]
        template = self._templates[name]
        if self._stated.silent:
            return template
        for candidate in (template, *self._others(template)):
            body = self._valid(candidate, trouble)
            if body is not None:
                return body[0]
        return template

    def _valid(self, template: Any, trouble: Trouble) -> tuple[Any] | None:
        """The filled template; it keeps what would break the schema, and is None where it does so by itself."""
        kept: set[Place] = set()
        for _ in range(MAX_TRIES):
            body = Filling(trouble, self._stated, kept).body(template, self._spot)
            broken = self._broken(body)
            if not broken:
                return (body,)
            places = set(broken)
            kept |= places if not places <= kept else {place[:size] for place in places for size in range(len(place))}
        return (template,) if not self._broken(template) else None

    def _broken(self, body: Any) -> tuple[Place, ...]:
        """The places of what breaks the schema."""
        if self._judge is None:
            return ()
        errors = (found for found in self._judge.violations(body) if found.severity == "error")
        return tuple(tuple("0" if isinstance(step, int) else step for step in found.location) for found in errors)

    @cached_property
    def _templates(self) -> Mapping[str, Any]:
        """What is filled, by name: the examples, or one value for each alternative of the schema."""
        if self._examples or self._schema is None:
            return self._examples
        schema = self._schema.resolved()
        branches = (*schema.branches("oneOf"), *schema.branches("anyOf"))[:MAX_BRANCHES]
        whole = sample(schema)
        found = {"": self._plainest}
        for index, branch in enumerate(branches if len(branches) > 1 else ()):
            made = sample(branch)
            if isinstance(made, dict) and isinstance(whole, dict) and "properties" in schema.node:
                made = {**{name: whole[name] for name in whole if name in schema.node["properties"]}, **made}
            if not self._broken(made):
                found[f"{branch.resolved().pointer.rpartition('/')[2]} {index}"] = made
        return found

    @cached_property
    def _plainest(self) -> Any:
        """The plainest value of the schema that is valid, or else a generated one."""
        assert self._schema is not None
        plain = sample(self._schema)
        return plain if not self._broken(plain) else generate(self._schema, "")

    def _others(self, template: Any) -> Iterator[Any]:
        """What is filled where the template is not valid itself."""
        yield from (other for other in self._templates.values() if other is not template)
        if self._schema is not None:
            yield self._plainest

    def _chosen(self, trouble: Trouble) -> str:
        """The name of the template that speaks most of what is wrong; among equals the first."""
        templates = self._templates
        if len(templates) == 1:
            return next(iter(templates))
        return max(templates, key=lambda name: _speaks_of(name, templates[name], trouble))


def _speaks_of(name: str, template: Any, trouble: Trouble) -> int:
    texts = list(_texts(template, 0))
    codes = [text for text in texts if isinstance(text, int) or len(text) <= _LONG]
    wanted = trouble.first.name.lower() if trouble.violations else ""
    mentioned = bool(wanted) and any(wanted in tokens(text) for text in (name, *map(str, texts)))
    return 2 * fit(name, trouble) + 2 * max((fit(code, trouble) for code in codes), default=0) + 3 * mentioned


def _texts(value: Any, depth: int) -> Iterator[str | int]:
    """The texts and numbers of a value."""
    if isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool)):
        yield value
    elif isinstance(value, Mapping | list) and depth < 8:
        members: Sequence[Any] = list(value.values()) if isinstance(value, Mapping) else value
        for member in members[:50]:
            yield from _texts(member, depth + 1)


__all__ = ["ErrorForm"]
