"""How is the package built for a test, and how is what takes long made only once in a run?"""

from __future__ import annotations

import fcntl
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Once:
    """What whichever worker needs it first makes for all workers of a run, each thing in a folder below this one."""

    folder: Path

    def made(self, name: str, make: Callable[[Path], object]) -> Path:
        """The folder of that name, which `make` has filled; where that failed it is tried anew."""
        folder, done = self.folder / name, self.folder / f"{name}.done"
        with (self.folder / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not done.exists():
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir()
                make(folder)
                done.touch()
        return folder

    def wheel(self) -> Path:
        """The wheel of the package."""
        return next(self.made("build", built_wheel).glob("wheel/*.whl"))


def built_wheel(folder: Path) -> Path:
    """The wheel of a copy of the sources, so that nothing is written beside them."""
    source, target = folder / "source", folder / "wheel"
    source.mkdir()
    ignored = shutil.ignore_patterns("__pycache__", "*.egg-info")
    for name in ("mockserver", "specs"):
        shutil.copytree(ROOT / name, source / name, ignore=ignored)
    for path in ROOT.iterdir():
        if path.is_file():
            shutil.copy(path, source)
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(target), str(source)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return next(target.glob("*.whl"))
