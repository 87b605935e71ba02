"""How is a program of others started, and ended again?"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

import pytest

from tests.providers.catalogue import PROVIDERS, SHARED, Release

START_SECONDS = 60.0
END_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Running:
    """A program that answers: its address, and the document that it publishes, as it came and in a file."""

    release: Release
    url: str
    document: bytes
    file: Path


@contextmanager
def running(name: str, version: str | None = None) -> Iterator[Running]:
    """A program in one of its releases, the newest by itself; the test is skipped where it is not installed."""
    provider = PROVIDERS[name]
    release = Release(provider, version or provider.releases[-1])
    if not release.is_installed:
        pytest.skip(f"{name} {release.version} is not installed: run python -m tests.providers")
    with tempfile.TemporaryDirectory() as made:
        folder, port = Path(made), _free_port()
        with (folder / "log.txt").open("wb") as log:
            command = (sys.executable, *provider.command(port, folder))
            process = subprocess.Popen(command, cwd=folder, env=_environment(release, folder), stdout=log, stderr=log)
        try:
            yield _started(process, release, f"http://127.0.0.1:{port}", folder)
        finally:
            _end(process)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def _environment(release: Release, folder: Path) -> dict[str, str]:
    """What a program may know: its own packages before those of the tests, and a home that nobody else has."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "LANG", "TMPDIR")}
    return kept | {"PYTHONPATH": f"{release.folder}{os.pathsep}{SHARED}", "HOME": str(folder)}


def _started(process: subprocess.Popen[bytes], release: Release, url: str, folder: Path) -> Running:
    opener = build_opener(ProxyHandler({}))
    until = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < until:
        try:
            with opener.open(url + release.provider.document, timeout=START_SECONDS) as answer:
                document = answer.read()
        except (URLError, ConnectionError):
            time.sleep(0.05)
            continue
        file = folder / f"{release.provider.name}.json"
        file.write_bytes(document)
        return Running(release, url, document, file)
    raise AssertionError(f"{release.folder.name} did not start: {(folder / 'log.txt').read_text()[-2_000:]}")


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
