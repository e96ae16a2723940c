"""Short cuts that change nothing, compared with them switched off, and a full memory."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from stride_desktop.activation import ActivationDetector, DetectorSettings
from stride_desktop.core.frames import Frame
from stride_desktop.core.ticks import ACTIVE, MASKED
from tests.activation.golden import read_case, read_frames, settings_of
from tests.activation.scripted import ScriptedModel, active_during, frames


def ticks_of(model, settings, shown, query="tell me when it rains", seed=0):
    detector = ActivationDetector(model, query, settings, np.random.RandomState(seed))
    return detector, [tick for frame in shown if (tick := detector.push(frame)) is not None]


def check_same_bits(ticks, expected):
    assert [tick.timestamp for tick in ticks] == [tick.timestamp for tick in expected]
    for tick, other in zip(ticks, expected, strict=True):
        assert tick.segments == other.segments
        for item, wanted in zip(tick.passes, other.passes, strict=True):
            np.testing.assert_array_equal(item.labels, wanted.labels)
            np.testing.assert_array_equal(item.probabilities, wanted.probabilities)
            assert len(item.calls) == len(wanted.calls)
            for call, made in zip(item.calls, wanted.calls, strict=True):
                np.testing.assert_array_equal(call.labels, made.labels)
                np.testing.assert_array_equal(call.probabilities, made.probabilities)


def test_calls_with_a_known_answer_are_told_but_not_made():
    def unsure(ends, now):
        del now
        return np.where(ends % 2 > 0, 0.55, 0.45)  # nothing is sure enough to be carried forward

    settings = DetectorSettings()
    with_it, without = ScriptedModel(unsure), ScriptedModel(unsure)
    _, ticks = ticks_of(with_it, settings, frames(range(40)))
    _, expected = ticks_of(without, replace(settings, reuse_calls=False), frames(range(40)))
    check_same_bits(ticks, expected)
    told = sum(len(item.calls) for tick in ticks for item in tick.passes)
    assert len(without.seen_labels) == told
    assert len(with_it.seen_labels) < told


def test_reusing_calls_changes_no_bit_of_a_real_model(tiny):
    case = read_case("live_sliding")
    shown = read_frames(case, "live_sliding")[:30]
    _, ticks = ticks_of(tiny, settings_of(case), shown, case["query"])
    _, expected = ticks_of(tiny, replace(settings_of(case), reuse_calls=False), shown, case["query"])
    check_same_bits(ticks, expected)


def check_same_up_to_rounding(ticks, expected):
    for tick, other in zip(ticks, expected, strict=True):
        for item, wanted in zip(tick.passes, other.passes, strict=True):
            np.testing.assert_array_equal(item.labels, wanted.labels)
            for call, made in zip(item.calls, wanted.calls, strict=True):
                np.testing.assert_allclose(call.probabilities, made.probabilities, atol=1e-6)


def test_leaving_out_what_nobody_reads_of_the_last_layer_changes_nothing(tiny, monkeypatch):
    """By rounding at most: the same products are made, for fewer tokens at once."""
    case = read_case("live_sliding")
    shown = read_frames(case, "live_sliding")[:30]
    _, ticks = ticks_of(tiny, settings_of(case), shown, case["query"])
    reads, run = set(), tiny.network.run

    def all_of_it(part):
        reads.add(part.read)
        hidden = run(replace(part, read=len(part.embeddings)))
        return hidden[len(hidden) - part.read :]

    monkeypatch.setattr(tiny.network, "run", all_of_it)
    _, expected = ticks_of(tiny, settings_of(case), shown, case["query"])
    slots = tiny.window_past + tiny.window_future
    assert reads == {0, slots}  # appended tokens are not read at all, of a call only the slots
    check_same_up_to_rounding(ticks, expected)


def test_slots_that_stand_as_in_the_call_before_are_not_read_again(tiny, monkeypatch):
    """By rounding at most: the same products are made, for fewer tokens at once."""
    case = read_case("live_sliding")
    shown = read_frames(case, "live_sliding")[:30]
    run, read = tiny.network.run, {True: 0, False: 0}

    def counted(part):
        read[tiny.network.reuse_slots] += len(part.embeddings) if part.read else 0
        return run(part)

    monkeypatch.setattr(tiny.network, "run", counted)
    _, ticks = ticks_of(tiny, settings_of(case), shown, case["query"])
    monkeypatch.setattr(tiny.network, "reuse_slots", False)
    _, expected = ticks_of(tiny, settings_of(case), shown, case["query"])
    check_same_up_to_rounding(ticks, expected)
    assert read[True] < read[False]


def test_a_call_that_broke_off_leaves_no_slots_behind(tiny, monkeypatch):
    def prefix():
        begun = tiny.open("q")
        noise = np.random.default_rng(0).integers(0, 255, (2, 64, 96, 3), np.uint8)
        begun.append(tiny.encode(Frame(noise[0], 0.0), Frame(noise[1], 1.0), 256), 0.5)
        return begun

    some, others = np.full(tiny.window_past, MASKED, np.int8), np.full(tiny.window_past, ACTIVE, np.int8)
    broken, fresh = prefix(), prefix()
    broken.denoise(some)
    with monkeypatch.context() as patch:
        norm = tiny.network.model.model.language_model.norm
        patch.setattr(norm, "forward", lambda _: (_ for _ in ()).throw(RuntimeError("out of luck")))
        with pytest.raises(RuntimeError, match="out of luck"):
            broken.denoise(others)
    np.testing.assert_array_equal(broken.denoise(some), fresh.denoise(some))


def test_reusing_the_features_of_a_still_picture_changes_no_bit(tiny):
    picture = np.random.default_rng(0).integers(0, 255, (64, 96, 3), np.uint8)
    shown = [Frame(picture, float(second)) for second in range(8)]
    seen = []
    see = tiny.network.see
    tiny.network.see = lambda *args: seen.append(1) or see(*args)
    try:
        _, ticks = ticks_of(tiny, DetectorSettings(), shown)
        with_it = len(seen)
        tiny.reuse_features = False
        _, expected = ticks_of(tiny, DetectorSettings(), shown)
    finally:
        tiny.reuse_features = True
        del tiny.network.see
    assert (with_it, len(seen)) == (1, 1 + 4)
    check_same_bits(ticks, expected)


def exhausted(kind):
    if kind == "cuda":
        return torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB.")
    return RuntimeError("MPS backend out of memory (MPS allocated: 17.9 GB)")


class Small(ScriptedModel):
    """Has memory for so many groups in a prefix."""

    room = 5
    kind = "cuda"

    def open(self, query):
        prefix = super().open(query)
        append = prefix.append

        def limited(group, seconds):
            if len(prefix.groups) >= self.room:
                raise exhausted(self.kind)
            append(group, seconds)

        prefix.append = limited
        return prefix


@pytest.mark.parametrize("kind", ["cuda", "mps"])
def test_a_full_memory_shortens_the_window_and_the_tick_is_made(kind):
    model = Small(active_during((4, 90)))
    model.kind = kind
    detector, ticks = ticks_of(model, DetectorSettings(), frames(range(40)))
    assert [tick.timestamp for tick in ticks] == list(range(1, 40, 2))
    assert 2 <= detector.max_frames <= 10
    assert not detector.starved
    assert ticks[-1].segments[-1].end == 39


def test_a_full_memory_during_denoising_shortens_the_window_too():
    def answer(ends, now):
        if len(model.seen_groups[-1]) > 4:
            raise exhausted("cuda")
        return active_during((4, 90))(ends, now)

    model = ScriptedModel(answer)
    detector, ticks = ticks_of(model, DetectorSettings(), frames(range(40)))
    assert len(ticks) == 20
    assert detector.max_frames <= 8


def test_no_memory_at_all_decides_nothing_until_there_is_some():
    model = Small(active_during((4, 90)))
    model.room = 0
    detector, ticks = ticks_of(model, DetectorSettings(), frames(range(6)))
    assert (ticks, detector.starved) == ([], True)
    model.room = 1
    more = [tick for frame in frames(range(6, 10)) if (tick := detector.push(frame)) is not None]
    assert [tick.timestamp for tick in more] == [7, 9]
    assert not detector.starved


def test_other_errors_of_a_model_are_not_taken_for_a_full_memory():
    def answer(ends, now):  # noqa: ARG001
        raise RuntimeError("shapes do not match")

    with pytest.raises(RuntimeError, match="shapes"):
        ticks_of(ScriptedModel(answer), DetectorSettings(), frames(range(4)))
