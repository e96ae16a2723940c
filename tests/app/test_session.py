"""Runs of the live controller: start, pause, stop, change of request and source, errors."""

from __future__ import annotations

import threading

import pytest

from stride_desktop.app.live.controller import LiveController
from stride_desktop.app.live.factories import Factories, make_lanes
from stride_desktop.app.live.task import State, Task
from stride_desktop.app.window.status_bar import StatusBar
from stride_desktop.core.errors import CheckpointError, SourceError
from stride_desktop.core.events import EventState
from stride_desktop.core.settings import Settings
from stride_desktop.pipeline.health import Health
from stride_desktop.pipeline.pacing import Pacer, PacingSettings
from tests.app.fakes import BrightModel, BrightPrefix, LiveSource, ScriptedResponder, ScriptedSource


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


def test_a_file_is_watched_to_its_end_without_loss(rig):
    rig.run(ScriptedSource("." * 8 + "#" * 8 + "." * 8))
    assert rig.heard.errors == [None]
    assert len(rig.heard.triggers) == 1
    timeline = rig.heard.timelines[-1]
    assert timeline.newest == 23.0
    (event,) = [event for event in timeline.events if event.state is EventState.CLOSED]
    assert (event.onset, event.reach) == (7.0, 15.0)


def test_start_waits_for_the_model(rig):
    rig.load_gate.clear()
    rig.live.load_model()
    rig.live.start(Task(ScriptedSource(), "tell me"))
    assert rig.live.state is State.QUEUED
    rig.load_gate.set()
    rig.until(lambda: rig.heard.errors == [None])
    assert rig.heard.states[:2] == [State.QUEUED, State.RUNNING]


def test_a_queued_start_can_be_taken_back(rig):
    rig.load_gate.clear()
    rig.live.start(Task(ScriptedSource(), "tell me"))
    rig.live.stop()
    assert rig.live.state is State.IDLE
    rig.load_gate.set()
    rig.until(lambda: rig.live.model.model is not None)
    assert State.RUNNING not in rig.heard.states


def test_a_model_that_cannot_be_loaded_ends_the_wait(rig):
    rig.load_error = CheckpointError("The model is missing.", "Install it.")
    rig.live.start(Task(ScriptedSource(), "tell me"))
    rig.until(lambda: rig.live.state is State.IDLE)
    assert rig.live.model.status.error is rig.load_error
    rig.load_error = None
    rig.run(ScriptedSource())
    assert rig.heard.errors == [None], "the next start loads again"


def test_loading_can_be_cancelled_and_tried_again(rig):
    rig.load_gate.clear()
    rig.live.load_model()
    rig.live.model.cancel()
    rig.until(lambda: not rig.live.model.loading)
    assert rig.live.model.model is None
    assert rig.live.model.status.error is not None
    rig.load_gate.set()
    rig.run(ScriptedSource())
    assert rig.heard.errors == [None]


def test_another_model_replaces_the_one_that_is_being_loaded(rig):
    rig.load_gate.clear()
    rig.live.load_model()
    settings = rig.live.settings
    rig.live.follow_settings(settings, settings.having({"model.checkpoint": "other"}))
    rig.load_gate.set()
    rig.until(lambda: rig.live.model.model is rig.model)
    assert not rig.live.model.loading


def test_pause_closes_a_live_source_and_resume_opens_it_again(rig):
    source = LiveSource()
    rig.live.start(Task(source, "tell me"))
    source.give("....")
    rig.until(lambda: len(rig.heard.timelines) > 1 and rig.heard.frames[-1].timestamp == 1004.0)
    rig.live.pause()
    assert rig.live.state is State.PAUSED
    rig.until(lambda: source.closed == 1)
    source.give("....")
    shown = len(rig.heard.frames)
    rig.qtbot.wait(200)
    assert len(rig.heard.frames) == shown, "nothing is looked at while paused"
    rig.live.resume()
    rig.until(lambda: rig.heard.frames[-1].timestamp == 1008.0)
    assert (source.opened, rig.live.state) == (2, State.RUNNING)
    assert any(gap.reason == "paused" for gap in rig.heard.timelines[-1].gaps)


