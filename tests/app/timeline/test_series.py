"""Columns, scales, clocks and words of the timeline."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stride_desktop.app.timeline import series, words
from stride_desktop.app.timeline.clock import DisplayClock
from stride_desktop.app.timeline.scale import TimeScale
from stride_desktop.app.timeline.span_table import SpanTable
from stride_desktop.app.timeline.spans import thinned
from stride_desktop.core.amounts import elapsed
from stride_desktop.core.events import Event, EventState
from stride_desktop.core.timeline import Gap
from tests.app.timeline.snapshots import FIRST, SPANS, watched


@given(
    first=st.integers(0, 10_000),
    count=st.integers(0, 5_000),
    start=st.floats(-1_000, 20_000),
    span=st.floats(10, 86_400),
    width=st.floats(50, 4_000),
)
def test_columns_cover_all_seconds_in_view_once(
    first: int, count: int, start: float, span: float, width: float
) -> None:
    scale = TimeScale(start, start + span, width)
    edges = series.columns(first, count, scale)
    low, high = max(first, start), min(first + count, start + span)
    if high <= low:
        assert edges.size == 0 or edges[0] >= first
        return
    assert edges[0] <= max(first, np.floor(low))
    assert edges[-1] >= min(first + count, np.ceil(high))
    assert (np.diff(edges) > 0).all()
    assert first <= edges[0]
    assert edges[-1] <= first + count
    most = span + 7  # whole seconds that the view touches, two more on each side, and the last edge
    assert edges.size < max(width + 7, most)
    assert edges.size < most


def test_columns_do_not_shift_while_the_view_scrolls() -> None:
    still = series.columns(0, 80_000, TimeScale(1_000.0, 31_000.0, 1_000))
    moved = series.columns(0, 80_000, TimeScale(1_007.3, 31_007.3, 1_000))
    assert set(moved[1:-1]) <= set(still) | set(range(still[-1], still[-1] + 60))


def test_a_single_active_second_survives_at_a_day_to_the_screen() -> None:
    values = np.zeros(86_400)
    values[43_210] = 1.0
    edges = series.columns(0, values.size, TimeScale(0.0, 86_400.0, 1_000))
    assert edges.size <= 1_002
    assert series.reduced(values, np.fmax, edges, 0).max() == 1.0
    assert series.reduced(values, np.fmin, edges, 0).max() == 0.0


def test_empty_seconds_do_not_count_in_a_column() -> None:
    values = np.array([np.nan, 0.5, np.nan, np.nan, 1.0, 0.0])
    edges = np.array([0, 2, 4, 6])
    np.testing.assert_allclose(series.mean(values, edges, 0), [0.5, np.nan, 0.5])
    np.testing.assert_allclose(series.reduced(values, np.fmax, edges, 0), [0.5, np.nan, 1.0])


def test_runs_of_equal_values() -> None:
    starts, ends = series.runs(np.array([1, 1, 2, 0, 0], dtype=np.int8))
    assert starts.tolist() == [0, 2, 3]
    assert ends.tolist() == [2, 3, 5]


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0:00"), (41.9, "0:41"), (3_661, "1:01:01"), (-5, "−0:05")]
)
def test_elapsed_time(seconds: float, text: str) -> None:
    assert elapsed(seconds) == text


@given(start=st.integers(0, 1_000_000), span=st.integers(10, 86_400), most=st.integers(2, 30))
def test_marks_are_round_and_not_too_many(start: int, span: int, most: int) -> None:
    marks, step = DisplayClock(first=0.0).marks(start, start + span, most)
    assert len(marks) <= max(most, span / 21_600) + 1
    assert all(start <= mark <= start + span and mark % step == 0 for mark in marks)


def test_marks_of_a_wall_clock_are_round_on_that_clock() -> None:
    clock = DisplayClock(first=12.3, offset=1_700_000_017.5)
    marks, step = clock.marks(100.0, 700.0, 6)
    assert step >= 100
    assert len(marks) >= 3
    assert all(clock.text(mark).endswith(":00") for mark in marks)


def test_the_span_under_a_second_prefers_one_that_stands() -> None:
    table = SpanTable.of((*SPANS, Event(9, FIRST + 44.0, FIRST + 46.0, EventState.FORGOTTEN)))
    found = table.at(FIRST + 45.0)
    assert found is not None
    assert found.id == 2
    assert table.at(FIRST + 70.0) is None


def test_crowded_marks_are_thinned_but_none_is_lost_without_a_line() -> None:
    kept, rest = thinned(np.array([0.0, 0.4, 5.0, 30.0, 31.0]), 20.0)
    assert kept.tolist() == [0, 3]
    assert rest.tolist() == [1, 2, 4]
    assert [part.size for part in thinned(np.empty(0), 20.0)] == [0, 0]


def test_words_about_a_gap_and_an_empty_second() -> None:
    snapshot = watched(60, gaps=(Gap(FIRST + 20.0, FIRST + 30.0, "paused"),))
    assert words.second(snapshot, FIRST + 25.0) == ["Not watched: Paused"]
    assert words.second(snapshot, FIRST + 500.0) == ["Not watched"]
    assert words.second(snapshot, FIRST + 5.0)[-1] == "Fixed by a completed span"


@pytest.mark.parametrize(
    ("event", "text"),
    [
        (Event(1, 0, 9, EventState.TRIGGERED, 4.0), "triggered at 0:04"),
        (Event(1, 0, 9, EventState.CLOSED, 4.0, late=True), "triggered at 0:04, after its end, ended"),
        (Event(1, 0, 9, EventState.CLOSED, reason="gap"), "no trigger, closed: No frames"),
        (
            Event(1, 0, 9, EventState.CLOSED, suppressed_at=4.0),
            "held back while snoozed or cooling down, ended",
        ),
        (Event(1, 0, 9, EventState.CLOSED, 4.0, reason="withdrawn"), "triggered at 0:04, closed: Withdrawn"),
        (Event(1, 0, 9, EventState.RETRACTED, 4.0), "withdrawn, its slots turned inactive again"),
    ],
)
def test_words_about_an_event(event: Event, text: str) -> None:
    assert words.state(event, DisplayClock()) == text
