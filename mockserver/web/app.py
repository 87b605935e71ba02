"""How is the server put together from its settings?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask

from mockserver.apis import load_apis, specification_files
from mockserver.callbacks import Sender
from mockserver.dialects import OURS, PRISM
from mockserver.engine import MAX_BODY, Engine, Options
from mockserver.exceptions import MockserverError
from mockserver.model import Strictness
from mockserver.recording import Recording
from mockserver.state import Database, RedisDatabase, Sessions, Stores
from mockserver.transport import Transport, Trust
from mockserver.upstream import MAX_JUDGED, Upstream, proxy_of_environment
from mockserver.web.control import LOOPBACK, Access, blueprint, tell_errors_as_json
from mockserver.web.door import Door

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
    return _engine(_settings(specs, settings))


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


def build(settings: Settings, sessions: Sessions | None = None) -> Flask:
    """The Flask application for some settings, with new sessions or with those of another one."""
    engine = _engine(settings)
    sessions = sessions or _sessions(settings)
    if settings.control_token is not None and not settings.control_token.strip():
        raise MockserverError("the control token is empty; give one that nobody guesses, or none")
    access = Access(settings.control_token, frozenset((*LOOPBACK, *settings.control_hosts)))
    prefix = _prefix(settings.control_prefix)
    app = Flask(__name__, static_folder=None)
    app.register_blueprint(blueprint(engine, sessions, access), url_prefix=prefix)
    tell_errors_as_json(app)
    app.extensions["mockserver"] = (engine, sessions)
    recording = Recording(settings.record) if settings.record else None
    door = Door(
        *(engine, sessions, app.wsgi_app, prefix),
        cors=settings.cors,
        recording=recording,
        require_session=settings.require_session,
    )
    app.wsgi_app = door  # type: ignore[method-assign]
    return app


def _sessions(settings: Settings) -> Sessions:
    """No sessions yet; MockserverError where records cannot be kept as `state` says."""
    seed = None if settings.seed is None else str(settings.seed)
    return Sessions(seed=seed, database=None if settings.state in ("memory", "none") else _database(settings.state))


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
        known = ", ".join(sorted(Settings.__dataclass_fields__))
        raise MockserverError(f"unknown settings: {', '.join(sorted(unknown))}; the settings are {known}")
    return Settings(specs=named, **settings)  # type: ignore[arg-type]


def _engine(settings: Settings) -> Engine:
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