def test_resume_at_once_after_pause_goes_on(rig):
    source = LiveSource()
    rig.live.start(Task(source, "tell me"))
    source.give("..")
    rig.until(lambda: rig.heard.frames)
    rig.live.pause()
    rig.live.resume()
    rig.until(lambda: source.opened == 2)
    source.give("....")
    rig.until(lambda: rig.heard.frames[-1].timestamp == 1006.0)
    assert rig.heard.errors == []


def test_a_paused_file_waits_and_loses_nothing(rig):
    source = ScriptedSource("." * 300)
    rig.live.start(Task(source, "tell me", interval=0.01))
    rig.until(lambda: len(rig.heard.frames) > 1)
    rig.live.pause()
    rig.qtbot.wait(150)
    newest = rig.heard.frames[-1].timestamp
    rig.qtbot.wait(150)
    assert rig.heard.frames[-1].timestamp == newest < 299.0
    rig.live.resume()
    rig.until(lambda: rig.live.state is State.IDLE)
    timeline = rig.heard.timelines[-1]
    assert timeline.newest == 299.0
    assert (timeline.labels[1:] == 0).all(), "every second was decided"
    assert not timeline.gaps


def test_a_failing_source_ends_the_run_with_its_words(rig):
    error = SourceError("The camera was unplugged.", "Plug it in.")
    rig.run(ScriptedSource("....", fails=error))
    assert rig.heard.errors == [error]


def test_a_frame_that_the_model_cannot_take_ends_the_run(rig, monkeypatch):
    from stride_desktop.core.errors import FrameError

    error = FrameError("The picture is too small.")

    def refuse(*_arguments):
        raise error

    monkeypatch.setattr(BrightModel, "encode", refuse)
    rig.run(ScriptedSource("." * 40))
    assert rig.heard.errors == [error]


def test_an_unforeseen_error_is_reported_and_ends_the_run(rig, monkeypatch):
    reported = []
    monkeypatch.setattr("sys.excepthook", lambda kind, *_rest: reported.append(kind))

    def stumble(*_arguments):
        raise ZeroDivisionError

    monkeypatch.setattr(BrightModel, "encode", stumble)
    rig.run(ScriptedSource("." * 40))
    assert reported == [ZeroDivisionError]
    assert rig.heard.errors[0].what.startswith("Something unexpected")


def test_a_new_task_ends_the_run_before(rig):
    first, second = LiveSource(), ScriptedSource("." * 6)
    rig.live.start(Task(first, "tell me"))
    first.give("..")
    rig.until(lambda: rig.heard.frames)
    rig.live.start(Task(second, "tell me more"))
    rig.until(lambda: rig.heard.errors == [None, None])
    assert first.closed == 1
    assert rig.heard.timelines[-1].newest == 5.0


def test_stop_does_not_wait_for_a_long_inference(rig):
    rig.model.gate = threading.Event()
    source = LiveSource()
    rig.live.start(Task(source, "tell me"))
    source.give("....")
    rig.until(lambda: rig.heard.frames)
    rig.live.stop()
    assert rig.live.state is State.STOPPING
    rig.model.gate.set()
    rig.until(lambda: rig.live.state is State.IDLE)
    assert rig.heard.errors == [None]


def test_the_request_can_change_while_watching(rig):
    source = LiveSource()
    rig.live.start(Task(source, "first"))
    source.give("....######")
    rig.until(lambda: len(rig.heard.triggers) == 1)
    rig.live.requests.change("second")
    source.give("######")
    rig.until(lambda: len(rig.heard.triggers) == 2)
    assert [triggered.request.query for _, triggered in rig.heard.triggers] == ["first", "second"]


def test_a_request_that_cannot_be_watched_for_changes_nothing(rig):
    source = LiveSource()
    rig.live.start(Task(source, "first"))
    rig.until(lambda: rig.live.state is State.RUNNING)
    rig.live.requests.change("impossible")
    rig.until(lambda: rig.heard.refused)
    source.give("....######")
    rig.until(lambda: rig.heard.triggers)
    assert rig.heard.triggers[0][1].request.query == "first"


