"""What happens right now?"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from queue import Empty

from flask import Response, request

from mockserver import exact_json
from mockserver.state import State
from mockserver.web import representation as show
from mockserver.web.control.messages import ControlError, Json
from mockserver.web.control.reach import Reach

MAX_LISTENERS = 2
"""How many may listen at once: each holds one of the server's threads."""

BEAT_SECONDS = 5.0
"""How often a silent stream says that it is alive; where that cannot be written the client is gone."""


@dataclass(frozen=True, slots=True)
class EventRoutes:
    """The route about what happens."""

    reach: Reach
    places: threading.BoundedSemaphore = field(default_factory=lambda: threading.BoundedSemaphore(MAX_LISTENERS))

    def stream(self) -> Json:
        """Server-sent events: each `data:` line is an outcome of the session."""
        if not self.places.acquire(blocking=False):
            raise ControlError(503, "too_many_listeners", f"there are {MAX_LISTENERS} listeners already")
        state = self.reach.sessions.get(request.args.get("session") or self.reach.session)
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        stream = _Stream(self.reach, state, self.places)
        response = Response(stream, mimetype="text/event-stream", headers=headers)
        response.call_on_close(stream.close)
        return response


class _Stream:
    """The events of one listener; closed by the server when the client is gone."""

    def __init__(self, reach: Reach, state: State, places: threading.BoundedSemaphore) -> None:
        self._reach, self._state, self._places = reach, state, places
        self._queue = state.journal.listen()
        self._open = True

    def __iter__(self) -> Iterator[bytes]:
        yield b": listening\n\n"
        try:
            while True:
                try:
                    outcome = self._queue.get(timeout=BEAT_SECONDS)
                except Empty:
                    yield b": alive\n\n"
                    continue
                if outcome is None:
                    return
                data = exact_json.dumps(show.of_outcome(outcome, self._reach.engine.apis))
                yield b"id: %s\ndata: %s\n\n" % (outcome.id.encode(), data)
        finally:
            self.close()

    def close(self) -> None:
        """Listen no more; the place is another's."""
        if self._open:
            self._open = False
            self._state.journal.leave(self._queue)
            self._reach.sessions.get(self._state.session).journal.leave(self._queue)
            self._places.release()
