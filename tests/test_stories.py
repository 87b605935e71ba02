"""Every story in `tests/stories` comes true on a fresh session of one server."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from mockserver import create_app
from tests.judge import Judge
from tests.story import Story, parse_story, play

FOLDER = Path(__file__).parent / "stories"


@pytest.fixture(scope="module")
def apps() -> dict[tuple[tuple[str, ...], bool], Flask]:
    return {}


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.txt")), ids=lambda file: file.stem)
def test_the_story_comes_true(file: Path, apps: dict[tuple[tuple[str, ...], bool], Flask], judge: Judge) -> None:
    story = parse_story(file.read_text(encoding="utf-8"))
    key = (story.settings, story.auth)
    if key not in apps:
        apps[key] = _app(story)
    play(story, apps[key], session=file.stem, judge=judge)


def _app(story: Story) -> Flask:
    settings: dict[str, dict[str, str]] = {}
    for line in story.settings:
        name, _, value = line.partition("=")
        api, _, key = name.rpartition(".")
        settings.setdefault(api, {})[key] = value
    return create_app(seed="story", auth=story.auth, settings=settings)
