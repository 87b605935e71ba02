"""What do all tests share?"""

from __future__ import annotations

import os

import pytest

from tests.judge import Judge


@pytest.fixture(scope="session")
def judge() -> Judge:
    return Judge()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What may take longest begins first, so that no worker is left with it at the end."""
    items.sort(key=lambda item: item.get_closest_marker("timeout") is None)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where MOCKSERVER_REFUSE_SKIPS is set a skipped test fails the run: everything that tests need is there."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("MOCKSERVER_REFUSE_SKIPS") and reporter is not None and reporter.stats.get("skipped"):
        reporter.write_line("a test was skipped, though everything that it needs is there", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
