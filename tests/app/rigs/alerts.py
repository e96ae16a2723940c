"""The program with alerts, and events by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from stride_desktop.app.alerts.alert import Channel
from stride_desktop.core.answers import AnswerRequest
from stride_desktop.core.events import Event, EventChange, Trigger
from stride_desktop.pipeline.updates import Triggered
from tests.app.fakes import frame
from tests.app.rigs.program import Rig

QUERY = "Tell me when it is bright"


class Told(Rig):
    """The program, and moments by hand: the window is not in front unless `front` says so."""

    def __init__(self, qtbot, folder, monkeypatch):
        super().__init__(qtbot, folder)
        self.front = False
        monkeypatch.setattr(self.window, "isActiveWindow", lambda: self.front)
        self.alerts = self.program.controllers.alerts
        self.played = []
        monkeypatch.setattr(self.alerts.sound, "play", lambda: self.played.append(1))

    def begin(self):
        self.show()
        self.until(lambda: self.alerts.channel is not Channel.UNKNOWN)

    def use(self, **changes):
        self.alerts.settings = replace(self.alerts.settings, **changes)

    def moment(self, event_id=1, query=QUERY, second=5.0):
        request = AnswerRequest(event_id, query, 4.0, second, second, True, (frame(second, True),))
        trigger = Trigger(event_id, second, 4.0, second, True)
        self.live.triggered.emit(self.live.run_number, Triggered(trigger, request))

    def move(self, event_id, state, previous):
        event = Event(event_id, 4.0, 5.0, state)
        self.live.event_moved.emit(self.live.run_number, EventChange(event, previous))


@pytest.fixture
def told(qtbot, tmp_path, monkeypatch):
    told = Told(qtbot, tmp_path, monkeypatch)
    yield told
    told.close()


@pytest.fixture
def quiet_answers(told, monkeypatch):
    """No answer comes by itself."""
    monkeypatch.setattr(told.program.controllers.answers, "submit", lambda *_: None)
    return told


def settle(told, desktop):
    """Everything asked of the courier before is done: a test notification came after it."""
    before = len(desktop.notified)
    told.alerts.test()
    told.until(lambda: any(call["text"].startswith("This is what") for call in desktop.notified[before:]))


def about_moments(desktop):
    return [call for call in desktop.notified if not call["text"].startswith("This is what")]
