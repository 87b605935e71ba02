"""What do people see of a running server in a browser?

The page is three files that hold nothing of the server; what it shows it asks of the control API.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from flask import Blueprint, Response

from mockserver.web.control.access import Access, guard_page

FOLDER = Path(__file__).parent
FILES = {"/": "index.html", "/page.css": "page.css", "/page.js": "page.js"}
"""The files by their routes."""

_TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript"}
_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src data:; frame-ancestors 'none'; base-uri 'none'",
    "Cache-Control": "no-cache",
    "X-Content-Type-Options": "nosniff",
}


def page(access: Access) -> Blueprint:
    """The page; nobody has to show a token for it, nobody may frame it, and it loads nothing from elsewhere."""
    found = Blueprint("mockserver_page", __name__)
    found.before_request(lambda: guard_page(access))
    for route, name in FILES.items():
        found.add_url_rule(route, endpoint=name.replace(".", "_"), view_func=partial(_file, name), methods=["GET"])
    return found


def _file(name: str) -> Response:
    path = FOLDER / name
    return Response(path.read_bytes(), mimetype=_TYPES[path.suffix], headers=_HEADERS)
