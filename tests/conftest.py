"""What do all tests share?"""

from __future__ import annotations

import pytest

from tests.judge import Judge


@pytest.fixture(scope="session")
def judge() -> Judge:
    return Judge()
