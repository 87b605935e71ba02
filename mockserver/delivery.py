"""How is an answer sent that does not go out at once and whole?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

Mishap = Literal["reset", "empty", "truncated", "drip"]

SLEEP = "mockserver.sleep"
"""What in a WSGI environment waits in the place of the server, if it is there: a function of seconds."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """What is done to an answer on its way: seconds to wait first, and what goes wrong then.

    `reset` breaks the connection off, `empty` ends it without an answer; `truncated` announces the whole body, sends
    `size` bytes of it and ends the connection, `drip` sends `size` bytes every `pause` seconds. `rest` is what follows
    the answer's own body, in pieces, and `trailers` tells what follows that.
    """

    delay: float = 0.0
    mishap: Mishap | None = None
    size: int = 0
    pause: float = 0.0
    rest: Iterator[bytes] | None = None
    trailers: Callable[[], tuple[tuple[str, str], ...]] | None = None

    def drop(self) -> None:
        """Want nothing of what follows: the connection that it would come from is free."""
        close = getattr(self.rest, "close", None)
        if close is not None:
            close()


AT_ONCE = Delivery()
"""How an answer is sent to which nothing is done."""
