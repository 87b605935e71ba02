"""Which application answers, where the specifications change while it runs?"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from mockserver.engine import Engine
from mockserver.exceptions import MockserverError
from mockserver.web.app import Settings, build
from mockserver.web.door import Environ, StartResponse

LOOK_SECONDS = 0.2

Stamp = tuple[int, int, int] | None
"""What tells one content of a file from another: its time, size and inode; None where there is no file."""


class Watched:
    """A WSGI application that is built anew whenever its files have changed; what its sessions remember stays.

    A request is answered to its end by the application that took it. Where the new files cannot be served, the
    application before them goes on.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._app = build(settings)
        self._wsgi = self._app.wsgi_app
        self._files = _files(self._engine)
        self._built = self._seen = _stamps(self._files)

    @property
    def _engine(self) -> Engine:
        engine: Engine = self._app.extensions["mockserver"][0]
        return engine

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        return self._wsgi(environ, start_response)

    def follow(self) -> None:
        """Look at the files from now on, in a thread of its own."""
        threading.Thread(target=self._follow, name="mockserver-watch", daemon=True).start()

    def _follow(self) -> None:
        while True:
            time.sleep(LOOK_SECONDS)
            told = self.look()
            if told:
                sys.stderr.write(f"mockserver: {told}\n")
                sys.stderr.flush()

    def look(self) -> str:
        """Build the application anew if its files have changed; what is to be told of it, or nothing.

        A file that still changes from one look to the next is being written, and is waited for.
        """
        now = _stamps(self._files)
        settled, self._seen = now == self._seen, now
        if now == self._built or not settled:
            return ""
        changed = [str(path) for path, stamp in now.items() if stamp != self._built.get(path)]
        self._built = now
        try:
            self._rebuild()
        except MockserverError as error:
            return f"{error}; what was served before goes on"
        return f"read {', '.join(changed)} again"

    def _rebuild(self) -> None:
        app = build(self._settings, self._app.extensions["mockserver"][1])
        self._app, self._wsgi = app, app.wsgi_app
        # a file that was read once may be named again, even where it cannot be read in between
        self._files = tuple(dict.fromkeys((*self._files, *_files(self._engine))))
        self._built = {**_stamps(self._files), **self._built}
        self._seen = self._built


def _files(engine: Engine) -> tuple[Path, ...]:
    return tuple(dict.fromkeys(file for api in engine.apis.values() for file in api.document.files))


def _stamps(files: Iterable[Path]) -> Mapping[Path, Stamp]:
    return {file: _stamp(file) for file in files}


def _stamp(file: Path) -> Stamp:
    try:
        found: Any = file.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
