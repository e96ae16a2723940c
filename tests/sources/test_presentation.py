"""When pictures are shown, by stamps that are right, missing or wrong."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stride_desktop.sources.presentation import Stamped, placed


def times(stamps: list[float | None], duration: float = 0.0, hold: float = 1000.0) -> list[float]:
    """When the pictures with these stamps are shown."""
    pictures = [Stamped(index, stamp, duration, hold) for index, stamp in enumerate(stamps)]
    found = list(placed(pictures, 6))
    assert [item.picture for _, item in found] == list(range(len(stamps)))
    return [time for time, _ in found]


@pytest.mark.parametrize("begin", [0.0, -4.0, 90_000.0])
def test_the_first_picture_is_at_zero(begin: float) -> None:
    assert times([begin + second for second in range(8)]) == list(range(8))


@pytest.mark.parametrize("wrong", [[12.0], [3.0], [1e9], [-1e9], [12.0, 13.0], [1e9, 2e9], [None], [8.0]])
@pytest.mark.parametrize("at", [3, 8, 15])
def test_wrong_stamps_move_no_others(wrong: list[float | None], at: int) -> None:
    right = [float(second) for second in range(21)]
    stamps: list[float | None] = [*right[:at], *wrong, *right[at + len(wrong) :]]
    found = times(stamps)
    assert [*found[:at], *found[at + len(wrong) :]] == [*right[:at], *right[at + len(wrong) :]]
    assert found == sorted(set(found))


@pytest.mark.parametrize("first", [12.0, 1e9, None])
@pytest.mark.parametrize("count", [1, 2, 8])
def test_wrong_first_stamps(first: float | None, count: int) -> None:
    found = times([*[first] * count, *map(float, range(count, 20))], duration=1.0)
    assert found == pytest.approx(list(range(20)))


@pytest.mark.parametrize("second", [0.0, 3.0, -50.0, 1e6])
def test_a_clock_that_is_set_goes_on_at_the_pace_so_far(second: float) -> None:
    stamps = [*(index / 10 for index in range(50)), *(second + index / 10 for index in range(50))]
    assert times(stamps) == pytest.approx([index / 10 for index in range(100)])


def test_a_picture_that_is_held_or_lost_pictures_leave_time_as_it_is() -> None:
    stamps = [0.0, 1.0, 2.0, 900.0, 901.0]
    assert times(stamps) == stamps


@pytest.mark.parametrize("stamp", [None, 5.0])
def test_pictures_without_times_last_as_long_as_they_say(stamp: float | None) -> None:
    assert times([stamp] * 5, duration=0.5) == [0.0, 0.5, 1.0, 1.5, 2.0]


def test_pictures_that_say_nothing_come_at_25_a_second() -> None:
    assert times([None] * 26)[-1] == pytest.approx(1.0)


def test_two_pictures_of_the_same_time_share_it() -> None:
    assert times([0.0, 0.0, 1.0, 1.0, 2.0, 2.0, 3.0]) == [0.0, 0.04, 1.0, 1.5, 2.0, 2.5, 3.0]


@given(st.lists(st.one_of(st.none(), st.floats(-1e9, 1e9), st.integers(-5, 50)), max_size=40))
def test_time_never_runs_backwards_whatever_the_stamps(stamps: list[float | None]) -> None:
    found = times(stamps)
    assert not found or found[0] == 0.0
    assert found == sorted(found)


@given(st.lists(st.floats(0.01, 900.0), min_size=1, max_size=40), st.floats(-1e5, 1e5))
def test_right_stamps_are_kept(steps: list[float], begin: float) -> None:
    stamps = [begin]
    for step in steps:
        stamps.append(stamps[-1] + step)
    assert times(stamps) == pytest.approx([stamp - begin for stamp in stamps], abs=1e-6)
