"""The router finds the operation that a request means, or says why there is none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver.model import Match, NoMatch, Operation, Violation
from mockserver.routing import Router, build_router
from tests.documents import OK, compiled, document


def router(
    paths: Iterable[str], *, base: str = "", methods: Sequence[str] = ("get",), bases: Iterable[tuple[str, str]] = ()
) -> Router:
    """A router over operations whose ids are `<method> <path>`."""
    found = compiled(document({path: {method: {"responses": OK} for method in methods} for path in paths}))
    return build_router(((operation, (base,)) for operation in found), bases, lambda first, second: None)


def found(router: Router, path: str, method: str = "GET") -> tuple[str, dict[str, str]] | int:
    """The id of the operation with its raw values, or the status of the refusal."""
    match = router.route(method, path)
    return (match.operation.id, dict(match.values)) if isinstance(match, Match) else match.status


def test_a_fixed_path_is_found() -> None:
    assert found(router(["/pets"]), "/pets") == ("get /pets", {})


def test_a_template_gives_its_values_still_encoded() -> None:
    routes = router(["/pets/{id}/toys/{toy}"])
    assert found(routes, "/pets/a%2Fb/toys/%C3%A4") == ("get /pets/{id}/toys/{toy}", {"id": "a%2Fb", "toy": "%C3%A4"})


@pytest.mark.parametrize("paths", [["/pets/mine", "/pets/{id}"], ["/pets/{id}", "/pets/mine"]])
def test_a_concrete_path_goes_before_a_template(paths: list[str]) -> None:
    assert found(router(paths), "/pets/mine") == ("get /pets/mine", {})
    assert found(router(paths), "/pets/yours") == ("get /pets/{id}", {"id": "yours"})


def test_a_template_with_more_text_goes_before_one_with_less() -> None:
    routes = router(["/{any}", "/{name}.json", "/{name}.min.json"])
    assert found(routes, "/a.min.json") == ("get /{name}.min.json", {"name": "a"})
    assert found(routes, "/a.json") == ("get /{name}.json", {"name": "a"})
    assert found(routes, "/a") == ("get /{any}", {"any": "a"})


def test_a_segment_may_hold_several_templates() -> None:
    assert found(router(["/{from}..{to}"]), "/a..b") == ("get /{from}..{to}", {"from": "a", "to": "b"})


def test_a_dead_end_among_concrete_segments_goes_back_to_the_templates() -> None:
    routes = router(["/a/b/c", "/{x}/b/d"])
    assert found(routes, "/a/b/d") == ("get /{x}/b/d", {"x": "a"})


def test_a_template_does_not_answer_the_methods_that_a_concrete_path_lacks() -> None:
    operations = compiled(
        document({"/pets/mine": {"post": {"responses": OK}}, "/pets/{id}": {"get": {"responses": OK}}})
    )
    routes = build_router(((operation, ("",)) for operation in operations), (), lambda first, second: None)
    assert found(routes, "/pets/mine", "GET") == 405
    assert found(routes, "/pets/mine", "POST") == ("post /pets/mine", {})


def test_templates_of_one_shape_keep_their_own_names() -> None:
    operations = compiled(document({"/{a}": {"get": {"responses": OK}}, "/{b}": {"post": {"responses": OK}}}))
    routes = build_router(((operation, ("",)) for operation in operations), (), lambda first, second: None)
    assert found(routes, "/1", "GET") == ("get /{a}", {"a": "1"})
    assert found(routes, "/1", "POST") == ("post /{b}", {"b": "1"})


def test_an_empty_segment_is_no_value() -> None:
    assert found(router(["/pets/{id}/toys"]), "/pets//toys") == 404


@pytest.mark.parametrize("path", ["/pets/", "//pets", "/pets"])
def test_slashes_at_the_ends_do_not_matter(path: str) -> None:
    assert found(router(["/pets"]), path) == ("get /pets", {})


@pytest.mark.parametrize("path", ["/a%20b", "/%61%20b"])
def test_fixed_segments_are_compared_decoded(path: str) -> None:
    assert found(router(["/a b"]), path) == ("get /a b", {})


def test_fixed_text_beside_a_template_is_compared_decoded() -> None:
    assert found(router(["/things('{id}')"]), "/things(%27a%2Fb%27)") == ("get /things('{id}')", {"id": "a%2Fb"})


def test_a_slash_that_is_encoded_does_not_part_segments() -> None:
    assert found(router(["/a/b"]), "/a%2Fb") == 404


def test_the_root_is_a_path() -> None:
    assert found(router(["/"]), "/") == ("get /", {})
    assert found(router(["/"], base="/api/v1"), "/api/v1") == ("get /", {})


def test_a_match_tells_its_base() -> None:
    match = router(["/pets"], base="/api/v1").route("GET", "/api/v1/pets")
    assert isinstance(match, Match)
    assert match.base == "/api/v1"


@pytest.mark.parametrize("path", ["/pets", "/pets/1"])
def test_head_is_answered_by_get(path: str) -> None:
    routes = router(["/pets", "/pets/{id}"])
    assert found(routes, path, "HEAD") == found(routes, path, "GET")


def test_head_is_not_answered_by_post() -> None:
    assert found(router(["/pets"], methods=["post"]), "/pets", "HEAD") == 405


def test_an_unknown_path_is_404_and_says_which() -> None:
    assert router(["/pets"]).route("GET", "/cats") == NoMatch(
        404, Violation(("path",), "route", "no operation has the path '/cats'", value="/cats")
    )


def test_a_method_that_is_not_offered_is_405_with_all_that_are() -> None:
    match = router(["/pets"], methods=["get", "post"]).route("DELETE", "/pets")
    message = "the path '/pets' does not offer DELETE, but GET, HEAD, POST"
    violation = Violation(("request", "method"), "method", message, value="DELETE")
    assert match == NoMatch(405, violation, None, ("GET", "HEAD", "POST"))


def test_the_methods_of_the_most_concrete_path_are_offered() -> None:
    operations = compiled(
        document({"/pets/mine": {"put": {"responses": OK}}, "/pets/{id}": {"patch": {"responses": OK}}})
    )
    match = build_router(((o, ("",)) for o in operations), (), lambda a, b: None).route("GET", "/pets/mine")
    assert isinstance(match, NoMatch)
    assert match.allow == ("PUT",)


@pytest.mark.parametrize(
    ("path", "api"),
    [("/api/v1/nothing", "shop"), ("/api/v1", "shop"), ("/api/v2/nothing", None), ("/api", None), ("/shared/x", None)],
)
def test_an_unknown_path_below_a_base_is_its_apis(path: str, api: str | None) -> None:
    routes = router([], bases=[("/api/v1", "shop"), ("/shared", "shop"), ("/shared", "bank")])
    match = routes.route("GET", path)
    assert isinstance(match, NoMatch)
    assert match.api == api


def test_the_longest_base_decides_whose_path_it_is() -> None:
    routes = router([], bases=[("", "root"), ("/api", "outer"), ("/api/inner", "inner")])
    matches = [routes.route("GET", path) for path in ("/x", "/api/x", "/api/inner/x")]
    assert [match.api for match in matches if isinstance(match, NoMatch)] == ["root", "outer", "inner"]


def test_one_base_of_one_api_may_be_told_twice() -> None:
    match = router([], bases=[("/api", "shop"), ("/api", "shop")]).route("GET", "/api/x")
    assert isinstance(match, NoMatch)
    assert match.api == "shop"


def test_a_collision_is_told_and_the_first_stays() -> None:
    first, second = compiled(document({"/{a}": {"get": {"responses": OK}}, "/{b}": {"get": {"responses": OK}}}))
    told: list[tuple[Operation, Operation]] = []
    routes = build_router([(first, ("",)), (second, ("",))], (), lambda a, b: told.append((a, b)))
    assert told == [(first, second)]
    assert found(routes, "/1") == ("get /{a}", {"a": "1"})


def test_an_operation_does_not_collide_with_itself() -> None:
    (only,) = compiled(document({"/a": {"get": {"responses": OK}}}))
    told: list[Operation] = []
    build_router([(only, ("", ""))], (), lambda a, b: told.append(a))
    assert told == []


SEGMENTS = st.sampled_from(["a", "b", "a.b", "{x}", "{y}", "{x}.b", "a.{y}"])
PATHS = st.lists(st.lists(SEGMENTS, max_size=3).map(lambda segments: "/" + "/".join(segments)), max_size=6, unique=True)
ASKED = st.lists(st.sampled_from(["a", "b", "a.b", "c", "a.b.b", "ä b", "%"]), max_size=3)


@settings(deadline=None, max_examples=300)
@given(PATHS, ASKED)
def test_a_route_is_found_where_a_naive_matcher_finds_one(paths: list[str], segments: list[str]) -> None:
    raw = "/" + "/".join(quote(segment, safe="") for segment in segments)
    answer = found(router(paths), raw)
    fitting = [path for path in paths if _fits(path, segments)]
    if not fitting:
        assert answer == 404
        return
    assert isinstance(answer, tuple)
    path = answer[0].removeprefix("get ")
    assert path in fitting
    assert _rank(path) == min(map(_rank, fitting))
    assert set(answer[1]) == set(re.findall(r"\{(\w+)\}", path))


def _fits(path: str, segments: list[str]) -> bool:
    templates = path[1:].split("/") if path != "/" else []
    return len(templates) == len(segments) and all(
        re.fullmatch(re.sub(r"\\\{\w+\\\}", "(.+)", re.escape(template)), segment)
        for template, segment in zip(templates, segments, strict=True)
    )


def _rank(path: str) -> list[tuple[bool, int]]:
    """Segment by segment: fixed ones first, then the ones with the most fixed text."""
    return [("{" in segment, -len(re.sub(r"\{\w+\}", "", segment))) for segment in path[1:].split("/")]
