"""How does the house answer over HTTP?"""

from mockserver.web.app import Settings, build, create_app, load

__all__ = ["Settings", "build", "create_app", "load"]
