"""Which version of OpenAPI does a document speak?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from mockserver.exceptions import SpecError

_VERSION = re.compile(r"(3\.[012])(?:\.\d+)?(?:-.+)?")


def version_of(root: Mapping[str, Any], file: str) -> str:
    """The version by the document's `swagger` or `openapi`: 2.0, 3.0, 3.1 or 3.2; SpecError for all else."""
    if str(root.get("swagger")) == "2.0":
        return "2.0"
    version = root.get("openapi")
    if version is None:
        raise SpecError.at(file, 1, "not an OpenAPI document: it has no 'openapi' with its version")
    found = _VERSION.fullmatch(str(version))
    if found is None:
        raise SpecError.at(file, 1, f"OpenAPI {version} is not read; use 2.0, 3.0, 3.1 or 3.2")
    return found[1]
