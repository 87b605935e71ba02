"""How does the house answer over HTTP?"""

from mockserver.web.app import Assembled, Settings, build, create_app, load, prepare

__all__ = ["Assembled", "Settings", "build", "create_app", "load", "prepare"]
