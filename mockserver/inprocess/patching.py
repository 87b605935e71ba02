"""When are the clients' libraries patched, and how is all put back?

A library that is imported already is patched at once; one that is not is patched when it is imported, and never
imported for that.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
import threading
from collections.abc import Callable, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

from mockserver.inprocess.patch import Patch

_SEAMS = {
    "urllib3.connectionpool": ("urllib3_calls", "patches"),
    "requests.adapters": ("requests_calls", "patches"),
    "requests.sessions": ("requests_calls", "session_patches"),
    "aiohttp.connector": ("aiohttp_calls", "patches"),
    "httpx._transports.default": ("httpx_calls", "patches"),
    "httpx2._transports.default": ("httpx_calls", "patches"),
}
"""The modules of libraries that are patched, and which module beside this one does it: imported when it has to."""


def _patches(module: ModuleType) -> tuple[Patch, ...]:
    room, function = _SEAMS[module.__name__]
    found: tuple[Patch, ...] = getattr(importlib.import_module(f"mockserver.inprocess.{room}"), function)(module)
    return found


class Patching:
    """The patches of the process: there from the first that wants them to the last."""

    def __init__(self) -> None:
        self._wanted = 0
        self._lock = threading.RLock()
        self._known: dict[ModuleType, tuple[Patch, ...]] = {}
        self._replaced: list[tuple[type | ModuleType, str, Any]] = []
        self._finder = _Finder(self._patch)

    def want(self) -> None:
        with self._lock:
            self._wanted += 1
            if self._wanted > 1:
                return
            sys.meta_path.insert(0, self._finder)
            try:
                for name in _SEAMS:
                    if name in sys.modules:
                        self._patch(sys.modules[name])
            except BaseException:
                self.release()
                raise

    def release(self) -> None:
        with self._lock:
            self._wanted -= 1
            if self._wanted:
                return
            sys.meta_path.remove(self._finder)
            while self._replaced:
                owner, name, original = self._replaced.pop()
                setattr(owner, name, original)

    def _patch(self, module: ModuleType) -> None:
        with self._lock:
            if module not in self._known:
                self._known[module] = _patches(module)
            for patch in self._known[module] if self._wanted else ():
                original = vars(patch.owner)[patch.name]
                self._replaced.append((patch.owner, patch.name, original))
                setattr(patch.owner, patch.name, patch.wrap(original))


class _Finder(MetaPathFinder):
    """Finds what others find, and has it patched as soon as it is loaded."""

    def __init__(self, patch: Callable[[ModuleType], None]) -> None:
        self._patch = patch
        self._asked = threading.local()

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname not in _SEAMS or getattr(self._asked, "name", None) == fullname:
            return None
        self._asked.name = fullname
        try:
            spec = importlib.util.find_spec(fullname)
        finally:
            self._asked.name = None
        if spec is not None and spec.loader is not None:
            spec.loader = _Loader(spec.loader, self._patch)
        return spec


class _Loader(Loader):
    """Loads a module as its own loader does, gives it that one back, and has it patched."""

    def __init__(self, own: Loader, patch: Callable[[ModuleType], None]) -> None:
        self._own = own
        self._patch = patch

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._own.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        module.__loader__ = self._own
        if module.__spec__ is not None:
            module.__spec__.loader = self._own
        self._own.exec_module(module)
        self._patch(module)


patching = Patching()
