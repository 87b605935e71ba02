"""What does an operation take and give?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mockserver.model.schemas import Schema, SpecReference
from mockserver.model.words import Place


@dataclass(frozen=True, slots=True, eq=False)
class Parameter:
    """A parameter of an operation, in the words of the OpenAPI Parameter Object; `examples` are their values."""

    name: str
    place: Place
    required: bool
    schema: Schema | None
    style: str
    explode: bool
    media_type: str | None = None
    allow_empty: bool = False
    deprecated: bool = False
    allow_reserved: bool = False
    examples: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Media:
    """One entry of a `content` map; `examples` are the named values in order, `templates` those that are templates.

    `item_schema` is that of each item of a sequence; `prefix_encoding` and `item_encoding` are those of the parts of a
    `multipart` by position, as `encoding` is by name. `assumed`: none is documented, and this media type is likeliest.
    """

    media_type: str
    schema: Schema | None
    examples: Mapping[str, Any] = field(default_factory=dict)
    encoding: Mapping[str, Any] = field(default_factory=dict)
    item_schema: Schema | None = None
    prefix_encoding: Sequence[Any] = ()
    item_encoding: Mapping[str, Any] = field(default_factory=dict)
    assumed: bool = False
    templates: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class Body:
    """What an operation takes as its body."""

    required: bool
    content: Mapping[str, Media]


@dataclass(frozen=True, slots=True, eq=False)
class ResponseSpec:
    """A documented answer: `status` is `"200"`, a range such as `"4XX"`, or `"default"`."""

    status: str
    description: str
    headers: Mapping[str, Parameter]
    content: Mapping[str, Media]


@dataclass(frozen=True, slots=True, eq=False)
class SecurityScheme:
    """A scheme as an operation asks for it: `kind` is the OpenAPI `type`, `scheme` that of HTTP in lower case."""

    name: str
    kind: str
    scheme: str = ""
    place: str = ""
    parameter: str = ""
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Operation:
    """One operation of one API, compiled from its document; `id` joins it to all else."""

    api: str
    id: str
    method: str
    path: str
    bases: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    body: Body | None
    responses: Mapping[str, ResponseSpec]
    security: tuple[tuple[SecurityScheme, ...], ...]
    source: SpecReference
    batch: tuple[str, ...] | None = None
    tags: tuple[str, ...] = ()
    summary: str = ""
    deprecated: bool = False

    def response_for(self, status: int) -> ResponseSpec | None:
        """What is documented for a status: itself, its range, or `default`."""
        responses = self.responses
        return responses.get(str(status)) or responses.get(f"{status // 100}XX") or responses.get("default")
