"""Recorded sessions of a scripted screen."""

from __future__ import annotations

import numpy as np
import pytest

from stride_desktop.pipeline.recording import Recorder, beginning
from stride_desktop.pipeline.watch import Watch
from stride_desktop.sessions.library import Library
from stride_desktop.sessions.pictures import EncodedPicture
from stride_desktop.sessions.records import Kept
from stride_desktop.sources import catalog
from stride_desktop.sources.base import SourceInfo
from tests.pipeline.pictures import BrightModel, pattern, stream

SCREEN = SourceInfo(catalog.SCREEN, "screen:1", "Screen 1")


class Recorded:
    """A watch for bright pictures, its recorder, and what it told."""

    def __init__(self, folder, kept):
        self.library = Library(folder / "sessions")
        what = beginning(SCREEN, True, "bright", kept, "bright", {"events": {"sustain_seconds": 4.0}})
        self.store = self.library.begin(what, 1.0, lambda notice: pytest.fail(notice.what))
        self.recorder = Recorder(self.store, "bright", pictures=kept is Kept.FRAMES)
        self.watch = Watch(BrightModel(noise=np.random.RandomState(1)), "bright")
        self.told = []

    def tell(self, updates):
        self.told += updates
        self.recorder.record(updates)

    def feed(self, text, begin=0.0):
        for frame in stream(pattern(text), begin):
            self.recorder.see(frame.timestamp, EncodedPicture(frame.image))
            self.tell(self.watch.push(frame))

    def of(self, kind):
        return [item for item in self.told if isinstance(item, kind)]

    def end(self):
        self.tell(self.watch.finish("ended"))
        self.recorder.end()
        assert self.store.join(30)
        return self.library.open(self.store.files.folder.name)


@pytest.fixture
def recorded(tmp_path):
    return Recorded(tmp_path, Kept.FRAMES)
