"""Scores: what counts as found."""

import numpy as np
import pytest

from stride_desktop.training.conditions import Span
from stride_desktop.training.scores import (
    Count,
    best_difference_score,
    edge_errors,
    match_spans,
    match_triggers,
    overlap,
    spans_of,
)


def test_overlap_is_intersection_over_union():
    assert overlap(Span(0, 10), Span(5, 15)) == pytest.approx(5 / 15)
    assert overlap(Span(0, 10), Span(10, 15)) == 0
    assert overlap(Span(3, 4), Span(3, 4)) == 1


def test_spans_are_matched_one_to_one():
    truth = [Span(0, 10), Span(20, 30)]
    assert match_spans([Span(1, 10), Span(0, 9), Span(21, 30)], truth) == Count(2, 1, 0)
    assert match_spans([Span(0, 30)], truth) == Count(0, 1, 2)
    assert match_spans([], truth) == Count(0, 0, 2)
    assert match_spans([Span(0, 30)], [Span(0, 16)]) == Count(1, 0, 0)


def test_edge_errors_are_those_of_the_best_prediction_of_each_found_span():
    truth = [Span(10, 20), Span(40, 50)]
    assert edge_errors([Span(9, 19), Span(14, 21), Span(47, 80)], truth) == [(-1, -1)]
    assert edge_errors([], truth) == []


def test_f1_of_sums():
    assert (Count(1, 1, 0) + Count(1, 0, 1)).f1 == pytest.approx(2 * 2 / 6)
    assert Count().f1 == 1


def test_one_trigger_per_event_counts():
    truth = [Span(10, 20), Span(40, 50)]
    counted = match_triggers([13.0, 15.0, 30.0, 44.0], truth)
    assert (counted.events, counted.found, counted.false) == (2, 2, 2)
    assert counted.delays == (3.0, 4.0)
    assert counted.delay == 3.5
    assert counted.recall == 1


def test_runs_of_frames_are_spans():
    active = np.array([0, 1, 1, 0, 1, 0, 1, 1, 1], bool)
    assert spans_of(active, 2) == [Span(1, 3), Span(6, 9)]
    assert spans_of(np.zeros(4, bool)) == []


def test_frame_difference_at_its_best_threshold_finds_lasting_and_toggling_changes():
    series = np.full(60, 0.5)
    series[20:30] = 9.0
    assert best_difference_score([series], [[Span(20, 30)]])[0] == 1
    series = np.full(60, 0.5)
    series[[20, 30]] = 40.0
    assert best_difference_score([series], [[Span(20, 30)]])[0] == 1
