"""Which methods of a class is a decorator of tests about?"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, TypeVar

from mockserver.exceptions import MockserverError

C = TypeVar("C", bound=type)

PREFIX = "test"
"""How their names begin, as `unittest` and pytest have it."""


def each_test(decorated: C, decorate: Callable[[Callable[..., Any]], Callable[..., Any]]) -> C:
    """The class, with each of its test methods decorated, also those that it inherits; MockserverError without any."""
    methods = [each for each in inspect.getmembers(decorated, inspect.isfunction) if each[0].startswith(PREFIX)]
    if not methods:
        raise MockserverError(
            f"the class '{decorated.__name__}' has no method whose name begins with '{PREFIX}'; decorate a function"
        )
    for name, method in methods:
        setattr(decorated, name, decorate(method))
    return decorated
