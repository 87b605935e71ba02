"""A recording is played in its order, with the ids of this run, and every difference is told."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from mockserver import MockserverError
from mockserver.contract.check import Place
from mockserver.contract.replay import Wanted
from mockserver.exchanges import Exchange
from mockserver.model import Request, Response, Violation
from mockserver.recording import HIDDEN
from tests.contract.replay.shop import Shop, asks, changing, played, recorded, told, with_value

STORY = (
    asks("POST", "/owners", {"name": "Ann"}),
    asks("POST", "/pets", {"name": "Rex", "ownerId": 1}),
    asks("GET", "/pets/1"),
    asks("PUT", "/pets/1", {"id": 1, "name": "Max", "ownerId": 1}),
    asks("GET", "/pets?ownerId=1"),
    asks("DELETE", "/pets/1"),
    asks("GET", "/pets/1"),
)
"""Two collections whose first ids are the same number."""


def test_the_same_server_answers_alike() -> None:
    report = played(recorded(*STORY), Shop())
    assert (report.entries, report.summary) == ((), "7 of 7 requests played against http://127.0.0.1:80")
    assert report.passed == (
        "POST /owners",
        "POST /pets",
        "GET /pets/{}",
        "PUT /pets/{}",
        "GET /pets",
        "DELETE /pets/{}",
    )


def test_ids_that_were_made_again_are_carried_over_each_to_its_own_kind() -> None:
    shop = Shop(first=70)
    assert played(recorded(*STORY), shop).entries == ()
    assert [f"{request.path}?{request.query}" for request in shop.heard] == [
        "/owners?", "/pets?", "/pets/70?", "/pets/70?", "/pets?ownerId=1070", "/pets/70?", "/pets/70?",
    ]  # fmt: skip
    assert json.loads(shop.heard[1].body) == {"name": "Rex", "ownerId": 1070}
    assert json.loads(shop.heard[3].body) == {"id": 70, "name": "Max", "ownerId": 1070}


def test_what_the_client_chose_is_not_taken_for_an_id() -> None:
    shop = Shop(first=9)
    played(recorded(asks("POST", "/pets", {"name": "1", "age": 1}), asks("GET", "/owners?limit=1")), shop)
    assert (json.loads(shop.heard[0].body), shop.heard[1].query) == ({"name": "1", "age": 1}, "limit=1")


def test_tokens_and_cookies_are_carried_over() -> None:
    story = (
        asks("POST", "/login", {}),
        asks("GET", "/pets", authorization="Bearer tok-1111aaaa2222", cookie="sid=tok-1111aaaa2222-c; theme=dark"),
    )
    shop = Shop(token="tok-9999zzzz")
    assert played(recorded(*story), shop).entries == ()
    assert shop.heard[1].headers == {"authorization": "Bearer tok-9999zzzz", "cookie": "sid=tok-9999zzzz-c; theme=dark"}


# Differences


def test_another_status_is_told_with_the_request_and_its_command() -> None:
    shop = Shop(first=5, wrong=changing("/pets/5", lambda _: Response.json(500, {})))
    (entry, *_) = played(recorded(*STORY[:3]), shop).entries
    assert (entry.code, entry.message, entry.operation) == (
        "status-changed", "the status was 200, is 500", "GET /pets/{}",
    )  # fmt: skip
    assert entry.details == ("request 3: GET /pets/1", "sent as: /pets/5")
    assert (entry.blame, entry.curl) == ("upstream", "curl -sS -i --path-as-is -g http://127.0.0.1:80/pets/5")


def test_members_that_are_gone_new_or_of_another_type_are_told() -> None:
    def wrong(response: Response) -> Response:
        value = {name: value for name, value in response.value.items() if name != "name"}
        return Response.json(response.status, {**value, "id": "x", "age": 1}, response.headers[1:])

    report = played(recorded(*STORY[:2]), Shop(wrong=changing("/pets", wrong)))
    assert told(report) == [
        ("type-changed", "POST /pets", "/id"),
        ("member-gone", "POST /pets", "/name"),
        ("member-new", "POST /pets", "/age"),
    ]
    assert [entry.message for entry in report.entries] == [
        "was number, is string",
        "the member 'name' is gone",
        "the member 'age' is new: number",
    ]
    assert report.passed == ("POST /owners",)


def test_headers_that_are_gone_or_new_are_told_but_those_of_the_way_are_not() -> None:
    def wrong(response: Response) -> Response:
        kept = [pair for pair in response.headers if pair[0] != "Location"]
        return replace(response, headers=(*kept, ("X-Pets", "1"), ("Date", "today"), ("X-Request-Id", "7")))

    report = played(recorded(*STORY[:1]), Shop(wrong=changing("/", wrong)))
    assert told(report) == [
        ("header-gone", "POST /owners", "header location"),
        ("header-new", "POST /owners", "header x-pets"),
    ]


def test_another_media_type_and_a_body_that_is_gone_are_told() -> None:
    text = Shop(wrong=changing("/", lambda r: replace(r, headers=(("Content-Type", "text/html"),))))
    assert ("type-changed", "GET /pets", "header content-type") in told(played(recorded(asks("GET", "/pets")), text))
    empty = Shop(wrong=changing("/", lambda r: Response(r.status, r.headers)))
    assert told(played(recorded(asks("GET", "/pets")), empty)) == [("body-gone", "GET /pets", "")]
    assert told(played(recorded(asks("GET", "/pets"), shop=empty), Shop())) == [("body-new", "GET /pets", "")]


def test_values_are_compared_only_on_demand_and_ids_and_times_never() -> None:
    def wrong(response: Response) -> Response:
        return with_value(response, name="Tom", etag="b", at="2027-01-01T00:00:00Z", run="long " * 60)

    def right(response: Response) -> Response:
        return with_value(response, etag="a", at="2026-01-01T00:00:00Z", run="x")

    story = recorded(*STORY[:1], shop=Shop(wrong=changing("/", right)))
    shop = Shop(first=3, wrong=changing("/", wrong))
    assert played(story, shop).entries == ()
    report = played(story, Shop(first=3, wrong=changing("/", wrong)), Wanted(values=True))
    assert told(report) == [("value-changed", "POST /owners", "/name"), ("value-changed", "POST /owners", "/run")]
    assert report.entries[0].message == "was 'Ann', is 'Tom'"
    assert report.entries[1].message.endswith("long long ...'")


def test_how_many_items_there_are_is_a_value() -> None:
    story = recorded(STORY[0], asks("GET", "/owners"))
    one = story[:1] + story
    assert played(one, Shop()).entries == ()
    assert told(played(one, Shop(), Wanted(values=True))) == [
        ("value-changed", "GET /owners", "/items"),
        ("value-changed", "GET /owners", "/total"),
    ]


def test_a_difference_that_is_found_again_is_told_once_and_counted() -> None:
    shop = Shop(wrong=changing("/", lambda r: with_value(r, more=True)))
    (entry,) = played(recorded(*[asks("GET", "/pets")] * 3), shop).entries
    assert entry.details == ("request 1: GET /pets", "found 3 times")


# What is left out


def test_what_was_never_answered_or_made_up_is_not_played() -> None:
    story = recorded(*[asks("GET", "/pets")] * 4)
    odd = (
        replace(story[0], response=Response(0)),
        replace(story[0], request=replace(story[0].request, method="GET / HTTP/1.1")),
        replace(story[0], request=replace(story[0].request, method="CONNECT")),
        replace(story[1], source="fault"),
        replace(story[2], source="override"),
        story[3],
    )
    shop = Shop()
    assert played(odd, shop).summary == (
        "1 of 6 requests played against http://127.0.0.1:80; "
        "left out: 3 without an answer that can be compared, 2 answered by a fault or an override"
    )
    assert len(shop.heard) == 1


def test_what_may_change_something_is_not_sent_to_another_machine() -> None:
    shop = Shop()
    report = played(recorded(*STORY), shop, safe_only=True)
    assert "left out: 1 PUT, which --allow-unsafe sends, 1 DELETE, which --allow-unsafe sends" in report.summary
    assert {request.method for request in shop.heard} == {"GET", "POST"}


def test_where_nothing_is_left_to_play_that_is_an_error() -> None:
    with pytest.raises(MockserverError, match=r"^shop\.har: there is nothing to play$"):
        played((), Shop())
    with pytest.raises(MockserverError, match="nothing to play; left out: 1 DELETE, which --allow-unsafe sends"):
        played(recorded(asks("DELETE", "/pets/1")), Shop(), safe_only=True)


def test_what_browsers_record_of_themselves_is_no_address() -> None:
    (pets,) = recorded(asks("GET", "/pets"))
    report = played([pets, replace(pets, origin="data://"), replace(pets, origin="chrome-extension://x")], Shop())
    assert report.summary.endswith("; left out: 2 without an answer that can be compared")


def test_of_several_addresses_one_is_to_be_chosen() -> None:
    here = recorded(asks("GET", "/pets"))
    both = (*here, *(replace(each, origin="http://ads.example") for each in here))
    with pytest.raises(MockserverError, match=r"went to http://recorded\.example, http://ads\.example: choose one"):
        played(both, Shop())
    with pytest.raises(MockserverError, match=r"--origin http://x: nothing was recorded there"):
        played(both, Shop(), Wanted(origin="http://x"))
    report = played(both, Shop(), Wanted(origin="http://recorded.example"))
    assert report.summary == "1 of 2 requests played against http://127.0.0.1:80; left out: 1 to another address"


# Who does not answer


def failing(after: int) -> Shop:
    shop = Shop()

    def send(request: Request) -> Response | Violation:
        shop.heard.append(request)
        answers = len(shop.heard) <= after
        return (
            Response.json(200, {"items": [], "total": 0})
            if answers
            else Violation(("request",), "timeout", "no answer")
        )

    shop.send = send  # type: ignore[method-assign]
    return shop


def test_where_nobody_is_that_is_an_error() -> None:
    with pytest.raises(MockserverError, match="no answer; start it, or correct --url"):
        played(recorded(asks("GET", "/pets")), failing(0))


def test_who_stops_answering_is_given_up() -> None:
    report = played(recorded(*[asks("GET", "/pets")] * 9), failing(2))
    assert told(report) == [("no-answer", "GET /pets", "")]
    assert report.summary == ("given up at request 5: no answer\n5 of 9 requests played against http://127.0.0.1:80")


# Secrets


def hiding(exchange: Exchange, **headers: str) -> Exchange:
    return replace(exchange, request=replace(exchange.request, headers={**exchange.request.headers, **headers}))


def test_a_hidden_header_is_given_and_no_report_tells_it() -> None:
    (story,) = recorded(asks("GET", "/pets"))
    shop = Shop(wrong=changing("/", lambda r: with_value(r, more=1)))
    headers = {"authorization": f"Bearer {shop.token}"}
    (entry,) = played([hiding(story, authorization=HIDDEN)], shop, headers=headers).entries
    assert shop.heard[0].headers == headers
    assert (shop.token in repr(entry), '"authorization: $AUTHORIZATION"' in entry.curl) == (False, True)


def test_a_hidden_header_that_nobody_gives_is_left_out_and_told() -> None:
    (story,) = recorded(asks("GET", "/pets"))
    shop = Shop(wrong=changing("/", lambda _: Response.json(401, {})))
    report = played([hiding(story, authorization=HIDDEN)], shop)
    assert shop.heard[0].headers == {}
    assert [(entry.code, entry.severity, entry.pointer) for entry in report.entries] == [
        ("status-changed", "error", ""),
        ("hidden-secret", "warning", "authorization"),
    ]
    assert "the recording hides `authorization`: give it with -H 'authorization: ...'" in report.entries[0].details


def test_a_request_that_showed_no_credential_shows_none() -> None:
    anonymous, known = recorded(asks("GET", "/pets"), asks("GET", "/pets"))
    shop = Shop()
    played(
        [anonymous, hiding(known, authorization=HIDDEN)],
        shop,
        headers={"authorization": f"Bearer {shop.token}", "x-a": "1"},
    )
    assert [sorted(request.headers) for request in shop.heard] == [["x-a"], ["authorization", "x-a"]]


def test_a_token_that_the_recording_hides_is_the_one_of_this_run() -> None:
    login, pets = recorded(asks("POST", "/login", {}), asks("GET", "/pets"))
    hidden = replace(login, response=Response.json(200, {"access_token": HIDDEN}, [("Set-Cookie", HIDDEN)]))
    shop = Shop(token="fresh-token-42")
    report = played([hidden, hiding(pets, authorization=HIDDEN, cookie=HIDDEN)], shop)
    assert shop.heard[1].headers == {"authorization": "Bearer fresh-token-42", "cookie": "sid=fresh-token-42-c"}
    assert report.entries == ()


def test_hidden_members_and_parameters_are_given_by_name() -> None:
    form = Request("POST", "/login", f"api_key={HIDDEN}&a=b", {"content-type": "application/x-www-form-urlencoded"},
                   f"user=ann&password={HIDDEN}".encode())  # fmt: skip
    body = asks("POST", "/login", {"user": "ann", "deep": [{"password": HIDDEN}], "pin": HIDDEN})
    shop = Shop()
    report = played(recorded(form, body), shop, Wanted(secrets={"password": "s 1", "apiKey": "k&"}))
    assert (shop.heard[0].query, shop.heard[0].body) == ("api_key=k%26&a=b", b"user=ann&password=s+1")
    assert json.loads(shop.heard[1].body) == {"user": "ann", "deep": [{"password": "s 1"}], "pin": HIDDEN}
    assert [(entry.code, entry.pointer) for entry in report.entries] == [("hidden-secret", "pin")]


def test_the_prefix_of_an_address_is_put_before_paths_that_lack_it() -> None:
    shop = Shop()
    answers = Response.json(200, {"items": [], "total": 0})
    heard: list[str] = []

    def send(request: Request) -> Response:
        heard.append(request.path)
        return answers

    shop.send = send  # type: ignore[method-assign]
    played((*recorded(asks("GET", "/pets")), Exchange(asks("GET", "/api/pets"), answers)), shop, place=Place("/api"))
    assert heard == ["/api/pets", "/api/pets"]
