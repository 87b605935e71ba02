"""What means that the server is set up wrongly?

MockserverError
  +-- SpecError          a specification cannot be read or cannot be served
  +-- BehaviourError     an API's own behaviour, a setting or a mount does not fit its specification
  +-- AskingError        what a test or the control API asks for means nothing here (in `matching`)
  +-- UnknownHostError   a call that was to stay in this process goes to a host that no specification names

Each message names the file, the line where one is known, and the remedy. What a client gets wrong is never an
exception: it is a `Violation`, and it is returned.
"""

from __future__ import annotations


class MockserverError(Exception):
    """The server is set up wrongly; nothing is served."""


class SpecError(MockserverError):
    """A specification cannot be read or cannot be served.

    `line` is that of the text that cannot be read, in `file`, and `what` is wrong there; 0 where it has none.
    """

    file: str = ""
    line: int = 0
    what: str = ""

    @classmethod
    def at(cls, file: str, line: int, what: str) -> SpecError:
        """What is wrong on a line of a file."""
        error = cls(f"{file}:{line}: {what}")
        error.file, error.line, error.what = file, line, what
        return error


class BehaviourError(MockserverError):
    """A behaviour, a setting or a mount does not fit the specification that it belongs to."""


class UnknownHostError(MockserverError):
    """A call that was to stay in this process goes to a host that no specification names; nothing was sent."""
