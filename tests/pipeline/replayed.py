"""Sessions with kept pictures, and the spans of their lanes."""

from __future__ import annotations

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


PATTERN = "....########....##########...."


@pytest.fixture
def library(tmp_path):
    return Library(tmp_path / "sessions")


def kept_session(library, source=SCREEN, kept=Kept.FRAMES, begin=100.0, text=PATTERN):
    """A session of bright and dark pictures, watched for bright ones; returns its id."""
    what = beginning(source, source.kind is not catalog.VIDEO, "bright", kept, "bright", {})
    store = library.begin(what, None, lambda notice: pytest.fail(notice.what))
    recorder = Recorder(store, "bright", pictures=kept is Kept.FRAMES)
    watch = Watch(BrightModel(), "bright")
    for frame in stream(pattern(text), begin):
        recorder.see(frame.timestamp, EncodedPicture(frame.image))
        recorder.record(watch.push(frame))
    recorder.record(watch.finish("stopped"))
    recorder.end()
    assert store.join(30)
    return store.files.folder.name


def spans(session):
    return [(event.onset, event.reach) for event in session.timeline().events]
