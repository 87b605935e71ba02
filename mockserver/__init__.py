"""A mock server that OpenAPI specifications drive, with state and with each API's own errors."""

from mockserver.exceptions import BehaviourError, MockserverError, SpecError
from mockserver.web import create_app, load

__all__ = ["BehaviourError", "MockserverError", "SpecError", "create_app", "load"]
__version__ = "0.1.0"
