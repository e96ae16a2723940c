"""The evidence: which frames are kept, and which are shown."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stride_desktop.core.frame_cache import FrameCache, shrink, thinned, thumbnail
from stride_desktop.core.frames import Frame


def grey(value, timestamp, size=(36, 64)):
    return Frame(np.full((*size, 3), value, dtype=np.uint8), timestamp)


def filled(values, **settings):
    cache = FrameCache(**settings)
    for second, value in enumerate(values):
        cache.add(grey(value, float(second)))
    return cache


def times(frames):
    return [frame.timestamp for frame in frames]


def test_few_frames_all_go_downstream():
    assert times(filled([0, 50, 100]).evidence(onset=1, now=2, count=8)) == [0, 1, 2]


def test_the_onset_and_the_newest_are_always_there():
    cache = filled([0] * 20)
    assert times(cache.evidence(onset=11.5, now=19, count=2)) == [12, 19]
    assert times(cache.evidence(onset=11.5, now=19, count=1)) == [19]
    assert cache.evidence(onset=11.5, now=19, count=0) == ()


def test_the_most_different_frames_are_chosen_in_order():
    values = [10] * 30
    values[4], values[17] = 250, 130
    assert times(filled(values).evidence(onset=25, now=29, count=4)) == [4, 17, 25, 29]


def test_alike_frames_are_spread_over_time():
    assert times(filled([0] * 41).evidence(onset=40, now=40, count=3)) == [0, 20, 40]


def test_frames_after_the_moment_are_not_shown():
    assert max(times(filled(range(20)).evidence(onset=5, now=9, count=4))) == 9


def test_an_onset_before_all_frames_takes_the_oldest():
    assert times(filled([7] * 10).evidence(onset=-5, now=9, count=2)) == [0, 9]


def test_nothing_seen_is_no_evidence():
    assert FrameCache().evidence(onset=0, now=10, count=4) == ()


def test_what_is_too_old_goes():
    assert times(filled(range(50), max_seconds=10).evidence(0, 49, 99)) == list(range(39, 50))


def test_cleaning_up_leaves_the_lead_in_to_the_next_event():
    cache = filled(range(50), preroll=5)
    cache.clean_up(49)
    assert times(cache.evidence(0, 49, 99)) == [44, 45, 46, 47, 48, 49]


def test_memory_is_bounded_and_the_telling_frames_stay():
    """Noise, so that no two pictures are equal, with one that is wholly different."""
    rng = np.random.default_rng(0)
    cache = FrameCache(max_bytes=100 * 36 * 64 * 3)
    for second in range(1000):
        image = rng.integers(0, 3, (36, 64, 3)).astype(np.uint8)
        cache.add(Frame(image + (200 if second == 850 else 0), float(second)))
        assert cache.nbytes <= 100 * 36 * 64 * 3
    assert len(cache) == 100
    shown = times(cache.evidence(onset=990, now=999, count=3))
    assert shown == [850, 990, 999]


def test_one_frame_is_kept_however_large():
    cache = filled([1, 2], max_bytes=10)
    assert times(cache.evidence(0, 1, 5)) == [1]


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


def test_a_thumbnail_shows_where_something_changed():
    image = np.zeros((720, 1280, 3), dtype=np.uint8)
    image[:40, :40] = 255
    small = thumbnail(image)
    assert small.shape == (18, 32)
    assert small[0, 0] == 255
    assert not small[1:, 1:].any()


@settings(max_examples=60, deadline=None)
@given(
    values=st.lists(st.integers(0, 255), min_size=1, max_size=40),
    onset=st.floats(-5, 45),
    count=st.integers(1, 12),
)
def test_any_choice_is_in_order_without_repeats_and_keeps_both_ends(values, onset, count):
    shown = times(filled(values).evidence(onset, now=len(values) - 1, count=count))
    assert shown == sorted(set(shown))
    assert len(shown) == min(count, len(values))
    assert shown[-1] == len(values) - 1
    first_in = next((second for second in range(len(values)) if second >= onset), len(values) - 1)
    assert count == 1 or first_in in shown


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
            cache.evidence(now - number, now, number)
        assert times(cache.evidence(0.0, now, 99)) == kept
        assert cache.oldest == (kept[0] if kept else None)


@settings(max_examples=60, deadline=None)
@given(
    values=st.lists(st.integers(0, 255), min_size=1, max_size=30),
    onset=st.floats(-5, 35),
    counts=st.tuples(st.integers(0, 12), st.integers(0, 12)),
)
def test_thinning_further_keeps_the_onset_and_the_newest(values, onset, counts):
    frames = filled(values).evidence(onset, len(values) - 1, max(counts))
    fewer = thinned(frames, onset, min(counts))
    assert set(times(fewer)) <= set(times(frames))
    assert len(fewer) == min(min(counts), len(frames))
    if len(fewer) > 0:
        assert fewer[-1] is frames[-1]
    if len(fewer) > 1:
        assert next((time for time in times(frames) if time >= onset), times(frames)[-1]) in times(fewer)
