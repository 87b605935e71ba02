"""Real specifications: their resources are found, and their records are kept, as their specifications say."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote

import pytest

from mockserver import load
from mockserver.behaviours.resources import Part, Resource
from mockserver.engine import Engine
from tests.behaviours.resources.blind import AGAIN, BLIND
from tests.behaviours.resources.driving import Driver, NoRequestError, created_key, drivable
from tests.behaviours.resources.fresh import FIFTH, FOURTH, SIXTH
from tests.behaviours.resources.test_walks import WALKED
from tests.behaviours.resources.truth import TRUTH

CORPUS = Path(os.environ.get("MOCKSERVER_CORPUS", "/nowhere")) / "real-specs"
LETTERS = {
    "create": "C", "bulk": "B", "list": "L", "read": "R", "replace": "U", "merge": "M", "delete": "D", "clear": "X",
}  # fmt: skip
MOST = 5
"""How many resources of one specification are driven."""

pytestmark = [
    pytest.mark.skipif(not CORPUS.is_dir(), reason="MOCKSERVER_CORPUS does not name the folder of the corpus"),
    pytest.mark.no_cover,
]


def found(engine: Engine) -> dict[str, str]:
    """What is inferred, as the truth tells it."""
    (api,) = engine.apis.values()
    assert api.resources is not None
    return {"/" + "/".join(resource.shape): told(resource) for resource in api.resources.all()}


def told(resource: Resource) -> str:
    roles = "".join(sorted({LETTERS[part.role] for part in resource.parts if part.role in LETTERS}))
    key = ".".join(resource.key.steps) if resource.key and resource.key.steps else "-"
    listing = resource.part("list")
    listed = ".".join(listing.answer or ()) or "[]" if listing is not None else "-"
    return f"{roles}{'S' * resource.single} {key} {listed}"


def true(table: str) -> dict[str, str]:
    rows = (line.split(" ", 1) for line in map(str.strip, table.splitlines()) if line)
    return dict(rows)  # type: ignore[arg-type]


def test_nearly_all_resources_are_inferred_as_they_are() -> None:
    right, wrong = 0, []
    for name, table in TRUTH.items():
        inferred, truth = found(load(CORPUS / name)), true(table)
        words = {path.rpartition("/")[2] for path in truth}
        for path in dict.fromkeys((*truth, *(path for path in inferred if path.rpartition("/")[2] in words))):
            if truth.get(path) == inferred.get(path):
                right += 1
            else:
                wrong.append(f"{name} {path}: {inferred.get(path)}, but it is {truth.get(path)}")
    assert len(TRUTH) >= 10
    assert right >= 0.98 * (right + len(wrong)), "\n".join([f"{right} right, {len(wrong)} wrong", *wrong])


@pytest.mark.parametrize(
    ("tables", "share"),
    [(BLIND, 0.79), (AGAIN, 0.9), (FOURTH, 0.75), (FIFTH, 0.8), (SIXTH, 0.84)],
    ids=["second", "third", "fourth", "fifth", "sixth"],
)
def test_resources_are_inferred_in_specifications_that_were_read_before(
    tables: Mapping[str, str], share: float
) -> None:
    right, wrong = 0, []
    for name, table in tables.items():
        inferred, truth = found(load(CORPUS / name)), true(table)
        for path in dict.fromkeys((*truth, *inferred)):
            if truth.get(path) == inferred.get(path):
                right += 1
            else:
                wrong.append(f"{name} {path}: {inferred.get(path)}, but it is {truth.get(path)}")
    assert right >= share * (right + len(wrong)), "\n".join([f"{right} right, {len(wrong)} wrong", *wrong])


SPECS = [spec for spec in sorted(CORPUS.glob("[23].?/*")) if spec.stem not in WALKED] if CORPUS.is_dir() else []


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.stem)
def test_records_live_as_a_real_specification_says(spec: Path) -> None:
    engine = load(spec, auth=False)
    (api,) = engine.apis.values()
    troubles: list[str] = []
    for resource in list(drivable(api))[:MOST]:
        driver = Driver(engine, api)
        with contextlib.suppress(NoRequestError):
            troubles += lived(resource, driver)
        troubles += driver.troubles
    assert troubles == []


def lived(resource: Resource, driver: Driver) -> list[str]:
    """Create, read, list, change and delete a record; what went otherwise than it should."""
    create, read = resource.part("create"), resource.part("read")
    assert create is not None
    assert read is not None
    if driver.ask(create.operation, {}).source != "resource":
        return []
    stored = created_key(resource, driver)
    assert stored is not None
    keys = [unquote(step) for step in stored.split("/")]
    troubles = []
    seen = driver.ask(read.operation, named(read, keys))
    if seen.source == "refusal" and seen.response.status == 404:
        troubles.append(f"{resource.name}: what was created cannot be read")
    for part in (resource.part("list"), resource.part("replace", "merge"), resource.part("delete")):
        if part is not None:
            driver.ask(part.operation, named(part, keys))
    gone = resource.part("delete")
    if gone is not None and not gone.key and any(status.startswith("2") for status in gone.operation.responses):
        after = driver.ask(read.operation, named(read, keys))
        if after.response.status < 400 and seen.source == "resource":
            troubles.append(f"{resource.name}: what was deleted can be read")
    return troubles


def named(part: Part, keys: list[str]) -> dict[str, str]:
    """The path parameters of an operation with the keys of a record and its owners."""
    return dict(zip(re.findall(r"\{([^{}]+)\}", part.operation.path), keys, strict=False))
