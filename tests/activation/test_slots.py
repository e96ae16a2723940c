from __future__ import annotations

import numpy as np

from stride_desktop.core.slots import SlotHistory, slot_grid
from stride_desktop.core.ticks import ACTIVE, INACTIVE, MASKED


def labels(*values):
    return np.array(values, np.int8)


def test_grid_ends_at_now_and_reaches_into_the_future():
    grid = slot_grid(10.0, 0.0, past=3, future=2, resolution=0.5)
    assert grid.starts.tolist() == [8.5, 9.0, 9.5, 10.0, 10.5]
    assert grid.ends.tolist() == [9.0, 9.5, 10.0, 10.5, 11.0]
    assert not grid.unseen.any()


def test_first_seen_and_span():
    grid = slot_grid(10.0, 8.0, past=4, future=0, resolution=1.0)
    assert grid.unseen.tolist() == [True, False, False, False]
    assert grid.first_seen == 7.0
    assert grid.span(labels(0, 0, 0, 0)) is None
    assert grid.span(labels(0, 1, 0, 1)) == (7.0, 10.0)


def test_history_remembers_seen_slots_only():
    grid = slot_grid(10.0, 8.0, past=4, future=0, resolution=1.0)
    history = SlotHistory.of(grid, labels(0, 1, 0, 1))
    assert history.starts.tolist() == [7.0, 8.0, 9.0]
    assert history.labels.tolist() == [1, 0, 1]


def test_a_slot_inherits_only_what_all_it_overlaps_agree_on():
    before = slot_grid(4.0, 0.0, past=4, future=0, resolution=1.0)
    history = SlotHistory.of(before, labels(1, 1, 0, 0))
    same = slot_grid(4.0, 0.0, past=4, future=0, resolution=1.0)
    assert history.proposals(same).tolist() == [ACTIVE, ACTIVE, INACTIVE, INACTIVE]
    shifted = slot_grid(5.5, 0.0, past=4, future=0, resolution=1.0)
    assert history.proposals(shifted).tolist() == [MASKED, INACTIVE, INACTIVE, MASKED]


def test_touching_within_a_microsecond_is_not_overlap():
    before = slot_grid(4.0, 0.0, past=4, future=0, resolution=1.0)
    history = SlotHistory.of(before, labels(1, 0, 1, 0))
    nudged = slot_grid(4.0 + 5e-7, 0.0, past=4, future=0, resolution=1.0)
    assert history.proposals(nudged).tolist() == [ACTIVE, INACTIVE, ACTIVE, INACTIVE]
    moved = slot_grid(4.0 + 2e-6, 0.0, past=4, future=0, resolution=1.0)
    assert history.proposals(moved).tolist() == [MASKED, MASKED, MASKED, INACTIVE]


def test_what_is_settled_by_its_end_or_by_its_centre():
    grid = slot_grid(10.02, 0.0, 4, 0, 1.0)  # slots end at 7.02, 8.02, 9.02, 10.02
    assert grid.settled(8.0, by_centre=False).tolist() == [True, False, False, False]
    assert grid.settled(8.0, by_centre=True).tolist() == [True, True, False, False]


def test_a_span_ends_where_a_longer_gap_follows():
    grid = slot_grid(10.0, 0.0, 10, 0, 1.0)
    labels = np.array([0, 1, 1, 0, 0, 1, 0, 0, 0, 1], dtype=np.int8)
    assert grid.span(labels) == (1.0, 10.0)
    assert grid.span(labels, 2.0) == (1.0, 6.0)
    assert grid.span(labels, 1.9) == (1.0, 3.0)
    assert grid.span(np.zeros(10, np.int8), 2.0) is None
