"""A run's threads and what reaches the GUI thread."""

from __future__ import annotations

import threading

from PySide6.QtCore import QObject, Slot

from stride_desktop.app.live.run import LiveRun, WorkThread
from stride_desktop.pipeline.lane_set import LaneSet
from tests.app.fakes import BrightModel, ScriptedSource


class Ear(QObject):
    """Hears a run on the GUI thread."""

    def __init__(self, run):
        super().__init__()
        self.heard = []
        run.detected.connect(self.on_detected)
        run.ended.connect(self.on_ended)

    @Slot(object)
    def on_detected(self, updates):
        self.heard.append(len(updates))

    @Slot()
    def on_ended(self):
        self.heard.append("ended")


def test_everything_that_was_found_comes_before_the_end(qtbot):
    """The source is over first, and both threads are when the window looks again."""
    model = BrightModel()
    model.gate = threading.Event()
    run = LiveRun(
        ScriptedSource("." * 6), lambda: LaneSet(model, ["tell me"]), lambda _second, _picture: None
    )
    ear = Ear(run)
    capture, detection = run.findChildren(WorkThread)
    run.start()
    assert capture.wait(20_000)
    model.gate.set()
    assert detection.wait(20_000)
    qtbot.waitUntil(lambda: "ended" in ear.heard, timeout=20_000)
    assert ear.heard.index("ended") == len(ear.heard) - 1 > 5
    assert run.error is None
