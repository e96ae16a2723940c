"""The choice of frames: half of them show the event, whatever else changes in the picture."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stride_desktop.core.frame_cache import FrameCache
from stride_desktop.core.frames import Frame
from stride_desktop.core.keyframes import WHOLE, keyframes, thumbnail

LIT, DARK = 200, 20


def grey(value, timestamp):
    return Frame(np.full((36, 64, 3), value, dtype=np.uint8), timestamp)


def chosen(values, event, count, at=None):
    """Times of the frames that are chosen of grey pictures, one a second unless `at` says when."""
    stamps = range(len(values)) if at is None else at
    cache = FrameCache()
    for second, value in zip(stamps, values, strict=True):
        cache.add(grey(value, float(second)))
    return [frame.timestamp for frame in cache.evidence(event, math.inf, count)]


def room(off, now, flicker=0):
    """A lit room whose light goes off, seen until `now`; before that something moves."""
    return [LIT + flicker * (second % 3) if second < off else DARK for second in range(now + 1)]


def test_the_frames_of_an_event_and_two_of_before():
    """The light is off from 12.0 on, hence in the slot that ends there; a moving fan wins nothing."""
    assert chosen(room(off=12, now=15, flicker=15), (11.0, math.inf), 8)[-4:] == [12, 13, 14, 15]
    assert len(chosen(room(off=12, now=15, flicker=15), (11.0, math.inf), 8)) == 6
    assert 11 in chosen(room(off=12, now=40, flicker=15), (11.0, math.inf), 8), "what changed is seen"
    assert sum(time < 12 for time in chosen(room(off=12, now=40, flicker=15), (11.0, math.inf), 8)) == 2


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (0, []),
        (1, [15]),
        (2, [12, 15]),
        (3, [11, 12, 15]),
        (4, [11, 12, 14, 15]),
    ],
)
def test_fewer_frames_keep_the_trigger_and_the_onset(count, expected):
    assert chosen(room(off=12, now=15), (11.0, math.inf), count) == expected


def test_an_event_of_one_frame_is_shown_beside_one_of_before():
    assert chosen(room(off=12, now=12), (11.0, math.inf), 8) == [11, 12]


def test_what_followed_a_late_trigger_is_shown_as_well():
    """It was dark from 12 to 15 and is told of at 18."""
    values = [LIT] * 12 + [DARK] * 4 + [LIT] * 3
    found = chosen(values, (11.0, 15.0), 8)
    assert {12, 18} <= set(found)
    assert sum(12 <= time <= 15 for time in found) >= len(found) / 2
    assert sum(time < 12 for time in found) <= 2
    assert chosen(values, (11.0, 15.0), 1) == [18]
    assert chosen(values, (11.0, 15.0), 2) == [12, 18]


def test_stamps_that_jitter_change_nothing():
    at = [0.03, 1.17, 1.91, 3.2, 4.0, 4.88, 6.12]
    assert chosen([LIT] * 3 + [DARK] * 4, (2.12, math.inf), 2, at) == [3.2, 6.12]


def test_the_most_different_frames_of_the_event_are_chosen():
    values = [10] * 30
    values[4], values[17] = 250, 130
    assert chosen(values, WHOLE, 4) == [0, 4, 17, 29]


def test_alike_frames_are_spread_over_time():
    assert chosen([0] * 41, WHOLE, 3) == [0, 20, 40]


def test_where_no_frame_is_left_of_the_event_any_will_do():
    assert chosen([7] * 10, (20.0, 24.0), 3) == [0, 5, 9]


def test_few_frames_are_all_of_them():
    assert chosen([0, 50, 100], WHOLE, 8) == [0, 1, 2]
    assert chosen([], WHOLE, 8) == []


@settings(max_examples=100, deadline=None)
@given(
    values=st.lists(st.integers(0, 255), min_size=1, max_size=40),
    onset=st.integers(-3, 45),
    length=st.one_of(st.just(math.inf), st.integers(1, 10)),
    count=st.integers(1, 12),
    fewer=st.integers(1, 12),
)
def test_half_of_them_show_the_event(values, onset, length, count, fewer):
    event = (float(onset), onset + length)
    inside = {time for time in range(len(values)) if event[0] < time <= event[1]}
    first = chosen(values, event, count)
    again = [
        frame.timestamp
        for frame in keyframes([grey(values[int(time)], time) for time in first], event, min(fewer, count))
    ]
    for found, most in ((first, count), (again, min(fewer, count))):
        assert found == sorted(set(found))
        assert len(found) <= most
        assert found[-1] == len(values) - 1
        if not inside:
            assert len(found) == min(most, len(first) if found is again else len(values))
        elif most > 1:
            assert min(inside) in found
            assert 2 * len(inside & set(found)) >= len(found)
            cap = count if found is again and len(first) <= most else most
            assert sum(time <= event[0] for time in found) <= math.ceil(cap / 4)
            assert len(found) == most or found is again or inside <= set(found)


def test_a_thumbnail_shows_where_something_changed():
    image = np.zeros((720, 1280, 3), dtype=np.uint8)
    image[:40, :40] = 255
    small = thumbnail(image)
    assert small.shape == (18, 32)
    assert small[0, 0] == 255
    assert not small[1:, 1:].any()
