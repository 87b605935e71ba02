"""Which programs are there, in which releases, and how is each started? And which older releases of pytest?"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

INSTALLED = Path(sys.prefix) / "providers"
"""Where they are: away from the packages of the tests, which need other releases of the same things."""

SHARED = INSTALLED / "shared"
"""What several of them need."""

_KINTO = """\
[app:main]
use = egg:kinto
kinto.includes = kinto.plugins.default_bucket kinto.plugins.flush
kinto.storage_backend = kinto.core.storage.memory
kinto.cache_backend = kinto.core.cache.memory
kinto.permission_backend = kinto.core.permission.memory
kinto.userid_hmac_secret = not-a-secret
multiauth.policies = basicauth
kinto.bucket_create_principals = system.Authenticated

[server:main]
use = egg:waitress#main
host = 127.0.0.1
port = {port}
"""

Command = Callable[[int, Path], tuple[str, ...]]
"""The command that starts a program on a port; what it keeps is in a folder."""


@dataclass(frozen=True, slots=True)
class Provider:
    """A program; `document` is the path at which it publishes its document, the oldest of its `releases` is first."""

    name: str
    releases: tuple[str, ...]
    document: str
    command: Command


@dataclass(frozen=True, slots=True)
class Release:
    """One release of a program."""

    provider: Provider
    version: str

    @property
    def folder(self) -> Path:
        return INSTALLED / f"{self.provider.name}-{self.version}"

    @property
    def is_installed(self) -> bool:
        return self.folder.is_dir() and SHARED.is_dir()


def _kinto(port: int, folder: Path) -> tuple[str, ...]:
    file = folder / "kinto.ini"
    file.write_text(_KINTO.format(port=port), encoding="utf-8")
    return "-c", "from kinto.__main__ import main; main()", "start", "--ini", str(file)


def _glances(port: int, _: Path) -> tuple[str, ...]:
    quiet = ("--disable-webui", "--disable-autodiscover", "--disable-check-update")
    return "-m", "glances", "-w", "-B", "127.0.0.1", "-p", str(port), *quiet


def _httpbin(port: int, _: Path) -> tuple[str, ...]:
    return "-m", "granian", "--interface", "wsgi", "--port", str(port), "--no-ws", "--no-log", "httpbin.core:app"


PROVIDERS = {
    provider.name: provider
    for provider in (
        Provider("kinto", ("23.3.2", "26.5.0"), "/v1/__api__", _kinto),
        Provider("glances", ("4.2.1", "4.5.8"), "/openapi.json", _glances),
        Provider("httpbin", ("0.10.2", "0.10.4"), "/spec.json", _httpbin),
    )
}

PYTESTS = {"8.0.2": "0.23.8", "8.4.2": "1.2.0"}
"""The oldest and the newest pytest of the series before the tests' own, each with a pytest-asyncio that takes it."""


def pytest_folder(version: str) -> Path:
    """Where such a pytest is, with its pytest-asyncio alone: what else it needs the tests have."""
    return INSTALLED / f"pytest-{version}"
