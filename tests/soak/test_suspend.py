"""The window's process stands still for a while, as in a suspended or a frozen machine."""

from __future__ import annotations

import os
import signal
import sys
import time

import numpy as np
import pytest

from stride_desktop.sessions.library import Library
from tests.end_to_end.shown_scene import Scene
from tests.xserver import HEIGHT, WIDTH

pytestmark = [pytest.mark.x11, pytest.mark.timeout(300)]

SECONDS = 30.0 if float(os.environ.get("STRIDE_SOAK_SCALE", "0.01")) >= 1 else 11.0
"""At full length, and in every run of the tests: more than the ten seconds that detection survives."""


@pytest.fixture
def scene(two_monitors):
    scene = Scene(two_monitors, 0, 0, WIDTH // 2, HEIGHT)
    yield scene
    scene.close()


def test_a_process_that_stood_still_begins_afresh(driven_window, scene, capsys):
    scene.show("desktop")
    window = driven_window(model="brightness", keep="spans")
    window.ready()
    window.tell("place", WIDTH // 2, 0, WIDTH // 2 - 4, HEIGHT - 40)
    window.until(lambda report: report.get("placed"))
    window.request("Tell me when the screen goes black")
    window.until(lambda report: report.get("state") == "running")
    window.until(lambda report: report.get("seen", 0) >= 2)
    scene.show("black")
    window.until(lambda report: report.get("event") == 1)
    window.process.send_signal(signal.SIGSTOP)
    time.sleep(SECONDS)
    woken = time.monotonic()
    window.process.send_signal(signal.SIGCONT)
    closed = window.until(lambda report: report.get("now") == "closed")
    told_after = time.monotonic() - woken
    assert (closed["event"], closed["reason"]) == (1, "gap")
    timeline = window.until(lambda report: report.get("gaps"))
    ((start, end, reason),) = timeline["gaps"]
    assert reason == "gap"
    assert SECONDS - 1 < end - start < SECONDS + 5
    ticks = window.said("tick")
    first = ticks[-1] if ticks[-1]["tick"] > end else window.until(lambda report: report.get("tick", 0) > end)
    # two frames, whose slots are one where the first came late
    assert first["seen"] in (1, 2), "nothing is remembered"
    window.click("stop")
    window.until(lambda report: report.get("state") == "idle")
    assert window.close() == 0
    library = Library(window.sessions)
    (info,) = library.sessions()
    with library.open(info.id) as session:
        snapshot = session.timeline()
        assert [(gap.start, gap.end, gap.reason) for gap in snapshot.gaps] == [(start, end, "gap")]
        assert [event.reason for event in session.timeline().events][:1] == ["gap"]
        second = np.arange(snapshot.labels.size) + snapshot.first_second + 0.5
        assert (snapshot.labels[(start <= second) & (second < end)] == -1).all()
    with capsys.disabled():
        sys.stdout.write(
            f"\nstood still for {SECONDS:.0f} s: a gap of {end - start:.1f} s, told {told_after:.2f} s "
            f"after waking; the first tick saw {first['seen']} slots\n"
        )
