"""What does the control API say of itself?"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mockserver.openapi import Document

FILE = Path(__file__).with_name("openapi.yaml")


def control_document(prefix: str) -> Mapping[str, Any]:
    """The OpenAPI document of the control API where it is served under a prefix."""
    return {**Document.read(FILE).root, "servers": [{"url": prefix}]}
