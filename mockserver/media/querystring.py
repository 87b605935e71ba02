"""Which value does a whole query mean, where one parameter is all of it?"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import unquote

from mockserver.media.forms import FormDecoder
from mockserver.media.media_types import kind_of, media_type_of
from mockserver.media.styles import Decoder
from mockserver.model import ABSENT, Media, Parameter, Violation

STYLE = "querystring"


def querystring_reader(parameter: Parameter) -> Callable[[str], Any] | None:
    """What reads the query for a parameter that stands `in: querystring` (OpenAPI 3.2); None for any other."""
    if parameter.style != STYLE:
        return None
    if kind_of(media_type_of(parameter.media_type or "")[0]) == "form":
        return partial(_of_form, FormDecoder(Media(parameter.media_type or "", parameter.schema)), parameter.name)
    return partial(_of_content, Decoder(parameter))


def _of_form(decoder: FormDecoder, name: str, query: str) -> Any:
    value = decoder.decode(query.encode()) if query else ABSENT
    return Violation(("query", name), value.keyword, value.message) if isinstance(value, Violation) else value


def _of_content(decoder: Decoder, query: str) -> Any:
    return decoder.content(unquote(query)) if query else ABSENT
