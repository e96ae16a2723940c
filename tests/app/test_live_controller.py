"""Runs of the live controller: start, pause, stop, change of request and source, errors."""

from __future__ import annotations

import threading

import pytest

from stride_desktop.app.live.task import State, Task
from stride_desktop.core.errors import CheckpointError, SourceError
from stride_desktop.core.events import EventState
from tests.app.fakes import BrightModel, LiveSource, ScriptedSource
from tests.app.rigs.live import rig  # noqa: F401 - a fixture


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


def test_private_mode_closes_the_source_and_only_the_user_ends_it(rig):
    source = LiveSource()
    rig.live.toggle_private()
    assert rig.live.state is State.IDLE, "nothing is watched that could be hidden"
    rig.live.start(Task(source, "tell me"))
    source.give("....")
    rig.until(lambda: len(rig.heard.timelines) > 1 and rig.heard.frames[-1].timestamp == 1004.0)
    rig.live.pause("battery")
    rig.live.toggle_private()
    assert rig.live.private
    rig.until(lambda: source.closed == 1)
    source.give("####")
    rig.qtbot.wait(200)
    assert rig.heard.frames[-1].timestamp == 1004.0
    assert rig.live.frames.find(1006.0) is None
    rig.live.toggle_private()
    assert not rig.live.private
    rig.until(lambda: rig.heard.frames[-1].timestamp == 1008.0)


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
    rig.live.requests.answer_now(rig.heard.moved[-1][1].event.id)
    rig.until(lambda: len(rig.heard.triggers) == 1)


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
