"""How is the application served on a socket?"""

from __future__ import annotations

import gc
import os
import secrets
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from granian.constants import Interfaces, SSLProtocols
from granian.server import Server

from mockserver.exceptions import MockserverError
from mockserver.web.address import Address, encryption
from mockserver.web.app import Settings, build
from mockserver.web.control import LOOPBACK
from mockserver.web.listening import Server as OwnServer
from mockserver.web.listening import reachable
from mockserver.web.watching import Watched

START_SECONDS = 30.0
FOLLOW_SECONDS = 0.5
STOP_SECONDS = 1
"""How long requests may go on after the signal to stop: a client that never sends its whole body holds up nobody."""

GC_THRESHOLDS = (50_000, 20, 100)
"""A request may make tens of thousands of records: they are not looked through several times over while it does."""

THREADS = 64
"""How many requests are answered at once at most: one whose body does not come, or whose answer waits, holds a thread.

They are made when they are needed.
"""

SILENT_SECONDS = 75.0
"""How long a proxy's client may be silent, or leave an answer lying."""


class Application:
    """Gives a worker its WSGI application: built here and handed on by a fork, or built again where it is spawned.

    The worker itself says that it listens: a thread that ran here while it is forked could leave it a held lock.
    """

    def __init__(
        self,
        settings: Settings,
        address: Address,
        token: str | None,
        watch: bool = False,  # noqa: FBT001, FBT002 - it is pickled by its place
    ) -> None:
        self._arguments = (settings, address, token, watch)
        self._watched = Watched(settings) if watch else None
        self._wsgi = self._watched or build(settings).wsgi_app

    def __reduce__(self) -> tuple[type[Application], tuple[Settings, Address, str | None, bool]]:
        return Application, self._arguments

    def __call__(self, _: Any) -> Any:
        _, address, token, _ = self._arguments
        if self._watched is not None:
            self._watched.follow()
        threading.Thread(target=_announce, args=(address, token), name="mockserver-announce", daemon=True).start()
        threading.Thread(target=_follow, args=(os.getppid(),), name="mockserver-follow", daemon=True).start()
        return self._wsgi


def serve(settings: Settings, address: Address, *, watch: bool = False) -> None:
    """Serve until SIGTERM or SIGINT; one line on standard output says where, once it listens.

    With `watch` the specifications are read again when they change.
    Raises MockserverError where the address cannot be had, or a specification is wrong.
    """
    encryption(address)
    guarded = _guarded(settings, address)
    address = replace(address, port=_free(address))
    new_token = guarded.control_token if guarded is not settings else None
    if settings.upstream is not None:
        _serve_proxy(guarded, address, new_token)
        return
    application = Application(guarded, address, new_token, watch)
    gc.collect()
    gc.freeze()  # what is there now stays: the worker shares it, and never looks through it again
    gc.set_threshold(*GC_THRESHOLDS)
    server = Server(
        "mockserver",
        address=address.host,
        port=address.port,
        interface=Interfaces.WSGI,
        websockets=False,
        log_enabled=False,
        blocking_threads=THREADS,
        workers_kill_timeout=STOP_SECONDS,
        **_encryption(address),
    )
    server.serve(target_loader=application)


def _encryption(address: Address) -> dict[str, Any]:
    if address.cert is None:
        return {}
    files = {"ssl_cert": Path(address.cert), "ssl_key": Path(address.key or address.cert)}
    return {**files, "ssl_protocol_min": SSLProtocols.tls12}


def _serve_proxy(settings: Settings, address: Address, token: str | None) -> None:
    """Serve in this process, by the server that loses nothing of what comes."""
    server = OwnServer(build(settings).wsgi_app, address.host, address.port, silence=SILENT_SECONDS)
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GC_THRESHOLDS)
    with _told_to_stop() as told:
        _announce(address, token)
        told.recv(1)
    server.close()


@contextmanager
def _told_to_stop() -> Iterator[socket.socket]:
    """Where a byte comes when the process is told to stop, whichever of its threads the system tells that to."""
    told, telling = socket.socketpair()
    with told, telling:
        telling.settimeout(0)
        descriptor = signal.set_wakeup_fd(telling.fileno())
        before = {number: signal.signal(number, lambda *_: None) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            yield told
        finally:
            signal.set_wakeup_fd(descriptor)
            for number, handler in before.items():
                signal.signal(number, handler)


def _guarded(settings: Settings, address: Address) -> Settings:
    """The settings, with a new control token where other machines reach the server and none is given."""
    if address.host in LOOPBACK or settings.control_token is not None:
        return settings
    return replace(settings, control_token=secrets.token_urlsafe(24))


def _free(address: Address) -> int:
    """The port, once it is sure that nobody has it."""
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address.host, address.port))
        except OSError as error:
            raise MockserverError(
                f"cannot listen on {address.host}:{address.port}: {error.strerror}; "
                "choose another with --port, or 0 for a free one"
            ) from error
        port: int = probe.getsockname()[1]
        return port


def _follow(parent: int) -> None:
    """End with the parent, even where that was killed and could not say so."""
    while os.getppid() == parent:
        time.sleep(FOLLOW_SECONDS)
    os._exit(1)


def _announce(address: Address, token: str | None) -> None:
    """Say where the server listens, as soon as it does."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        try:
            socket.create_connection((reachable(address.host), address.port), timeout=1).close()
        except OSError:
            time.sleep(0.005)
            continue
        if token is not None:
            sys.stderr.write(f"control token: {token}\n")
            sys.stderr.flush()
        sys.stdout.write(f"mockserver listening on {address.url}\n")
        sys.stdout.flush()
        return
