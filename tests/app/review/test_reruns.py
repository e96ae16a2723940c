"""A stored session watched again on a thread of its own, into a lane on the disk."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from stride_desktop.app.live.factories import Factories, make_lanes
from stride_desktop.app.review.rerun import RerunOrder, RerunWorker
from stride_desktop.core.errors import Cancelled, CheckpointError
from stride_desktop.core.settings import ModelSettings, Settings
from stride_desktop.sessions.library import Library
from stride_desktop.sessions.records import Kept
from tests.app.fakes import BrightModel
from tests.pipeline.replayed import kept_session, spans


class Rig:
    """A library with one session, and re-runs on it."""

    def __init__(self, qtbot, folder):
        self.qtbot = qtbot
        self.library = Library(folder / "sessions")
        self.loads = []
        self.load_error = None
        self.steps = []
        self.factories = Factories(self.load, make_lanes, lambda _settings: lambda: None)

    def load(self, settings, progress, cancelled):
        progress("Loading the model", 0.5)
        self.loads.append(settings.checkpoint)
        if self.load_error is not None:
            raise self.load_error
        if cancelled():
            raise Cancelled
        return BrightModel(name="loaded")

    def start(self, session, query="Tell me when it is bright", model=None, checkpoint=""):
        order = RerunOrder(session, query, replace(Settings(), model=ModelSettings(checkpoint)), model)
        worker = RerunWorker(self.library, self.factories, order)
        worker.step.connect(self.steps.append, Qt.ConnectionType.DirectConnection)
        worker.start()
        return worker

    def run(self, *order, **fields):
        worker = self.start(*order, **fields)
        assert worker.wait(20_000)
        return worker

    def lanes(self, session):
        with self.library.open(session) as opened:
            lanes = opened.lanes(pytest.fail)
            for lane in lanes:
                lane.close()
        return [lane.id for lane in lanes]


@pytest.fixture
def rig(qtbot, tmp_path):
    return Rig(qtbot, tmp_path)


def test_a_rerun_with_the_loaded_model_becomes_a_lane(rig):
    name = kept_session(rig.library, text="........########........")
    ended = rig.run(name, "the light goes off", BrightModel())
    assert (ended.error, rig.loads) == (None, [])
    assert rig.lanes(name) == [ended.lane_id]
    with rig.library.open(ended.lane_id) as lane:
        assert lane.beginning.query == "the light goes off"
        assert lane.beginning.model == "brightness"
        assert lane.settings["events"]["sustain_seconds"] == 4.0
        assert len(spans(lane)) == 2  # dark before and after
        assert lane.ended.reason == "ended"
    last = rig.steps[-1]
    assert last.fraction == 1.0
    assert last.snapshot.newest == 123.0
    assert last.model == "brightness"


def test_another_model_is_loaded_first(rig):
    name = kept_session(rig.library)
    ended = rig.run(name, checkpoint="/some/folder")
    assert rig.loads == ["/some/folder"]
    assert (rig.steps[0].words, rig.steps[0].fraction) == ("Loading the model", 0.5)
    with rig.library.open(ended.lane_id) as lane:
        assert lane.beginning.model == "loaded"


def test_what_fails_leaves_nothing_behind(rig):
    name = kept_session(rig.library, kept=Kept.SPANS)
    ended = rig.run(name, model=BrightModel())
    assert "No pictures" in ended.error.what
    assert rig.run(kept_session(rig.library), "impossible", BrightModel()).error.what.startswith(
        "This cannot"
    )
    rig.load_error = CheckpointError("There is no such model.")
    assert rig.run(name).error is rig.load_error
    assert ended.lane_id == ""
    assert not list(rig.library.folder.glob("*/lanes/*"))


def test_giving_up_leaves_nothing_behind(rig):
    name = kept_session(rig.library)
    gate = threading.Event()
    model = BrightModel(gate=gate)
    worker = rig.start(name, "bright", model)
    rig.qtbot.waitUntil(lambda: model.waiting)
    worker.stop()
    gate.set()
    assert worker.wait(20_000)
    assert (worker.lane_id, worker.error) == ("", None)
    assert rig.lanes(name) == []
    assert not list(rig.library.folder.glob("*/lanes/*"))
