"""Whom did the mock call, and what became of it?"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from flask import request

from mockserver.state import Notification
from mockserver.web.control.messages import NOTHING, ControlError, Json, limit
from mockserver.web.control.reach import Reach
from mockserver.web.representation import of_callback

MAX_WAIT = 10.0
"""For how many seconds a control request waits at the most."""


@dataclass(frozen=True, slots=True)
class CallbackRoutes:
    """The routes about callbacks and webhooks."""

    reach: Reach

    def all(self) -> Json:
        callbacks = self.reach.state.callbacks
        callbacks.settled(_seconds())
        found = callbacks.all()
        return {"callbacks": [self._shown(each) for each in found[: limit(100)]], "total": len(found)}

    def one(self, callback_id: str) -> Json:
        return self._shown(self._known(callback_id))

    def replay(self, callback_id: str) -> Json:
        """Send it once more, as it was."""
        known, state = self._known(callback_id), self.reach.state
        sender = self.reach.engine.options.sender
        if sender is None:
            raise ControlError(409, "no_callbacks", "this server sends no callbacks")
        again = replace(
            known, at=state.clock.now(), fate="waiting", error="", attempts=(), violations=(), replays=known.id, id=""
        )
        return self._shown(sender.send(again, state)), 202

    def forget_all(self) -> Json:
        self.reach.state.callbacks.clear()
        return NOTHING

    def _known(self, callback_id: str) -> Notification:
        found = self.reach.state.callbacks.get(callback_id)
        if found is None:
            raise ControlError(404, "unknown_callback", f"there is no callback '{callback_id}'")
        return found

    def _shown(self, notification: Notification) -> Json:
        return of_callback(notification, self.reach.engine.apis)


def _seconds() -> float:
    """How long to wait until nothing waits any more; ControlError where that is no number of seconds."""
    text = request.args.get("wait", "0")
    if not re.fullmatch(r"\d{1,2}(\.\d{1,3})?", text, re.ASCII):
        raise ControlError(400, "invalid_wait", "wait must be a number of seconds below 100")
    return min(float(text), MAX_WAIT)
