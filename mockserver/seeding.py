"""With which records does a session begin?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from mockserver.apis import Api
from mockserver.behaviours.resources import EXTENSION
from mockserver.exceptions import SpecError
from mockserver.openapi import RecordsFile
from mockserver.pointers import pointer_of
from mockserver.state import Snapshot


def first_records(apis: Sequence[Api]) -> Snapshot:
    """The records of every API's seed file, as a store names them; SpecError, naming file and line, where one is wrong.

    The file is what the setting `seed` names, or else what the document itself does.
    """
    found: dict[str, Mapping[str, Any]] = {}
    for api in apis:
        _refuse_files_of_paths(api)
        path = _seed_file(api)
        if path is not None:
            found |= _read(api, RecordsFile.read(path))
    return found


def _refuse_files_of_paths(api: Api) -> None:
    paths = api.document.root.get("paths")
    for path, item in paths.items() if isinstance(paths, Mapping) else ():
        if isinstance(item, Mapping) and isinstance(item.get(EXTENSION), str):
            where = api.document.where(pointer_of(("paths", path, EXTENSION)))
            raise SpecError(f"{where}: a file is named beside the paths, or its records are written here")


def _seed_file(api: Api) -> Path | None:
    setting, document = api.settings["seed"], api.document
    if setting not in ("examples", "none"):
        return Path(setting)
    stated = document.root.get(EXTENSION)
    if setting == "none" or not api.stateful or not isinstance(stated, str):
        return None
    if "://" in document.file or not Path(document.file).is_file():
        raise SpecError(
            f"{document.where('/' + EXTENSION)}: '{stated}' stands beside no file; name it by the setting 'seed'"
        )
    return Path(document.file).parent / stated


def _read(api: Api, file: RecordsFile) -> dict[str, Mapping[str, Any]]:
    """The records of one API, with their keys in them where it is known where these stand."""
    if not api.stateful:
        raise file.problem((), f"{api.name} keeps no records: leave out its seed, or `--state none`")
    found: dict[str, Mapping[str, Any]] = {}
    for name, records in file.collections.items():
        bare = name.removeprefix(f"{api.name}.")
        if bare not in api.collections:
            known = ", ".join(api.collections) or "nothing"
            raise file.problem((name,), f"{api.name} keeps no '{bare}'; it keeps {known}")
        found[f"{api.name}.{bare}"] = _keyed(api, file, name, bare, records)
    return found


def _keyed(api: Api, file: RecordsFile, name: str, bare: str, records: Any) -> dict[str, Any]:
    """The records of one collection by the keys that a store has them under."""
    pairs = records.items() if isinstance(records, Mapping) else ((None, record) for record in records)
    resources = api.resources
    found: dict[str, Any] = {}
    for index, (stated, record) in enumerate(pairs):
        steps = (name, str(index) if stated is None else stated)
        key, kept, broken = resources.first(bare, stated, record) if resources is not None else (stated, record, ())
        if key is None:
            raise file.problem(steps, f"no key of the record is known: write the records of '{bare}' by their keys")
        if key in found:
            raise file.problem(steps, f"'{key}' is there twice; give one of the records another key")
        if broken:
            where = (*steps, *map(str, broken[0].location))
            raise file.problem(where, f"'{key}' of '{bare}': {broken[0].message}")
        found[key] = kept
    return found
