"""Prism's own end-to-end scenarios pass, but for those that the documentation names with a reason."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CORPUS = os.environ.get("MOCKSERVER_CORPUS", "")
PAGE = Path(__file__).parent.parent / "docs" / "background" / "prism.md"
SEMANTIC = 0.97
"""The part of the scenarios that must pass at the level `semantic`, where JSON bodies are compared as values."""


def named_exceptions() -> set[str]:
    """The scenarios that the documentation names."""
    return set(re.findall(r"^\| `([^`]+\.txt)` \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE))


@pytest.mark.timeout(900)
@pytest.mark.skipif(not CORPUS, reason="MOCKSERVER_CORPUS does not name the corpus of scenarios")
@pytest.mark.skipif(shutil.which("curl") is None, reason="the scenarios are curl commands, and there is no curl")
def test_prisms_scenarios_pass_but_for_those_that_are_named(tmp_path: Path) -> None:
    corpus, report = Path(CORPUS), tmp_path / "report.json"
    command = [
        sys.executable, corpus / "tools" / "run_prism_harness.py", "--specs", corpus / "prism-scenarios",
        "--server", f"{sys.executable} -m mockserver {{args}}", "--level", "behaviour", "--jobs", "2",
        "--startup-timeout", "60", "--out", report,
    ]  # fmt: skip
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    done = subprocess.run(
        list(map(str, command)), env=environment, capture_output=True, text=True, timeout=900, check=False
    )
    assert report.exists(), done.stdout + done.stderr
    found = {scenario["name"]: scenario["levels"] for scenario in json.loads(report.read_text("utf-8"))["scenarios"]}
    assert len(found) >= 167
    assert [name for name, levels in found.items() if not levels["behaviour"]] == []
    differing = {name for name, levels in found.items() if not levels["semantic"]}
    assert differing == named_exceptions()
    assert len(found) - len(differing) >= SEMANTIC * len(found)
