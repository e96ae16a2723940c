"""Several requests on one stream, in the real window on a model that sees bright and dark."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from stride_desktop.app.live.task import Task
from tests.app.rigs.recording import Rig

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


SCRIPT = "." * 8 + "#" * 8 + "." * 8


BRIGHT, DARK = "Tell me when it is bright", "Tell me when the light goes off"


@pytest.fixture
def rig(qtbot, tmp_path):
    rig = Rig(qtbot, tmp_path, "frames")
    rig.moved, rig.told = [], []
    rig.live.triggered.connect(lambda _run, triggered: rig.told.append(triggered.request.query))
    rig.live.event_moved.connect(lambda _run, change: rig.moved.append(change))
    rig.show()
    yield rig
    rig.close()


def write(rig, text):
    rig.window.request.edit.selectAll()
    rig.qtbot.keyClicks(rig.window.request.edit, text)


def click(rig, button):
    assert button.isEnabled()
    rig.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def lanes(rig):
    """The requests on the timeline, from top to bottom."""
    return [row.title for row in rig.window.timeline.picture.rows]


def decided(rig, second):
    """Wait until the first lane shows what was decided at a second."""
    rig.until(lambda: [row.snapshot.newest for row in rig.window.timeline.picture.rows][:1] == [second])


def finished(rig):
    """Wait until the run is over, and it is stored with every lane; returns the session."""
    rig.until(lambda: rig.program.controllers.recordings.complete(1))
    return rig.stored()


def start(rig, source, *queries):
    rig.live.start(Task(source, queries[0], also=queries[1:]))
