"""A stored session watched again: from its pictures, or from the file that it came from."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from stride_desktop.core.errors import SourceError
from stride_desktop.core.masks import Mask, SourceMask
from stride_desktop.core.settings import PrivacySettings
from stride_desktop.pipeline.recording import Recorder, beginning
from stride_desktop.pipeline.replay import replay_source, rerun
from stride_desktop.pipeline.updates import Finished, Ticked
from stride_desktop.pipeline.watch import Watch
from stride_desktop.sessions.pictures import EncodedPicture
from stride_desktop.sessions.records import Kept
from stride_desktop.sources import catalog
from stride_desktop.sources.base import SourceInfo
from tests.pipeline.pictures import BrightModel, pattern
from tests.pipeline.replayed import PATTERN, SCREEN, kept_session, spans


def run_again(library, session, query):
    """A re-run with another request; returns the id of its lane, and what was told."""
    with library.open(session) as opened:
        source, _ = replay_source(library, opened, PrivacySettings())
        what = beginning(source.info, False, "bright", Kept.SPANS, query, {})
    store = library.begin_lane(session, what, lambda notice: pytest.fail(notice.what))
    told = []
    recorder = Recorder(store, query, pictures=False)
    rerun(Watch(BrightModel(), query), source, recorder, threading.Event(), told.append)
    recorder.end()
    assert store.join(30)
    return f"{session}/lanes/{store.files.folder.name}", told


def test_the_same_request_finds_the_same_and_another_the_opposite(library):
    name = kept_session(library)
    same, told = run_again(library, name, "bright")
    other, _ = run_again(library, name, "dark")
    with library.open(name) as session, library.open(same) as lane, library.open(other) as dark:
        assert spans(lane) == spans(session) != []
        assert spans(dark) != spans(session)
        first, again = session.timeline(), lane.timeline()
        np.testing.assert_array_equal(first.labels, again.labels)
        assert (first.first_second, first.newest) == (again.first_second, again.newest)
        assert dark.beginning.query == "dark"
    assert len([item for item in told if isinstance(item, Ticked)]) == len(PATTERN) // 2
    assert isinstance(told[-1], Finished)


def test_the_pictures_come_back_at_their_times(library):
    name = kept_session(library, begin=1000.5)
    with library.open(name) as session:
        source, last = replay_source(library, session, PrivacySettings())
    frames = list(source.frames(threading.Event()))
    assert last == frames[-1].timestamp == 1000.5 + len(PATTERN) - 1
    assert [frame.timestamp for frame in frames] == [1000.5 + second for second in range(len(PATTERN))]
    assert [bool(frame.image.mean() > 127) for frame in frames] == pattern(PATTERN)
    assert frames[0].image.shape == (16, 16, 3)
    assert not source.traits.live
    assert source.info == SCREEN


def test_colours_are_not_swapped(library):
    what = beginning(SCREEN, True, "bright", Kept.FRAMES, "bright", {})
    store = library.begin(what, None, lambda _notice: None)
    recorder = Recorder(store, "bright", pictures=True)
    image = np.zeros((40, 40, 3), np.uint8)
    image[..., 0] = 200  # red
    recorder.see(3.0, EncodedPicture(image))
    recorder.end()
    assert store.join(30)
    with library.open(store.files.folder.name) as session:
        source, _ = replay_source(library, session, PrivacySettings())
    (frame,) = source.frames(threading.Event())
    np.testing.assert_allclose(frame.image.mean(axis=(0, 1)), (200, 0, 0), atol=4)


def test_a_file_is_read_again_from_where_it_lies(library, tmp_path, monkeypatch):
    clip = Path(__file__).parents[2] / "resources" / "demo" / "demo.mp4"
    monkeypatch.chdir(clip.parent)
    name = kept_session(library, SourceInfo(catalog.VIDEO, "demo.mp4", "demo.mp4"), Kept.SPANS, begin=0.0)
    monkeypatch.chdir(tmp_path)
    with library.open(name) as session:
        source, last = replay_source(library, session, PrivacySettings())
    assert last == len(PATTERN) - 1
    frames = source.frames(threading.Event())
    assert next(frames).image.shape[2] == 3
    frames.close()


def test_a_folder_is_read_again(library, tmp_path):
    folder = tmp_path / "pictures"
    folder.mkdir()
    for number in range(3):
        Image.new("RGB", (64, 48), (0, 90 * number, 0)).save(folder / f"{number}.png")
    name = kept_session(library, SourceInfo(catalog.FOLDER, str(folder), "pictures"), Kept.SPANS, begin=0.0)
    with library.open(name) as session:
        source, _ = replay_source(library, session, PrivacySettings())
    greens = [frame.image[0, 0, 1] for frame in source.frames(threading.Event())]
    assert greens == [0, 90, 180]


@pytest.mark.parametrize("when", ["then", "now"])
def test_what_is_hidden_stays_hidden(library, tmp_path, when):
    """By the settings that are stored with the session, or by those of now."""
    Image.new("RGB", (64, 48), (200, 200, 200)).save(tmp_path / "0.png")
    mask = str(SourceMask(Mask(0.0, 0.0, 0.5, 1.0), str(tmp_path), "", "pictures"))
    then, now = ((mask,), ()) if when == "then" else ((), (mask,))
    source = SourceInfo(catalog.FOLDER, str(tmp_path), "pictures")
    what = beginning(source, False, "bright", Kept.SPANS, "bright", {"privacy": {"masks": then}})
    store = library.begin(what, None, pytest.fail)
    recorder = Recorder(store, "bright", pictures=False)
    recorder.end()
    assert store.join(30)
    with library.open(store.files.folder.name) as session:
        again, _ = replay_source(library, session, PrivacySettings(masks=now))
    (frame,) = again.frames(threading.Event())
    assert not frame.image[:, :32].any()
    assert (frame.image[:, 32:] == 200).all()


def test_stored_pictures_of_a_file_hide_it_too(library, tmp_path):
    """The file is gone, and the pictures were taken before the part was hidden."""
    info = SourceInfo(catalog.VIDEO, str(tmp_path / "gone.mp4"), "gone.mp4")
    mask = str(SourceMask(Mask(0.0, 0.0, 0.5, 1.0), info.address, "", info.name))
    with library.open(kept_session(library, info, begin=0.0)) as session:
        source, _ = replay_source(library, session, PrivacySettings(masks=(mask,)))
    for frame in source.frames(threading.Event()):
        assert not frame.image[:, :8].any()
        assert frame.image[:, 8:].any()


def test_nothing_left_to_watch(library, tmp_path):
    with library.open(kept_session(library, kept=Kept.SPANS)) as session:
        with pytest.raises(SourceError, match="No pictures") as caught:
            replay_source(library, session, PrivacySettings())
        assert "Privacy" in caught.value.remedy
    gone = SourceInfo(catalog.VIDEO, str(tmp_path / "gone.mp4"), "gone.mp4")
    with (
        library.open(kept_session(library, gone, Kept.SPANS)) as session,
        pytest.raises(SourceError, match="no longer there"),
    ):
        replay_source(library, session, PrivacySettings())


@pytest.mark.parametrize("damage", [b"no picture", b""])
def test_a_damaged_picture_is_said_in_words(library, damage):
    name = kept_session(library)
    sorted((library.folder / name / "frames").rglob("*[0-9].jpg"))[3].write_bytes(damage)
    with pytest.raises(SourceError, match="damaged"):
        run_again(library, name, "bright")


def test_it_stops_when_asked(library):
    name = kept_session(library)
    stop, told = threading.Event(), []
    with library.open(name) as session:
        source, _ = replay_source(library, session, PrivacySettings())
    store = library.begin_lane(
        name, beginning(source.info, False, "bright", Kept.SPANS, "bright", {}), pytest.fail
    )
    recorder = Recorder(store, "bright", pictures=False)

    def tell(update):
        told.append(update)
        if len(told) == 2:
            stop.set()

    rerun(Watch(BrightModel(), "bright"), source, recorder, stop, tell)
    assert [type(item) for item in told] == [Ticked, Ticked]
    recorder.end()
    assert store.join(30)
