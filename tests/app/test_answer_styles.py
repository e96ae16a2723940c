"""The style of answers belongs to a request."""

from __future__ import annotations

import pytest

from stride_desktop.app.live.task import State
from tests.app.fakes import LiveSource
from tests.app.rigs.several_requests import (
    BRIGHT,
    DARK,
    SCRIPT,
    click,
    finished,
    rig,  # noqa: F401 - a fixture
    start,
    write,
)


def answer_styles(rig):
    """How each request was asked to be answered, in its stored lane."""
    with finished(rig) as session:
        found = {session.beginning.query: {answer.answer_style for answer in session.answers()}}
        for lane in session.lanes(pytest.fail):
            found[lane.beginning.query] = {answer.answer_style for answer in lane.answers()}
            lane.close()
    return found


def test_how_to_answer_goes_to_the_first_request_alone(rig):
    source = LiveSource()
    start(rig, source, BRIGHT, DARK)
    rig.window.request.answer_style.setText("in one word")
    source.give(SCRIPT)
    rig.until(lambda: len(rig.window.chat.cards) >= 2)
    rig.until(
        lambda: rig.program.controllers.answers.active is None and not rig.program.controllers.answers.waiting
    )
    rig.live.stop()
    assert answer_styles(rig) == {BRIGHT: {"in one word"}, DARK: {""}}


def test_how_to_answer_is_written_for_each_request(rig, monkeypatch):
    source = LiveSource()
    monkeypatch.setattr("stride_desktop.sources.catalog.open_source", lambda *_args, **_more: source)
    rig.window.picker.add_file(rig.library.folder)  # anything that can be chosen
    request = rig.window.request
    write(rig, BRIGHT)
    request.answer_style.setText("in one word")
    click(rig, request.also)
    assert request.answer_style.text() == "", "it went with the request"
    write(rig, DARK)
    request.answer_style.setText("in French")
    click(rig, request.start)
    rig.until(lambda: rig.live.state is State.RUNNING)
    source.give(SCRIPT)
    rig.until(lambda: len(rig.window.chat.cards) >= 2)
    rig.until(
        lambda: rig.program.controllers.answers.active is None and not rig.program.controllers.answers.waiting
    )
    rig.live.stop()
    assert answer_styles(rig) == {DARK: {"in French"}, BRIGHT: {"in one word"}}
