"""How is a command line of Prism's written in our options?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

_FLAGS = {
    "cors": ("--cors", "--no-cors"),
    "errors": ("--errors", ""),
    "dynamic": ("--dynamic", ""),
    "ignore-examples": ("--ignore-examples", ""),
    "validate-request": ("--validate-request", "--no-validate-request"),
    "multiprocess": ("", ""),
    "json-schema-faker-fill-properties": ("", ""),
}
"""What a flag is when it is on, and when it is off; nothing where it makes no difference here."""

_OF_MOCK = {"validate-request": ("", "--validation=warn")}
"""Where a command other than `proxy` has another option for the same."""

_SHORT = {"-m": "--multiprocess"}
_LEVELS = {"silent": "", "fatal": "", "error": "", "warn": "", "info": "-v", "debug": "-vv", "trace": "-vv"}
_VALUES = {"true": 0, "false": 1}


def translated(command: str, arguments: Sequence[str]) -> list[str]:
    """The arguments of a command in our spelling: `--cors=false`, `-m`, `-v LEVEL`, `--ignoreExamples`."""
    flags = {"proxy": _FLAGS, "mock": _FLAGS | _OF_MOCK, "serve": _FLAGS | _OF_MOCK}.get(command)
    return list(arguments if flags is None else _words(arguments, flags))


def _words(arguments: Sequence[str], flags: Mapping[str, tuple[str, str]]) -> Iterator[str]:
    rest = list(arguments)
    while rest:
        word = rest.pop(0)
        if word == "--":
            yield from (word, *rest)
            return
        name, equals, value = _SHORT.get(word, word).partition("=")
        following = rest[0] if rest else ""
        if name in ("-v", "--verboseLevel", "--verbose-level"):
            level = value if equals else following
            if level in _LEVELS:
                rest = rest if equals else rest[1:]
                yield from filter(None, (_LEVELS[level],))
                continue
        flag = flags.get(_kebab(name.removeprefix("--"))) if name.startswith("--") else None
        if flag is None or (equals and value not in _VALUES):
            yield word
            continue
        if not equals and following in _VALUES:
            value = rest.pop(0)
        yield from filter(None, (flag[_VALUES.get(value, 0)],))


def _kebab(name: str) -> str:
    """`ignoreExamples` as `ignore-examples`."""
    return re.sub(r"(?<=[a-z])([A-Z])", r"-\1", name).lower()
