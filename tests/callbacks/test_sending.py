"""Notifications go where they may, in order, more than once where that helps, and hold up nobody."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest

from mockserver.callbacks import Sender
from mockserver.callbacks.sending import MAX_WAITING, _Job, refusal
from mockserver.model import Response, Violation
from mockserver.state import Notification, Patience, Sessions, State
from tests.upstream_server import Heard, Says, trickling, upstream

SECONDS = 10.0
OK = b"HTTP/1.1 200 OK\r\n"


AT_ONCE = Patience(3, 5.0, 0.0)


def notification(url: str, body: bytes = b"{}", patience: Patience = AT_ONCE) -> Notification:
    at = State.new(seed="1").clock.now()
    headers = (("Content-Type", "application/json"),)
    return Notification("told", "shop", "create", "1", at, "POST", url, headers, body, patience)


@pytest.fixture
def state() -> State:
    return State.new(seed="1")


@pytest.fixture
def sender() -> Iterator[Sender]:
    sender = Sender()
    yield sender
    sender.drop()


def of(state: State, sent: Notification) -> Notification:
    """A notification, once nothing waits any more."""
    assert state.callbacks.settled(SECONDS)
    found = state.callbacks.get(sent.id)
    assert found is not None
    return found


@pytest.mark.parametrize(
    "url", ["http://localhost:1/x", "http://127.0.0.1", "https://127.8.8.8/", "http://[::1]:80/", "http://a.localhost/"]
)
def test_loopback_may_always_be_called(url: str) -> None:
    assert refusal(url, ()) == ""


@pytest.mark.parametrize(
    "url", ["http://example.com/", "http://10.0.0.1/", "http://localhost.example.com", "http://0.0.0.0/"]
)
def test_other_hosts_must_be_allowed(url: str) -> None:
    host = url.removeprefix("http://").rstrip("/")
    assert f"--callback-allow {host}" in refusal(url, ())
    assert refusal(url, {host}) == ""
    assert refusal(url, {"*"}) == ""


@pytest.mark.parametrize(
    "url",
    ["", "x", "ftp://localhost/", "http://", "http://localhost:x/", "http://localhost:0/", "http://a@localhost/",
     "http://localhost/\r\nX: y", "http://localhost/a b", "http://[::1", "http://localhost/\u00e9"],
)  # fmt: skip
def test_what_is_no_address_is_refused(url: str) -> None:
    assert "no address" in refusal(url, {"*"})


def test_a_notification_is_delivered(sender: Sender, state: State) -> None:
    with upstream(lambda heard: Says(204)) as server:
        found = of(state, sender.send(notification(f"{server.url}/a?b=1", b'{"a":1}'), state))
    assert (found.fate, found.error, [attempt.status for attempt in found.attempts]) == ("delivered", "", [204])
    heard = server.heard[0]
    assert (heard.method, heard.target, heard.body) == ("POST", "/a?b=1", b'{"a":1}')
    assert heard.header("content-type") == "application/json"


@pytest.mark.parametrize("status", [500, 503, 429, 408])
def test_what_may_pass_is_tried_again(status: int, sender: Sender, state: State) -> None:
    answers = iter([Says(status), Says(status), Says(200)])
    with upstream(lambda heard: next(answers)) as server:
        found = of(state, sender.send(notification(server.url), state))
    assert (found.fate, [attempt.status for attempt in found.attempts]) == ("delivered", [status, status, 200])


@pytest.mark.parametrize("status", [301, 400, 404, 410])
def test_what_will_not_pass_is_not_tried_again(status: int, sender: Sender, state: State) -> None:
    with upstream(lambda heard: Says(status)) as server:
        found = of(state, sender.send(notification(server.url), state))
    assert (found.fate, found.error, len(found.attempts)) == ("failed", f"it was answered with {status}", 1)


def test_it_is_given_up_in_the_end(sender: Sender, state: State) -> None:
    with upstream(lambda heard: None) as server:
        found = of(state, sender.send(notification(server.url), state))
    assert (found.fate, len(found.attempts)) == ("failed", 3)
    assert {attempt.status for attempt in found.attempts} == {None}
    assert "cannot be reached" in found.error


def test_an_answer_that_does_not_come_is_not_waited_for(sender: Sender, state: State) -> None:
    held = threading.Event()

    def wait(heard: Heard) -> Says:
        held.wait(SECONDS)
        return Says(200)

    with upstream(wait) as server:
        found = of(state, sender.send(notification(server.url, patience=Patience(1, 0.05, 0.0)), state))
        held.set()
    assert (found.fate, found.error) == ("failed", f"{server.url} has not answered in full within 0.05 s")


def test_the_answer_is_judged(sender: Sender, state: State) -> None:
    wrong = Violation(("status",), "status", "not documented", blame="upstream")

    def judge(response: Response) -> tuple[Violation, ...]:
        return (wrong,) if response.status == 200 else ()

    with upstream(lambda heard: Says(200)) as server:
        found = of(state, sender.send(replace(notification(server.url), judge=judge), state))
    assert (found.fate, found.violations) == ("delivered", (wrong,))


def test_a_long_answer_is_not_read_to_its_end(sender: Sender, state: State) -> None:
    def judge(response: Response) -> tuple[Violation, ...]:
        return (Violation(("body",), "type", "no JSON", blame="upstream"),) if response.body else ()

    with upstream(lambda heard: Says(200, body=b"x" * 1_000_000)) as server:
        found = of(state, sender.send(replace(notification(server.url), judge=judge), state))
    assert (found.fate, [attempt.status for attempt in found.attempts]) == ("delivered", [200])
    assert [violation.message for violation in found.violations] == ["it has more than 65536 bytes, which are not read"]


@pytest.mark.parametrize(
    "first",
    [b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\n\r\n", OK + b"Transfer-Encoding: chunked\r\n\r\nfffff\r\n"],
)
def test_an_answer_that_trickles_is_a_failed_try_and_holds_up_nobody(
    first: bytes, sender: Sender, state: State
) -> None:
    with trickling(first) as url, upstream(lambda heard: Says(200)) as server:
        slow = sender.send(notification(url, patience=Patience(2, 0.1, 0.0)), state)
        lane = sender._lane(url)
        assert lane.put(_Job(state.callbacks.add(notification(server.url)), state))
        found = of(state, slow)
    assert (found.fate, found.error) == ("failed", f"{url} has not answered in full within 0.1 s")
    assert [(attempt.status, attempt.error) for attempt in found.attempts] == [(None, found.error)] * 2
    assert [each.fate for each in state.callbacks.all()] == ["delivered", "failed"]


def test_a_name_below_localhost_is_this_machine(sender: Sender, state: State) -> None:
    with upstream(lambda heard: Says(204)) as server:
        port = server.url.rpartition(":")[2]
        found = of(state, sender.send(notification(f"http://shop.localhost:{port}/a"), state))
    assert (found.fate, server.heard[0].header("host")) == ("delivered", f"shop.localhost:{port}")


def test_a_redirect_leads_nowhere(sender: Sender, state: State) -> None:
    with upstream(lambda heard: Says(200)) as other:
        says = Says(307, (("Location", f"{other.url}/elsewhere"),))
        with upstream(lambda heard: says) as server:
            found = of(state, sender.send(notification(server.url), state))
    assert (found.fate, found.error, other.heard) == ("failed", "it was answered with 307", [])


def test_those_for_one_address_come_in_order(sender: Sender, state: State) -> None:
    with upstream(lambda heard: Says(200)) as server:
        for number in range(50):
            sender.send(notification(server.url, str(number).encode()), state)
        assert state.callbacks.settled(SECONDS)
    assert [heard.body for heard in server.heard] == [str(number).encode() for number in range(50)]


def test_a_host_that_is_not_allowed_is_not_called(sender: Sender, state: State) -> None:
    found = sender.send(notification("http://elsewhere.example/"), state)
    assert (found.fate, found.attempts) == ("refused", ())
    assert "--callback-allow elsewhere.example" in found.error


def test_what_is_too_much_is_dropped(sender: Sender, state: State) -> None:
    later = notification("http://127.0.0.1:1/", patience=Patience(9, 1.0, 1_000.0))
    fates = [sender.send(later, State.new(seed="1")).fate for _ in range(MAX_WAITING + 20)]
    assert fates[:MAX_WAITING] == ["waiting"] * MAX_WAITING
    assert fates[-1] == "dropped"


def test_no_thread_is_left_when_there_is_nothing_to_send(state: State) -> None:
    sender = Sender()
    with upstream(lambda heard: Says(200)) as server:
        of(state, sender.send(notification(server.url), state))
        sender.drop()
    assert [thread.name for thread in threading.enumerate() if thread.name == "mockserver-callbacks"] == []


def test_a_sender_that_ends_waits_for_no_pause(state: State) -> None:
    sender = Sender()
    sent = sender.send(notification("http://127.0.0.1:1/", patience=Patience(2, 1.0, 300.0)), state)
    sender.drop()
    assert of(state, sent).fate == "dropped"
    with upstream(lambda heard: Says(200)) as server:
        assert of(state, sender.send(notification(server.url), state)).fate == "delivered"
    sender.drop()


def test_a_session_that_is_begun_anew_sends_nothing_more(sender: Sender) -> None:
    sessions = Sessions(seed="1")
    for end in (sessions.reset, sessions.delete):
        state = sessions.get("a")
        sent = sender.send(notification("http://127.0.0.1:1/", patience=Patience(2, 1.0, 300.0)), state)
        end("a")
        assert of(state, sent).fate == "dropped"
        after = sender.send(notification("http://127.0.0.1:1/"), state)
        assert after.fate == "dropped"


def test_only_so_many_are_kept(state: State) -> None:
    for _ in range(1_005):
        state.callbacks.add(notification("http://127.0.0.1:1/"))
    assert [state.callbacks.all()[0].id, state.callbacks.all()[-1].id] == ["1005", "6"]
    state.callbacks.note("1", fate="failed")
    assert state.callbacks.get("1") is None
