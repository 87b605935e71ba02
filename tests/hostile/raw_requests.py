"""Which bytes does a client send that means harm, or knows no better?"""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

Ending = Literal["waits", "ends", "resets", "leaves"]

KIB = 1024
MIB = 1024 * KIB


@dataclass(frozen=True)
class Sent:
    """What a client sends, in pieces with a pause in between, and what it does then.

    It `waits` for the answer, `ends` what it has to say and waits, `resets` the connection, or `leaves`.
    """

    pieces: tuple[bytes, ...]
    ending: Ending = "waits"
    pause: float = 0.01


def head(*lines: bytes, first: bytes = b"POST /things HTTP/1.1") -> bytes:
    """A head with a host."""
    return b"\r\n".join((first, b"Host: localhost", *lines, b"", b""))


def get(*lines: bytes, target: bytes = b"/things") -> bytes:
    return head(*lines, first=b"GET " + target + b" HTTP/1.1")


def post(body: bytes, kind: bytes = b"application/json", *lines: bytes) -> bytes:
    return head(b"Content-Type: " + kind, b"Content-Length: %d" % len(body), *lines) + body


def chunked(body: bytes, *lines: bytes) -> bytes:
    return head(b"Content-Type: application/json", b"Transfer-Encoding: chunked", *lines) + body


GOOD = post(b'{"name":"a"}')
FORM = b"application/x-www-form-urlencoded"
PARTS = b"multipart/form-data; boundary=b"
LENGTH = b"Content-Length: %d"

FIRST_LINES: Mapping[str, bytes] = {
    "empty lines alone": b"\r\n" * 2_000,
    "no first line": b"\r\nHost: localhost\r\n\r\n",
    "one word": b"GET\r\n\r\n",
    "no version": b"GET /things\r\n\r\n",
    "a space too many": b"GET  /things HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a space in the target": b"GET /a b HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a space at the end": b"GET /things HTTP/1.1 \r\nHost: localhost\r\n\r\n",
    "a tab": b"GET\t/things\tHTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a byte of zero": b"GET /a\x00b HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "zeros alone": b"\x00" * 4_096,
    "all bytes": bytes(range(256)) + b"\r\n\r\n",
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(64),
    "SSH": b"SSH-2.0-OpenSSH_9.0\r\n\r\n",
    "an answer": b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
    "HTTP/0.9": b"GET /things\r\n",
    "HTTP/1.2": b"GET /things HTTP/1.2\r\nHost: localhost\r\n\r\n",
    "HTTP/9.9": b"GET /things HTTP/9.9\r\nHost: localhost\r\n\r\n",
    "HTTP/11": b"GET /things HTTP/11\r\nHost: localhost\r\n\r\n",
    "HTTP/1.1 in small letters": b"GET /things http/1.1\r\nHost: localhost\r\n\r\n",
    "HTTP/1.999999999": b"GET /things HTTP/1.999999999\r\nHost: localhost\r\n\r\n",
    "HTTP/1.0 without a host": b"GET /things HTTP/1.0\r\n\r\n",
    "HTTP/2 at once": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00",
    "a method of brackets": b"G(E)T /things HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a method that nobody knows": b"BREW /things HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a method in small letters": b"get /things HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a method without end": b"A" * 300_000 + b" / HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "bytes beyond ASCII in the method": b"G\xc3\x84T / HTTP/1.1\r\nHost: localhost\r\n\r\n",
}

TARGETS: Mapping[str, bytes] = {
    "enormous": b"/" + b"a" * 500_000,
    "many segments": b"/a" * 30_000,
    "long, but not too long": b"/things?q=" + b"a" * 60_000,
    "many parameters": b"/things?" + b"&".join(b"p%d=1" % n for n in range(8_000)),
    "many brackets": b"/things?a" + b"[b]" * 10_000 + b"=1",
    "no slash": b"things",
    "nothing of an address": b"http:///",
    "absolute": b"http://localhost/things",
    "absolute with another host": b"http://evil.example/things",
    "absolute with a broken host": b"http://[::1/things",
    "absolute with a port that is none": b"http://localhost:99999999999/things",
    "a scheme that nobody serves": b"gopher://localhost/things",
    "an asterisk": b"*",
    "a fragment": b"/things#here",
    "dots": b"/../../../../etc/passwd",
    "dots in disguise": b"/%2e%2e/%2e%2e/etc/passwd",
    "an encoded zero": b"/things/%00",
    "half a percent sign": b"/things/%",
    "a percent sign with one digit": b"/things/%4",
    "a percent sign without digits": b"/things/%zz?q=%zz",
    "encoded bytes that are no UTF-8": b"/things/%ff%fe?q=%ff%fe&%ff=1",
    "an overlong slash": b"/things/%c0%af",
    "a lone surrogate": b"/things/%ed%a0%80",
    "bytes that are no UTF-8": b"/things/\xff\xfe?q=\xff\xfe",
    "UTF-8 as it is": "/things/ä?q=ä".encode(),
    "quotes and braces": b'/things/"{}|\\^`<>?q="{}|\\^`<>',
    "control characters, encoded": b"/things/%0d%0aX-Evil:%201",
    "many slashes": b"/" * 5_000,
    "a session without a name": b"/__session__//things",
    "a session of an enormous name": b"/__session__/" + b"a" * 60_000 + b"/things",
    "a control route that there is not": b"/__mock__/nowhere/%ff%00",
}

