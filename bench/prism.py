"""Where is Prism, and which version?"""

from __future__ import annotations

import json
from pathlib import Path

from bench.programs import SetupError, need, output

_FOLDER = Path(__file__).parent
_PACKAGE = _FOLDER / "node_modules" / "@stoplight" / "prism-cli"


def wanted_version() -> str:
    """The version that bench/package.json names."""
    version: str = json.loads((_FOLDER / "package.json").read_text())["dependencies"]["@stoplight/prism-cli"]
    return version


def is_installed() -> bool:
    package = _PACKAGE / "package.json"
    return package.exists() and json.loads(package.read_text())["version"] == wanted_version()


def install() -> None:
    """Install exactly what the lock file names into bench/node_modules."""
    npm = need("npm", "install Node.js, or run only the micro benchmark: python -m bench --micro")
    output((npm, "ci", "--no-audit", "--no-fund"), _FOLDER)
    if not is_installed():
        raise SetupError(f"npm did not install Prism {wanted_version()}: see {_FOLDER / 'package.json'}")


def command(specification: Path, port: int) -> tuple[str, ...]:
    """What starts Prism on the loopback; it says errors only, as whoever wants speed lets it."""
    node = need("node", "install Node.js, or run only the micro benchmark: python -m bench --micro")
    script = _PACKAGE / "dist" / "index.js"
    return (node, str(script), "mock", "-h", "127.0.0.1", "-p", str(port), "-v", "error", str(specification))
