"""`mockserver check` on the command line."""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from mockserver import MockServer
from mockserver.cli import main
from mockserver.contract.check import CHECKS
from tests.behaviours.resources.evidence import TELLING
from tests.behaviours.resources.jobs import SHOWN
from tests.behaviours.resources.procedures import DOTTED, POSTED
from tests.contract.zoo.animals import FINDS, LeadsElsewhere
from tests.contract.zoo.library import KEY, SPEC, Library
from tests.documents import written
from tests.serving import HOST, serving
from tests.upstream_server import Says, upstream

CERTIFICATES = Path(__file__).parents[2] / "certificates"
CHECKED = Path(__file__).parents[3] / "mockserver" / "contract" / "check"


def _served(library: Library) -> Iterator[str]:
    with serving(library) as port:
        yield f"http://{HOST}:{port}"


@pytest.fixture
def right() -> Iterator[str]:
    yield from _served(Library())


@pytest.fixture
def wrong() -> Iterator[str]:
    yield from _served(LeadsElsewhere())


LIVES = {"dotted": DOTTED.root, "posted": POSTED.root, "two paths": TELLING.root, "jobs": SHOWN}


@pytest.mark.parametrize("root", LIVES.values(), ids=LIVES)
def test_a_record_is_only_led_through_what_its_path_alone_names(root: Mapping[str, Any], tmp_path: Path) -> None:
    file = written(tmp_path, root)
    with MockServer(file, seed="1") as server:
        result = CliRunner().invoke(main, ["check", str(file), "--url", server.url("shop"), "--max-examples", "2"])
    assert ": 0 errors" in result.output, result.output


def checked(*words: str) -> Result:
    return CliRunner().invoke(main, ["check", str(SPEC), "--max-examples", "2", *words])


def test_a_provider_that_keeps_to_its_specification_is_good(right: str) -> None:
    result = checked("--url", right, "-H", f"X-Key: {KEY}")
    assert (result.exit_code, result.stderr) == (0, "")
    assert f"check {right}: 0 errors, 0 warnings, 7 passed\n7 operations, " in result.output


def test_a_provider_that_does_not_is_told_of(wrong: str) -> None:
    result = checked("--url", wrong, "-H", f"X-Key: {KEY}")
    assert result.exit_code == 1
    assert "error wrong-location: 'Location: http" in result.output
    assert f"{SPEC}:50\n" in result.output
    assert KEY not in result.output
    assert f'curl -sS -i --path-as-is -g -H "x-key: $X_KEY" {wrong}/api/books/1001' in result.output


def test_an_account_can_come_in_too(right: str) -> None:
    assert checked("--url", right, "--account", f"jane:{KEY}").exit_code == 0


def test_who_is_not_let_in_is_told_to_show_who_they_are(right: str) -> None:
    result = checked("--url", right, "--operation", "books.create")
    assert result.exit_code == 1
    assert "error credentials-refused: every request is refused with 401" in result.output
    assert "(blame: client)" in result.output


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--url", "nonsense"), "'nonsense' is no address"),
        (("--url", "http://127.0.0.1:1"), "there is no provider at http://127.0.0.1:1"),
        (("--url", "http://127.0.0.1:1", "-H", "nonsense"), "-H 'nonsense'"),
        (("--url", "http://127.0.0.1:1", "--account", "jane"), "--account 'jane': write it as USER:PASSWORD"),
    ],
)
def test_what_cannot_be_done_is_told_in_one_line(words: tuple[str, ...], told: str) -> None:
    result = checked(*words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert told in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_provider_is_trusted_by_the_authority_that_vouches_for_it() -> None:
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(CERTIFICATES / "server.pem")
    with upstream(lambda heard: Says(404), tls=tls) as server:
        untrusted = checked("--url", server.url)
        trusted = checked("--url", server.url, "--upstream-ca", str(CERTIFICATES / "authority.pem"))
    assert (untrusted.exit_code, "cannot be trusted: " in untrusted.stderr) == (2, True)
    assert (trusted.exit_code, trusted.stderr) == (1, "")


def test_an_operation_that_is_not_there_is_told_with_what_may_be_meant(right: str) -> None:
    result = checked("--url", right, "--operation", "books.creat")
    assert result.exit_code == 2
    assert "there is no operation 'books.creat'" in result.stderr
    assert "books.create" in result.stderr


def test_a_rate_that_is_none_is_refused(right: str) -> None:
    assert checked("--url", right, "--rate-limit", "fast").exit_code == 2


def test_a_provider_that_stops_answering_is_a_finding() -> None:
    with upstream(lambda heard: Says(404) if len(server.heard) < 2 else None) as server:
        result = checked("--url", server.url, "--timeout", "5", "--operation", "open")
    assert result.exit_code == 1
    assert "no-answer" in result.output
    assert "the provider does not answer any more" in result.output


def test_every_code_is_documented_and_every_documented_one_is_told() -> None:
    page = (Path(__file__).parents[3] / "docs" / "reference" / "checks.md").read_text(encoding="utf-8")
    assert [code for code, meaning in CHECKS.items() if f"| `{code}` | {meaning} |" not in page] == []
    source = "".join(path.read_text("utf-8") for path in CHECKED.glob("*.py") if path.stem != "codes")
    assert [code for code in CHECKS if f'"{code}"' not in source] == []
    assert frozenset().union(*FINDS.values()) <= set(CHECKS)
