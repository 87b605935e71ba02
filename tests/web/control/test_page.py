"""The page shows a browser what the control API tells, and gives nobody more than that."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import Client

from mockserver import create_app
from mockserver.interventions import PROFILES
from mockserver.web.control.page import FILES, FOLDER
from tests.serving import HOST, serving
from tests.web.asking import Session

BROWSER = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), ""
)
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--virtual-time-budget=5000"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
"""A browser without a screen that asks nobody but the page's own server."""

needs_browser = pytest.mark.skipif(not BROWSER, reason="no Chromium is installed")


@pytest.mark.parametrize("route", FILES)
def test_each_file_is_served_with_a_policy_that_lets_nothing_in(session: Session, route: str) -> None:
    answer = session.answer("GET", f"/__mock__{route}")
    assert (answer.status_code, answer.data) == (200, (FOLDER / FILES[route]).read_bytes())
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


def test_it_is_reached_without_the_slash_and_under_another_prefix(session: Session) -> None:
    assert session.answer("GET", "/__mock__").headers["Location"].endswith("/__mock__/")
    assert Client(create_app(control_prefix="/inside").wsgi_app).get("/inside/").mimetype == "text/html"


def test_it_is_given_without_the_token_and_what_it_asks_for_is_not() -> None:
    client = Client(create_app(control_token="secret").wsgi_app)
    assert [client.get(f"/__mock__{path}").status_code for path in ("/", "/page.js", "/health")] == [200, 200, 401]


def test_it_offers_every_profile_of_faults() -> None:
    named = re.search(r"PROFILES = \[(.*)\]", (FOLDER / "page.js").read_text())
    assert named is not None
    assert re.findall(r'"(\w+)"', named[1]) == list(PROFILES)


def dump(app: Flask, tab: str, home: Path) -> str:
    """What a browser makes of a tab, once its script has asked for all that it shows."""
    with serving(app.wsgi_app) as port:
        command = (BROWSER, *FLAGS, f"--user-data-dir={home}", "--dump-dom", f"http://{HOST}:{port}/__mock__/#{tab}")
        return subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout


@needs_browser
def test_a_browser_shows_requests_and_takes_nothing_of_them_for_html(app: Flask, tmp_path: Path) -> None:
    session = Session(app, "default")
    session("GET", "/v1/nowhere?<script>alert(1)</script>")
    shown = dump(app, "requests", tmp_path)
    assert "/v1/nowhere?&lt;script&gt;alert(1)" in shown
    assert 'role="alert" hidden' in shown


@needs_browser
@pytest.mark.parametrize(
    ("tab", "text"),
    [
        ("violations", "blame"),
        ("operations", "pets.list"),
        ("records", "take a snapshot"),
        ("overrides", "every operation gives its own answer"),
        ("faults", "nothing goes wrong on purpose"),
        ("coverage", "% of all operations"),
        ("clock", "advance"),
    ],
)
def test_a_browser_shows_each_tab(app: Flask, tmp_path: Path, tab: str, text: str) -> None:
    Session(app, "default")("GET", "/v1/nowhere")
    shown = dump(app, tab, tmp_path)
    assert text in shown
    assert 'role="alert" hidden' in shown
