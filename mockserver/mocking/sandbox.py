"""How is a template run so that it can do no harm?

A template reads what it is given and makes texts and values of it. It calls nothing but what is listed here, and it
has a budget of time, of steps and of size, so that one in a specification from anywhere does not hold up the server.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache, wraps
from time import monotonic
from typing import Any

from mockserver.pointers import is_number

MAX_SOURCE = 100_000
"""How many characters a template may have."""

MAX_SIZE = 1_000_000
"""How many characters a text may have, and a value all in all."""

MAX_STEPS = 100_000
MAX_SECONDS = 1.0
MAX_BITS = 10_000
"""How long an integer may be."""

FILTERS = (
    "abs", "capitalize", "d", "default", "dictsort", "first", "float", "int", "items", "last", "length", "list",
    "lower", "map", "max", "min", "reject", "rejectattr", "reverse", "round", "select", "selectattr", "sort", "string",
    "sum", "title", "tojson", "trim", "truncate", "unique", "upper",
)  # fmt: skip
"""The filters of Jinja that may be used; `join` and `replace` are our own, since they can make texts grow."""

LOOP = ("first", "index", "index0", "last", "length", "nextitem", "previtem", "revindex", "revindex0")
METHODS: Mapping[type, frozenset[str]] = {
    str: frozenset(("endswith", "lower", "split", "startswith", "strip", "title", "upper")),
    dict: frozenset(("get", "items", "keys", "values")),
}
_PLACE = re.compile(r"\{\{\s*([a-z]+(?:\.[\w-]+)+)\s*\}\}")
_FORBIDDEN = (
    "Include", "Import", "FromImport", "Extends", "Block", "Macro", "CallBlock", "FilterBlock", "AssignBlock", "NSRef",
)  # fmt: skip

Run = Callable[[Mapping[str, Any]], Any]
"""A compiled template: from the names that it may use to a text, or to the value of its only expression."""

FAILURES = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What a template may raise while it runs; what Jinja raises becomes `ForbiddenError`, which is among them."""


class ForbiddenError(ValueError):
    """A template wants what no template may have."""


@dataclass(slots=True)
class _Budget:
    """What one run may still use."""

    until: float
    steps: int = MAX_STEPS

    def take(self) -> None:
        self.steps -= 1
        if self.steps < 0 or monotonic() > self.until:
            raise ForbiddenError(f"it takes more than {MAX_STEPS} steps or {MAX_SECONDS:g} s")


_budget: ContextVar[_Budget] = ContextVar("_budget")


def run(source: str, names: Mapping[str, Any]) -> Any:
    """What a template makes of some names; one of `FAILURES` where it cannot, or may not."""
    import jinja2

    if len(source) > MAX_SOURCE:
        raise ForbiddenError(f"it has more than {MAX_SOURCE} characters")
    token = _budget.set(_Budget(monotonic() + MAX_SECONDS))
    try:
        return _compiled(source)(names)
    except (jinja2.TemplateError, SyntaxError, MemoryError) as error:
        raise ForbiddenError(str(error) or "it is too deep") from error
    finally:
        _budget.reset(token)


def used(source: str) -> tuple[frozenset[str], frozenset[str]]:
    """The names that a template uses, and the members of `request`; `ForbiddenError` where it is no good template."""
    import jinja2
    from jinja2 import meta, nodes

    if len(source) > MAX_SOURCE:
        raise ForbiddenError(f"it has more than {MAX_SOURCE} characters")
    try:
        _compiled(source)
        tree = _environment().parse(_PLACE.sub(_subscripts, source))
    except (jinja2.TemplateError, SyntaxError, MemoryError) as error:
        raise ForbiddenError(str(error) or "it is too deep") from error
    names = meta.find_undeclared_variables(tree) - set(_environment().globals)
    members = {_member(node) for node in tree.find_all((nodes.Getattr, nodes.Getitem)) if _is_request(node.node)}
    return frozenset(names), frozenset(member for member in members if member)


