"""The detector's rules, against a model that says what it is told to."""

from __future__ import annotations

import numpy as np
import pytest

from stride_desktop.activation import DetectorSettings
from stride_desktop.core.errors import SettingsError
from stride_desktop.core.ticks import ACTIVE, FIXED, INACTIVE, MASKED, RETAINED, UNSEEN, Segment
from tests.activation.scripted import ScriptedModel, active_during, frames
from tests.activation.watched import spans, watch


def test_slots_before_the_first_frame_are_unseen_and_inactive():
    _, ticks = watch(ScriptedModel(active_during((-100, 100))), range(4))
    item = ticks[-1].passes[0]
    # At 3 s the slots end at -12 … 3; the one that ends at 0 touches the first frame.
    assert item.unseen.tolist() == [end < 0 for end in range(-12, 4)]
    assert (item.labels[item.unseen] == INACTIVE).all()
    assert (item.origin[item.unseen] == UNSEEN).all()
    assert np.isnan(item.probabilities[item.unseen]).all()
    assert (item.labels[~item.unseen] == ACTIVE).all()


def test_a_slot_that_ends_within_a_tenth_of_a_second_of_the_first_frame_is_seen():
    _, ticks = watch(ScriptedModel(active_during()), [0.0, 1.05])
    ends = ticks[0].passes[0].slot_ends
    assert ends[-2] == pytest.approx(0.05)
    _, ticks = watch(ScriptedModel(active_during()), [0.1, 1.05])
    assert not ticks[0].passes[0].unseen[-2]
    _, ticks = watch(ScriptedModel(active_during()), [0.2, 1.05])
    assert ticks[0].passes[0].unseen[-2]


def test_rounds_share_the_seen_slots_and_reveal_them_one_after_another():
    model = ScriptedModel(active_during())
    _, ticks = watch(model, range(14), unmasking_steps=4, frames_per_tick=14)
    masked = [int((labels == MASKED).sum()) for labels in model.seen_labels]
    assert masked == [14, 10, 6, 3]  # 14 seen slots: 4 + 4 + 3 + 3
    assert sorted(ticks[0].passes[0].origin[2:]) == [1] * 4 + [2] * 4 + [3] * 3 + [4] * 3


def test_probability_of_a_slot_comes_from_the_call_that_decided_it():
    rng = np.random.RandomState(3)
    model = ScriptedModel(lambda ends, _: rng.random(ends.shape))
    _, ticks = watch(model, range(14), frames_per_tick=14)
    item = ticks[0].passes[0]
    for slot in np.flatnonzero(~item.unseen):
        call = item.calls[item.origin[slot] - 1]
        assert call.labels[slot] == MASKED
        assert item.probabilities[slot] == call.probabilities[slot]
        assert item.labels[slot] == (call.probabilities[slot] > 0.5)


def test_confident_past_decisions_are_carried_forward():
    _, ticks = watch(ScriptedModel(active_during((4, 100), sure=0.8)), range(8), confidence_threshold=0.75)
    item = ticks[-1].passes[0]
    assert (item.origin == RETAINED).sum() == 6  # the slots that ended at 0 … 5
    assert (item.calls[0].labels[~item.unseen] == MASKED).all()
    assert item.calls[1].labels[-3] == ACTIVE


def test_unsure_past_decisions_are_decided_again():
    _, ticks = watch(ScriptedModel(active_during((4, 100), sure=0.74)), range(8), confidence_threshold=0.75)
    assert (ticks[-1].passes[0].origin != RETAINED).all()


def test_without_a_threshold_nothing_is_carried_and_no_call_is_spent():
    _, ticks = watch(ScriptedModel(active_during()), range(8), confidence_threshold=None, unmasking_steps=2)
    assert [len(item.calls) for tick in ticks for item in tick.passes] == [2, 2, 2, 2]


def test_a_slot_over_two_that_disagree_is_decided_again():
    model = ScriptedModel(active_during((4.2, 100), sure=0.99))
    _, ticks = watch(model, [0, 1, 2, 3, 4, 5, 6, 7.5])
    item = ticks[-1].passes[0]
    before = dict(zip(ticks[-2].passes[0].slot_starts, ticks[-2].passes[0].labels, strict=True))
    assert (before[3.0], before[4.0]) == (INACTIVE, ACTIVE)
    by_start = dict(zip(item.slot_starts, item.origin, strict=True))
    assert by_start[3.5] > RETAINED  # half on an inactive, half on an active slot
    assert by_start[2.5] == by_start[4.5] == RETAINED


def test_slots_of_a_completed_segment_are_settled():
    model = ScriptedModel(active_during((2, 5)))
    _, ticks = watch(model, range(12))
    first = next(tick for tick in ticks if tick.completed)
    assert spans(first.completed) == [(2.0, 5.0)]
    again, later = first.passes[1], ticks[-1].passes[0]
    for item in (again, later):
        settled = ~item.unseen & (item.slot_ends <= 5.0)
        assert (item.origin[settled] == FIXED).all()
        assert (item.labels[settled] == INACTIVE).all()
    assert again.origin[-1] > RETAINED  # the history was cleared for the second pass


def test_tick_labels_are_active_where_any_pass_says_so():
    _, ticks = watch(ScriptedModel(active_during((2, 5))), range(12))
    tick = next(tick for tick in ticks if tick.completed)
    assert (tick.labels == tick.passes[0].labels).all()
    assert tick.passes[1].labels.sum() == 0


def test_an_open_segment_follows_the_newest_span_and_keeps_its_start():
    def answer(ends, now):
        # Sees 3 … 9 at first, only 5 … 7 at 9 s.
        return active_during((3, 9) if now < 9 else (5, 7))(ends, now)

    detector, ticks = watch(ScriptedModel(answer), range(10), margin_seconds=10.0, confidence_threshold=None)
    assert spans(ticks[-2].segments) == [(3.0, 7.0)]
    assert spans(detector.segments) == [(3.0, 7.0)]
    assert not detector.segments[0].completed