METHODS: Mapping[str, bytes] = {
    "HEAD": head(first=b"HEAD /things HTTP/1.1"),
    "OPTIONS": head(first=b"OPTIONS /things HTTP/1.1"),
    "OPTIONS of all": head(first=b"OPTIONS * HTTP/1.1"),
    "TRACE": head(first=b"TRACE /things HTTP/1.1"),
    "TRACE with a body": head(b"Content-Length: 3", first=b"TRACE /things HTTP/1.1") + b"abc",
    "CONNECT": head(first=b"CONNECT localhost:443 HTTP/1.1"),
    "CONNECT to nothing": head(first=b"CONNECT / HTTP/1.1"),
    "CONNECT with a tunnel at once": head(first=b"CONNECT evil.example:443 HTTP/1.1") + b"\x16\x03\x01" * 100,
    "GET with a body": head(LENGTH % 3, first=b"GET /things HTTP/1.1") + b"abc",
    "HEAD with a body": head(LENGTH % 3, first=b"HEAD /things HTTP/1.1") + b"abc",
    "DELETE with chunks": head(b"Transfer-Encoding: chunked", first=b"DELETE /things HTTP/1.1") + b"0\r\n\r\n",
}

HEADERS: Mapping[str, bytes] = {
    "no host": b"GET /things HTTP/1.1\r\n\r\n",
    "two hosts": get(b"Host: evil.example"),
    "a host that is none": b"GET /things HTTP/1.1\r\nHost: [::1:\x7f/@\r\n\r\n",
    "an enormous host": b"GET /things HTTP/1.1\r\nHost: " + b"a" * 60_000 + b"\r\n\r\n",
    "lines that end without a carriage return": b"GET /things HTTP/1.1\nHost: localhost\n\n",
    "one line that ends without a carriage return": b"GET /things HTTP/1.1\r\nHost: localhost\nX-A: 1\r\n\r\n",
    "a carriage return alone": b"GET /things HTTP/1.1\r\nHost: localhost\rX-A: 1\r\n\r\n",
    "a folded line": get(b"X-A: 1", b"  2"),
    "a folded first line": b"GET /things HTTP/1.1\r\n X-A: 1\r\nHost: localhost\r\n\r\n",
    "a space before the colon": get(b"X-A : 1"),
    "a space in a name": get(b"X A: 1"),
    "no colon": get(b"nothing"),
    "no name": get(b": 1"),
    "a byte of zero in a value": get(b"X-A: a\x00b"),
    "a byte of zero in a name": get(b"X\x00A: b"),
    "control characters in a value": get(b"X-A: \x01\x02\x7f\x1b[31m"),
    "bytes beyond ASCII in a value": get(b"X-A: \xff\xfe\x80"),
    "bytes beyond ASCII in a name": get(b"X-\xc3\xa4: 1"),
    "UTF-8 in a value": get("X-A: ä".encode()),
    "bytes that are no UTF-8 in what is read": get(
        b"Cookie: \xff=\xfe",
        b"Authorization: Bearer \xff",
        b"X-Mock-Session: \xff",
        b"Prefer: code=\xff",
        b"Accept: \xff",
    ),
    "a session of control characters": get(b"X-Mock-Session: \x01\x02"),
    "a long value": get(b"X-A: " + b"a" * 60_000),
    "an enormous value": get(b"X-A: " + b"a" * 2_000_000),
    "a value without end": b"GET /things HTTP/1.1\r\nHost: localhost\r\nX-A: " + b"a" * 3_000_000,
    "a flood of headers": get(*(b"X-%d: 1" % n for n in range(50_000))),
    "some hundred headers": get(*(b"X-%d: 1" % n for n in range(300))),
    "one header a thousand times": get(*(b"X-A: 1" for _ in range(1_000))),
    "a flood of preferences": get(b"Prefer: " + b", ".join(b"code=2%02d" % (n % 100) for n in range(5_000))),
    "a preference of a number": get(b"Prefer: code=" + b"9" * 10_000, b"X-B: 1"),
    "a flood of types": get(b"Accept: " + b", ".join(b"a/b%d;q=0.%d" % (n, n % 9) for n in range(5_000))),
    "a weight that is none": get(b"Accept: */*;q=nan, a/b;q=1e999999, ;;;,,,"),
    "a flood of cookies": get(b"Cookie: " + b"; ".join(b"c%d=1" % n for n in range(5_000))),
    "a range": get(b"Range: bytes=" + b",".join(b"%d-" % n for n in range(2_000))),
    "names with underscores": get(b"Content_Length: 5", b"Transfer_Encoding: chunked", b"Host_: x"),
    "wants another protocol": get(b"Connection: Upgrade, HTTP2-Settings", b"Upgrade: h2c", b"HTTP2-Settings: AAMAAABk"),
    "wants a WebSocket": get(
        b"Connection: Upgrade",
        b"Upgrade: websocket",
        b"Sec-WebSocket-Version: 13",
        b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
    ),
    "names its own headers as the hop's": get(b"Connection: host, content-length, x-mock-session, close"),
    "expects what nobody promises": post(b'{"name":"a"}', b"application/json", b"Expect: the-impossible"),
}

