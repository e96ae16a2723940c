"""Times that people type, read as the timeline writes them."""

from __future__ import annotations

from datetime import datetime

import pytest

from stride_desktop.app.timeline.clock import DisplayClock

NOON = datetime(2026, 3, 10, 12, 0, 0).timestamp()
OF_DAY = DisplayClock(1000.0, NOON - 1000.0)
"""Stream second 1000 was at noon."""


@pytest.mark.parametrize(
    ("text", "second"), [("0:41", 41), ("12", 12), (" 2:03 ", 123), ("1:00:05", 3605), ("90:00", 5400)]
)
def test_elapsed_time(text, second):
    assert DisplayClock(1000.0).second(text, 0.0) == 1000 + second


@pytest.mark.parametrize(
    ("text", "second"), [("12:00", 0), ("12:03:44", 224), ("11:59:50", -10), ("9:30", -9000)]
)
def test_time_of_day(text, second):
    assert OF_DAY.second(text, 1000.0) == 1000 + second


def test_midnight_is_the_nearest_one():
    assert OF_DAY.second("0:10", 1000.0 + 11 * 3600) == 1000 + 12 * 3600 + 600
    assert OF_DAY.second("23:50", 1000.0 + 13 * 3600) == 1000 + 12 * 3600 - 600


@pytest.mark.parametrize("text", ["", "abc", "1:75", "1:2:3:4", "-5", "1.5", "٣:١٢"])
def test_what_is_no_time(text):
    assert DisplayClock().second(text, 0.0) is None
    assert OF_DAY.second(text, 0.0) is None


@pytest.mark.parametrize("text", ["24:00", "12"])
def test_what_is_no_time_of_day(text):
    assert OF_DAY.second(text, 1000.0) is None


def test_what_it_writes_it_reads():
    for clock in (DisplayClock(1000.0), OF_DAY):
        for second in (1000.0, 1059.0, 5000.0):
            assert clock.second(clock.text(second), second) == second


@pytest.mark.parametrize("between", [0.0, 0.02, 0.5, 0.97])
def test_frames_that_jitter_have_a_second_each(between):
    """Also where the jitter passes a full second of the clock; and what is written is read as that frame."""
    clock = DisplayClock(1000.28, NOON + between - 1000.28)
    frames = [1000.28 + second + jitter for second, jitter in enumerate((0.0, 0.04, -0.05, 0.2, -0.2, 0.01))]
    written = [clock.text(frame) for frame in frames]
    assert written == [f"12:00:{second:02}" for second in range(6)]
    assert [round(clock.second(text, 1000.0) - 1000.28) for text in written] == list(range(6))
    marks, _ = clock.marks(1000.2, 1005.5, 10)
    assert marks == pytest.approx([1000.28 + second for second in range(6)]), "they lie at the frames"
    assert [clock.mark(mark, 1) for mark in marks] == written


def test_nothing_was_before_the_first_frame():
    """The slot of the first frame begins a second earlier."""
    assert DisplayClock(0.0).text(-1.0) == "0:00"
    assert OF_DAY.text(999.0) == "12:00:00"
