"""How the detector takes frames in: the window, cancelled work, restarts."""

from __future__ import annotations

import numpy as np
import pytest

from stride_desktop.activation import ActivationDetector, DetectorSettings
from stride_desktop.core.errors import Cancelled, FrameError, RequestError
from stride_desktop.core.frames import Frame
from tests.activation.scripted import PICTURE, ScriptedModel, active_during, frames
from tests.activation.watched import spans, watch


def test_window_slides_by_whole_groups_and_times_start_anew():
    model = ScriptedModel(active_during())
    watch(model, range(24), max_window_frames=12, drop_frames=5)
    assert model.seen_groups[-1] == [12.5 + 2 * i for i in range(6)]
    assert model.seen_relative[-1] == [0.5 + 2 * i for i in range(6)]
    assert max(len(groups) for groups in model.seen_groups) == 6
    assert model.encoded == 12


@pytest.mark.parametrize(("window", "drop", "chunk"), [(64, 16, 2), (64, 16, 4), (20, 7, 2), (128, 32, 8)])
def test_a_slide_costs_no_spike(window, drop, chunk):
    model = ScriptedModel(active_during())
    settings = DetectorSettings(
        frames_per_tick=chunk, max_window_frames=window, drop_frames=drop, unmasking_steps=1
    )
    detector = ActivationDetector(model, "x", settings, np.random.RandomState(0))
    costs, before = [], 0
    for frame in frames(range(4 * window)):
        if detector.push(frame) is not None:
            costs.append(model.appended - before)
            before = model.appended
    drop_groups = settings.drop_groups
    new = chunk // 2
    old_per_new = -(-(settings.max_window_groups - drop_groups) // drop_groups)
    assert max(costs) <= new * (1 + 1 + old_per_new)
    assert model.encoded == 2 * window


def test_ticks_as_long_as_a_drop_grow_no_second_prefix():
    model = ScriptedModel(active_during())
    watch(model, range(64), frames_per_tick=16, max_window_frames=32, drop_frames=16)
    assert model.opened == 3  # one for each window
    assert model.appended == 16 + 2 * 16


def test_frames_can_be_taken_in_without_a_decision():
    model = ScriptedModel(active_during())
    detector = ActivationDetector(model, "x", DetectorSettings())
    assert [detector.push(frame, denoise=False) for frame in frames(range(6))] == [None] * 6
    assert model.seen_labels == []
    assert [detector.push(frame) for frame in frames([6, 7])][1] is not None
    assert len(model.seen_groups[0]) == 4


class After:
    """Turns true at the n-th question."""

    def __init__(self, questions):
        self.left = questions

    def __call__(self):
        self.left -= 1
        return self.left < 0


def test_cancelled_before_encoding_the_frame_counts_as_not_pushed():
    model = ScriptedModel(active_during())
    detector = ActivationDetector(model, "x", DetectorSettings())
    first, second = frames([0, 1])
    detector.push(first)
    with pytest.raises(Cancelled):
        detector.push(second, cancelled=lambda: True)
    assert model.encoded == 0
    assert detector.push(second) is not None


@pytest.mark.parametrize("questions", range(1, 7))
def test_a_cancelled_tick_leaves_the_decisions_as_they_were(questions):
    model = ScriptedModel(active_during((2, 5)))
    detector, _ = watch(model, range(6), confidence_threshold=None)
    before = detector.segments
    one, two, three, four = frames([6, 7, 8, 9])
    detector.push(one)
    with pytest.raises(Cancelled):  # appending, four rounds, and one more in the second pass
        detector.push(two, cancelled=After(questions))
    assert detector.segments == before
    detector.push(three)
    detector.push(four)
    assert spans(detector.segments) == [(2.0, 5.0)]
    assert model.seen_groups[-1] == [0.5, 2.5, 4.5, 6.5, 8.5]


def test_restart_after_a_cancelled_tick_works():
    model = ScriptedModel(active_during())
    detector = ActivationDetector(model, "x", DetectorSettings())
    first, second = frames([0, 1])
    detector.push(first)
    with pytest.raises(Cancelled):
        detector.push(second, cancelled=After(2))
    detector.restart("y")
    tick = [detector.push(frame) for frame in frames([2, 3])][1]
    assert tick is not None
    assert model.seen_groups[-1] == [0.5, 2.5]


def test_restart_keeps_groups_or_forgets_them():
    model = ScriptedModel(active_during((2, 100)))
    detector, _ = watch(model, range(8))
    detector.restart("y")
    assert detector.segments == ()
    for frame in frames([8, 9]):
        detector.push(frame)
    assert len(model.seen_groups[-1]) == 5
    assert model.encoded == 5
    detector.restart("z", keep_frames=False)
    for frame in frames([0, 1]):
        detector.push(frame)
    assert model.seen_groups[-1] == [0.5]


def test_an_impossible_request_changes_nothing():
    model = ScriptedModel(active_during((2, 100)))
    with pytest.raises(RequestError):
        ActivationDetector(model, "  ")
    detector, _ = watch(model, range(8))
    segments = detector.segments
    with pytest.raises(RequestError):
        detector.restart("")
    assert detector.segments == segments


def test_an_impossible_frame_is_left_out():
    model = ScriptedModel(active_during())
    detector = ActivationDetector(model, "x", DetectorSettings())
    detector.push(Frame(PICTURE[:0], 0.0))
    with pytest.raises(FrameError):
        detector.push(Frame(PICTURE, 1.0))
    assert [detector.push(frame) for frame in frames([2, 3])][1] is not None


@pytest.mark.parametrize("time", [0.5, float("nan"), float("inf")])
def test_time_cannot_run_backwards(time):
    detector, _ = watch(ScriptedModel(active_during()), [0.0, 1.0])
    with pytest.raises(FrameError):
        detector.push(Frame(PICTURE, time))
    assert [detector.push(frame) for frame in frames([2, 3])][1] is not None
