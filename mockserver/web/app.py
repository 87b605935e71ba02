"""How is the server put together from its settings?"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from mockserver.apis import load_apis, specification_files
from mockserver.callbacks import Sender
from mockserver.dialects import OURS, PRISM
from mockserver.engine import MAX_BODY, Engine, Options
from mockserver.exceptions import MockserverError
from mockserver.model import Strictness
from mockserver.recording import Recording
from mockserver.redacting import keys_of
from mockserver.seeding import first_records
from mockserver.state import Database, RedisDatabase, Sessions, Snapshot, Stores
from mockserver.suggestions import meant
from mockserver.transport import Transport, Trust
from mockserver.upstream import MAX_JUDGED, Upstream, proxy_of_environment
from mockserver.web.door import Door, Environ, StartResponse, WsgiApp
from mockserver.web.representation import of_outcome

if TYPE_CHECKING:
    from flask import Flask

_OF_PRISMS_USERS = {"unknown": "lenient"}
"""Where Prism's settings differ: it answers for every id, so one that nobody made is answered from the document."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What `create_app` takes by name, and `serve` by its options; `settings`, `mounts` and `behaviours` are by API."""

    specs: tuple[str | Path, ...] = ()
    seed: str | int | None = None
    auth: bool = True
    validation: Strictness = "strict"
    errors: bool = False
    dynamic: bool = False
    examples: bool = True
    cors: bool = True
    prism: bool = False
    state: str = "memory"
    settings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    mounts: Mapping[str, str] = field(default_factory=dict)
    behaviours: Mapping[str, str] = field(default_factory=dict)
    overlays: tuple[str | Path, ...] = ()
    allow: tuple[str, ...] = ()
    control_prefix: str = "/__mock__"
    control_token: str | None = None
    control_hosts: tuple[str, ...] = ()
    require_session: bool = False
    upstream: str | None = None
    upstream_timeout: float = 30.0
    upstream_connect_timeout: float = 5.0
    upstream_ca: str | None = None
    upstream_cert: str | None = None
    upstream_key: str | None = None
    upstream_verify: bool = True
    upstream_proxy: str | None = None
    mock_missing: bool | None = None
    record: str | Path | None = None
    callback_allow: tuple[str, ...] = ()


def load(specs: Iterable[str | Path] | str | Path | None = None, **settings: object) -> Engine:
    """The engine over some specifications (none: the shipped ones); the settings are those of `create_app`."""
    return _engine(_settings(specs, settings), hint="")


def create_app(specs: Iterable[str | Path] | str | Path | None = None, **settings: object) -> Flask:
    """The whole server as a Flask application, which is a WSGI application like any other.

    `specs` are files; none means the shipped ones. Settings: `seed`, `auth`, `validation`, `errors`, `dynamic`,
    `examples`, `cors`, `prism`, `state`,
    `settings={"bas-ip": {"numbers": "lenient"}}`, `mounts={"oracle": "/crm"}`, `behaviours={"shop": "tests.shop"}`,
    `control_prefix`, `control_token`, `control_hosts`, `require_session`; for a proxy `upstream`, `upstream_timeout`,
    `upstream_connect_timeout`, `upstream_ca`, `upstream_cert`, `upstream_key`, `upstream_verify`, `upstream_proxy`,
    `mock_missing`; `record`; `callback_allow`.
    Raises SpecError or BehaviourError if something does not fit.
    """
    return build(_settings(specs, settings))


def prepare(specs: Iterable[str | Path] | str | Path | None = None, **settings: object) -> Assembled:
    """What `create_app` makes, with Flask only where that is asked for."""
    return assemble(_settings(specs, settings))


def build(settings: Settings, sessions: Sessions | None = None) -> Flask:
    """The Flask application for some settings, with new sessions or with those of another one."""
    return assemble(settings, sessions).app


def assemble(settings: Settings, sessions: Sessions | None = None) -> Assembled:
    """All that answers, for some settings, with new sessions or with those of another one."""
    prefix = _prefix(settings.control_prefix)
    engine = _engine(settings, hint=f"what is served is shown at {prefix}/")
    initial = first_records(tuple(engine.apis.values()))
    sessions = sessions or _sessions(settings, initial)
    if settings.control_token is not None and not settings.control_token.strip():
        raise MockserverError("the control token is empty; give one that nobody guesses, or none")
    return Assembled(settings, engine, sessions, prefix)


