"""A provider of payments that keeps to its specification: nested, paged by cursors, with forms and actions."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from werkzeug import Request, Response
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.routing import Map, Rule

SPEC = Path(__file__).with_name("payments.yaml")
TOKEN = "tok-3141"

_MERCHANT = "/v1/merchants/<merchant>"
_ORDER = f"{_MERCHANT}/orders/<order>"
_WAYS = {
    "/v1/merchants": {"GET": "merchants_list", "POST": "merchants_create"},
    _MERCHANT: {"GET": "merchants_read", "DELETE": "merchants_delete"},
    f"{_MERCHANT}/orders": {"GET": "orders_list", "POST": "orders_create"},
    _ORDER: {"GET": "orders_read", "HEAD": "orders_read", "PATCH": "orders_change", "DELETE": "orders_delete"},
    f"{_ORDER}/pay": {"POST": "orders_pay"},
    f"{_ORDER}/documents": {"POST": "documents_add"},
    f"{_MERCHANT}/customers": {"GET": "customers_list"},
    f"{_MERCHANT}/customers/<handle>": {"GET": "customers_read", "PUT": "customers_put"},
}
_BEGIN = datetime(2026, 1, 1, tzinfo=UTC)

Json = dict[str, Any]
Rules = Mapping[str, Callable[[Any], bool]]


def _whole(value: Any, least: int, most: int) -> bool:
    integral = type(value) is int or (type(value) is float and value.is_integer())
    return integral and least <= value <= most


def _text(value: Any, least: int, most: int) -> bool:
    return isinstance(value, str) and least <= len(value) <= most


def _line(line: Any) -> bool:
    return (
        isinstance(line, dict)
        and set(line) == {"sku", "quantity", "price"}
        and isinstance(line["sku"], str)
        and re.fullmatch(r"[A-Z0-9-]{1,12}", line["sku"]) is not None
        and _whole(line["quantity"], 1, 1000)
        and _whole(line["price"], 0, 10**12)
    )


def _limit(value: Any) -> bool:
    return type(value) in (int, float) and value > 0 and (value * 2) % 1 == 0


def _limits(value: Any) -> bool:
    return isinstance(value, list) and len(value) <= 3 and all(map(_limit, value)) and len(set(value)) == len(value)


MERCHANT: Rules = {"name": lambda v: _text(v, 1, 30), "country": lambda v: v in ("DE", "HU", "PL")}
CHANGE: Rules = {
    "reference": lambda v: _text(v, 1, 40),
    "lines": lambda v: isinstance(v, list) and len(v) <= 20 and all(map(_line, v)),
    "note": lambda v: v is None or _text(v, 0, 300),
    "urgent": lambda v: isinstance(v, bool),
}
ORDER: Rules = {**CHANGE, "currency": lambda v: v in ("EUR", "USD")}
CUSTOMER: Rules = {"name": lambda v: _text(v, 0, 30), "vip": lambda v: isinstance(v, bool), "limits": _limits}
PAYMENT: Rules = {
    "method": lambda v: v in ("card", "transfer"),
    "amount": lambda v: re.fullmatch(r"[1-9][0-9]{0,5}", v, re.ASCII) is not None and int(v) <= 100_000,
    "memo": lambda v: len(v) <= 40,
}


class RefusedError(Exception):
    def __init__(self, status: int, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.status = status
        self.headers = dict(headers or {})


class Payments:
    """The right one; the wrong ones are this one with one method changed."""

    def __init__(self) -> None:
        self.merchants: dict[str, Json] = {}
        self.orders: dict[str, Json] = {}
        self.customers: dict[tuple[str, str], Json] = {}
        self.last = 0
        self.ways = Map([Rule(path, endpoint=path) for path in _WAYS], strict_slashes=True, merge_slashes=False)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        with Request(environ) as request:
            try:
                response = self.route(request)
            except RefusedError as error:
                response = self.refusal(error.status, str(error), error.headers)
        return response(environ, start_response)

    def route(self, request: Request) -> Response:
        try:
            path, values = self.ways.bind_to_environ(request.environ).match()
        except HTTPException as error:
            raise RefusedError(404, "there is nothing here") from error
        handler = _WAYS[path].get(request.method)
        if handler is None:
            return self.other_method(tuple(_WAYS[path]))
        self.authorize(request, handler)
        self.version(request)
        answer: Response = getattr(self, handler)(request, **values)
        return answer

    # What is answered

    def answer(self, status: int, value: Any, headers: Mapping[str, str] | None = None) -> Response:
        return Response(self.encoded(value), status, headers, content_type="application/json")

    def encoded(self, value: Any) -> bytes:
        return json.dumps(value).encode()

    def refusal(self, status: int, detail: str, headers: Mapping[str, str]) -> Response:
        problem = {"type": "about:blank", "title": "Refused", "status": status, "detail": detail}
        return Response(json.dumps(problem), status, headers, content_type="application/problem+json")

    def other_method(self, known: tuple[str, ...]) -> Response:
        return self.refusal(405, str(MethodNotAllowed.description), {"Allow": ", ".join(known)})

    # What is asked

    def authorize(self, request: Request, handler: str) -> None:
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            raise RefusedError(401, "who are you?", {"WWW-Authenticate": "Bearer"})

    def version(self, request: Request) -> None:
        if request.headers.get("X-Api-Version") not in ("2025-01", "2026-01"):
            raise RefusedError(400, "which version?")

    def choice(self, request: Request, name: str, *choices: str) -> str | None:
        value = request.args.get(name)
        if value is not None and value not in choices:
            raise RefusedError(400, f"'{name}' is wrong")
        return value

    def limit(self, request: Request) -> int:
        text = request.args.get("limit", "20")
        if not (text.isascii() and text.isdigit() and len(text) < 9 and 1 <= int(text) <= 50):
            raise RefusedError(400, "'limit' is wrong")
        return int(text)

    def sent(self, request: Request, rules: Rules, *needed: str, media: str = "application/json") -> Json:
        if request.mimetype != media:
            raise RefusedError(415, f"only {media}")
        try:
            value = json.loads(request.get_data())
        except ValueError as error:
            raise RefusedError(400, "no JSON") from error
        return self.judged(value, rules, *needed)

    def judged(self, value: Any, rules: Rules, *needed: str) -> Json:
        if not isinstance(value, dict) or set(value) - set(rules) or set(needed) - set(value):
            raise RefusedError(422, "wrong members")
        for name, member in value.items():
            if not rules[name](member):
                raise RefusedError(422, f"'{name}' is wrong")
        return value

    # What is kept

    def next_id(self, kind: str) -> str:
        self.last += 1
        return f"{kind}_{self.last}"

    def merchant(self, merchant: str) -> Json:
        if merchant not in self.merchants:
            raise RefusedError(404, "there is no such merchant")
        return self.merchants[merchant]

    def order(self, merchant: str, order: str) -> Json:
        self.merchant(merchant)
        found = self.orders.get(order)
        if found is None or found["merchantId"] != merchant:
            raise RefusedError(404, "there is no such order")
        return found

    def keep(self, order: Json) -> Json:
        order["total"] = sum(int(line["quantity"] * line["price"]) for line in order["lines"])
        self.orders[order["id"]] = order
        return order

    def drop(self, order: str) -> None:
        del self.orders[order]

    def drop_merchant(self, merchant: str) -> None:
        del self.merchants[merchant]
        self.orders = {key: order for key, order in self.orders.items() if order["merchantId"] != merchant}
        self.customers = {key: customer for key, customer in self.customers.items() if key[0] != merchant}

    def shown(self, order: Json) -> Json:
        return order

    def now(self) -> str:
        return f"{_BEGIN + timedelta(seconds=self.last):%Y-%m-%dT%H:%M:%SZ}"

    # Pages

    def page(self, request: Request, records: list[Json]) -> Response:
        limit, cursor = self.limit(request), request.args.get("cursor")
        begin = self.begin(cursor, records)
        end = begin + limit
        following = records[end - 1]["id"] if end < len(records) else None
        return self.answer(200, {"data": records[begin:end], "next": following})

    def begin(self, cursor: str | None, records: list[Json]) -> int:
        if cursor is None:
            return 0
        found = [number for number, record in enumerate(records) if record["id"] == cursor]
        return found[0] + 1 if found else len(records)

    # Merchants

    def merchants_list(self, request: Request) -> Response:
        return self.page(request, list(self.merchants.values()))

    def merchants_create(self, request: Request) -> Response:
        sent = self.sent(request, MERCHANT, "name")
        merchant = {"id": self.next_id("mer"), "country": None, **sent}
        self.merchants[merchant["id"]] = merchant
        return self.answer(201, merchant, {"Location": f"/v1/merchants/{merchant['id']}"})

    def merchants_read(self, request: Request, merchant: str) -> Response:
        return self.answer(200, self.merchant(merchant))

    def merchants_delete(self, request: Request, merchant: str) -> Response:
        self.merchant(merchant)
        self.drop_merchant(merchant)
        return Response(status=204)

    # Orders

    def orders_list(self, request: Request, merchant: str) -> Response:
        status = self.choice(request, "status", "draft", "paid")
        sort = self.choice(request, "sort", "total", "-total", "reference", "-reference")
        self.merchant(merchant)
        orders = self.sorted(self.filtered(self.of(merchant), status), sort)
        return self.page(request, [self.shown(order) for order in orders])

    def of(self, merchant: str) -> list[Json]:
        return [order for order in self.orders.values() if order["merchantId"] == merchant]

    def filtered(self, orders: list[Json], status: str | None) -> list[Json]:
        return [order for order in orders if status in (None, order["status"])]

    def sorted(self, orders: list[Json], sort: str | None) -> list[Json]:
        if sort is None:
            return orders
        return sorted(orders, key=lambda order: order[sort.lstrip("-")], reverse=sort.startswith("-"))

    def orders_create(self, request: Request, merchant: str) -> Response:
        self.merchant(merchant)
        sent = self.sent(request, ORDER, "reference", "currency")
        given = {"id": self.next_id("ord"), "merchantId": merchant, "status": "draft", "createdAt": self.now()}
        order = self.keep({"lines": [], "note": None, "urgent": False, **sent, **given})
        return self.answer(201, self.shown(order), {"Location": self.address(order)})

    def address(self, order: Json) -> str:
        return f"/v1/merchants/{order['merchantId']}/orders/{order['id']}"

    def orders_read(self, request: Request, merchant: str, order: str) -> Response:
        found = self.shown(self.order(merchant, order))
        return self.answer(200, found, {"ETag": f'"{len(str(found))}"'})

    def orders_change(self, request: Request, merchant: str, order: str) -> Response:
        old = self.order(merchant, order)
        sent = self.sent(request, CHANGE, media="application/merge-patch+json")
        if old["status"] == "paid":
            raise RefusedError(409, "it is paid")
        return self.answer(200, self.shown(self.keep(self.merged(old, sent))))

    def merged(self, old: Json, sent: Json) -> Json:
        return {**old, **sent}

    def orders_delete(self, request: Request, merchant: str, order: str) -> Response:
        self.order(merchant, order)
        self.drop(order)
        return Response(status=204)

    def orders_pay(self, request: Request, merchant: str, order: str) -> Response:
        found = self.order(merchant, order)
        if request.mimetype != "application/x-www-form-urlencoded":
            raise RefusedError(415, "only forms")
        self.judged(request.form.to_dict(), PAYMENT, "method", "amount")
        if found["status"] == "paid":
            raise RefusedError(409, "it is paid")
        return self.answer(200, self.shown(self.paid(found)))

    def paid(self, order: Json) -> Json:
        return self.keep({**order, "status": "paid"})

    def documents_add(self, request: Request, merchant: str, order: str) -> Response:
        self.order(merchant, order)
        if request.mimetype != "multipart/form-data":
            raise RefusedError(415, "only forms")
        kind, file = request.form.get("kind"), request.files.get("file")
        content = file.read() if file is not None else request.form.get("file")
        if kind not in ("invoice", "receipt") or content is None:
            raise RefusedError(422, "wrong members")
        return self.answer(201, {"id": self.next_id("doc"), "kind": kind, "size": len(content)})

    # Customers

    def customers_list(self, request: Request, merchant: str) -> Response:
        self.merchant(merchant)
        return self.answer(200, [customer for key, customer in self.customers.items() if key[0] == merchant])

    def customers_read(self, request: Request, merchant: str, handle: str) -> Response:
        self.merchant(merchant)
        self.named(handle)
        found = self.customers.get((merchant, handle))
        if found is None:
            raise RefusedError(404, "there is no such customer")
        return self.answer(200, found)

    def customers_put(self, request: Request, merchant: str, handle: str) -> Response:
        self.merchant(merchant)
        self.named(handle)
        sent = self.sent(request, {**CUSTOMER, "handle": lambda _: True}, "name", "vip")
        status = 200 if (merchant, handle) in self.customers else 201
        self.customers[self.place(merchant, handle)] = customer = {**sent, "handle": handle}
        return self.answer(status, customer)

    def named(self, handle: str) -> None:
        if re.fullmatch(r"[A-Za-z0-9 @.+_-]{2,20}", handle) is None:
            raise RefusedError(400, "a wrong handle")

    def place(self, merchant: str, handle: str) -> tuple[str, str]:
        return merchant, handle
