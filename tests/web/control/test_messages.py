"""An order to the control API counts only where it is whole."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import Client

from mockserver import create_app
from mockserver.engine import MAX_BODY
from tests.documents import OK, document, written

CHUNKED = {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True}


class Broken:
    """A body of which the server knows that it broke off."""

    def read(self, size: int = -1) -> bytes:
        raise OSError("the client ended its body too early")


@pytest.mark.parametrize("method_and_path", ["PUT /__mock__/state", "POST /__mock__/snapshots"])
@pytest.mark.parametrize(
    ("more", "status", "code"),
    [
        ({"CONTENT_LENGTH": "9", "wsgi.input": io.BytesIO(b"{}")}, 400, "invalid_body"),
        ({"CONTENT_LENGTH": "2", "wsgi.input": Broken()}, 400, "invalid_body"),
        ({"CONTENT_LENGTH": "", **CHUNKED, "wsgi.input": Broken()}, 400, "invalid_body"),
        ({"CONTENT_LENGTH": str(MAX_BODY + 1), "wsgi.input": io.BytesIO(b"{}")}, 413, "too_large"),
    ],
)
def test_half_an_order_is_none(
    tmp_path: Path, method_and_path: str, more: dict[str, Any], status: int, code: str
) -> None:
    client = Client(create_app(written(tmp_path, document({"/a": {"get": {"responses": OK}}}))))
    method, path = method_and_path.split()
    answer = client.open(path, method=method, environ_overrides=more)
    assert (answer.status_code, answer.json["error"]["code"]) == (status, code)  # type: ignore[index]
