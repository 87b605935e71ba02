"""What `mockserver diff` prints, and how it ends."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mockserver.cli import main
from mockserver.contract.diff import KINDS
from tests.contract.diff.pairs import I, Json, S, api, asking, query, taking, thing
from tests.documents import written

REFERENCE = Path(__file__).parents[3] / "docs" / "reference" / "changes.md"


def diff(*arguments: str | Path, given: str | None = None) -> Result:
    return CliRunner().invoke(main, ["diff", *map(str, arguments)], input=given, prog_name="mockserver")


def files(folder: Path, old: Json, new: Json) -> tuple[Path, Path]:
    return written(folder, old, "old"), written(folder, new, "new")


def test_what_breaks_ends_with_1_and_is_told_with_its_place(tmp_path: Path) -> None:
    old, new = files(tmp_path, asking(query()), asking(query(required=True)))
    result = diff(old, new)
    words = "error: request narrower: the query parameter 'limit' of pets.create is required now [parameter-required]"
    first, before, last = result.output.splitlines()
    assert first.startswith(f"{new}:")
    assert first.endswith(words)
    assert before.startswith(f"    before: {old}:")
    assert (last, result.exit_code) == ("1 change: 1 breaking, 0 warnings, 0 harmless", 1)


def test_what_breaks_nothing_ends_with_0_unless_any_change_is_to_fail(tmp_path: Path) -> None:
    old, new = files(tmp_path, asking(), asking(query()))
    assert [diff(old, new).exit_code, diff("--fail-on", "any", old, new).exit_code] == [0, 1]


def test_nothing_new_is_told_in_a_word(tmp_path: Path) -> None:
    old, new = files(tmp_path, asking(), asking())
    result = diff("--fail-on", "any", old, new)
    assert (result.output, result.exit_code) == ("0 changes: 0 breaking, 0 warnings, 0 harmless\n", 0)


@pytest.mark.parametrize("missing", [0, 1])
def test_a_file_that_is_not_there_ends_with_2(tmp_path: Path, missing: int) -> None:
    both = [written(tmp_path, asking(), "old"), written(tmp_path, asking(), "new")]
    both[missing] = tmp_path / "nothing.yaml"
    result = diff(*both)
    assert result.exit_code == 2
    assert "nothing.yaml" in result.output


def test_standard_input_is_one_of_both(tmp_path: Path) -> None:
    new = written(tmp_path, asking(), "new")
    result = diff("-", new, given=new.read_text(encoding="utf-8"))
    assert (result.exit_code, result.output) == (0, "0 changes: 0 breaking, 0 warnings, 0 harmless\n")
    assert diff("-", "-", given="").exit_code == 2


def test_a_change_of_what_is_shared_is_told_once_with_every_place(tmp_path: Path) -> None:
    def sharing(schema: Json) -> Json:
        body = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Pet"}}}}
        paths = {
            f"/{name}": {"post": {"operationId": name, "requestBody": body, "responses": {}}} for name in "abcdefghijkl"
        }
        return api(paths, components={"schemas": {"Pet": schema}})

    old, new = files(tmp_path, sharing(thing({"name": S})), sharing(thing({"name": I})))
    lines = diff(old, new).output.splitlines()
    assert lines[0].endswith("'name' in the body of a (and 11 other operations) must be integer (before: string) "
                             "[request-type-changed]")  # fmt: skip
    assert [line.strip() for line in lines if " also " in line] == [
        f"also 'name' in the body of {name}" for name in "bcdefghij"
    ]
    assert lines[-2:] == ["    and 2 further places", "1 change: 1 breaking, 0 warnings, 0 harmless"]


def test_what_proves_a_change_is_shown(tmp_path: Path) -> None:
    old, new = files(tmp_path, taking({"enum": ["a", "b"]}), taking({"enum": ["a"]}))
    assert '    "b" was valid, and is no longer' in diff(old, new).output.splitlines()


def test_the_reference_has_every_code_as_it_is() -> None:
    rows = [line for line in REFERENCE.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    ways = {code: f"{'' if kind.way == 'api' else kind.way} {kind.sense}".strip() for code, kind in KINDS.items()}
    assert rows == [f"| `{code}` | {kind.meaning} | {ways[code]} | {kind.severity} |" for code, kind in KINDS.items()]
