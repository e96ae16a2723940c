"""Every recording of the official detector, decision by decision."""

from __future__ import annotations

import numpy as np
import pytest

from tests.activation.golden import CASES, check_recording, detector_of, play, read_case, read_frames


@pytest.fixture(params=CASES, scope="module")
def played(request, tiny, tiny_single_sequence):
    case = read_case(request.param)
    model = tiny_single_sequence if case["single_sequence"] else tiny
    detector = detector_of(case, model)
    passes = play(detector, read_frames(case, request.param))
    return case, detector, passes


def test_detector_reproduces_the_recording(played):
    check_recording(*played)


def test_done_is_set_exactly_when_detection_has_ended(played):
    case, detector, passes = played
    completed = sum(len(item.completed) for _, item in passes)
    limit = case["max_events"] if case["multi"] else 1
    assert detector.done == (completed >= limit)


def test_seeded_runs_are_alike(tiny):
    case = read_case("live_sliding")
    runs = [play(detector_of(case, tiny), read_frames(case, "live_sliding")) for _ in range(2)]
    for (_, first), (_, second) in zip(*runs, strict=True):
        np.testing.assert_array_equal(first.probabilities, second.probabilities)
        np.testing.assert_array_equal(first.origin, second.origin)


def test_restart_is_a_fresh_detector_fed_the_same_groups(tiny):
    case = read_case("live_sliding")
    shown = read_frames(case, "live_sliding")
    first_draws, second_draws = np.random.RandomState(0), np.random.RandomState(0)
    restarted = detector_of(case | {"query": "something else entirely"}, tiny, first_draws)
    play(restarted, shown[:30])
    restarted.restart(case["query"])
    fresh = detector_of(case, tiny, second_draws)
    for frame in shown[:30]:
        fresh.push(frame, denoise=False)
    first_draws.seed(7)
    second_draws.seed(7)
    after, expected = play(restarted, shown[30:]), play(fresh, shown[30:])
    assert restarted.finish() == fresh.finish()
    for (_, first), (_, second) in zip(after, expected, strict=True):
        assert first.prefix_tokens == second.prefix_tokens
        np.testing.assert_array_equal(first.probabilities, second.probabilities)
        np.testing.assert_array_equal(first.labels, second.labels)
