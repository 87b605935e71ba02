"""What does a shop do that keeps nothing? It creates, shows and deletes books, and never knows of any of it."""

from __future__ import annotations

from mockserver.behaviours import Behaviour, Call
from mockserver.model import Response
from mockserver.state import Transaction

behaviour = Behaviour()


@behaviour.on("books.create")
def create(call: Call, store: Transaction) -> Response:
    return Response.json(201, {"id": 1})


@behaviour.on("books.get")
def get(call: Call, store: Transaction) -> Response:
    return Response.json(200, {"id": 1})


@behaviour.on("books.delete")
def delete(call: Call, store: Transaction) -> Response:
    return Response(204)
