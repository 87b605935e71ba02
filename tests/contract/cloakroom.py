"""What does a cloakroom do? It lets in who has its token, and keeps coats in rooms, each for a guest."""

from __future__ import annotations

from datetime import datetime

from mockserver.behaviours import Behaviour, Call
from mockserver.model import Credential, Response
from mockserver.state import Transaction

behaviour = Behaviour(collections=("tokens", "rooms", "guests", "coats"))


@behaviour.authenticates
def has_token(credential: Credential, store: Transaction, now: datetime) -> bool:
    return store.get("tokens", credential.secret) is not None


@behaviour.on("enter")
def enter(call: Call, store: Transaction) -> Response:
    if call.values.body["user"] != "ann":
        return Response.json(401, {})
    token = store.token("tokens")
    store.put("tokens", token, {})
    return Response.json(200, {"greeting": 5, "session": {"token": token}})


@behaviour.on("rooms.create")
@behaviour.on("guests.create")
def create(call: Call, store: Transaction) -> Response:
    collection = call.operation.path.strip("/")
    key = store.next_id(collection)
    store.put(collection, str(key), {})
    return Response.json(201, {"id": key})


@behaviour.on("coats.create")
def hang(call: Call, store: Transaction) -> Response:
    room, guest = str(call.values.path["room_id"]), str(call.values.body["guestId"])
    if store.get("rooms", room) is None or store.get("guests", guest) is None:
        return Response.json(404, {})
    key = store.next_id("coats")
    store.put("coats", str(key), {"room": room})
    return Response.json(201, {"hook": key})


@behaviour.on("coats.take")
def take(call: Call, store: Transaction) -> Response:
    if store.get("coats", str(call.values.path["coat_hook"])) is None:
        return Response.json(404, {})
    return Response.json(412, {}) if call.values.header.get("If-Match") else Response(204)
