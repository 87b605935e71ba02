"""Which APIs are served, each from a specification and what it does beyond it?"""

from __future__ import annotations

import importlib
import logging
import re
from collections.abc import Collection, Iterable, Mapping, Sequence, Sized
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

from mockserver.authorization import Accounts, Realm, broken_token, realm_of
from mockserver.behaviours import CALLBACK_SETTINGS, SEED, Behaviour, Registration, Setting
from mockserver.behaviours.resources import SETTINGS, Resources
from mockserver.exceptions import BehaviourError, SpecError
from mockserver.model import Credential, Finding, Operation, Violation
from mockserver.openapi import Document, Offer, has_callbacks, read_operations, source_of
from mockserver.routing import Router, build_router
from mockserver.state import State
from mockserver.validation import missing

_log = logging.getLogger("mockserver")

SHIPPED = ("pipeliner", "bas-ip", "vcc-live", "oracle")
_NO_BEHAVIOUR = Behaviour(settings=SETTINGS)
_WILD = re.compile(r"[*?\[]")
_NOTHING = "there is nothing to serve: it has no paths with operations"
_COMMON_SETTINGS = {
    "accounts": Setting(
        "",
        "user:password pairs, separated by commas, that alone are let in; a bearer token or key is a password",
        pattern=r"([^:,]+:[^,]*(,|$))*",
    ),
    "tokens": Setting(
        "any",
        "which bearer tokens are good: any, or only those that were issued here",
        ("any", "issued"),
    ),
    "seed": SEED,
    "unknown_parameters": Setting(
        "ignore",
        "what becomes of a parameter in the query that the operation does not document",
        ("ignore", "warn", "error"),
    ),
}


@dataclass(frozen=True, eq=False)
class Api:
    """A document with its behaviour; `mount` is the short prefix under which it is served a second time.

    One that is `stateful` and has no behaviour of its own keeps the records of the resources that its paths imply;
    one that is not keeps nothing, and of a behaviour of its own only the words of its refusals are left.
    """

    document: Document
    behaviour: Behaviour
    operations: tuple[Operation, ...]
    findings: tuple[Finding, ...]
    settings: Mapping[str, str]
    handlers: Mapping[str, Registration]
    mount: str
    stateful: bool = True

    @cached_property
    def resources(self) -> Resources | None:
        """The resources that its paths imply; None where nothing is kept, or it has a behaviour of its own."""
        if not self.stateful or self.behaviour is not _NO_BEHAVIOUR:
            return None
        return Resources(self.document.root, self.operations, self.settings["resources"])

    @property
    def collections(self) -> tuple[str, ...]:
        """The names of what it keeps, or may keep."""
        return self.behaviour.collections if self.resources is None else self.resources.collections

    @property
    def name(self) -> str:
        return self.document.name

    @property
    def bases(self) -> tuple[str, ...]:
        """Every base path of its operations, without a mount."""
        return tuple(dict.fromkeys(base for operation in self.operations for base in operation.bases))

    def mounted(self, operation: Operation) -> tuple[str, ...]:
        """The base paths below the mount under which an operation is served beside its real ones."""
        return tuple(self.mount + base for base in operation.bases if self.mount)

    def prefixes(self, operation: Operation) -> tuple[str, ...]:
        """The base paths under which an operation is served: the real ones, then those below the mount."""
        return (*operation.bases, *self.mounted(operation))

    @cached_property
    def accounts(self) -> Accounts:
        """The configured accounts, each a user and a password."""
        stated = self.settings["accounts"]
        return tuple((name, word) for name, _, word in (a.partition(":") for a in stated.split(",") if a))

    @cached_property
    def realm(self) -> Realm | None:
        """What its tokens are; None where it has none, or its behaviour authenticates by itself."""
        if self.behaviour.authenticate is not None:
            return None
        prefixes = [(base, self.mount) for base in self.bases]
        strict = self.settings["tokens"] == "issued"
        return realm_of(self.document, self.operations, prefixes, accounts=self.accounts, strict=strict)

    def broken(
        self, shown: Sequence[Credential], operation: Operation, state: State, now: datetime
    ) -> Violation | None:
        """Why credentials do not let a request in; None where all of them do."""
        authenticate = self.behaviour.authenticate
        for credential in shown:
            issued, violation = broken_token(self.realm, credential, state, now) if self.realm else (False, None)
            if violation is not None:
                return violation
            if not (issued or self.knows(credential)):
                return missing(operation)
            if authenticate and not authenticate(credential, state.transaction(self.name), now):
                return missing(operation)
        return None

    def knows(self, credential: Credential) -> bool:
        """Whether a credential is one of the configured accounts: a token is one of their passwords.

        With none configured, or a behaviour that authenticates by itself, every credential is.
        """
        if self.behaviour.authenticate is not None or credential.scheme == "undefined" or not self.accounts:
            return True
        if credential.scheme == "basic":
            return (credential.user, credential.secret) in self.accounts
        return any(credential.secret == password for _, password in self.accounts)


