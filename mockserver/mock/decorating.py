"""How is a function run with something started, which it is given by name?"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from mockserver.inprocess import each_test

Function = Callable[..., Any]


def run_within(started: AbstractContextManager[Any], function: Function, name: str) -> Function:
    """The function, run within a block; it is given what the block begins with, under a name, if it takes that.

    The name is no parameter of the function that comes out, so that nobody looks for a fixture of that name.
    Of a class each test method is run so.
    """
    if isinstance(function, type):
        return each_test(function, lambda method: run_within(started, method, name))
    signature = inspect.signature(function)
    takes = name in signature.parameters
    wrapped: Any = (_awaited if inspect.iscoroutinefunction(function) else _called)(started, function, name, takes)
    functools.update_wrapper(wrapped, function)
    del wrapped.__wrapped__
    rest = [parameter for known, parameter in signature.parameters.items() if known != name]
    wrapped.__signature__ = signature.replace(parameters=rest)
    decorated: Function = wrapped
    return decorated


def _called(started: AbstractContextManager[Any], function: Function, name: str, takes: bool) -> Function:  # noqa: FBT001
    def run(*args: Any, **kwargs: Any) -> Any:
        with started as value:
            return function(*args, **kwargs, **({name: value} if takes else {}))

    return run


def _awaited(started: AbstractContextManager[Any], function: Function, name: str, takes: bool) -> Function:  # noqa: FBT001
    async def run(*args: Any, **kwargs: Any) -> Any:
        with started as value:
            return await function(*args, **kwargs, **({name: value} if takes else {}))

    return run
