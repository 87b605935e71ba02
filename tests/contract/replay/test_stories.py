"""What the mock answered is played to it again without a difference, though every id that it makes is another one."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from mockserver import create_app
from mockserver.apis import load_apis, route_all, specification_files
from mockserver.contract.check import Provider
from mockserver.contract.replay import Wanted, replay
from mockserver.engine import Engine
from mockserver.exchanges import Exchange, exchanges_of
from mockserver.model import Match
from mockserver.state import State
from tests.judge import Judge
from tests.story import Story, parse_story, play

FOLDER = Path(__file__).parents[2] / "stories"
STORIES = {file.name: parse_story(file.read_text("utf-8")) for file in sorted(FOLDER.glob("*.txt"))}
PLAIN = [name for name, story in STORIES.items() if story.auth and not story.settings and "__mock__" not in str(story)]


class Lenient(Judge):
    """Finds everything right: the stories are judged elsewhere."""

    def last_answer(self, app: Flask, session: str, where: str) -> None:
        """Say nothing."""


def recorded(name: str, story: Story, app: Flask) -> tuple[Exchange, ...]:
    play(story, app, session=name, judge=Lenient())
    with app.test_client() as client:
        journal = client.get("/__mock__/requests", headers={"X-Mock-Session": name}).get_json()
    return exchanges_of(Path(name), journal)


def test_stories_that_are_played_again_end_alike() -> None:
    app, apis = create_app(seed="story"), load_apis(specification_files(()))
    engine, route = Engine(apis), route_all(apis).route
    found = {}
    for name in PLAIN[::4]:
        state, exchanges = State.new(), recorded(name, STORIES[name], app)
        provider = Provider("the mock", lambda request, state=state: engine.handle(request, state).response, ours=True)
        if any(isinstance(route(each.request.method, each.request.path), Match) for each in exchanges):
            found[name] = replay(name, exchanges, provider, Wanted(apis, route)).entries
    assert ({name: entries for name, entries in found.items() if entries}, len(found) > 20) == ({}, True)
