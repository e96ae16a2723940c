"""The line at the bottom of the window says how watching fares."""

from __future__ import annotations

import pytest

from stride_desktop.app.live.task import State
from stride_desktop.app.window.status_bar import StatusBar
from stride_desktop.pipeline.health import Health
from stride_desktop.sources.base import SourceHealth, SourceState

LOST = SourceHealth(SourceState.LOST, "The camera was unplugged.", "Plug it in.")


@pytest.fixture
def line(qtbot):
    line = StatusBar()
    qtbot.addWidget(line)
    line.show_state(State.RUNNING)
    return line


def test_figures_that_are_fine_are_not_shown(line):
    line.show_health(Health(SourceHealth(SourceState.LIVE), 9.0, 0.7, 1.0, 0.2))
    assert line.figures.text() == "1.0 frames/s  ·  lag 0.2 s"


def test_an_old_frame_and_dropped_ones_are(line):
    line.show_health(Health(LOST, 9.0, age=75.0, refused=2, skipped=3, behind=4))
    assert line.state.text() == "Lost: The camera was unplugged. Trying again…"
    shown = line.figures.text().split("  ·  ")
    assert shown == [
        "newest frame 0:01:15 old",
        "frames too late: 2",
        "frames skipped: 6",
        "decisions skipped: 4",
    ]
