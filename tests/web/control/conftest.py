"""What do the tests of the control API share?"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.controlling import shop
from tests.web.asking import Session


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """A server of two APIs; each test has a session of its own."""
    with shop(tmp_path_factory.mktemp("shop")) as app:
        yield app


@pytest.fixture
def session(app: Flask, request: pytest.FixtureRequest) -> Session:
    return Session(app, str(request.node.name).encode("ascii", "replace").decode())
