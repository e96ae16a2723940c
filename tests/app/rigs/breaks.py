"""The program on live sources that break off."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt

from stride_desktop.app.timeline import words
from stride_desktop.core.events import EventState
from stride_desktop.pipeline.health import Health
from stride_desktop.pipeline.updates import Ticked
from stride_desktop.sources import catalog
from stride_desktop.sources.base import SourceInfo
from tests.app.rigs.recording import Rig as KeepingRig

CAMERA = SourceInfo(catalog.CAMERA, "camera:fake", "Fake camera")


SCREEN = SourceInfo(catalog.SCREEN, "screen:7", "Fake screen")


QUERY = "Tell me when it is bright"


class Rig(KeepingRig):
    """The window with everything stored, watching what the picker offers."""

    def __init__(self, qtbot, folder, keep):
        super().__init__(qtbot, folder, keep)
        self.ticks, self.runs = [], []
        self.live.happened.connect(self._on_update)
        self.live.started.connect(self.runs.append)
        self.health = Health()
        self.live.health_changed.connect(self._on_health)

    def _on_update(self, _lane, update):
        if isinstance(update, Ticked):
            self.ticks.append(update.tick)

    def _on_health(self, health):
        self.health = health

    def offer(self, monkeypatch, *sources):
        """Let the picker offer these, and nothing else."""
        by_address = {source.info.address: source for source in sources}
        monkeypatch.setattr(
            "stride_desktop.sources.catalog.open_source",
            lambda address, *_options, **_rest: by_address[address],
        )
        monkeypatch.setattr(type(self.program.controllers.watch), "_may_use_camera", lambda _self: True)
        self.until(lambda: self.program.controllers.sources.ready)
        self.window.picker.set_devices([source.info for source in sources])

    def choose(self, info):
        assert self.window.picker.select(info.address)

    def press_start(self):
        self.qtbot.mouseClick(self.window.request.start, Qt.MouseButton.LeftButton)

    def watch_an_event(self, source):
        """Up to the middle of an event that was told."""
        source.give("....########")
        self.until(lambda: self.responder.asked and self.newest == source.second)

    @property
    def snapshot(self):
        """Of the lane that is looked into."""
        shown = self.window.timeline.picture
        return shown.rows[shown.active].snapshot if shown.rows else None

    @property
    def first_snapshot(self):
        """Of the lane on top."""
        return self.window.timeline.picture.rows[0].snapshot

    @property
    def newest(self):
        return None if self.snapshot is None else self.snapshot.newest

    def check_break(self, reason, in_words, start, end):
        """A gap, the open event closed, nothing remembered; all the same when it is opened again."""
        (gap,) = self.snapshot.gaps
        assert (gap.start, gap.end, gap.reason) == (start, end, reason)
        event = self.snapshot.events[0]
        assert (event.state, event.reason) == (EventState.CLOSED, reason)
        told = words.second(self.snapshot, (start + end) / 2)
        assert told == [f"Not watched: {in_words}"]
        first = next(tick for tick in self.ticks if tick.timestamp > end)
        assert np.count_nonzero(~first.passes[0].unseen) == 2
        seen = self.snapshot
        self.live.stop()
        with self.stored() as session:
            timeline = session.timeline()
            assert timeline.gaps == seen.gaps == session.gaps()
            assert session.timeline().events[0] == event
            np.testing.assert_array_equal(timeline.labels[: seen.labels.size], seen.labels)
        assert len(self.library.sessions()) == len(self.runs) == 1
