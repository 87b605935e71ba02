"""A specification and its behaviour become one API, or the start says what does not fit."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from mockserver.apis import Api, load_apis, route_all, shipped_folder, specification_files
from mockserver.behaviours import Behaviour, Call, Setting
from mockserver.exceptions import BehaviourError, MockserverError, SpecError
from mockserver.model import Credential, Match, Refusal, Response
from mockserver.state import Transaction
from tests.documents import OK, Json, document, written

PETS = {"/pets": {"get": {"operationId": "pets.list", "responses": OK}}}


@pytest.fixture
def behaviour() -> Iterator[Behaviour]:
    """A behaviour that the dotted path `its.own.shop` names."""
    module = ModuleType("its.own.shop")
    module.__dict__["behaviour"] = found = Behaviour(
        settings={
            "colour": Setting("red", "which one", ("red", "blue")),
            "size": Setting("1", "how large", pattern=r"\d+"),
        }
    )
    sys.modules["its.own.shop"] = module
    yield found
    del sys.modules["its.own.shop"]


def answer(call: Call, store: Transaction) -> Response:
    return Response.json(200, {})


def loaded(folder: Path, paths: Json = PETS, *, name: str = "shop", **given: Json) -> Api:
    parts = given.pop("parts", {})
    return load_apis([written(folder, document(paths, **parts), name)], **given)[0]


def served(folder: Path, *, settings: dict[str, str] | None = None) -> Api:
    return loaded(folder, behaviours={"shop": "its.own.shop"}, settings={"shop": settings or {}})


def test_an_api_without_a_behaviour_has_no_words_of_its_own(tmp_path: Path) -> None:
    api = loaded(tmp_path)
    own = {"accounts": "", "tokens": "any", "unknown_parameters": "ignore"}
    lives = {"lifecycle": "polls", "lifecycle_end": "succeeded"}
    inferred = {"resources": "on", "seed": "examples", "unknown": "written", **lives}
    found = (api.name, api.behaviour.dialect, api.handlers, api.settings)
    assert found == ("shop", None, {}, {**own, **inferred})


def test_the_specification_names_its_behaviour(tmp_path: Path, behaviour: Behaviour) -> None:
    assert loaded(tmp_path, parts={"x-mockserver-behaviour": "its.own.shop"}).behaviour is behaviour


def test_the_caller_names_another_behaviour(tmp_path: Path, behaviour: Behaviour) -> None:
    api = loaded(tmp_path, parts={"x-mockserver-behaviour": "nowhere"}, behaviours={"shop": "its.own.shop"})
    assert api.behaviour is behaviour


def test_the_behaviours_dialect_is_the_apis(tmp_path: Path, behaviour: Behaviour) -> None:
    def dialect(refusal: Refusal) -> Response:
        return Response(refusal.status)

    behaviour.dialect = dialect
    assert served(tmp_path).behaviour.dialect is dialect


@pytest.mark.parametrize("name", ["nowhere", "its.nowhere"])
def test_an_unknown_behaviour_stops_the_start(tmp_path: Path, name: str) -> None:
    file = tmp_path / "shop.json"
    message = f"{file}: there is no behaviour '{name}': name a module of mockserver.behaviours or a dotted path"
    with pytest.raises(BehaviourError) as error:
        loaded(tmp_path, behaviours={"shop": name})
    assert str(error.value) == message


def test_a_module_without_a_behaviour_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(BehaviourError, match=r"the module 'json.decoder' has no 'behaviour'"):
        loaded(tmp_path, behaviours={"shop": "json.decoder"})


def test_a_behaviour_whose_own_imports_fail_says_which(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "broken_shop.py").write_text("import nothing_of_that_name\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ModuleNotFoundError, match="nothing_of_that_name"):
        loaded(tmp_path, behaviours={"shop": "broken_shop.behaviour"})


def test_a_handler_for_an_unknown_operation_stops_the_start(tmp_path: Path, behaviour: Behaviour) -> None:
    behaviour.on("pets.lst")(answer)
    with pytest.raises(BehaviourError) as error:
        served(tmp_path)
    assert str(error.value) == (
        f"{tmp_path / 'shop.json'}: its behaviour answers 'pets.lst', but no operation has such an id; "
        "the ids are pets.list"
    )


def test_an_exact_id_wins_over_a_pattern_and_the_first_pattern_over_the_next(
    tmp_path: Path, behaviour: Behaviour
) -> None:
    for pattern in ("*.list", "pets.*", "pets.list"):
        behaviour.on(pattern)(answer)
    paths = {
        "/a": {"get": {"operationId": "pets.list", "responses": OK}},
        "/b": {"get": {"operationId": "dogs.list", "responses": OK}},
        "/c": {"get": {"operationId": "pets.get", "responses": OK}},
        "/d": {"get": {"operationId": "dogs.get", "responses": OK}},
    }
    api = loaded(tmp_path, paths, behaviours={"shop": "its.own.shop"})
    assert {id: found.pattern for id, found in api.handlers.items()} == {  # noqa: A001
        "pets.list": "pets.list",
        "dogs.list": "*.list",
        "pets.get": "pets.*",
    }


def test_a_batch_is_one_pointer_or_several(behaviour: Behaviour) -> None:
    behaviour.on("a", batch="/data")(answer)
    behaviour.on("b", batch=("/data", ""))(answer)
    behaviour.on("c")(answer)
    assert [registration.batch for registration in behaviour.registrations] == [("/data",), ("/data", ""), None]


def test_a_setting_has_its_default_until_it_is_given(tmp_path: Path, behaviour: Behaviour) -> None:
    assert served(tmp_path).settings == {
        "accounts": "",
        "tokens": "any",
        "seed": "examples",
        "unknown_parameters": "ignore",
        "colour": "red",
        "size": "1",
    }
    assert served(tmp_path, settings={"colour": "blue", "size": "22"}).settings == {
        "accounts": "",
        "tokens": "any",
        "seed": "examples",
        "unknown_parameters": "ignore",
        "colour": "blue",
        "size": "22",
    }


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            {"shape": "x"},
            "shop has no setting 'shape'; its settings are accounts, colour, seed, size, tokens, unknown_parameters",
        ),
        ({"colour": "green"}, "shop.colour cannot be 'green'; it is one of red, blue"),
        ({"size": "1a"}, r"shop.size cannot be '1a'; it must match \d+"),
    ],
)
def test_a_setting_that_does_not_fit_stops_the_start(
    tmp_path: Path, behaviour: Behaviour, given: dict[str, str], message: str
) -> None:
    with pytest.raises(BehaviourError) as error:
        served(tmp_path, settings=given)
    assert str(error.value) == message


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"settings": {"shp": {}}}, "a setting names the API 'shp', but the APIs are shop"),
        ({"mounts": {"shp": "/s"}}, "a mount names the API 'shp', but the APIs are shop"),
        ({"behaviours": {"shp": "x"}}, "a behaviour names the API 'shp', but the APIs are shop"),
    ],
)
def test_an_unknown_api_stops_the_start(tmp_path: Path, given: Json, message: str) -> None:
    with pytest.raises(BehaviourError) as error:
        loaded(tmp_path, **given)
    assert str(error.value) == message


def test_two_files_of_one_name_stop_the_start(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    files = [written(tmp_path, document(PETS)), written(tmp_path / "other", document(PETS))]
    with pytest.raises(SpecError) as error:
        load_apis(files)
    assert str(error.value) == f"{files[0]} and {files[1]} would both be the API 'shop': rename one of the files"


def test_operations_that_are_hidden_are_told_in_one_line(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    paths = {f"/pets/{{{name}}}": {"get": {"responses": OK}} for name in "abc"}
    route_all(load_apis([written(tmp_path, document(paths))]))
    assert [record.getMessage() for record in caplog.records] == [
        f"{tmp_path / 'shop.json'}: GET /pets/{{b}} is hidden by /pets/{{a}} (and 1 more)"
    ]


@pytest.mark.parametrize("paths", [{}, {"/pets": {}}, {"x-pets": {"get": {}}}])
def test_a_document_without_operations_stops_the_start(tmp_path: Path, paths: Json) -> None:
    with pytest.raises(SpecError) as error:
        loaded(tmp_path, paths)
    message = "there is nothing to serve: it has no paths with operations"
    assert str(error.value) == f"{tmp_path / 'shop.json'}:1: {message}"


def test_a_document_without_operations_stops_no_other(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    files = [written(tmp_path, document({}), "parts"), written(tmp_path, document(PETS))]
    assert [len(api.operations) > 0 for api in load_apis(files)] == [False, True]
    assert [record.getMessage() for record in caplog.records] == [
        f"{files[0]}: there is nothing to serve: it has no paths with operations"
    ]


def test_an_api_tells_what_is_wrong_with_its_document(tmp_path: Path) -> None:
    api = loaded(tmp_path, {**PETS, "pets": {"get": {"responses": OK}}})
    assert [finding.code for finding in api.findings] == ["invalid-path"]


@pytest.mark.parametrize(
    ("accounts", "known", "unknown"),
    [
        ("ann:secret", ("ann", "secret"), ("ann", "other")),
        ("ann:secret,bob:", ("bob", ""), ("bob", "secret")),
        ("ann:a:b", ("ann", "a:b"), ("ann:a", "b2")),
    ],
)
def test_configured_accounts_alone_are_known(
    tmp_path: Path, accounts: str, known: tuple[str, str], unknown: tuple[str, str]
) -> None:
    api = loaded(tmp_path, settings={"shop": {"accounts": accounts}})
    assert api.knows(Credential("basic", known[1], known[0])) is True
    assert api.knows(Credential("basic", unknown[1], unknown[0])) is False


def test_without_accounts_everybody_is_known(tmp_path: Path) -> None:
    assert loaded(tmp_path).knows(Credential("basic", "any", "any")) is True


def test_a_token_is_the_password_of_a_configured_account(tmp_path: Path) -> None:
    api = loaded(tmp_path, settings={"shop": {"accounts": "a:b"}})
    assert (api.knows(Credential("bearer", "b")), api.knows(Credential("bearer", "any"))) == (True, False)


@pytest.mark.parametrize("accounts", ["ann", "ann:1,bob", ":secret", ",", "ann:1,,"])
def test_accounts_that_are_no_pairs_stop_the_start(tmp_path: Path, accounts: str) -> None:
    with pytest.raises(BehaviourError, match=r"shop\.accounts cannot be"):
        loaded(tmp_path, settings={"shop": {"accounts": accounts}})


# Addresses


def reached(apis: tuple[Api, ...], path: str) -> str | None:
    match = route_all(apis).route("GET", path)
    return match.operation.id if isinstance(match, Match) else None


def test_an_api_is_served_at_its_base_and_below_its_mount(tmp_path: Path) -> None:
    api = loaded(tmp_path, parts={"servers": [{"url": "https://shop.example/v1/"}, {"url": "/v2"}]})
    assert api.bases == ("/v1", "/v2")
    assert api.prefixes(api.operations[0]) == ("/v1", "/v2", "/shop/v1", "/shop/v2")
    for base in ("/v1", "/v2", "/shop/v1", "/shop/v2"):
        assert reached((api,), f"{base}/pets") == "pets.list"


@pytest.mark.parametrize(("mount", "prefixes"), [("/crm/", ("", "/crm")), ("crm/x", ("", "/crm/x")), ("/", ("",))])
def test_a_mount_is_a_prefix(tmp_path: Path, mount: str, prefixes: tuple[str, ...]) -> None:
    api = loaded(tmp_path, mounts={"shop": mount})
    assert api.prefixes(api.operations[0]) == prefixes


def test_two_apis_at_one_address_stop_the_start_with_both_files(tmp_path: Path) -> None:
    files = [written(tmp_path, document(PETS), "a"), written(tmp_path, document(PETS), "b")]
    with pytest.raises(SpecError) as error:
        route_all(load_apis(files))
    assert str(error.value) == (
        f"{files[0]} and {files[1]} both offer GET /pets at one address: change the servers of one, or serve them apart"
    )


def test_a_specification_does_not_collide_with_its_own_mount(tmp_path: Path) -> None:
    paths = {path: {"get": {"operationId": path, "responses": OK}} for path in ("/{tenant}", "/pets", "/pets/{id}")}
    api = loaded(tmp_path, paths, name="pets")
    assert (reached((api,), "/pets/1"), reached((api,), "/1")) == ("/pets/{id}", "/{tenant}")


def test_of_two_templates_of_one_shape_the_first_answers(tmp_path: Path) -> None:
    paths = {path: {"get": {"operationId": path, "responses": OK}} for path in ("/{a}", "/{b}")}
    assert reached((loaded(tmp_path, paths),), "/1") == "/{a}"


# Files


def test_the_shipped_specifications_are_served_where_none_is_named() -> None:
    files = [Path(file) for file in specification_files(())]
    assert [file.name for file in files] == ["pipeliner.yaml", "bas-ip.yaml", "vcc-live.yaml", "oracle.yaml"]
    assert all(file.is_file() for file in files)
    assert files[0].parent == shipped_folder()


def test_the_named_specifications_are_served_alone() -> None:
    assert specification_files(("a.yaml", Path("b.yaml"))) == (Path("a.yaml"), Path("b.yaml"))


def test_all_that_stops_the_start_is_one_family() -> None:
    assert issubclass(SpecError, MockserverError)
    assert issubclass(BehaviourError, MockserverError)
