"""How do people and tests look inside a running server, and change what it remembers?"""

from mockserver.web.control.access import LOOPBACK, Access
from mockserver.web.control.page import page
from mockserver.web.control.routes import blueprint, tell_errors_as_json

__all__ = ["LOOPBACK", "Access", "blueprint", "page", "tell_errors_as_json"]