def specification_files(specs: Iterable[str | Path]) -> tuple[str | Path, ...]:
    """The files and addresses to serve: those named, or the shipped ones where none is."""
    return tuple(map(source_of, specs)) or tuple(shipped_folder() / f"{name}.yaml" for name in SHIPPED)


def shipped_folder() -> Path:
    """Where the vendors' specifications are: in the installed package, or beside it in a checkout."""
    inside = Path(__file__).parent / "specs"
    return inside if inside.is_dir() else Path(__file__).parent.parent / "specs"


def load_apis(
    files: Sequence[str | Path],
    *,
    settings: Mapping[str, Mapping[str, str]] | None = None,
    mounts: Mapping[str, str] | None = None,
    behaviours: Mapping[str, str] | None = None,
    overlays: Sequence[str | Path] = (),
    allow: Collection[str] = (),
    stateful: bool = True,
    defaults: Mapping[str, str] | None = None,
) -> tuple[Api, ...]:
    """Read specifications and join each to its behaviour.

    `settings` by API and key; `mounts` are prefixes by API; `behaviours` names or dotted paths by API.
    `overlays` change the documents; `allow` names what their references may read beside their own folder.
    `stateful`: an API keeps what it is sent; one that does not answers from its specification alone.
    `defaults` take the place of the settings' own defaults, for every API that has such a setting.
    SpecError or BehaviourError, naming the file, where something does not fit.
    """
    documents = [Document.read(file, overlays=overlays, allow=allow) for file in files]
    _tell_names_apart(documents, {"setting": settings, "mount": mounts, "behaviour": behaviours})
    apis = tuple(
        _load(
            document,
            behaviour=(behaviours or {}).get(document.name, document.behaviour),
            settings=(settings or {}).get(document.name, {}),
            defaults=defaults or {},
            mount=_mount((mounts or {}).get(document.name, document.name)),
            stateful=stateful,
        )
        for document in documents
    )
    if apis and not any(api.operations for api in apis):
        raise SpecError(f"{documents[0].file}:1: {_NOTHING}")
    return apis


def described_api(
    source: str | Path,
    *,
    overlays: Sequence[str | Path] = (),
    allow: Collection[str] = (),
    settings: Mapping[str, str] | None = None,
) -> Api:
    """The API that a specification describes, without a behaviour: for those who ask a provider, and answer nothing.

    SpecError where there is nothing to ask for.
    """
    document = Document.read(source, overlays=overlays, allow=allow)
    api = _load(document, behaviour=None, settings=settings or {}, defaults={}, mount="", stateful=True)
    if not api.operations:
        raise SpecError(f"{document.file}:1: {_NOTHING.replace('serve', 'check')}")
    return api


def _tell_names_apart(documents: Sequence[Document], given: Mapping[str, Mapping[str, Any] | None]) -> None:
    """Refuse what names an API that is not there, and two documents that would be the same API."""
    names = [document.name for document in documents]
    for what, by_name in given.items():
        for name in by_name or {}:
            if name not in names:
                raise BehaviourError(f"a {what} names the API '{name}', but the APIs are {', '.join(names)}")
    for name in names:
        if names.count(name) > 1:
            same = " and ".join(document.file for document in documents if document.name == name)
            raise SpecError(f"{same} would both be the API '{name}': rename one of the files")


def _tell(document: Document, offer: Offer) -> None:
    """Warn once of what is wrong with a specification; its lines are looked up by `lint`, not at every start."""
    findings = offer.findings
    if not offer.operations:
        _log.warning("%s: %s", document.file, _NOTHING)
    if findings:
        rest = _and_more(findings)
        _log.warning("%s: %s%s; `mockserver lint` says where", document.file, findings[0].message, rest)


def _and_more(things: Sized) -> str:
    return f" (and {len(things) - 1} more)" if len(things) > 1 else ""


def _mount(prefix: str) -> str:
    stripped = prefix.strip("/")
    return f"/{stripped}" if stripped else ""


def _load(
    document: Document,
    *,
    behaviour: str | None,
    settings: Mapping[str, str],
    defaults: Mapping[str, str],
    mount: str,
    stateful: bool,
) -> Api:
    found = find_behaviour(behaviour, document) if behaviour else _NO_BEHAVIOUR
    if not (stateful or found is _NO_BEHAVIOUR):
        found = _forgetful(found)
    offer = read_operations(document)
    _tell(document, offer)
    return Api(
        document=document,
        behaviour=found,
        operations=offer.operations,
        findings=offer.findings,
        settings=_settings(document.name, _known_settings(document, found, offer.operations), settings, defaults),
        handlers=_handlers(document, found, offer.operations),
        mount=mount,
        stateful=stateful,
    )


