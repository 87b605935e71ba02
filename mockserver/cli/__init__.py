"""Which command was given, and how does it end?"""

from mockserver.cli.checking import check
from mockserver.cli.command import main
from mockserver.cli.judging import check_specifications, tell_changes, tell_coverage
from mockserver.cli.looking import routes
from mockserver.cli.replaying import replay
from mockserver.cli.serving import proxy, serve

__all__ = [
    "check",
    "check_specifications",
    "main",
    "proxy",
    "replay",
    "routes",
    "serve",
    "tell_changes",
    "tell_coverage",
]
