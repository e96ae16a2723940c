"""What people say about spans, and taking it back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stride_desktop.core.events import MERGED, WITHDRAWN, Event, EventState
from stride_desktop.core.review import SHORTEST, Review, ReviewedSpan, ReviewHistory, Verdict

CLOSED = EventState.CLOSED


def review() -> Review:
    return Review.of([Event(7, 20.0, 30.0, CLOSED), Event(4, 5.0, 9.0, CLOSED)])


def test_it_begins_with_the_events_that_stand_in_the_order_of_their_onset() -> None:
    events = [
        Event(9, 40.0, 50.0, EventState.TRIGGERED),
        Event(1, 1.0, 2.0, EventState.FORGOTTEN),
        Event(2, 2.0, 3.0, EventState.RETRACTED),
        Event(3, 3.0, 4.0, CLOSED, reason=WITHDRAWN),
        Event(4, 4.0, 5.0, CLOSED, reason=MERGED),
        Event(5, 6.0, 8.0, CLOSED, reason="stopped"),
    ]
    assert Review.of(events).spans == (ReviewedSpan(1, 6.0, 8.0, 5), ReviewedSpan(2, 40.0, 50.0, 9))


def test_edits_change_one_span_and_keep_the_order() -> None:
    before = review()
    after = before.judged(1, Verdict.WRONG).moved(2, 1.0, 30.0).annotated(2, "too early")
    assert after.spans == (
        ReviewedSpan(2, 1.0, 30.0, 7, note="too early"),
        ReviewedSpan(1, 5.0, 9.0, 4, Verdict.WRONG),
    )
    assert before == review()


def test_an_added_span_is_right_and_its_id_is_new() -> None:
    after = review().deleted(2).added(12.0, 15.0)
    assert after.spans[-1] == ReviewedSpan(3, 12.0, 15.0, None, Verdict.RIGHT)
    assert after.deleted(3).added(1.0, 2.0).spans[0].id == 4


@pytest.mark.parametrize("end", [10.0, 3.0])
def test_no_span_is_shorter_than_a_slot(end: float) -> None:
    assert review().moved(1, 10.0, end).span(1).end == 10.0 + SHORTEST
    assert review().added(10.0, end).span(3).end == 10.0 + SHORTEST


def test_what_is_wrong_is_not_true() -> None:
    assert [span.id for span in review().judged(1, Verdict.WRONG).added(50, 60).truth] == [2, 3]


def test_a_span_that_is_not_there() -> None:
    with pytest.raises(KeyError):
        review().judged(3, Verdict.RIGHT)


edits = st.lists(st.sampled_from(["judge", "move", "add", "undo", "redo"]), max_size=30)


@given(edits)
def test_undo_and_redo_walk_along_the_edits_that_were_made(names: list[str]) -> None:
    history = ReviewHistory(review())
    states, here = [review()], 0  # a plain model of the same thing
    for step, name in enumerate(names):
        if name == "undo":
            history.undo()
            here = max(0, here - 1)
        elif name == "redo":
            history.redo()
            here = min(len(states) - 1, here + 1)
        else:
            edited = {
                "judge": history.now.judged(1, Verdict.RIGHT if step % 2 else Verdict.WRONG),
                "move": history.now.moved(1, float(step), 90.0),
                "add": history.now.added(float(step), 99.0),
            }[name]
            if edited != history.now:
                states[here + 1 :] = [edited]
                here += 1
            history.do(edited)
        assert history.now == states[here]
        assert history.can_undo == (here > 0)
        assert history.can_redo == (here < len(states) - 1)
