"""How do the parameters of an operation differ?"""

from __future__ import annotations

from mockserver.contract.diff.form import form_of
from mockserver.contract.diff.pairing import variables
from mockserver.contract.diff.sides import Sides
from mockserver.model import Operation, Parameter

Place = tuple[str, str]
"""Where a parameter stands, and its name there; that of a path parameter is its number."""


def compare_parameters(sides: Sides) -> None:
    old, new = _parameters(sides.old), _parameters(sides.new)
    _tell_renamed(sides)
    for place in old:
        if place in new:
            _compare(sides, old[place], new[place])
    gone = {place: parameter for place, parameter in old.items() if place not in new}
    fresh = {place: parameter for place, parameter in new.items() if place not in old}
    for place in list(gone):
        moved = next((other for other in fresh if _is_moved(gone[place], fresh[other])), None)
        if moved is not None:
            _tell_moved(sides, gone.pop(place), fresh.pop(moved))
    for parameter in gone.values():
        _tell_removed(sides, parameter)
    for parameter in fresh.values():
        _tell_added(sides, parameter)


def _parameters(operation: Operation) -> dict[Place, Parameter]:
    names = variables(operation.path)
    found: dict[Place, Parameter] = {}
    for parameter in operation.parameters:
        name = parameter.name
        if parameter.place == "path" and name in names:
            name = str(names.index(name))
        found[parameter.place, name.lower() if parameter.place == "header" else name] = parameter
    return found


def told(parameter: Parameter) -> str:
    """A parameter, as people call it."""
    return f"the {parameter.place} parameter '{parameter.name}'"


def pointer_of_parameter(parameter: Parameter) -> str | None:
    """Where a parameter is written: above its schema, or there where it is both."""
    if parameter.schema is None:
        return None
    steps = parameter.schema.pointer
    for tail in ("/schema",):
        steps = steps.removesuffix(tail)
    return steps.partition("/content/")[0]


def _tell_renamed(sides: Sides) -> None:
    for old, new in zip(variables(sides.old.path), variables(sides.new.path), strict=False):
        if old != new:
            sides.tell("path-parameter-renamed", f"'{old}' is called '{new}' now", name=new)


def _is_moved(old: Parameter, new: Parameter) -> bool:
    return old.name.lower() == new.name.lower() and old.place != new.place and "path" not in (old.place, new.place)


def _tell(sides: Sides, code: str, words: str, old: Parameter | None, new: Parameter | None) -> None:
    """Note a change of a parameter: one of them may be missing, not both."""
    parameter = new or old
    if parameter is not None:
        sides.tell(
            code,
            words,
            told(parameter),
            old=pointer_of_parameter(old) if old is not None else None,
            new=pointer_of_parameter(new) if new is not None else None,
            name=f"{parameter.place}.{parameter.name}",
        )


def _tell_moved(sides: Sides, old: Parameter, new: Parameter) -> None:
    words = f"stands in the {new.place} now, not in the {old.place}"
    sides.tell(
        "parameter-moved",
        words,
        told(old),
        old=pointer_of_parameter(old),
        new=pointer_of_parameter(new),
        name=f"{old.place}.{old.name}",
    )


def _tell_removed(sides: Sides, old: Parameter) -> None:
    code = "deprecated-parameter-removed" if old.deprecated else "parameter-removed"
    _tell(sides, code, "was removed", old, None)


def _tell_added(sides: Sides, new: Parameter) -> None:
    code = "required-parameter-added" if new.required else "parameter-added"
    words = "was added, and is required" if new.required else "was added"
    _tell(sides, code, words, None, new)


def _compare(sides: Sides, old: Parameter, new: Parameter) -> None:
    changes = (
        (new.required and not old.required, "parameter-required", "is required now"),
        (old.required and not new.required, "parameter-optional", "may be left out now"),
        (new.deprecated and not old.deprecated, "parameter-deprecated", "is deprecated now"),
        (old.deprecated and not new.deprecated, "parameter-restored", "is no longer deprecated"),
        (old.allow_empty and not new.allow_empty, "parameter-empty-refused", "may not be empty any more"),
        (new.allow_empty and not old.allow_empty, "parameter-empty-allowed", "may be empty"),
        (_is_written_otherwise(old, new), "parameter-style-changed", f"is written as {_style(new)}, not {_style(old)}"),
    )
    for holds, code, words in changes:
        if holds:
            _tell(sides, code, words, old, new)
    name = f"{new.place}.{new.name}"
    if is_any_text(new) and is_one_text(old) and kinds_of(old) != kinds_of(new):
        if kinds_of(old) is not None:
            _tell(sides, "request-type-wider", "may be any text", old, new)
    elif new.schema is not None and _is_list_of_one(old, new):
        _tell(sides, "request-type-wider", "may be a list", old, new)
        sides.compare(old.schema, new.schema.child("items"), "request", told(new), name=name)
    else:
        sides.compare(old.schema, new.schema, "request", told(new), name=name)


def _is_written_otherwise(old: Parameter, new: Parameter) -> bool:
    """Whether one value is written in two ways; where its type changed, that is told instead."""
    if old.media_type is not None or new.media_type is not None:
        return (old.media_type or "").lower() != (new.media_type or "").lower()
    if _is_plain(old) and _is_plain(new):
        return old.style != new.style and "simple" in (old.style, new.style)
    if _is_plain(old) or _is_plain(new):
        return False
    return (old.style, old.explode) != (new.style, new.explode)


def _is_plain(parameter: Parameter) -> bool:
    """Whether no value is a list or an object."""
    types = parameter.schema.types() if parameter.schema is not None else frozenset()
    return parameter.media_type is None and not types & {"array", "object"}


def _is_list_of_one(old: Parameter, new: Parameter) -> bool:
    """Whether what was one value is read as a list of that one: no text is split that could be one value."""
    if new.schema is None or kinds_of(new) != frozenset(("array",)) or new.media_type is not None:
        return False
    form = form_of((new.schema,), "request")
    kinds = kinds_of(old)
    is_repeated = new.place in ("query", "cookie") and new.style == "form" and new.explode
    is_simple = _is_plain(old) and kinds is not None and len(form.items) == 1
    is_whole = is_repeated or (kinds is not None and kinds <= _WITHOUT_COMMAS and new.style in ("form", "simple"))
    return is_simple and is_whole and form.counts.get("minItems", 0) <= 1


_WITHOUT_COMMAS = {"integer", "number", "boolean"}


def is_one_text(parameter: Parameter) -> bool:
    """Whether whatever is sent is one text, be it that of a list."""
    types = parameter.schema.types() if parameter.schema is not None else frozenset()
    is_list = parameter.media_type is None and types == {"array"} and not parameter.explode
    return _is_plain(parameter) or is_list


def kinds_of(parameter: Parameter) -> frozenset[str] | None:
    return form_of((parameter.schema,), "request").kinds if parameter.schema is not None else None


def is_any_text(parameter: Parameter) -> bool:
    """Whether a parameter or a header is a text without limits: what is sent is always one."""
    if parameter.media_type is not None or kinds_of(parameter) != frozenset(("string",)) or parameter.schema is None:
        return False
    form = form_of((parameter.schema,), "request")
    return form.values is None and not (form.patterns or form.formats or form.counts or form.unions or form.other)


def _style(parameter: Parameter) -> str:
    if parameter.media_type is not None:
        return f"'{parameter.media_type}'"
    return f"'{parameter.style}'{', exploded' if parameter.explode else ''}"
