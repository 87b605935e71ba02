"""What do the path and the query of a callback say?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import quote

from mockserver.behaviours.resources.wording import words
from mockserver.callbacks.bodies import Told, candidates
from mockserver.callbacks.expressions import Exchange, UnresolvedError, evaluated
from mockserver.media import parse_query, path_text, plain_text, query_pairs, query_text
from mockserver.mocking.generation import Generator
from mockserver.model import ABSENT, Operation, Parameter
from mockserver.schema import Validator

_HOST = re.compile(r"[a-zA-Z]+://[^/?#]*")


class Parameters:
    """The parameters of one callback that its address must have: those of the path, and the required ones of the query.

    What one may be is found in this order: a runtime expression as its example, the record, what was sent, the request
    that set the callback off, its other examples, a value of its schema.
    """

    def __init__(self, operation: Operation) -> None:
        stated = [each for each in operation.parameters if each.style != "querystring"]
        self._path = {each.name: each for each in stated if each.place == "path"}
        self._query = [each for each in stated if each.place == "query" and each.required]

    def put_into(self, url: str, told: Told, exchange: Exchange, seed: str) -> str:
        """An address with values in the place of its templates, and with the parameters of the query that it lacks."""
        host = _HOST.match(url)
        start = host.end() if host else 0
        for name, parameter in self._path.items():
            template = f"{{{name}}}"
            if template in url[start:]:
                text = _in_path(parameter, _value(parameter, told, exchange, seed))
                url = url[:start] + url[start:].replace(template, text)
        url, mark, fragment = url.partition("#")
        known = {name for name, _ in parse_query(url.partition("?")[2])}
        missing = [each for each in self._query if each.name not in known]
        pairs = [pair for each in missing for pair in query_pairs(each, _value(each, told, exchange, seed))]
        query = query_text(pairs)
        joint = "&" if "?" in url else "?"
        return url + (joint + query if query else "") + mark + fragment


def _in_path(parameter: Parameter, value: Any) -> str:
    styled = path_text(parameter, value)
    return quote(plain_text(value), safe="") if styled is None else styled


def _value(parameter: Parameter, told: Told, exchange: Exchange, seed: str) -> Any:
    """The likeliest value that is valid; a generated one where none is."""
    validator = Validator(parameter.schema, "request") if parameter.schema is not None else None
    found = (value for value in _likely(parameter, told, exchange) if validator is None or validator.accepts(value))
    value = next(found, ABSENT)
    if value is not ABSENT:
        return value
    return Generator(parameter.schema).make(seed).value if parameter.schema is not None else "string"


def _likely(parameter: Parameter, told: Told, exchange: Exchange) -> Iterator[Any]:
    stated = [each for each in parameter.examples if _is_expression(each)]
    for expression in stated:
        with suppress(UnresolvedError):
            yield evaluated(expression, exchange)
    if parameter.schema is not None:
        yield from candidates(parameter.name, parameter.schema, told, 0)
    for source in (told.record, told.sent, exchange.values.path, exchange.values.query):
        if isinstance(source, Mapping) and parameter.name in source:
            yield source[parameter.name]
    if told.key and words(parameter.name) == ("id",):
        yield told.key
        if told.key.isascii() and told.key.isdigit():
            yield int(told.key)
    yield from (each for each in parameter.examples if each not in stated)


def _is_expression(example: Any) -> bool:
    return isinstance(example, str) and example.startswith(("$request.", "$response.", "$url", "$method", "$status"))
