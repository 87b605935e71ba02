"""Is a request read however it is cut into pieces?"""

from __future__ import annotations

import pytest

from mockserver.inprocess.wire import Reader, Sent, head_of

PLAIN = b"POST /a?b=c HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nbody"
CHUNKED = b"PUT http://x/a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3;e=f\r\nbod\r\nA\r\n0123456789\r\n0\r\n\r\n"


@pytest.mark.parametrize("size", [1, 2, 7, 1_000])
@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (PLAIN, Sent("POST", "/a?b=c", [("Host", "x"), ("Content-Length", "4")], b"body")),
        (CHUNKED, Sent("PUT", "/a", [("Transfer-Encoding", "chunked")], b"bod0123456789")),
        (b"GET http://x?q=1 HTTP/1.1\r\n\r\n", Sent("GET", "/?q=1", [], b"")),
    ],
)
def test_a_request_is_read_once_in_any_pieces(data: bytes, expected: Sent, size: int) -> None:
    reader, found = Reader(), []
    for start in range(0, len(data), size):
        reader.feed(data[start : start + size])
        found.append(reader.take())
    assert found[-1] == expected
    assert found[:-1] == [None] * (len(found) - 1)
    assert reader.take() is None


def test_a_client_that_waits_for_leave_is_seen_once() -> None:
    reader = Reader()
    reader.feed(b"PUT / HTTP/1.1\r\nExpect: 100-Continue\r\nContent-Length: 1\r\n\r\n")
    assert reader.expects
    reader.feed(b"x")
    assert not reader.expects
    assert reader.take() is not None


def test_the_head_of_an_answer_ends_with_an_empty_line() -> None:
    assert head_of(200, "OK", [("X", "\xe9")]) == b"HTTP/1.1 200 OK\r\nX: \xe9\r\n\r\n"
