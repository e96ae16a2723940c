"""Private mode begins while a picture is being read or stored: no pixel of afterwards goes anywhere."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pytest

from stride_desktop.core.frames import Frame
from stride_desktop.pipeline.lane_recording import LaneRecorder
from stride_desktop.pipeline.lane_set import LaneSet
from stride_desktop.pipeline.live_loop import LiveLoop, LoopListener
from stride_desktop.pipeline.recording import Recorder
from stride_desktop.sessions.pictures import decompress
from stride_desktop.sessions.records import ClockRecord, PictureRecord
from stride_desktop.sources.base import SourceInfo, Traits
from stride_desktop.sources.catalog import SCREEN
from tests.pipeline.pictures import BrightModel

OPEN, SECRET = 60, 240


@dataclass
class Screen:
    """A screen of one grey, of which a picture is taken every few milliseconds."""

    traits: Traits = field(default_factory=lambda: Traits(live=True))
    info: SourceInfo = field(default_factory=lambda: SourceInfo(SCREEN, "screen:1", "Screen 1"))
    warning: str = ""
    grey: int = OPEN
    taken: list[int] = field(default_factory=list)
    on_taking: Callable[[], None] = lambda: None

    def frames(self, stop):
        while not stop.wait(0.01):
            self.on_taking()
            self.taken.append(self.grey)
            yield Frame(np.full((32, 32, 3), self.grey, np.uint8), 1000.0 + len(self.taken))


@dataclass
class Seen(LoopListener):
    """A session store, a model and a listener that keep the greys they were given."""

    stored: list[int] = field(default_factory=list)
    shown: list[int] = field(default_factory=list)
    decided: list[int] = field(default_factory=list)
    on_clock: Callable[[], None] = lambda: None

    def append(self, record):
        if isinstance(record, ClockRecord):
            self.on_clock()
        if isinstance(record, PictureRecord):
            self.stored.append(grey_of(decompress(record.jpeg)))
        return True

    def close(self, reason):
        pass

    def on_frame(self, frame, picture, wall_offset):  # noqa: ARG002
        self.shown.append(grey_of(frame.image))


def grey_of(image):
    """The grey of a picture, as well as JPEG keeps it."""
    return min((OPEN, SECRET), key=lambda grey: abs(grey - float(image.mean())))


class Watching(BrightModel):
    """Keeps what it is given."""

    def encode(self, first, second, *rest):
        self.given += [grey_of(first.image), grey_of(second.image)]
        return super().encode(first, second, *rest)


@pytest.fixture
def watched():
    screen, seen, model = Screen(), Seen(), Watching()
    model.given = seen.decided
    recorder = LaneRecorder(Recorder(seen, "bright", pictures=True), pytest.fail, ())
    loop = LiveLoop(screen, lambda: LaneSet(model, ["bright"]), seen, recorder)
    threads = [threading.Thread(target=work, daemon=True) for work in (loop.capture, loop.detect)]
    yield loop, screen, seen, [thread.start for thread in threads]
    loop.stop()
    for thread in threads:
        thread.join(30)
    assert loop.error is None


def until(condition):
    end = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.005)


def go_on(loop, screen, seen):
    """End private mode once nothing is taken any more, and watch on."""
    screen.on_taking = lambda: None
    time.sleep(0.2)
    taken = len(screen.taken)
    time.sleep(0.1)
    assert len(screen.taken) == taken, "the source is closed"
    screen.grey = OPEN
    loop.resume()
    shown, decided = len(seen.shown), len(seen.decided)
    until(lambda: len(seen.shown) > shown + 4 and len(seen.decided) > decided + 4)


def test_a_picture_that_is_read_as_it_begins_is_thrown_away(watched):
    loop, screen, seen, begin = watched
    private = threading.Event()

    def on_taking():
        if len(screen.taken) == 5:
            loop.pause("private")
            screen.grey = SECRET
            private.set()

    screen.on_taking = on_taking
    for start in begin:
        start()
    assert private.wait(30)
    go_on(loop, screen, seen)
    assert screen.taken.count(SECRET) == 1
    assert SECRET not in (*seen.stored, *seen.shown, *seen.decided)
    assert min(map(len, (seen.stored, seen.shown, seen.decided))) > 4


def test_a_picture_that_is_compressed_as_it_begins_is_stored_as_it_was_before(watched):
    """The clock is stored before the first picture, which is compressed next."""
    loop, screen, seen, begin = watched
    private = threading.Event()

    def on_clock():
        if not private.is_set():
            loop.pause("private")
            screen.grey = SECRET
            private.set()

    seen.on_clock = on_clock
    for start in begin:
        start()
    assert private.wait(30)
    until(lambda: seen.stored)
    assert seen.stored == [OPEN], "it was taken before"
    go_on(loop, screen, seen)
    assert SECRET not in (*screen.taken, *seen.stored, *seen.shown, *seen.decided)
