"""What does each call of a BAS-IP monitor do?"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from mockserver.behaviours import Behaviour, Call, Setting
from mockserver.behaviours.bas_ip.errors import bas_ip_error, is_missing, is_wrong_type
from mockserver.behaviours.bas_ip.records import Contacts, Linked
from mockserver.model import Credential, Item, Refusal, Response, Violation
from mockserver.state import Transaction, timestamp

TOKEN_LIFE = timedelta(hours=2)

behaviour = Behaviour(
    dialect=bas_ip_error,
    collections=("contacts", "announcements", "tokens"),
    settings={
        "accounts": Setting(
            "admin:123456",
            "user:password pairs, separated by commas, that can log in",
            pattern=r"[^:,]+:[^,]*(,[^:,]+:[^,]*)*",
        ),
        "items": Setting(
            "lenient",
            "strict: a missing or wrongly typed member of an element refuses the whole request",
            ("lenient", "strict"),
        ),
        "numbers": Setting(
            "strict", "lenient: a number need not have the form that its type asks for", ("strict", "lenient")
        ),
        "max_contacts": Setting("1000", "how many contacts the monitor holds", pattern=r"\d{1,9}"),
    },
)


@behaviour.on("login")
def login(call: Call, store: Transaction) -> Response:
    user, digest = call.values.query.get("username"), call.values.query.get("password", "")
    accounts = (account.partition(":") for account in call.settings["accounts"].split(","))
    if not any(user == name and digest.lower() == _md5(password) for name, _, password in accounts):
        return _refused(call, Violation(("security",), "security", "no such user and password"), status=401)
    token = store.token("tokens")
    store.put("tokens", token, {"username": user, "expires": timestamp(call.now + TOKEN_LIFE)})
    return Response.json(200, {"account_type": "admin", "token": token})


def _md5(password: str) -> str:
    return hashlib.md5(password.encode(), usedforsecurity=False).hexdigest()


@behaviour.authenticates
def has_logged_in(credential: Credential, store: Transaction, now: datetime) -> bool:
    token = store.get("tokens", credential.secret)
    return token is not None and now < datetime.fromisoformat(token["expires"])


@behaviour.on("contacts.create")
def create_contacts(call: Call, store: Transaction) -> Response:
    contacts = _contacts(call, store)

    def put(item: Item, link_id: str | None, uid: str | None) -> bool:
        if item.violations and _errors(item, call):
            return False
        stored = contacts.add(item.value, link_id) if uid is None else contacts.update(uid, item.value)
        return stored is not None

    return _put_each(call, "list_items", contacts.linked, put)


@behaviour.on("contacts.list")
def list_contacts(call: Call, store: Transaction) -> Response:
    limit, page = call.values.query.get("limit", 20), call.values.query.get("page_number", 1)
    contacts = list(store.items("contacts").values())
    pagination = {
        "total_items": len(contacts),
        "items_limit": limit,
        "total_pages": -(-len(contacts) // limit),
        "current_page": page,
    }
    shown = contacts[(page - 1) * limit : page * limit]
    return Response.json(200, {"list_items": shown, "list_option": {"pagination": pagination}})


@behaviour.on("contacts.delete")
@behaviour.on("contacts.delete_by_post")
def delete_contacts(call: Call, store: Transaction) -> Response:
    return _delete_each(call, Linked(store, "contacts"))


@behaviour.on("contact.create")
def create_contact(call: Call, store: Transaction) -> Response:
    item, contacts = call.items[0], _contacts(call, store)
    errors = _errors(item, call)
    if errors:
        return _refused(call, *map(_in_body, errors))
    uid = contacts.add(item.value, None)
    if uid is None:
        return _refused(call, Violation(("body",), "maxItems", "the monitor holds no more contacts"))
    return _told_uid(uid)


@behaviour.on("contact.get")
def get_contact(call: Call, store: Transaction) -> Response:
    contact = store.get("contacts", _asked_uid(call))
    return _unknown(call) if contact is None else Response.json(200, contact)


@behaviour.on("contact.update")
def update_contact(call: Call, store: Transaction) -> Response:
    item, uid = call.items[0], _asked_uid(call)
    if store.get("contacts", uid) is None:
        return _unknown(call)
    errors = _errors(item, call)
    if errors:
        return _refused(call, *map(_in_body, errors))
    return _told_uid(_contacts(call, store).update(uid, item.value))


@behaviour.on("contact.delete")
def delete_contact(call: Call, store: Transaction) -> Response:
    uid = _asked_uid(call)
    if store.get("contacts", uid) is None:
        return _unknown(call)
    Linked(store, "contacts").delete(uid)
    return _told_uid(uid)


@behaviour.on("announcements.create")
def create_announcements(call: Call, store: Transaction) -> Response:
    announcements = Linked(store, "announcements")

    def put(item: Item, link_id: str | None, uid: str | None) -> bool:
        if item.violations:
            return False
        told = {name: item.value[name] for name in ("message", "created_at") if name in item.value}
        if uid is None:
            announcement = {"link_id": link_id, "created_at": int(call.now.timestamp()), **told}
            announcements.add(announcement, announcements.new_uid())
        else:
            announcements.put(uid, {**(announcements.get(uid) or {}), **told})
        return True

    return _put_each(call, "messages", announcements, put)


@behaviour.on("announcements.delete")
def delete_announcements(call: Call, store: Transaction) -> Response:
    return _delete_each(call, Linked(store, "announcements"))


def _contacts(call: Call, store: Transaction) -> Contacts:
    return Contacts(store, limit=int(call.settings["max_contacts"]))


def _errors(item: Item, call: Call) -> tuple[Violation, ...]:
    """What is wrong with a contact, under the setting for its number."""
    if not item.violations or call.settings["numbers"] == "strict":
        return item.violations
    return tuple(error for error in item.violations if (*error.location, error.keyword) != ("number", "pattern"))


_Put = Callable[[Item, str | None, str | None], bool]
"""Stores an element, given its link id and the uid that this has already; whether it could."""


def _put_each(call: Call, member: str, linked: Linked, put: _Put) -> Response:
    """Store the elements of a bulk call in their order, each with its own result."""
    refusing = _refusing(call)
    if refusing is not None:
        return _refused(call, _in_body(refusing, member))
    results = []
    for item in call.items:
        link_id = _link_id(item) if item.violations else item.value.get("link_id")
        uid = linked.find(link_id)
        stored = put(item, link_id, uid)
        info = "invalid_entity_data" if not stored else "updated" if uid else "created"
        results.append({"link_id": link_id, "success": stored, "extended_info": info})
    return Response.json(200, {"result": results})


def _refusing(call: Call) -> Violation | None:
    """What refuses a whole bulk call: an element that is no object, or with `items: strict` a wrong member."""
    strict = call.settings["items"] == "strict"
    for item in call.items:
        for error in item.violations:
            if not error.location or (strict and (is_missing(error) or is_wrong_type(error))):
                return error
    return None


def _link_id(item: Item) -> str | None:
    """The link id of an element; None where it gives none, or one that is no UUID."""
    if item.violations and any(error.location[0] == "link_id" for error in item.violations):
        return None
    link_id: str | None = item.value.get("link_id")
    return link_id


def _delete_each(call: Call, linked: Linked) -> Response:
    results = []
    for link_id in call.values.body["link_ids"]:
        uid = linked.find(link_id)
        if uid is not None:
            linked.delete(uid)
        results.append(_result(link_id, "deleted" if uid else "entity_not_found"))
    return Response.json(200, {"result": results})


def _result(link_id: str | None, extended_info: str) -> dict[str, Any]:
    success = extended_info in ("created", "updated", "deleted")
    return {"link_id": link_id, "success": success, "extended_info": extended_info}


def _asked_uid(call: Call) -> str:
    return str(call.values.path["entity-uid"])


def _told_uid(uid: str) -> Response:
    return Response.json(200, {"uid": int(uid)})


def _unknown(call: Call) -> Response:
    return _refused(call, Violation(("path", "entity-uid"), "exists", "there is no such contact"))


def _in_body(violation: Violation, *member: str) -> Violation:
    """An item's violation where it stands in the body, as far as its member's name goes."""
    return Violation(("body", *member, *violation.location), violation.keyword, violation.message)


def _refused(call: Call, *violations: Violation, status: int = 400) -> Response:
    return bas_ip_error(Refusal(status, violations, call.request, call.operation))
