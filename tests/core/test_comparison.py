"""Two lanes of one stream, and a lane and a person."""

from __future__ import annotations

import numpy as np
import pytest

from stride_desktop.core.comparison import Score, agreement, score
from stride_desktop.core.events import Event, EventState
from stride_desktop.core.review import Review, Verdict
from stride_desktop.core.timeline import TimelineSnapshot


def lane(text: str, first: int = 0, spans=()) -> TimelineSnapshot:
    """A lane whose seconds are "#" active, "." inactive, " " unknown."""
    labels = np.array([{"#": 1, ".": 0, " ": -1}[letter] for letter in text], dtype=np.int8)
    nothing = np.zeros(len(labels))
    events = tuple(
        Event(number, onset, reach, EventState.CLOSED) for number, (onset, reach) in enumerate(spans, 1)
    )
    flags = np.zeros(len(labels), dtype=bool)
    return TimelineSnapshot(
        first,
        labels,
        nothing,
        flags,
        nothing.astype(np.int16),
        None,
        events,
        (),
        (),
        0.0,
        nothing.astype(np.float32),
    )


@pytest.mark.parametrize(
    ("one", "other", "share"),
    [
        (lane("..##"), lane("..##"), 1.0),
        (lane("..##"), lane(".###"), 0.75),
        (lane("..##"), lane(" ###"), 2 / 3),
        (lane("..##", first=10), lane("##..", first=12), 1.0),  # only 12 and 13 are in both
        (lane("..##"), lane("....", first=9), None),
        (lane("    "), lane("...."), None),
        (lane(""), lane("...."), None),
    ],
)
def test_the_share_of_seconds_in_which_they_say_the_same(one, other, share):
    assert agreement(one, other) == agreement(other, one)
    assert agreement(one, other) == (None if share is None else pytest.approx(share))


def said(*spans):
    review = Review()
    for start, end in spans:
        review = review.added(start, end)
    return review


@pytest.mark.parametrize(
    ("true", "found", "expected"),
    [
        ([(0, 10)], [(0, 10)], Score(1, 0, 0)),
        ([(0, 10)], [(0, 5)], Score(1, 0, 0)),
        ([(0, 10)], [(0, 4.9)], Score(0, 1, 1)),
        ([(0, 10)], [(0, 9), (1, 10)], Score(1, 0, 1)),  # one span is found once
        ([(0, 10), (20, 30)], [(0, 30)], Score(0, 2, 1)),
        ([(0, 10), (8, 12)], [(0, 12), (8, 12)], Score(2, 0, 0)),  # the best fit goes first
        ([], [(0, 3)], Score(0, 0, 1)),
        ([(0, 3)], [], Score(0, 1, 0)),
    ],
)
def test_a_lane_against_a_person(true, found, expected):
    assert score(said(*true), lane("", spans=found)) == expected


def test_what_was_called_wrong_is_not_wanted():
    review = said((0, 10), (20, 30)).judged(2, Verdict.WRONG)
    assert score(review, lane("", spans=[(0, 10), (20, 30)])) == Score(1, 0, 1)
