"""A model that is too slow, or runs out of memory, while something is watched."""

from __future__ import annotations

import threading

from stride_desktop.app.live.task import State, Task
from stride_desktop.app.window.status_bar import StatusBar
from stride_desktop.pipeline.pacing import Pacer
from tests.app.fakes import BrightModel, BrightPrefix, LiveSource
from tests.app.rigs.live import rig  # noqa: F401 - a fixture


def test_overload_is_counted_and_shown(rig, monkeypatch):
    monkeypatch.setattr("stride_desktop.pipeline.live_loop.Pacer", lambda: Pacer(0.0, 0.0))
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
        if len(prefix.bright) >= 8:
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