def _forgetful(behaviour: Behaviour) -> Behaviour:
    """A behaviour that keeps nothing: only its words and its settings, without accounts, as nobody can log in."""
    settings = {name: setting for name, setting in behaviour.settings.items() if name != "accounts"}
    return Behaviour(dialect=behaviour.dialect, settings=settings)


def find_behaviour(name: str, document: Document) -> Behaviour:
    """The behaviour in a module of `mockserver.behaviours`, or in the module of a dotted path."""
    path = name if "." in name else f"mockserver.behaviours.{name}"
    module = _import(path, name, document)
    behaviour = getattr(module, "behaviour", None)
    if not isinstance(behaviour, Behaviour):
        raise BehaviourError(
            f"{document.file}: the module '{path}' has no 'behaviour'; make one: behaviour = Behaviour()"
        )
    return behaviour


def _import(path: str, name: str, document: Document) -> ModuleType:
    try:
        return importlib.import_module(path)
    except ModuleNotFoundError as error:
        if error.name is None or not path.startswith(error.name):
            raise
        raise BehaviourError(
            f"{document.file}: there is no behaviour '{name}': name a module of mockserver.behaviours or a dotted path"
        ) from error


def _known_settings(document: Document, behaviour: Behaviour, operations: Sequence[Operation]) -> dict[str, Setting]:
    """The settings that an API has; those about callbacks only where it has some."""
    calls = "webhooks" in document.root or any(has_callbacks(document, operation) for operation in operations)
    return {**_COMMON_SETTINGS, **(CALLBACK_SETTINGS if calls else {}), **behaviour.settings}


def _settings(
    api: str, known: Mapping[str, Setting], given: Mapping[str, str], defaults: Mapping[str, str]
) -> dict[str, str]:
    for key, value in given.items():
        if key not in known:
            raise BehaviourError(f"{api} has no setting '{key}'; its settings are {', '.join(sorted(known))}")
        choices, pattern = known[key].choices, known[key].pattern
        if choices and value not in choices:
            raise BehaviourError(f"{api}.{key} cannot be '{value}'; it is one of {', '.join(choices)}")
        if not re.fullmatch(pattern, value):
            raise BehaviourError(f"{api}.{key} cannot be '{value}'; it must match {pattern}")
    return {key: given.get(key, defaults.get(key, setting.default)) for key, setting in known.items()}


def _handlers(document: Document, behaviour: Behaviour, offered: Sequence[Operation]) -> dict[str, Registration]:
    """The handler of each operation: the one registered for its id, or else for the first pattern that fits it."""
    ids = [operation.id for operation in offered]
    for registration in behaviour.registrations:
        if not any(_fits(operation_id, registration.pattern) for operation_id in ids):
            raise BehaviourError(
                f"{document.file}: its behaviour answers '{registration.pattern}', but no operation has such an id; "
                f"the ids are {', '.join(ids)}"
            )
    by_exactness = sorted(behaviour.registrations, key=lambda registration: "*" in registration.pattern)
    return {
        operation_id: found
        for operation_id in ids
        if (found := next((r for r in by_exactness if _fits(operation_id, r.pattern)), None))
    }


def _fits(operation_id: str, pattern: str) -> bool:
    """Whether a pattern means an operation; most are the operation's own id, for which no expression is compiled."""
    return fnmatchcase(operation_id, pattern) if _WILD.search(pattern) else operation_id == pattern


def route_all(apis: Sequence[Api], *, derives: bool = True) -> Router:
    """The router over every API; SpecError, naming both files, where two operations have one method and path.

    `derives`: whether GET answers HEAD where that is not documented.
    """
    hidden: dict[str, dict[str, str]] = {}

    def collide(first: Operation, second: Operation) -> None:
        """Two operations of one document have the same template: the first stands."""
        if first.source.file == second.source.file:
            hidden.setdefault(first.source.file, {}).setdefault(f"{second.method} {second.path}", first.path)
            return
        raise SpecError(
            f"{first.source.file} and {second.source.file} both offer {second.method} {second.path} at one address: "
            "change the servers of one, or serve them apart"
        )

    every = [(api, operation) for api in apis for operation in api.operations]
    real = [(operation, operation.bases) for _, operation in every]
    mounted = [(operation, api.mounted(operation)) for api, operation in every]
    bases = [(base, api.name) for api in apis for root in api.bases for base in dict.fromkeys((root, api.mount + root))]
    router = build_router((*real, *mounted), bases, collide, derives=derives)
    for file, operations in hidden.items():
        name, path = next(iter(operations.items()))
        _log.warning("%s: %s is hidden by %s%s", file, name, path, _and_more(operations))
    return router
