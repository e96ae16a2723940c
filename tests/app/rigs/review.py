"""The program with a stored session opened."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from stride_desktop.app.live.task import Task
from tests.app.fakes import ScriptedSource
from tests.app.rigs.recording import Rig

SCRIPT = "." * 8 + "#" * 8 + "." * 12 + "#" * 8 + "." * 8


class ReviewRig(Rig):
    """The program with one stored session of what was bright twice."""

    @property
    def reviewing(self):
        return self.program.controllers.review

    @property
    def timeline(self):
        return self.window.timeline

    def watch(self):
        self.live.start(Task(ScriptedSource(SCRIPT), "Tell me when it is bright"))
        self.until(lambda: self.reviewing.last)
        return self.library.sessions()[0].id

    def open(self):
        """Watch something and open it, as by keyboard."""
        name = self.watch()
        self.reviewing.review_last.trigger()
        self.until(lambda: self.reviewing.lanes.opened is not None)
        self.settle()
        return name

    def settle(self):
        self.until(lambda: not self.reviewing.background.busy and not self.program.controllers.cards.filling)

    def spans(self):
        return [(span.start, span.end) for span in self.reviewing.lanes.editing.review.spans]

    def verdicts(self):
        return [span.verdict for span in self.reviewing.lanes.editing.review.spans]

    def saved(self, lane=None):
        self.settle()
        with self.library.open(lane or self.reviewing.lanes.opened.id) as session:
            return session.review()

    def press(self, key, modifier=Qt.KeyboardModifier.NoModifier):
        self.window.windowHandle().requestActivate()  # nobody else does it where no window manager is
        self.timeline.setFocus()
        self.until(self.timeline.hasFocus)
        QTest.keyClick(self.timeline, key, modifier)

    def rerun(self, query):
        lanes = len(self.reviewing.lanes.opened.lanes)
        self.reviewing.rewatching.begin(query, "")
        self.until(lambda: len(self.reviewing.lanes.opened.lanes) > lanes)
        self.settle()


@pytest.fixture
def rig(qtbot, tmp_path):
    rig = ReviewRig(qtbot, tmp_path, "frames")
    rig.show()
    rig.window.activateWindow()
    yield rig
    rig.close()
