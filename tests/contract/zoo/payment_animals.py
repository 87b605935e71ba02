"""The wrong providers of payments: each is the right one with one thing changed, and says what is to be found.

Those that answer, refuse or fail wrongly stand in `payment_answers`, those that keep or list wrongly here.
"""

from __future__ import annotations

import json

from werkzeug import Request, Response

from tests.contract.zoo.payment_answers import ANIMALS, FINDS, Records, finds
from tests.contract.zoo.payments import Json, Payments, RefusedError

__all__ = ["ANIMALS", "FINDS"]


# What is kept


@finds("ignored-default")
class UrgentUnlessTold(Payments):
    def orders_create(self, request: Request, merchant: str) -> Response:
        answer = super().orders_create(request, merchant)
        value = json.loads(answer.get_data())
        if "urgent" not in (request.get_json(silent=True) or {}):
            self.orders[value["id"]]["urgent"] = value["urgent"] = True
        answer.set_data(json.dumps(value))
        return answer


@finds("merged-put")
class PutMerges(Payments):
    def customers_put(self, request: Request, merchant: str, handle: str) -> Response:
        old = self.customers.get((merchant, handle), {})
        answer = super().customers_put(request, merchant, handle)
        self.customers[merchant, handle] = customer = {**old, **self.customers[merchant, handle]}
        answer.set_data(json.dumps(customer))
        return answer


@finds("lost-update")
class ForgetsPayments(Payments):
    def paid(self, order: Json) -> Json:
        return {**order, "status": "paid"}


@finds("lost-update")
class PaysAnother(Payments):
    def paid(self, order: Json) -> Json:
        others = [other for other in self.of(order["merchantId"]) if other["id"] != order["id"]]
        for other in others[:1]:
            other["status"] = "paid"
        return {**order, "status": "paid"}


@finds("lost-update")
class PatchReplaces(Payments):
    def merged(self, old: Json, sent: Json) -> Json:
        return {**old, "note": None, "lines": [], "urgent": False, **sent}


@finds("lost-update")
class PatchSkipsNulls(Payments):
    def merged(self, old: Json, sent: Json) -> Json:
        return {**old, **{name: value for name, value in sent.items() if value is not None}}


@finds("lost-update")
class PatchSkipsWhatIsEmpty(Payments):
    def merged(self, old: Json, sent: Json) -> Json:
        return {**old, **{name: value for name, value in sent.items() if value not in (None, False, [])}}


@finds("lost-update")
class PatchIsNotKept(Payments):
    def orders_change(self, request: Request, merchant: str, order: str) -> Response:
        old = dict(self.order(merchant, order))
        answer = super().orders_change(request, merchant, order)
        self.orders[order] = old
        return answer


@finds("duplicate-key")
class PutMakesASecond(Payments):
    def customers_put(self, request: Request, merchant: str, handle: str) -> Response:
        answer = super().customers_put(request, merchant, handle)
        self.customers[merchant, f"{handle} {self.next_id('put')}"] = self.customers[merchant, handle]
        return answer


@finds("changed-other")
class ChangesANeighbour(Payments):
    def orders_change(self, request: Request, merchant: str, order: str) -> Response:
        answer = super().orders_change(request, merchant, order)
        for other in self.of(merchant):
            other["reference"] = self.orders[order]["reference"]
        return answer


@finds("lost-record")
class DeletesANeighbour(Payments):
    def drop(self, order: str) -> None:
        others = [other["id"] for other in self.of(self.orders[order]["merchantId"]) if other["id"] != order]
        super().drop(order)
        if others:
            super().drop(others[0])


@finds("wrong-location")
class LeadsPastTheMerchant(Payments):
    def address(self, order: Json) -> str:
        return f"/v1/orders/{order['id']}"


@finds("unknown-found")
class HeadFindsEverything(Payments):
    def orders_read(self, request: Request, merchant: str, order: str) -> Response:
        if request.method == "HEAD" and order not in self.orders:
            return Response(status=200, headers={"ETag": '"0"'})
        return super().orders_read(request, merchant, order)


# Whose it is


@finds("found-elsewhere")
class ListsOfAllMerchants(Payments):
    def of(self, merchant: str) -> Records:
        return list(self.orders.values())


@finds("found-elsewhere")
class OrdersOfAnyMerchant(Payments):
    def order(self, merchant: str, order: str) -> Json:
        self.merchant(merchant)
        if order not in self.orders:
            raise RefusedError(404, "there is no such order")
        return self.orders[order]


@finds("still-there")
class ListsBelowTheDeleted(Payments):
    def customers_list(self, request: Request, merchant: str) -> Response:
        return self.answer(200, [customer for key, customer in self.customers.items() if key[0] == merchant])


# What a list is asked for


@finds("repeated-page")
class RepeatsTheFirstPage(Payments):
    def begin(self, cursor: str | None, records: Records) -> int:
        return 0


@finds("missing-page")
class PagesSkipOne(Payments):
    def begin(self, cursor: str | None, records: Records) -> int:
        return super().begin(cursor, records) + (cursor is not None)


@finds("missing-page")
class HasNoSecondPage(Payments):
    def page(self, request: Request, records: Records) -> Response:
        begin = self.begin(request.args.get("cursor"), records)
        return self.answer(200, {"data": records[begin : begin + self.limit(request)], "next": None})


@finds("ignored-filter")
class FilterIgnored(Payments):
    def filtered(self, orders: Records, status: str | None) -> Records:
        return orders


@finds("not-listed")
class FilterFindsNothing(Payments):
    def filtered(self, orders: Records, status: str | None) -> Records:
        return orders if status is None else []


@finds("ignored-sort")
class SortIgnored(Payments):
    def sorted(self, orders: Records, sort: str | None) -> Records:
        return orders


@finds("stale-list")
class ListsAsItWas(Payments):
    """The list is made when an order is, and when one goes."""

    def __init__(self) -> None:
        super().__init__()
        self.listed: dict[str, Json] = {}

    def of(self, merchant: str) -> Records:
        return [self.listed.setdefault(order["id"], dict(order)) for order in super().of(merchant)]


@finds("endless-pages")
class NeverEnds(Payments):
    def page(self, request: Request, records: Records) -> Response:
        begin = self.begin(request.args.get("cursor"), records)
        page = records[begin : begin + self.limit(request)]
        following = page[-1]["id"] if page else request.args.get("cursor", "none")
        return self.answer(200, {"data": page, "next": following})
