"""A live controller on fakes."""

from __future__ import annotations

import threading

import pytest

from stride_desktop.app.live.controller import LiveController
from stride_desktop.app.live.factories import Factories, make_lanes
from stride_desktop.app.live.task import State, Task
from stride_desktop.core.settings import Settings
from stride_desktop.pipeline.health import Health
from tests.app.fakes import BrightModel, ScriptedResponder


class Recorder:
    """What a live controller emits, in order."""

    def __init__(self, live):
        self.states, self.errors, self.frames, self.timelines = [], [], [], []
        self.moved, self.triggers, self.refused = [], [], []
        live.state_changed.connect(self.states.append)
        live.ended.connect(self.errors.append)
        live.frame_shown.connect(self.frames.append)
        live.lanes_changed.connect(lambda lanes: self.timelines.append(lanes[0].snapshot if lanes else None))
        live.event_moved.connect(lambda run, change: self.moved.append((run, change)))
        live.triggered.connect(lambda run, triggered: self.triggers.append((run, triggered)))
        live.refused.connect(self.refused.append)
        self.health = [Health()]
        live.health_changed.connect(self.health.append)


class Rig:
    """A live controller on fakes, closed at the end of the test."""

    def __init__(self, qtbot):
        self.qtbot = qtbot
        self.model = BrightModel()
        self.load_gate = threading.Event()
        self.load_gate.set()
        self.load_error = None
        self.responder = ScriptedResponder()
        self.live = LiveController(
            Factories(self.load, make_lanes, lambda _s: lambda: self.responder), Settings()
        )
        self.heard = Recorder(self.live)

    def load(self, _settings, progress, cancelled):
        progress("Loading", 0.5)
        while not self.load_gate.wait(0.01):
            if cancelled():
                from stride_desktop.core.errors import Cancelled

                raise Cancelled
        if self.load_error is not None:
            raise self.load_error
        return self.model

    def until(self, condition):
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=20_000)

    def run(self, source, query="tell me"):
        self.live.start(Task(source, query))
        self.until(lambda: self.live.state is State.IDLE)

    def close(self):
        with self.qtbot.waitSignal(self.live.closed, timeout=20_000):
            self.live.close()
        self.live.deleteLater()


@pytest.fixture
def rig(qtbot):
    rig = Rig(qtbot)
    yield rig
    rig.load_gate.set()
    if rig.model.gate is not None:
        rig.model.gate.set()
    rig.close()
