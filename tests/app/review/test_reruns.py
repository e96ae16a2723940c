"""A stored session watched again on a thread of its own, into a lane on the disk."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from stride_desktop.app.live.factories import Factories, make_lanes
from stride_desktop.app.review.rerun import Rerun
from stride_desktop.core.errors import Cancelled, CheckpointError, StrideError
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

    def watch(self, session, query="Tell me when it is bright", model=None, checkpoint="", cancelled=None):
        """The id of the lane. Raises why there is none."""
        settings = replace(Settings(), model=ModelSettings(checkpoint))
        order = Rerun(self.library, self.factories, session, query, settings, model, self.steps.append)
        return order.watch(cancelled or threading.Event())

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
    lane_id = rig.watch(name, "the light goes off", BrightModel())
    assert rig.loads == []
    assert rig.lanes(name) == [lane_id]
    with rig.library.open(lane_id) as lane:
        assert lane.beginning.query == "the light goes off"
        assert lane.beginning.model == "brightness"
        assert lane.settings["events"]["sustain_seconds"] == 4.0
        assert len(spans(lane)) == 2  # dark before and after
        assert lane.ended.reason == "ended"
    last = rig.steps[-1]
    assert last.fraction == 1.0
    assert last.lane.snapshot.newest == 123.0
    assert last.lane.model == "brightness"


def test_another_model_is_loaded_first(rig):
    name = kept_session(rig.library)
    lane_id = rig.watch(name, checkpoint="/some/folder")
    assert rig.loads == ["/some/folder"]
    assert (rig.steps[0].words, rig.steps[0].fraction) == ("Loading the model", 0.5)
    with rig.library.open(lane_id) as lane:
        assert lane.beginning.model == "loaded"


def test_what_fails_leaves_nothing_behind(rig):
    name = kept_session(rig.library, kept=Kept.SPANS)
    with pytest.raises(StrideError, match="No pictures"):
        rig.watch(name, model=BrightModel())
    with pytest.raises(StrideError, match=r"^This cannot"):
        rig.watch(kept_session(rig.library), "impossible", BrightModel())
    rig.load_error = CheckpointError("There is no such model.")
    with pytest.raises(CheckpointError) as failure:
        rig.watch(name)
    assert failure.value is rig.load_error
    assert not list(rig.library.folder.glob("*/lanes/*"))


def test_giving_up_leaves_nothing_behind(rig):
    name = kept_session(rig.library)
    gate = threading.Event()
    model = BrightModel(gate=gate)
    cancelled = threading.Event()
    with ThreadPoolExecutor(1) as pool:
        watched = pool.submit(rig.watch, name, "bright", model, cancelled=cancelled)
        rig.qtbot.waitUntil(lambda: model.waiting)
        cancelled.set()
        gate.set()
        assert isinstance(watched.exception(20), Cancelled)
    assert rig.lanes(name) == []
    assert not list(rig.library.folder.glob("*/lanes/*"))