def test_a_false_positive_is_dropped():
    def answer(ends, now):
        return active_during(*([(3, 6)] if now < 6 else []))(ends, now)

    detector, ticks = watch(ScriptedModel(answer), range(8), confidence_threshold=None)
    assert spans(ticks[2].segments) == [(3.0, 5.0)]
    assert detector.segments == ()


def test_margin_keeps_a_recent_span_open():
    for margin, completed in ((1.0, True), (3.0, False)):
        detector, _ = watch(ScriptedModel(active_during((2, 5))), range(8), margin_seconds=margin)
        assert detector.segments[0] == Segment(2.0, 5.0, completed)


def test_several_events_in_one_tick_are_found_one_pass_each():
    # While 3 … 5 is undecided the span reaches from it to 9 … 11, so both are one segment.
    def answer(ends, now):
        settled = len(model.seen_labels) > 4
        return active_during((9, 11) if settled else (3, 5))(ends, now)

    model = ScriptedModel(answer)
    detector, ticks = watch(model, range(14), frames_per_tick=14)
    assert [spans(item.completed) for item in ticks[0].passes] == [[(3.0, 5.0)], [(9.0, 11.0)], []]
    assert spans(ticks[0].completed) == spans(detector.segments) == [(3.0, 5.0), (9.0, 11.0)]


def event_per_pass(model):
    """The event after k passes of 4 calls is the second k."""

    def answer(ends, now):
        number = (len(model.seen_labels) - 1) // 4
        return active_during((number, number + 1))(ends, now)

    return answer


def test_live_cap_limits_the_passes_of_a_tick():
    model = ScriptedModel(active_during(), window_past=30)
    model.answer = event_per_pass(model)
    _, ticks = watch(model, range(28), frames_per_tick=28, max_passes=4)
    assert len(ticks[0].passes) == 4
    assert len(ticks[0].completed) == 4


def test_max_events_ends_detection_for_good():
    model = ScriptedModel(active_during(), window_past=30)
    model.answer = event_per_pass(model)
    detector, ticks = watch(model, range(28), frames_per_tick=28, max_events=2)
    assert len(ticks[0].passes) == 2
    assert detector.done
    encoded = model.encoded
    assert [detector.push(frame) for frame in frames(range(28, 84))] == [None] * 56
    assert model.encoded == encoded
    detector.restart("again")
    assert not detector.done


def test_single_event_ends_with_the_first():
    detector, ticks = watch(ScriptedModel(active_during((2, 4), (9, 12))), range(20), multi_event=False)
    assert detector.done
    assert spans(detector.finish()) == [(2.0, 4.0)]
    assert [len(tick.passes) for tick in ticks] == [1] * len(ticks)


def test_live_use_forgets_closed_segments_that_no_slot_reaches():
    spells = [(t, t + 3.0) for t in range(0, 400, 10)]
    everything, _ = watch(
        ScriptedModel(active_during(*spells)), range(400), max_window_frames=8, drop_frames=2
    )
    live, ticks = watch(
        ScriptedModel(active_during(*spells)),
        range(400),
        settings=DetectorSettings(max_window_frames=8, drop_frames=2, max_passes=4, forget_closed=True),
    )
    assert len(everything.segments) > 30
    assert max(len(tick.segments) for tick in ticks) <= 16
    assert sum(len(tick.completed) for tick in ticks) > 30
    assert set(live.segments) < set(everything.segments)


def test_finish_takes_whole_groups_ignores_a_lone_frame_and_repeats_itself():
    model = ScriptedModel(active_during((-100, 100)))
    detector, ticks = watch(model, range(7), frames_per_tick=4)
    assert len(ticks) == 1
    final = detector.finish()
    assert spans(final) == [(0.0, 5.0)]
    assert spans(detector.segments) == [(-1.0, 5.0)]
    calls = len(model.seen_labels)
    assert detector.finish() == final
    assert len(model.seen_labels) == calls
    assert detector.push(frames([9.0])[0]) is None


def test_finish_of_nothing_is_nothing():
    detector, _ = watch(ScriptedModel(active_during()), [0.0])
    assert detector.finish() == ()


def test_flush_returns_the_last_tick_once():
    detector, _ = watch(ScriptedModel(active_during()), range(6), frames_per_tick=4)
    tick = detector.flush()
    assert tick is not None
    assert tick.timestamp == 5.0
    assert detector.flush() is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"frames_per_tick": 3},
        {"frames_per_tick": 0},
        {"frames_per_tick": 2.0},
        {"max_window_frames": 1},
        {"drop_frames": 0},
        {"drop_frames": 65},
        {"unmasking_steps": 0},
        {"confidence_threshold": 1.5},
        {"confidence_threshold": float("nan")},
        {"margin_seconds": -1.0},
        {"margin_seconds": float("nan")},
        {"max_events": 0},
        {"max_passes": 0},
        {"max_frame_tokens": 0},
    ],
)
def test_senseless_settings_are_refused(wrong):
    with pytest.raises(SettingsError) as caught:
        DetectorSettings(**wrong)
    assert next(iter(wrong)) in caught.value.what
    assert caught.value.remedy


def test_ready_made_settings_make_sense():
    live = DetectorSettings.live()
    assert (live.max_passes, live.settle_by_centre, live.span_gap_seconds) == (4, True, 2.0)
    published = DetectorSettings()
    assert (published.settle_by_centre, published.span_gap_seconds) == (False, None)
    assert DetectorSettings.live(128).drop_frames == 32