def _is_request(node: Any) -> bool:
    return getattr(node, "name", None) == "request"


def _member(node: Any) -> str:
    """The member that a place names; nothing where that is known only when the template runs."""
    named = node.attr if hasattr(node, "attr") else getattr(node.arg, "value", "")
    return named if isinstance(named, str) else ""


@lru_cache(maxsize=1_000)
def _compiled(source: str) -> Run:
    from jinja2 import nodes

    environment = _environment()
    tree = environment.parse(_PLACE.sub(_subscripts, source))
    _restrict(tree, nodes)
    only = _only_expression(tree, nodes)
    if only is None:
        template = environment.from_string(tree.set_environment(environment))
        return lambda names: _joined(template.generate(names))
    result = nodes.Template([nodes.Assign(nodes.Name("result", "store"), only, lineno=1)], lineno=1)
    expression = environment.from_string(result.set_environment(environment))
    return lambda names: _value_of(expression, names)


def _subscripts(place: re.Match[str]) -> str:
    """A place such as `{{request.path.entity-id}}` as Jinja can read it, which would take the dash for a minus."""
    root, *steps = place[1].split(".")
    return "{{" + root + "".join(f"['{step}']" for step in steps) + "}}"


@lru_cache(maxsize=1)
def _environment() -> Any:
    """The one environment: a sandbox whose every operation is counted and measured."""
    from jinja2 import ChainableUndefined
    from jinja2.runtime import LoopContext
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    class Environment(ImmutableSandboxedEnvironment):
        intercepted_binops = frozenset(("*", "**", "%", "+"))

        def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
            _budget.get().take()
            return _OPERATIONS[operator](left, right)

        def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
            if isinstance(obj, LoopContext):
                return attr in LOOP
            return any(isinstance(obj, kind) and attr in methods for kind, methods in METHODS.items())

        def wrap_str_format(self, value: Any) -> None:
            """`format` is a method like any other, and not among those that may be called."""

        def getitem(self, obj: Any, argument: Any) -> Any:
            is_index = isinstance(obj, list) and isinstance(argument, str) and is_number(argument)
            return super().getitem(obj, int(argument) if is_index else argument)

        def getattr(self, obj: Any, attribute: str) -> Any:
            if isinstance(obj, Mapping) and attribute in obj:
                return obj[attribute]
            return super().getattr(obj, attribute)

        def call(self, __context: Any, __obj: Any, *args: Any, **kwargs: Any) -> Any:
            _budget.get().take()
            for argument in (*args, *kwargs.values()):
                _sized(argument)
            return super().call(__context, __obj, *args, **kwargs)

    return _furnished(Environment(autoescape=False, undefined=ChainableUndefined, finalize=_shown))


def _furnished(environment: Any) -> Any:
    """The environment with nothing in it but what a template may use."""
    allowed = {name: _counted(environment.filters[name]) for name in FILTERS}
    environment.filters = {**allowed, "join": _join, "replace": _replace, "_steps": _steps, "_sized": _sized}
    environment.globals = {"range": _range, "dict": dict}
    return environment


def _restrict(tree: Any, nodes: Any) -> None:
    """Refuse what a template may not do, and count and measure what it may."""
    for name in _FORBIDDEN:
        if tree.find(getattr(nodes, name)):
            raise ForbiddenError(f"a template may not have '{name.lower()}'")
    for loop in list(tree.find_all(nodes.For)):
        if loop.recursive:
            raise ForbiddenError("a loop may not be recursive")
        loop.iter = nodes.Filter(loop.iter, "_steps", [], [], None, None, lineno=loop.lineno)
    for joined in list(tree.find_all(nodes.Concat)):
        joined.nodes = [nodes.Filter(n, "_sized", [], [], None, None, lineno=joined.lineno) for n in joined.nodes]


def _only_expression(tree: Any, nodes: Any) -> Any:
    """The expression that a template is, where it is nothing else."""
    if len(tree.body) != 1 or not isinstance(tree.body[0], nodes.Output):
        return None
    parts = [
        part for part in tree.body[0].nodes if not (isinstance(part, nodes.TemplateData) and not part.data.strip())
    ]
    return parts[0] if len(parts) == 1 and not isinstance(parts[0], nodes.TemplateData) else None