FRAMING: Mapping[str, bytes] = {
    "a length and chunks": chunked(b"0\r\n\r\n", b"Content-Length: 5") + b"GET /evil HTTP/1.1\r\n\r\n",
    "chunks and a length": head(b"Content-Length: 5", b"Transfer-Encoding: chunked")
    + b"0\r\n\r\nGET /evil HTTP/1.1\r\n\r\n",
    "two lengths": head(b"Content-Length: 3", b"Content-Length: 5") + b"abcde",
    "two lengths in one": head(b"Content-Length: 3, 5") + b"abcde",
    "one length twice": head(b"Content-Type: application/json", b"Content-Length: 2", b"Content-Length: 2") + b"{}",
    "one length twice in one": head(b"Content-Type: application/json", b"Content-Length: 2, 2") + b"{}",
    "a negative length": head(b"Content-Length: -1") + b"abc",
    "a length with a sign": head(b"Content-Length: +3") + b"abc",
    "a length in hexadecimals": head(b"Content-Length: 0x3") + b"abc",
    "a length with a fraction": head(b"Content-Length: 3.0") + b"abc",
    "a length of another script": head("Content-Length: ٣".encode()) + b"abc",
    "an empty length": head(b"Content-Length:") + b"abc",
    "a length of words": head(b"Content-Length: three") + b"abc",
    "a length past all numbers": head(b"Content-Length: " + b"9" * 60) + b"abc",
    "a length of many zeros": head(b"Content-Type: application/json", b"Content-Length: " + b"0" * 40 + b"2") + b"{}",
    "an unknown coding": head(b"Transfer-Encoding: gzip") + b"abc",
    "two codings": head(b"Transfer-Encoding: gzip, chunked") + b"0\r\n\r\n",
    "chunks that are not last": head(b"Transfer-Encoding: chunked, gzip") + b"0\r\n\r\n",
    "chunks twice": head(b"Transfer-Encoding: chunked", b"Transfer-Encoding: chunked") + b"0\r\n\r\n",
    "chunks in disguise": head(b"Transfer-Encoding: \x0bchunked") + b"0\r\n\r\n",
    "a coding that begins like chunks": head(b"Transfer-Encoding: xchunked") + b"0\r\n\r\n",
    "chunks in HTTP/1.0": head(b"Transfer-Encoding: chunked", first=b"POST /things HTTP/1.0") + b"0\r\n\r\n",
    "more than the length": head(b"Content-Type: application/json", b"Content-Length: 2") + b"{}GARBAGE\r\n\r\n",
}

