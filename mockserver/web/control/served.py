"""What does the server serve?"""

from __future__ import annotations

from dataclasses import dataclass

from flask import request

from mockserver.web import representation as show
from mockserver.web.control.document import control_document
from mockserver.web.control.messages import Json, listed
from mockserver.web.control.reach import Reach


@dataclass(frozen=True, slots=True)
class Served:
    """The routes about the server itself."""

    reach: Reach

    def document(self) -> Json:
        return control_document(request.path.removesuffix("/openapi.json"))

    def health(self) -> Json:
        return {"status": "ok", "apis": list(self.reach.engine.apis), "sessions": len(self.reach.sessions.names())}

    def apis(self) -> Json:
        return listed("apis", [show.of_api(api) for api in self.reach.engine.apis.values()])

    def operations(self) -> Json:
        apis = self.reach.engine.apis.values()
        return listed("operations", [show.of_operation(op, api) for api in apis for op in api.operations])
