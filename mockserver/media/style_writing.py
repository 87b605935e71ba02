"""How are values written where a parameter stands?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import quote

from mockserver import exact_json
from mockserver.model import Parameter

_DELIMITERS = {"spaceDelimited": " ", "pipeDelimited": "|", "tabDelimited": "\t"}


def path_text(parameter: Parameter, value: Any) -> str | None:
    """A value in a path whose style has delimiters, percent-encoded; None where it is just a text."""
    style, name = parameter.style, quote(parameter.name, safe="")
    parts = value if isinstance(value, list) else None
    if isinstance(value, Mapping):
        joint = "=" if parameter.explode else ","
        parts = [f"{_quoted(key)}{joint}{_quoted(member)}" for key, member in value.items()]
    elif parts is not None:
        parts = [_quoted(part) for part in parts]
    if style == "matrix":
        if parts is None or not parameter.explode:
            return f";{name}={_quoted(value) if parts is None else ','.join(parts)}"
        return "".join(f";{part}" if isinstance(value, Mapping) else f";{name}={part}" for part in parts)
    if style == "label":
        return "." + (_quoted(value) if parts is None else ("." if parameter.explode else ",").join(parts))
    return None if parts is None or parameter.media_type is not None else ",".join(parts)


def query_pairs(parameter: Parameter, value: Any) -> Iterator[tuple[str, str]]:
    """A value as it stands in a query."""
    if parameter.media_type is not None:
        yield parameter.name, exact_json.dumps(value).decode()
    elif isinstance(value, list) and parameter.explode and parameter.style not in _DELIMITERS:
        yield from ((parameter.name, _text(item)) for item in value)
    elif isinstance(value, list) and parameter.style in _DELIMITERS:
        yield parameter.name, _DELIMITERS[parameter.style].join(map(_text, value))
    elif isinstance(value, Mapping) and parameter.style == "deepObject":
        yield from ((f"{parameter.name}[{name}]", _text(member)) for name, member in value.items())
    elif isinstance(value, Mapping) and parameter.explode:
        yield from ((str(name), _text(member)) for name, member in value.items())
    else:
        yield parameter.name, plain_text(value)


def query_text(pairs: Iterable[tuple[str, str]]) -> str:
    """Pairs as a query; a comma stays as it is, for it may part the items of a list."""
    return "&".join(f"{quote(name, safe='[]')}={quote(text, safe=',')}" for name, text in pairs)


def plain_text(value: Any) -> str:
    """A value in the style `simple`."""
    if isinstance(value, list):
        return ",".join(map(_text, value))
    if isinstance(value, Mapping):
        return ",".join(f"{name},{_text(member)}" for name, member in value.items())
    return _text(value)


def _quoted(value: Any) -> str:
    return quote(_text(value), safe="")


def _text(value: Any) -> str:
    return value if isinstance(value, str) else exact_json.dumps(value).decode()