CHUNKS: Mapping[str, bytes] = {
    "without a size": b"\r\nabc\r\n0\r\n\r\n",
    "of a size that is none": b"x\r\nabc\r\n0\r\n\r\n",
    "of a negative size": b"-3\r\nabc\r\n0\r\n\r\n",
    "of a size with a sign": b"+2\r\n{}\r\n0\r\n\r\n",
    "of a size in 0x": b"0x2\r\n{}\r\n0\r\n\r\n",
    "of a size past all numbers": b"f" * 30 + b"\r\nabc",
    "of a size of many zeros": b"0" * 500 + b"2\r\n{}\r\n0\r\n\r\n",
    "of a size without end": b"1" * 500_000,
    "of a huge size": b"7fffffffffffffff\r\nabc",
    "of a size that wraps": b"10000000000000002\r\n{}\r\n0\r\n\r\n",
    "longer than they say": b"2\r\n{}abc\r\n0\r\n\r\n",
    "with an extension": b"2;a=b;c\r\n{}\r\n0;last\r\n\r\n",
    "with an enormous extension": b"2;" + b"a" * 300_000 + b"\r\n{}\r\n0\r\n\r\n",
    "with a flood of extensions": b"".join(b"1;" + b"a" * 1_000 + b"\r\n \r\n" for _ in range(300)) + b"0\r\n\r\n",
    "of a byte each": b"".join(b"1\r\n%c\r\n" % c for c in b'{"name":"' + b"a" * 20_000 + b'"}') + b"0\r\n\r\n",
    "with lines that end without a carriage return": b"2\n{}\n0\n\n",
    "with trailers": b"2\r\n{}\r\n0\r\nX-A: 1\r\nContent-Length: 5\r\n\r\n",
    "with trailers that are none": b"2\r\n{}\r\n0\r\nnothing\r\n\r\n",
    "with a flood of trailers": b"2\r\n{}\r\n0\r\n" + b"X-A: 1\r\n" * 50_000 + b"\r\n",
    "with an enormous trailer": b"2\r\n{}\r\n0\r\nX-A: " + b"a" * 500_000 + b"\r\n\r\n",
    "and a request behind them": b"2\r\n{}\r\n0\r\n\r\n" + get(b"Connection: close"),
}

_BOMB = gzip.compress(b"0" * (64 * MIB), 9)