def test_snoozed_events_are_kept_quiet_until_asked_for(rig):
    source = LiveSource()
    rig.live.start(Task(source, "tell me"))
    source.give("....")
    rig.until(lambda: rig.heard.frames)
    rig.live.snooze(3600)
    source.give("########")
    suppressed = EventState.SUPPRESSED
    rig.until(lambda: any(change.event.state is suppressed for _, change in rig.heard.moved))
    assert not rig.heard.triggers
    rig.live.answer_now(rig.heard.moved[-1][1].event.id)
    rig.until(lambda: len(rig.heard.triggers) == 1)


def test_overload_is_counted_and_shown(rig, monkeypatch):
    hasty = PacingSettings(append_after=0.0, skip_after=0.0)
    monkeypatch.setattr("stride_desktop.pipeline.live_loop.Pacer", lambda: Pacer(hasty))
    source = LiveSource()
    rig.model.gate = threading.Event()
    rig.live.start(Task(source, "tell me"))
    source.give("..")
    rig.until(lambda: rig.model.waiting)
    source.give("." * 38)
    rig.until(lambda: rig.heard.frames and rig.heard.frames[-1].timestamp == 1040.0)
    rig.model.gate.set()
    rig.until(lambda: rig.heard.health[-1].skipped > 0)
    rig.until(lambda: rig.heard.timelines[-1] is not None and rig.heard.timelines[-1].newest == 1040.0)
    gaps = [gap for gap in rig.heard.timelines[-1].gaps if gap.reason == "overload"]
    assert gaps
    missing = sum(gap.end - gap.start - 1 for gap in gaps)
    rig.until(lambda: missing == 2 * rig.heard.health[-1].skipped)


@pytest.mark.parametrize("moment", ["idle", "loading", "queued", "running", "paused", "stopping"])
def test_closing_leaves_no_thread_in_any_state(rig, moment):
    source = LiveSource()
    if moment in ("loading", "queued"):
        rig.load_gate.clear()
        rig.live.load_model()
    if moment not in ("idle", "loading"):
        rig.live.start(Task(source, "tell me"))
        source.give("....")
    if moment in ("running", "paused", "stopping"):
        rig.until(lambda: rig.heard.frames)
    if moment == "paused":
        rig.live.pause()
    if moment == "stopping":
        rig.live.stop()
    # the fixture closes, and the leak check looks for threads


def test_a_new_request_does_not_wait_for_the_decision_under_way(rig, monkeypatch):
    asked, may_go_on = threading.Event(), threading.Event()
    calls, denoise = [], BrightPrefix.denoise

    def slow(prefix, labels):
        calls.append(prefix)
        asked.set()
        may_go_on.wait(20)
        return denoise(prefix, labels)

    monkeypatch.setattr(BrightPrefix, "denoise", slow)
    source = LiveSource()
    rig.live.start(Task(source, "first"))
    source.give("##")
    rig.until(asked.is_set)
    rig.live.requests.change("second")
    may_go_on.set()
    rig.until(lambda: rig.live.task.query == "second")
    assert len(calls) == 1, "the decision was given up after the call that it was in"
    source.give("####")
    rig.until(lambda: rig.heard.triggers)
    assert rig.heard.triggers[0][1].request.query == "second"


def test_a_full_memory_is_shown_and_watching_goes_on(rig, monkeypatch):
    append = BrightPrefix.append

    def limited(prefix, group, seconds):
        if len(prefix._bright) >= 8:
            raise RuntimeError("MPS backend out of memory (MPS allocated: 17 GB)")
        append(prefix, group, seconds)

    monkeypatch.setattr(BrightPrefix, "append", limited)
    monkeypatch.setattr(BrightModel, "trim", lambda _self: None, raising=False)
    source = LiveSource()
    rig.live.start(Task(source, "first"))
    source.give("." * 10 + "#" * 8)
    rig.until(lambda: rig.heard.triggers)
    assert rig.live.state is State.RUNNING
    rig.until(lambda: 2 <= rig.heard.health[-1].max_frames <= 8)
    health = rig.heard.health[-1]
    line = StatusBar()
    line.show_health(health)
    assert f"memory full: looks back over {health.max_frames} frames" in line.figures.text()
    assert "Detection" in line.figures.toolTip()
    line.deleteLater()
