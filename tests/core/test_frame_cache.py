"""The evidence: which frames are kept."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stride_desktop.core.frame_cache import FrameCache, shrink
from stride_desktop.core.frames import Frame
from stride_desktop.core.keyframes import WHOLE
from stride_desktop.core.masks import Mask


def grey(value, timestamp, size=(36, 64)):
    return Frame(np.full((*size, 3), value, dtype=np.uint8), timestamp)


def filled(values, **settings):
    cache = FrameCache(**settings)
    for second, value in enumerate(values):
        cache.add(grey(value, float(second)))
    return cache


def times(frames):
    return [frame.timestamp for frame in frames]


def test_frames_after_the_moment_are_not_shown():
    assert max(times(filled(range(20)).evidence((5, 9), now=9, count=4))) == 9


def test_nothing_seen_is_no_evidence():
    assert FrameCache().evidence(WHOLE, now=10, count=4) == ()


def test_what_is_too_old_goes():
    assert times(filled(range(50), max_seconds=10).evidence(WHOLE, 49, 99)) == list(range(39, 50))


def test_cleaning_up_leaves_the_lead_in_to_the_next_event():
    cache = filled(range(50), preroll=5)
    cache.clean_up(49)
    assert times(cache.evidence(WHOLE, 49, 99)) == [44, 45, 46, 47, 48, 49]


def test_memory_is_bounded_and_the_telling_frames_stay():
    """Noise, so that no two pictures are equal, with one that is wholly different."""
    rng = np.random.default_rng(0)
    cache = FrameCache(max_bytes=100 * 36 * 64 * 3)
    for second in range(1000):
        image = rng.integers(0, 3, (36, 64, 3)).astype(np.uint8)
        cache.add(Frame(image + (200 if second == 850 else 0), float(second)))
        assert cache.nbytes <= 100 * 36 * 64 * 3
    assert len(cache) == 100
    assert 850 in times(cache.evidence(WHOLE, now=999, count=3))


def test_one_frame_is_kept_however_large():
    cache = filled([1, 2], max_bytes=10)
    assert times(cache.evidence(WHOLE, 1, 5)) == [1]


def test_a_still_screen_takes_the_memory_of_one_picture():
    cache = filled([9] * 200)
    assert len(cache) == 200
    assert cache.nbytes == 36 * 64 * 3


@pytest.mark.parametrize(
    ("size", "kept"),
    [
        ((1080, 1920), (540, 960)),
        ((2160, 3840), (432, 768)),
        ((720, 1280), (720, 1280)),
        ((1600, 33), (800, 16)),
        ((2, 4000), (2, 4000)),
        ((100, 40000), (6, 2500)),
    ],
)
def test_large_pictures_are_shrunk(size, kept):
    small = shrink(np.full((*size, 3), 77, dtype=np.uint8))
    assert small.shape == (*kept, 3)
    assert (small == 77).all()


def test_shrinking_averages():
    image = np.zeros((1536, 1536, 3), dtype=np.uint8)
    image[::2, ::2] = 200
    assert (shrink(image) == 50).all()


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.integers(1, 4), st.integers(0, 255)),
        st.tuples(st.just("clean up"), st.integers(0, 8), st.just(0)),
        st.tuples(st.just("forget"), st.integers(0, 8), st.just(0)),
        st.tuples(st.just("look"), st.integers(1, 12), st.just(0)),
    ),
    max_size=60,
)


@settings(max_examples=100, deadline=None)
@given(steps=STEPS, most=st.integers(2, 30), preroll=st.integers(0, 6))
def test_what_is_kept_is_what_came_since_the_last_answer(steps, most, preroll):
    """Against a plain list of times. Looking, as a typed question does, takes nothing away."""
    cache, kept, now = FrameCache(float(most), float(preroll)), [], 0.0
    for step, number, value in steps:
        if step == "add":
            now += number
            cache.add(grey(value, now))
            kept = [time for time in [*kept, now] if time >= now - most]
        elif step == "clean up":
            cache.clean_up(now - number)
            kept = [time for time in kept if time >= now - number - preroll]
        elif step == "forget":
            cache.forget_after(now - number)
            kept = [time for time in kept if time <= now - number]
        else:
            cache.evidence((now - number, now), now, number)
        assert times(cache.evidence(WHOLE, now, 99)) == kept
        assert cache.oldest == (kept[0] if kept else None)


def test_what_is_hidden_from_now_on_is_hidden_in_the_frames_before():
    """A part that was hidden before and is not any more stays as it was seen."""
    left, right = Mask(0.0, 0.0, 0.5, 1.0), Mask(0.5, 0.0, 0.5, 1.0)
    cache = filled([90, 90, 200])
    cache.add(replace(grey(200, 3.0), masks=(left,)))
    cache.add(replace(grey(200, 4.0), masks=()))
    frames = cache.evidence(WHOLE, 9.0, 9)
    assert [bool(frame.image[:, :32].any()) for frame in frames] == [False, False, False, True, True]
    assert all(frame.image[:, 32:].all() for frame in frames)
    assert frames[0].image is frames[1].image, "a still picture is kept once"
    cache.add(replace(grey(200, 5.0), masks=(left, right)))
    assert not any(frame.image.any() for frame in cache.evidence(WHOLE, 4.5, 9))
