"""A pass as a matrix, where its cells are, and what is said of them."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF

from stride_desktop.app.inspector import words
from stride_desktop.app.inspector.layout import Layout
from stride_desktop.app.inspector.matrix import BLANK, CARRIED, DECIDED, MASKED, SETTLED, Matrix
from stride_desktop.app.timeline.clock import DisplayClock
from stride_desktop.core.tick_history import Opinion, TickHistory
from stride_desktop.core.ticks import ACTIVE, FIXED, INACTIVE, RETAINED, UNSEEN
from stride_desktop.core.ticks import MASKED as MASKED_LABEL
from tests.app.inspector.ticks import undecided
from tests.core.detected import detected, kept


def matrices(ticks):
    """Every pass of the real detector beside its matrix."""
    for tick in ticks:
        kept_tick = kept([tick]).newest
        for number, item in enumerate(tick.passes):
            yield item, Matrix.of(kept_tick, number)


def last(ticks) -> Matrix:
    return Matrix.of(kept(ticks).newest, 0)


def test_the_cells_are_what_the_calls_were_given():
    kinds = set()
    for item, matrix in matrices([*detected(), *undecided()]):
        assert matrix.cells.shape == (len(item.calls), item.labels.size)
        for row, call in enumerate(item.calls):
            masked = (matrix.cells[row] == MASKED) | (matrix.cells[row] == DECIDED)
            np.testing.assert_array_equal(call.labels == MASKED_LABEL, masked)
            after = matrix.cells[row] == CARRIED
            np.testing.assert_array_equal(call.labels[after], item.labels[after])
        kinds |= {int(kind) for kind in np.unique(matrix.cells)}
    assert kinds == {BLANK, SETTLED, MASKED, DECIDED, CARRIED}


def test_every_seen_slot_that_is_not_fixed_is_decided_once():
    for item, matrix in matrices(undecided()):
        np.testing.assert_array_equal((matrix.cells == DECIDED).sum(axis=0), item.origin >= RETAINED)


def test_rounds_are_counted_without_the_call_that_retains():
    first, later = Matrix.of(kept(undecided()[:1]).newest, 0), last(undecided(threshold=1.0))
    assert not first.retains
    assert [first.round_of(row) for row in range(first.calls)] == list(range(1, first.rounds + 1))
    assert later.retains
    assert [later.round_of(row) for row in range(later.calls)] == list(range(later.rounds + 1))


@pytest.fixture
def matrix() -> Matrix:
    ticks = undecided(threshold=0.9)
    return next(matrix for _, matrix in matrices(reversed(ticks)) if matrix.retains and matrix.rounds > 2)


def test_every_position_finds_its_cell(matrix):
    layout = Layout.of(QRectF(0, 0, 900, 200), matrix, 16, 50)
    for row in range(matrix.calls + 1):
        for column in range(matrix.slots):
            assert layout.hit(layout.cell(row, column).center()) == (row, column)
    assert layout.hit(QPointF(20, 100)) is None
    assert layout.hit(QPointF(400, 199)) is None


def test_more_slots_than_pixels_still_fit(matrix):
    layout = Layout.of(QRectF(0, 0, 60, 40), matrix, 16, 50)
    assert layout.x[0] <= layout.x[-1] <= 60
    assert (np.diff(layout.y) >= 0).all()


def test_what_is_said_of_a_cell(matrix):
    retained = int(np.flatnonzero(matrix.origin == RETAINED)[0])
    text = " ".join(words.cell(matrix, 0, retained))
    assert "First call" in text
    assert "Retained from the tick before" in text
    resolved = int(np.flatnonzero(matrix.origin == 2)[0])
    probability = f"{matrix.probabilities[2, resolved]:.2f}"
    first, masked, decided = words.cell(matrix, 1, resolved)
    assert first == f"Round 1 of {matrix.rounds}"
    assert f"{matrix.probabilities[1, resolved]:.2f}" in masked
    assert masked.startswith("Stays masked")
    label = "active" if matrix.labels[resolved] == ACTIVE else "inactive"
    assert decided == f"Resolved in round 2: {label}, probability {probability}"
    assert words.cell(matrix, 2, resolved) == [f"Round 2 of {matrix.rounds}", decided]
    assert words.cell(matrix, 3, resolved)[1] == f"Already {label}"
    assert words.cell(matrix, matrix.calls, resolved) == ["Result", decided]


def test_what_is_said_of_untouched_slots():
    tick = next(
        matrix for _, matrix in matrices(detected()) if FIXED in matrix.origin and UNSEEN in matrix.origin
    )
    fixed, unseen = (int(np.flatnonzero(tick.origin == origin)[0]) for origin in (FIXED, UNSEEN))
    assert "completed span" in words.cell(tick, 0, fixed)[0]
    assert "Unseen" in words.cell(tick, 0, unseen)[0]


def test_a_pass_in_a_sentence(matrix):
    text = words.summary(matrix, DisplayClock())
    active = int((matrix.labels == ACTIVE).sum())
    assert f"{(matrix.origin == RETAINED).sum()} retained" in text
    assert f"{(matrix.origin > RETAINED).sum()} resolved" in text
    assert f"{matrix.rounds} rounds" in text
    assert f"{active} slots are active" in text
    assert "No slot is active" in words.summary(last(detected(spans=())), DisplayClock())


def thought(*labels: int, fixed: int = 0) -> list[Opinion]:
    settled = [Opinion(INACTIVE, float("nan"), FIXED)] * fixed
    return [Opinion(label, 0.8 if label else 0.2, 1) for label in labels] + settled


@pytest.mark.parametrize(
    ("opinions", "expected"),
    [
        (thought(1, 1), "always active"),
        (thought(0, 1), "label changed once"),
        (thought(0, 1, 0, fixed=3), "label changed 2 times, then fixed"),
        (thought(fixed=2), "fixed in every tick"),
    ],
)
def test_how_often_the_model_changed_its_mind(opinions, expected):
    assert words.mind(opinions) == expected


def test_an_opinion_in_words():
    assert words.opinion(Opinion(ACTIVE, 0.931, 2)) == "Active, probability 0.93, resolved in round 2"
    assert words.opinion(thought(fixed=1)[0]) == "Fixed by a completed span"


def test_no_call_at_all():
    tick = kept(detected()[:1]).newest
    assert Matrix.of(tick, 0).first_seen == 14
    assert TickHistory().newest is None
