"""What does a form set in a record?"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from mockserver.behaviours.vcc_live.answers import Failure
from mockserver.behaviours.vcc_live.project import Project, fold


def unknown_field(project: Project, form: Mapping[str, Any], settings: Mapping[str, str]) -> Failure | None:
    """The failure of the first field that the project lacks; none if such fields are to be made."""
    if settings["fields"] == "create":
        return None
    missing = next((name for name in form if name not in project.fields), None)
    return None if missing is None else Failure("error.field_not_exists", missing)


def stored(project: Project, form: Mapping[str, Any]) -> dict[str, Any]:
    """The form as a record keeps it; values, and fields where they may, come into being here."""
    return {name: _stored(project, _field(project, name), value) for name, value in form.items()}


def parts(field: Mapping[str, Any], value: Any) -> list[str]:
    """The texts that a value for a simple or multiple field stands for: trimmed, none empty."""
    text = text_of(value)
    texts = text.split("|") if field["type"] == "multiple" else [text]
    return [part.strip() for part in texts if part.strip()]


def text_of(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def known_value(project: Project, field: Mapping[str, Any], part: str) -> int | None:
    """The id of the value that a text means, by id or by name."""
    found = project.value(field, part)
    return found["valueid"] if found is not None else project.value_ids.get((field["fieldid"], fold(part)))


def _field(project: Project, name: str) -> Any:
    found = project.fields.get(name)
    return project.add_field(name, "text") if found is None else found


def _stored(project: Project, field: Mapping[str, Any], value: Any) -> Any:
    if value is None:
        return None
    if field["type"] == "text":
        return text_of(value)
    ids = list(dict.fromkeys(_value_id(project, field, part) for part in parts(field, value)))
    if not ids:
        return None
    return ids if field["type"] == "multiple" else ids[0]


def _value_id(project: Project, field: Mapping[str, Any], part: str) -> int:
    found = known_value(project, field, part)
    return project.add_value(field, part) if found is None else found
