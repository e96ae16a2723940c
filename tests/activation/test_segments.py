from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from stride_desktop.core.segments import SegmentTracker
from stride_desktop.core.ticks import Segment


def track(*updates, margin=1.0):
    tracker, completed = SegmentTracker(margin), ()
    for span, first_seen, now in updates:
        tracker, completed = tracker.update(span, first_seen, now)
    return tracker, completed


def test_a_new_span_opens_and_completes_with_the_margin():
    assert track(((2.0, 4.0), 0.0, 5.0)) == (SegmentTracker(1.0, (Segment(2.0, 4.0),)), ())
    tracker, completed = track(((2.0, 4.0), 0.0, 5.1))
    assert completed == tracker.segments == (Segment(2.0, 4.0, True),)
    assert tracker.settled_until == 4.0
    assert tracker.completed_count == 1


def test_merge_keeps_the_earlier_start_and_the_newer_end():
    tracker, _ = track(((3.0, 8.0), 0.0, 8.0), ((2.0, 6.0), 0.0, 6.5))
    assert tracker.segments == (Segment(2.0, 6.0),)
    tracker, _ = track(((3.0, 8.0), 0.0, 8.0), ((8.0, 9.0), 0.0, 9.0))
    assert tracker.segments == (Segment(3.0, 9.0),)


def test_an_open_segment_the_window_still_shows_is_dropped():
    assert track(((3.0, 8.0), 0.0, 8.0), (None, 8.0, 9.0))[0].segments == ()
    assert track(((3.0, 8.0), 0.0, 8.0), ((8.5, 9.0), 0.0, 9.0))[0].segments == (Segment(8.5, 9.0),)


def test_an_open_segment_out_of_the_window_is_completed():
    tracker, completed = track(((3.0, 8.0), 0.0, 8.0), (None, 8.1, 40.0))
    assert completed == tracker.segments == (Segment(3.0, 8.0, True),)
    tracker, completed = track(((3.0, 8.0), 0.0, 8.0), ((9.0, 20.0), 8.1, 40.0))
    assert completed == (Segment(3.0, 8.0, True), Segment(9.0, 20.0, True))
    assert tracker.settled_until == 20.0


def test_a_completed_segment_is_never_revised():
    tracker, _ = track(((2.0, 4.0), 0.0, 6.0), ((4.0, 6.0), 0.0, 6.0), (None, 0.0, 7.0))
    assert tracker.segments == (Segment(2.0, 4.0, True),)


def test_forgetting_keeps_the_open_one_and_the_count():
    tracker, _ = track(((2.0, 4.0), 0.0, 6.0), ((5.0, 7.0), 0.0, 9.0), ((8.5, 9.5), 0.0, 9.5))
    later = tracker.forget_before(4.0)
    assert later.segments == (Segment(5.0, 7.0, True), Segment(8.5, 9.5))
    assert later.forget_before(100.0).segments == (Segment(8.5, 9.5),)
    assert later.completed_count == 2
    assert later.settled_until == 7.0


@st.composite
def observations(draw):
    """Ticks of a sliding window whose spans lie behind what is settled, as the detector makes them."""
    steps = draw(st.lists(st.tuples(st.integers(1, 12), st.integers(0, 16), st.integers(0, 16)), max_size=40))
    return steps, draw(st.sampled_from([0.0, 1.0, 3.0]))


@given(observations())
def test_segments_stay_ordered_and_only_the_last_is_open(drawn):
    steps, margin = drawn
    tracker, now, completed_before = SegmentTracker(margin), 0.0, ()
    for advance, a, b in steps:
        now += advance
        begin = max(now - 16 + min(a, b), tracker.settled_until)
        end = now - 16 + max(a, b)
        tracker, completed = tracker.update((begin, end) if begin < end else None, now - 16, now)
        closed = tuple(item for item in tracker.segments if item.completed)
        assert closed == completed_before + completed
        assert all(not item.completed for item in tracker.segments[len(closed) :])
        assert len(tracker.segments) - len(closed) <= 1
        assert all(item.start < item.end for item in tracker.segments)
        for earlier, later in zip(tracker.segments, tracker.segments[1:], strict=False):
            assert earlier.end <= later.start
        assert tracker.completed_count == len(closed)
        completed_before = closed


def revise(*updates, margin=1.0):
    tracker, completed = SegmentTracker(margin, max_gap=2.0), ()
    for span, first_seen, now in updates:
        tracker, completed = tracker.update(span, first_seen, now)
    return tracker, completed


def test_live_the_window_decides_about_what_it_shows():
    tracker, completed = revise(((3.0, 8.0), 0.0, 8.0), ((5.0, 9.0), 0.0, 9.0))
    assert (tracker.segments, completed) == ((Segment(5.0, 9.0),), ())
    assert revise(((3.0, 8.0), 0.0, 8.0), (None, 0.0, 9.0))[0].segments == ()
    tracker, completed = revise(((3.0, 20.0), 0.0, 20.0), ((3.0, 8.0), 0.0, 22.0))
    assert completed == tracker.segments == (Segment(3.0, 8.0, True),), "what denies its end, ends it"


def test_live_what_the_window_no_longer_shows_stays():
    tracker, completed = revise(((3.0, 20.0), 0.0, 20.0), ((10.0, 22.0), 10.0, 22.0))
    assert (tracker.segments, completed) == ((Segment(3.0, 22.0),), ())
    tracker, completed = revise(((3.0, 20.0), 0.0, 20.0), ((12.5, 22.0), 10.0, 22.0))
    assert tracker.segments == (Segment(3.0, 10.0, True), Segment(12.5, 22.0))
    tracker, completed = revise(((3.0, 20.0), 0.0, 20.0), (None, 10.0, 22.0))
    assert tracker.segments == (Segment(3.0, 10.0, True),)


def test_live_a_segment_begins_where_the_one_before_is_settled():
    tracker, _ = revise(((2.0, 4.0), 0.0, 6.0), ((3.6, 7.6), 0.0, 7.6))
    assert tracker.segments == (Segment(2.0, 4.0, True), Segment(4.0, 7.6))


@given(observations())
def test_live_segments_never_overlap(drawn):
    steps, margin = drawn
    tracker, now = SegmentTracker(margin, max_gap=2.0), 0.0
    for advance, a, b in steps:
        now += advance
        begin, end = now - 16 + min(a, b), now - 16 + max(a, b)
        if not begin < end or begin + 0.5 < tracker.settled_until:
            begin = end = 0.0
        tracker, _ = tracker.update((begin, end) if begin < end else None, now - 16, now)
        for earlier, later in zip(tracker.segments, tracker.segments[1:], strict=False):
            assert earlier.completed
            assert earlier.end <= later.start
        assert all(item.start < item.end for item in tracker.segments)