def _joined(chunks: Iterable[str]) -> str:
    found: list[str] = []
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > MAX_SIZE:
            raise ForbiddenError(f"it makes more than {MAX_SIZE} characters")
        found.append(chunk)
    return "".join(found)


def _value_of(expression: Any, names: Mapping[str, Any]) -> Any:
    context = expression.new_context(dict(names))
    for _ in expression.root_render_func(context):
        pass
    value = context.vars["result"]
    return _sized(list(value) if isinstance(value, Iterator) else value)


# What is counted and measured


def _counted(function: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(function)
    def counted(*args: Any, **kwargs: Any) -> Any:
        _budget.get().take()
        for argument in (*args, *kwargs.values()):
            _sized(argument)
        return function(*args, **kwargs)

    return counted


def _steps(values: Iterable[Any]) -> Iterator[Any]:
    budget = _budget.get()
    for value in values:
        budget.take()
        yield value


def _sized(value: Any) -> Any:
    """The value, if it is not too big to be written as a text; Jinja's own context is none."""
    left = [value]
    size = 0
    while left:
        current = left.pop()
        if isinstance(current, str):
            size += len(current)
        elif isinstance(current, Mapping) and not hasattr(current, "eval_ctx"):
            left.extend(current.values())
            size += sum(len(str(key)) for key in current) + len(current)
        elif isinstance(current, list | tuple | set | frozenset):
            size += len(current)
            if size <= MAX_SIZE:
                left.extend(current)
        if size > MAX_SIZE:
            raise ForbiddenError(f"it makes more than {MAX_SIZE} characters")
    return value


def _shown(value: Any) -> Any:
    return "" if value is None else _sized(value)


def _range(*bounds: int) -> range:
    found = range(*bounds)
    if len(found) > MAX_STEPS:
        raise ForbiddenError(f"a range has at most {MAX_STEPS} steps")
    return found


def _join(values: Iterable[Any], separator: str = "", attribute: str | None = None) -> str:
    picked = (value.get(attribute, "") if attribute and isinstance(value, Mapping) else value for value in values)
    texts = [str(_sized(value)) for value in _steps(picked)]
    if sum(map(len, texts)) + len(separator) * len(texts) > MAX_SIZE:
        raise ForbiddenError(f"it makes more than {MAX_SIZE} characters")
    return separator.join(texts)


def _replace(text: Any, old: str, new: str) -> str:
    whole = str(_sized(text))
    if len(whole) + whole.count(old) * len(new) > MAX_SIZE:
        raise ForbiddenError(f"it makes more than {MAX_SIZE} characters")
    return whole.replace(old, new)


def _plus(left: Any, right: Any) -> Any:
    return _sized(left + right)


def _times(left: Any, right: Any) -> Any:
    sequence, number = (right, left) if isinstance(left, int) else (left, right)
    if isinstance(sequence, str | list | tuple) and isinstance(number, int) and len(sequence) * number > MAX_SIZE:
        raise ForbiddenError(f"it makes more than {MAX_SIZE} characters")
    if isinstance(left, int) and isinstance(right, int) and left.bit_length() + right.bit_length() > MAX_BITS:
        raise ForbiddenError(f"a number has at most {MAX_BITS} bits")
    return left * right


def _power(left: Any, right: Any) -> Any:
    if isinstance(left, int) and isinstance(right, int) and left.bit_length() * right > MAX_BITS:
        raise ForbiddenError(f"a number has at most {MAX_BITS} bits")
    return left**right


def _modulo(left: Any, right: Any) -> Any:
    if not isinstance(left, int | float):
        raise ForbiddenError("only a number has a remainder")
    return operator.mod(left, right)


_OPERATIONS: Mapping[str, Callable[[Any, Any], Any]] = {"+": _plus, "*": _times, "**": _power, "%": _modulo}
