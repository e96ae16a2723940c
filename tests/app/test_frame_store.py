"""Kept frames: found by second, bounded in size, thinned where they are old."""

from __future__ import annotations

import numpy as np

from stride_desktop.app.live.recent_frames import RecentFrames
from stride_desktop.core.frames import Frame
from stride_desktop.core.masks import Mask
from stride_desktop.sessions.pictures import EncodedPicture


def frame(second, *masks):
    return Frame(np.zeros((90, 120, 3), np.uint8), float(second), masks=masks)


def noisy(seed):
    return EncodedPicture(np.random.RandomState(seed).randint(0, 255, (90, 120, 3)).astype(np.uint8))


def test_finds_the_frame_of_a_second():
    store = RecentFrames()
    for second in range(5):
        store.add(frame(second), noisy(second))
    assert store.find(2.0).second == 2.0
    assert store.find(2.3).second == 3.0, "the frame at the end of the slot"
    assert store.find(2.1).second == 2.0, "stamps jitter"
    assert store.find(-3.0) is None
    assert store.find(4.5) is None


def test_nothing_is_found_where_nothing_was_kept():
    store = RecentFrames()
    for second in (0.0, 1.0, 500.0):
        store.add(frame(second), noisy(1))
    assert store.find(300.0) is None
    assert store.find(499.5).second == 500.0
    assert store.find_thinned(300.0) is None, "nothing was let go"


def test_stays_within_its_size_and_keeps_the_newest_dense():
    limit = 1_000_000
    store = RecentFrames(limit)
    for second in range(400):
        store.add(frame(second), noisy(second))
        assert sum(len(kept.jpeg) for kept in store.between(0.0, second)) <= limit
    assert [store.find(float(second)).second for second in range(390, 400)] == list(range(390, 400))
    older = [store.find_thinned(float(second)) for second in range(300)]
    assert all(kept is not None and second <= kept.second + 0.25 for second, kept in enumerate(older))
    assert len({kept.second for kept in older}) < 100, "the past is thinned, not cut off"
    assert store.find_thinned(399.5) is None


def test_large_frames_are_reduced():
    store = RecentFrames()
    store.add(frame(0.0), EncodedPicture(np.zeros((2160, 3840, 3), np.uint8)))
    from PySide6.QtGui import QImage

    picture = QImage.fromData(store.find(0.0).jpeg)
    assert (picture.width(), picture.height()) == (1280, 720)


def test_a_picture_that_does_not_change_is_kept_once():
    store = RecentFrames(100_000)
    still = noisy(1)
    for second in range(500):
        store.add(frame(second), still)
    assert all(store.find(float(second)).second == second for second in range(500))


def test_every_mask_of_the_stream_is_known_until_another_begins():
    store, left, right = RecentFrames(), Mask(0.0, 0.0, 0.5, 1.0), Mask(0.5, 0.0, 0.5, 1.0)
    for second, masks in enumerate([(left,), (), (left, right), ()]):
        store.add(frame(second, *masks), noisy(second))
    assert store.masks == (left, right)
    store.clear()
    assert store.masks == ()
