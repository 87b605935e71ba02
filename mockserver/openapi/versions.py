"""Which version of OpenAPI does a document speak?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from mockserver.exceptions import SpecError

_VERSION = re.compile(r"3\.([01])(?:\.\d+)?(?:-.+)?")


def dialect_of(root: Mapping[str, Any], file: str) -> str:
    """ "3.0" or "3.1", by the document's `openapi`; SpecError for all else."""
    version = root.get("openapi")
    if version is None and "swagger" in root:
        raise SpecError(f"{file}:1: Swagger {root['swagger']} is not read; convert it to OpenAPI 3")
    if version is None:
        raise SpecError(f"{file}:1: not an OpenAPI document: it has no 'openapi' with its version")
    found = _VERSION.fullmatch(str(version))
    if found is None:
        raise SpecError(f"{file}:1: OpenAPI {version} is not read; use 3.0 or 3.1")
    return f"3.{found[1]}"
