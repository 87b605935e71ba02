"""How does a server become a Flask application?"""

from __future__ import annotations

from flask import Flask

from mockserver.engine import MAX_BODY, Engine
from mockserver.state import Sessions
from mockserver.web.control import LOOPBACK, Access, blueprint, page, tell_errors_as_json


def application(engine: Engine, sessions: Sessions, *, prefix: str, token: str | None, hosts: tuple[str, ...]) -> Flask:
    """An application that answers the control API and has its page; requests to the APIs never reach it."""
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY
    access = Access(token, frozenset((*LOOPBACK, *hosts)))
    app.register_blueprint(blueprint(engine, sessions, access), url_prefix=prefix)
    app.register_blueprint(page(access), url_prefix=prefix)
    tell_errors_as_json(app)
    app.extensions["mockserver"] = (engine, sessions)
    return app
