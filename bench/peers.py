"""Which peers are there, in which versions, and how is each started?"""

from __future__ import annotations

import json
from pathlib import Path

from bench.programs import SetupError, need, output

PRISM, MOCKOON, SCALAR = "Prism", "Mockoon", "Scalar"

_FOLDER = Path(__file__).parent
_MODULES = _FOLDER / "node_modules"
_PACKAGES = {PRISM: "@stoplight/prism-cli", MOCKOON: "@mockoon/cli", SCALAR: "@scalar/cli"}
_REMEDY = "install Node.js, or run only the micro benchmark: python -m bench --micro"


def wanted_version(peer: str) -> str:
    """The version that bench/package.json names."""
    version: str = json.loads((_FOLDER / "package.json").read_text())["dependencies"][_PACKAGES[peer]]
    return version


def are_installed() -> bool:
    return all(_installed_version(peer) == wanted_version(peer) for peer in _PACKAGES)


def _installed_version(peer: str) -> str | None:
    package = _MODULES / _PACKAGES[peer] / "package.json"
    return json.loads(package.read_text())["version"] if package.exists() else None


def install() -> None:
    """Install exactly what the lock file names into bench/node_modules."""
    npm = need("npm", _REMEDY)
    output((npm, "ci", "--no-audit", "--no-fund"), _FOLDER)
    if not are_installed():
        raise SetupError(f"npm did not install the peers: see {_FOLDER / 'package.json'}")


def command(peer: str, specification: Path, port: int, *, upstream: str | None = None) -> tuple[str, ...]:
    """What starts a peer on the loopback; each says as little as it can, as whoever wants speed lets it.

    With an `upstream` Prism is its proxy.
    """
    node, document, number = need("node", _REMEDY), str(specification), str(port)
    program = str(_MODULES / ".bin" / {PRISM: "prism", MOCKOON: "mockoon-cli", SCALAR: "scalar"}[peer])
    if peer == PRISM:
        kind, behind = ("mock", ()) if upstream is None else ("proxy", (upstream,))
        return (node, program, kind, "-h", "127.0.0.1", "-p", number, "-v", "error", document, *behind)
    if peer == MOCKOON:
        return (node, program, "start", "-d", document, "-p", number, "-l", "127.0.0.1", "-X", "--disable-admin-api")
    return (node, program, "mock", document, "-p", number)