class Assembled:
    """An engine with its sessions, as a WSGI application; `extensions` has both, as that of its Flask application does.

    Flask is made when the application itself or the control API is first asked for: tests that call APIs alone must not
    wait until it is imported.
    """

    def __init__(self, settings: Settings, engine: Engine, sessions: Sessions, prefix: str) -> None:
        self._settings = settings
        self._prefix = prefix
        self.extensions = {"mockserver": (engine, sessions)}
        self._door = Door(
            *(engine, sessions, self._control, prefix),
            cors=settings.cors,
            recording=_recording(settings.record, engine) if settings.record else None,
            require_session=settings.require_session,
        )
        self._lock = threading.Lock()
        self._flask: tuple[Flask, WsgiApp] | None = None

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        return self.wsgi_app(environ, start_response)

    @property
    def wsgi_app(self) -> WsgiApp:
        """What answers: the door, or what a user put before it."""
        return self._door if self._flask is None else self._flask[0].wsgi_app

    @property
    def app(self) -> Flask:
        return self._made()[0]

    def _control(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        return self._made()[1](environ, start_response)

    def _made(self) -> tuple[Flask, WsgiApp]:
        """The Flask application, and what answers its own routes alone."""
        with self._lock:
            if self._flask is None:
                self._flask = self._with_flask()
            return self._flask

    def _with_flask(self) -> tuple[Flask, WsgiApp]:
        from mockserver.web.application import application

        engine, sessions = self.extensions["mockserver"]
        token, hosts = self._settings.control_token, self._settings.control_hosts
        app = application(engine, sessions, prefix=self._prefix, token=token, hosts=hosts)
        own = app.wsgi_app
        app.wsgi_app = self._door  # type: ignore[method-assign]
        return app, own


def _recording(path: str | Path, engine: Engine) -> Recording:
    return Recording(path, lambda outcome: of_outcome(outcome, engine.apis), keys=keys_of(engine.operations))


def _sessions(settings: Settings, initial: Snapshot) -> Sessions:
    """No sessions yet; MockserverError where records cannot be kept as `state` says."""
    seed = None if settings.seed is None else str(settings.seed)
    database = None if settings.state in ("memory", "none") else _database(settings.state)
    return Sessions(seed=seed, database=database, initial=initial)


def _database(state: str) -> Stores:
    kind, _, path = state.partition(":")
    if kind == "sqlite" and path:
        return Database(path)
    if kind in ("redis", "rediss", "unix") and path:
        return RedisDatabase(state)
    raise MockserverError(f"the state '{state}' is none of memory, none, sqlite:PATH, redis://HOST:PORT")


def _prefix(text: str) -> str:
    """The control prefix as a path; MockserverError where it would hide every API or be no plain path."""
    path = "/" + text.strip("/")
    if not re.fullmatch(r"(/[\w.~-]+)+", path, re.ASCII):
        raise MockserverError(f"the control prefix '{text}' is no plain path; give one such as /__mock__")
    return path


def _settings(specs: Iterable[str | Path] | str | Path | None, settings: Mapping[str, object]) -> Settings:
    named = (specs,) if isinstance(specs, str | Path) else tuple(specs or ())
    unknown = set(settings) - set(Settings.__dataclass_fields__)
    if unknown:
        name = min(unknown)
        raise MockserverError(f"there is no setting '{name}'; {meant(name, sorted(Settings.__dataclass_fields__))}")
    return Settings(specs=named, **settings)  # type: ignore[arg-type]


def _engine(settings: Settings, *, hint: str) -> Engine:
    apis = load_apis(
        specification_files(settings.specs),
        settings=settings.settings,
        mounts=settings.mounts,
        behaviours=settings.behaviours,
        overlays=settings.overlays,
        allow=settings.allow,
        stateful=settings.state != "none",
        defaults=_OF_PRISMS_USERS if settings.prism else {},
    )
    upstream = _upstream(settings)
    options = Options(
        validation=settings.validation,
        auth=settings.auth,
        errors=settings.errors,
        dynamic=settings.dynamic,
        examples=settings.examples,
        manner=PRISM if settings.prism else OURS,
        max_body=MAX_BODY if upstream is None else MAX_JUDGED,
        upstream=upstream,
        sender=Sender(settings.callback_allow),
        hint=hint,
    )
    return Engine(apis, options)


def _upstream(settings: Settings) -> Upstream | None:
    if settings.upstream is None:
        return None
    transport = Transport(
        settings.upstream,
        timeout=settings.upstream_timeout,
        connect_timeout=settings.upstream_connect_timeout,
        trust=Trust(settings.upstream_ca, settings.upstream_cert, settings.upstream_key, settings.upstream_verify),
        proxy=settings.upstream_proxy or proxy_of_environment(settings.upstream),
    )
    return Upstream(transport, settings.mock_missing)
