"""`python -m tests.providers` installs the programs of others that the tests start, and older releases of pytest.

What is there stays as it is. Where one cannot be installed it says so, with exit code 1; the tests of it are skipped.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.providers.catalogue import PROVIDERS, PYTESTS, SHARED, Release, pytest_folder

NEEDED = Path(__file__).with_name("requirements.txt")


def main() -> int:
    try:
        _install_all()
    except subprocess.CalledProcessError as error:
        *_, what = error.cmd
        print(
            f"tests.providers: {Path(what).name} cannot be installed; tests of what is not there are skipped, "
            "and `python -m tests.providers` tries again",
            file=sys.stderr,
        )
        return 1
    return 0


def _install_all() -> None:
    for version, plugin in PYTESTS.items():
        if not pytest_folder(version).is_dir():
            _install(pytest_folder(version), f"pytest=={version}", f"pytest-asyncio=={plugin}")
    wanted = NEEDED.read_text()
    stamp = SHARED / NEEDED.name
    if not stamp.is_file() or stamp.read_text() != wanted:
        _install(SHARED, "--upgrade", "-r", str(NEEDED))
        stamp.write_text(wanted)
    for provider in PROVIDERS.values():
        for release in (Release(provider, version) for version in provider.releases):
            if not release.folder.is_dir():
                _install(release.folder, f"{provider.name}=={release.version}")


def _install(folder: Path, *what: str) -> None:
    quiet = ("--quiet", "--disable-pip-version-check", "--root-user-action=ignore")
    command = (sys.executable, "-m", "pip", "install", *quiet, "--no-deps", "--no-compile", "--target", str(folder))
    subprocess.run((*command, *what), check=True)


if __name__ == "__main__":
    sys.exit(main())