BODIES: Mapping[str, bytes] = {
    "empty": post(b""),
    "no JSON": post(b"{"),
    "half a number": post(b"-"),
    "zeros": post(b"\x00" * 100),
    "no UTF-8": post(b'{"name":"\xff\xfe"}'),
    "a lone surrogate": post(b'{"name":"\\ud800"}'),
    "a lone surrogate in UTF-8": post(b'{"name":"\xed\xa0\x80"}'),
    "a mark of the byte order": post(b'\xef\xbb\xbf{"name":"a"}'),
    "a mark of the byte order alone": post(b"\xef\xbb\xbf"),
    "UTF-16": post('{"name":"a"}'.encode("utf-16")),
    "UTF-16 that says so": post('{"name":"a"}'.encode("utf-16"), b"application/json; charset=utf-16"),
    "UTF-8 that says UTF-32": post(b'{"name":"a"}', b"application/json; charset=utf-32"),
    "UTF-7": post(b'{"name":"+AGE-"}', b"application/json; charset=utf-7"),
    "a charset that there is not": post(b'{"name":"a"}', b"application/json; charset=klingon"),
    "a charset that is no charset": post(b'{"name":"a"}', b"application/json; charset=zlib_codec"),
    "a charset of another kind": post(b'{"name":"a"}', b"application/json; charset=rot13"),
    "a charset of zero bytes": post(b'{"name":"a"}', b'application/json; charset="\\\x01"'),
    "deep lists": post(b"[" * 100_000 + b"]" * 100_000),
    "deep lists that do not close": post(b"[" * 1_000_000),
    "deep objects": post(b'{"a":' * 100_000 + b"1" + b"}" * 100_000),
    "NaN": post(b'{"name":NaN,"size":Infinity}'),
    "a number of many digits": post(b'{"name":"a","size":' + b"9" * 1_000_000 + b"}"),
    "a number past all floats": post(b'{"name":"a","size":1e999999999}'),
    "one member many times": post(b"{" + b",".join(b'"name":"%d"' % n for n in range(50_000)) + b"}"),
    "many members": post(b"{" + b",".join(b'"m%d":1' % n for n in range(100_000)) + b"}"),
    "two values": post(b'{"name":"a"}{"name":"b"}'),
    "no type": head(b"Content-Length: 2") + b"{}",
    "a type that is none": post(b"{}", b"nonsense"),
    "an enormous type": post(b"{}", b"a/b; c=" + b"d" * 60_000),
    "a type of bytes": post(b"{}", b"\xff/\xfe; charset=\xff"),
    "gzip that is none": post(b'{"name":"a"}', b"application/json", b"Content-Encoding: gzip"),
    "half of gzip": post(gzip.compress(b'{"name":"a"}')[:12], b"application/json", b"Content-Encoding: gzip"),
    "gzip": post(gzip.compress(b'{"name":"a"}'), b"application/json", b"Content-Encoding: gzip"),
    "gzip that grows": post(_BOMB, b"application/json", b"Content-Encoding: gzip"),
    "gzip in gzip in gzip": post(
        gzip.compress(gzip.compress(_BOMB)), b"application/json", b"Content-Encoding: gzip, gzip, gzip"
    ),
    "many encodings": post(b"{}", b"application/json", b"Content-Encoding: " + b"gzip," * 5_000 + b"gzip"),
    "an encoding that there is not": post(b"{}", b"application/json", b"Content-Encoding: magic"),
    "a form": post(b"name=a", FORM),
    "a form of broken percent signs": post(b"name=%&%zz=%f&&&==&%ff=%00", FORM),
    "a form of many fields": post(b"&".join(b"f%d=1" % n for n in range(100_000)), FORM),
    "a form of one field many times": post(b"name=1&" * 100_000, FORM),
    "a form of brackets": post(b"a" + b"[a]" * 50_000 + b"=1", FORM),
    "a form in a charset that there is not": post(b"name=a", FORM + b"; charset=klingon"),
    "parts": post(b'--b\r\nContent-Disposition: form-data; name="name"\r\n\r\na\r\n--b--\r\n', PARTS),
    "parts without a boundary": post(b"--b\r\n\r\na\r\n--b--\r\n", b"multipart/form-data"),
    "parts with an empty boundary": post(b"--\r\n\r\na\r\n----\r\n", b'multipart/form-data; boundary=""'),
    "parts with an enormous boundary": post(b"--b--", b"multipart/form-data; boundary=" + b"b" * 50_000),
    "parts with a boundary of bytes": post(b"--\xff--", b"multipart/form-data; boundary=\xff"),
    "parts that do not begin": post(b"a" * 1_000_000, PARTS),
    "parts that do not end": post(b'--b\r\nContent-Disposition: form-data; name="name"\r\n\r\na', PARTS),
    "parts of nothing": post(b"--b\r\n" * 100_000, PARTS),
    "parts without names": post(b"--b\r\n\r\na\r\n--b--\r\n", PARTS),
    "parts with a flood of headers": post(b"--b\r\n" + b"X-A: 1\r\n" * 50_000 + b"\r\na\r\n--b--\r\n", PARTS),
    "parts of bytes": post(
        b'--b\r\nContent-Disposition: form-data; name="\xff"; filename="\x01"\r\n'
        b"Content-Type: \xff\r\n\r\n\xff\r\n--b--",
        PARTS,
    ),
    "many parts": post(b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n' * 20_000 + b"--b--\r\n", PARTS),
    "XML": post(b"<thing><name>a</name></thing>", b"application/xml"),
    "XML that does not close": post(b"<thing>" * 50_000, b"application/xml"),
    "XML of entities": post(
        b'<!DOCTYPE t [<!ENTITY a "aaaaaaaaaa">'
        + b"".join(b'<!ENTITY a%d "%s">' % (n, (b"&a%d;" % (n - 1) if n else b"&a;") * 10) for n in range(12))
        + b"]><thing><name>&a11;</name></thing>",
        b"application/xml",
    ),
    "XML of a file": post(
        b'<!DOCTYPE t [<!ENTITY a SYSTEM "file:///etc/passwd">]><thing><name>&a;</name></thing>', b"application/xml"
    ),
    "XML of zeros": post(b"\x00" * 1_000, b"application/xml"),
    "a megabyte of text": post(b"\xff" * MIB, b"text/plain"),
    "fifty megabytes": post(b'{"name":"a","size":"' + b"a" * (50 * MIB) + b'"}'),
    "fifty megabytes in chunks": chunked(
        (b"100000\r\n" + b" " * MIB + b"\r\n") * 50 + b'c\r\n{"name":"a"}\r\n0\r\n\r\n'
    ),
}

_CONTROL = b"%b /__mock__/%b HTTP/1.1"

CONTROL: Mapping[str, bytes] = {
    "no JSON": head(LENGTH % 1, first=_CONTROL % (b"POST", b"overrides")) + b"{",
    "deep lists": head(LENGTH % 200_000, first=_CONTROL % (b"PUT", b"state")) + b"[" * 200_000,
    "bytes": head(LENGTH % 4, first=_CONTROL % (b"PUT", b"clock")) + b"\xff\xfe\x00\x01",
    "a chunk without a size": head(b"Transfer-Encoding: chunked", first=_CONTROL % (b"POST", b"overrides")) + b"zz\r\n",
    "a body past all bounds": head(LENGTH % 10**12, first=_CONTROL % (b"PUT", b"state")),
    "an encoded zero": get(target=b"/__mock__/requests/%00%ff"),
    "a query of bytes": get(target=b"/__mock__/requests?limit=%ff&%zz"),
    "a method that nobody knows": head(first=_CONTROL % (b"BREW", b"state")),
    "an origin of elsewhere": get(b"Origin: http://evil.example", target=b"/__mock__/state"),
    "a token of bytes": get(b"Authorization: Bearer \xff", target=b"/__mock__/state"),
}

_HALF = b'{"name":"h'
_BODY = head(b"Content-Type: application/json", b"Content-Length: 1000")
_CHUNKED = head(b"Content-Type: application/json", b"Transfer-Encoding: chunked")

EARLY: Mapping[str, Sent] = {
    "nothing": Sent((), "ends"),
    **{
        f"{where}, and {ending}": Sent((said,), ending)
        for ending in ("ends", "resets", "leaves")
        for where, said in (
            ("within the method", b"GE"),
            ("within the first line", b"GET /thi"),
            ("within the headers", b"GET /things HTTP/1.1\r\nHost: loc"),
            ("before the empty line", b"GET /things HTTP/1.1\r\nHost: localhost\r\n"),
            ("before the body", _BODY),
            ("within the body", _BODY + _HALF),
            ("before a chunk", _CHUNKED),
            ("within the size of a chunk", _CHUNKED + b"1"),
            ("within a chunk", _CHUNKED + b"100\r\n" + _HALF),
            ("after a chunk", _CHUNKED + b"a\r\n" + _HALF + b"\r\n"),
            ("before the last chunk's end", _CHUNKED + b"2\r\n{}\r\n0\r\n"),
            ("within an order of the control API", head(LENGTH % 50, first=_CONTROL % (b"POST", b"reset")) + b"{}"),
            ("after the whole", GOOD),
            ("after many requests", GOOD * 50),
        )
    },
}

MANNERS: Mapping[str, Sent] = {
    "byte by byte": Sent(tuple(bytes((byte,)) for byte in get(b"Connection: close")), pause=0.001),
    "a body byte by byte": Sent(
        (_BODY.replace(b"1000", b"12"), *(bytes((byte,)) for byte in b'{"name":"a"}')), pause=0.002
    ),
    "waits to be asked for its body": Sent(
        (head(b"Content-Type: application/json", b"Content-Length: 12", b"Expect: 100-continue"), b'{"name":"a"}'),
        pause=0.1,
    ),
    "waits to be asked, and goes": Sent(
        (head(b"Content-Type: application/json", b"Content-Length: 12", b"Expect: 100-continue"),), "leaves"
    ),
    "does not wait to be asked": Sent((post(b'{"name":"a"}', b"application/json", b"Expect: 100-continue"),)),
    "many requests at once": Sent((get() * 500 + get(b"Connection: close"),)),
    "many requests at once, of which one is none": Sent((get() * 5 + b"\x00\r\n\r\n" + get() * 5,)),
    "a request within a request's end": Sent((GOOD[:-3], GOOD[-3:] + get(b"Connection: close"))),
}


def whole_table() -> Iterator[tuple[str, Sent]]:
    """Each of them with its name."""
    yield from ((f"first line: {name}", Sent((data,), "ends")) for name, data in FIRST_LINES.items())
    yield from ((f"target: {name}", Sent((get(target=data),))) for name, data in TARGETS.items())
    yield from ((f"method: {name}", Sent((data,))) for name, data in METHODS.items())
    yield from ((f"headers: {name}", Sent((data,))) for name, data in HEADERS.items())
    yield from ((f"framing: {name}", Sent((data,))) for name, data in FRAMING.items())
    yield from ((f"chunks {name}", Sent((chunked(data),), "ends")) for name, data in CHUNKS.items())
    yield from ((f"body: {name}", Sent((data,))) for name, data in BODIES.items())
    yield from ((f"control: {name}", Sent((data,))) for name, data in CONTROL.items())
    yield from ((f"goes {name}", sent) for name, sent in EARLY.items())
    yield from ((f"sends {name}", sent) for name, sent in MANNERS.items())
