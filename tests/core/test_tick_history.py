"""What is kept of every tick, and how it is found again."""

from __future__ import annotations

import math

import numpy as np
import pytest

from stride_desktop.core.tick_history import KeptTick, TickHistory
from stride_desktop.core.ticks import ACTIVE, FIXED, INACTIVE, MASKED, RETAINED, UNSEEN
from stride_desktop.core.timeline_history import decisions
from tests.core.detected import detected, kept


def by_time(history, tick):
    return next(item for item in history.at(tick.timestamp - 0.5) if item.timestamp == tick.timestamp)


def test_nothing_yet():
    history = TickHistory()
    assert (len(history), history.nbytes, history.newest, history.at(3.5)) == (0, 0, None, ())


def test_everything_about_a_pass_comes_back():
    ticks = detected()
    history = kept(ticks)
    assert max(len(tick.passes) for tick in ticks) > 1
    for tick in ticks:
        found = by_time(history, tick)
        for item, original in zip(found.passes, tick.passes, strict=True):
            assert item.first == original.slot_starts[0]
            assert item.resolution == 1.0
            np.testing.assert_array_equal(item.labels, original.labels)
            np.testing.assert_array_equal(item.origin, original.origin)
            np.testing.assert_allclose(item.probabilities, original.probabilities, atol=1e-6)
            assert len(item.calls) == len(original.calls)
            assert item.calls.dtype == np.float32


def test_which_call_decided_a_slot_follows_from_its_origin():
    passes = [item for tick in detected() for item in tick.passes]
    assert {RETAINED, FIXED, UNSEEN, 1} <= {int(origin) for item in passes for origin in item.origin}
    for tick in detected():
        item, original = kept([tick]).newest.passes[0], tick.passes[0]
        for row, call in enumerate(original.calls):
            np.testing.assert_array_equal(call.labels == MASKED, item.decided_in >= row)


def test_without_retention_the_first_call_is_round_one():
    tick = detected(confidence_threshold=None)[-1]
    item = kept([tick]).newest.passes[0]
    assert not item.retains
    assert item.rounds == len(item.calls) > 0
    assert kept(detected()[-1:]).newest.passes[0].retains


def test_a_pass_without_a_call():
    tick = detected(seconds=2)[0]
    nothing = tick.passes[0].__class__(
        **{name: getattr(tick.passes[0], name) for name in tick.passes[0].__slots__}
        | {"calls": (), "origin": np.full(16, FIXED, np.int16), "labels": np.zeros(16, np.int8)}
    )
    item = kept([tick.__class__(2.0, (nothing,))]).newest.passes[0]
    assert (item.rounds, item.retains, len(item.calls)) == (0, False, 0)
    assert np.isnan(item.probabilities).all()


def test_a_second_is_found_in_every_tick_that_looked_at_it():
    ticks = detected()
    history = kept(ticks)
    for second in (0.5, 12.5, 40.25):
        expected = [
            tick.timestamp
            for tick in ticks
            for slot in np.flatnonzero(~tick.passes[0].unseen)
            if tick.passes[0].slot_starts[slot] <= second < tick.passes[0].slot_ends[slot]
        ]
        assert [tick.timestamp for tick in history.at(second)] == expected != []
    assert history.at(-40.0) == history.at(200.0) == ()


def test_a_second_between_two_grids():
    history = kept(detected(begin=0.7))
    for tick in history.at(20.5):
        slot = tick.slot(20.5)
        assert tick.start + slot <= 20.5 < tick.start + slot + 1


def test_an_unseen_slot_was_not_looked_at():
    tick = kept(detected(seconds=4)).newest
    assert tick.slot(tick.end - 0.5) == 15
    assert tick.slot(tick.start + 0.5) is None
    assert tick.slot(tick.end + 0.5) is None


def test_the_opinion_of_a_tick_is_what_the_timeline_shows():
    for tick in detected():
        merged, item = decisions(tick), kept([tick]).newest
        for slot in np.flatnonzero(~tick.passes[0].unseen):
            opinion = item.opinion(int(slot))
            assert opinion.label == merged.labels[slot]
            if merged.decided[slot]:
                assert opinion.origin == merged.origin[slot]
                assert opinion.probability == pytest.approx(merged.probabilities[slot], abs=1e-6)
            else:
                assert (opinion.label, opinion.origin) == (INACTIVE, FIXED)
                assert math.isnan(opinion.probability)


def test_a_second_that_became_active_is_active_in_its_opinions():
    second, history = 33.5, kept(detected())
    opinions = [tick.opinion(tick.slot(second)) for tick in history.at(second)]
    assert {opinion.label for opinion in opinions if opinion.origin >= RETAINED} == {ACTIVE}


def test_the_opinions_on_one_request_are_kept_apart_from_those_on_another():
    ticks, history = detected(), TickHistory()
    for number, tick in enumerate(ticks):
        if number == len(ticks) - 3:
            history.change_request()
        history.add(tick)
    second = ticks[-4].timestamp - 0.5
    assert [tick.timestamp for tick in history.at(second)] == [tick.timestamp for tick in ticks[-3:]]
    assert [tick.timestamp for tick in history.at(second, 0)] == [ticks[-4].timestamp]
    assert history.at(second, 7) == ()


def test_neighbours():
    history = kept(detected())
    newest = history.newest
    before = history.beside(newest, -1)
    assert before.timestamp < newest.timestamp
    assert history.beside(before, 1) is newest
    assert history.beside(newest, 1) is None
    assert history.beside(newest, -len(history)) is None


def test_the_oldest_go_first_when_there_are_too_many():
    ticks = detected()
    whole = kept(ticks)
    history = kept(ticks, max_bytes=whole.nbytes // 2)
    assert history.nbytes <= whole.nbytes // 2
    assert 0 < len(history) < len(whole)
    assert history.newest.timestamp == ticks[-1].timestamp
    assert [tick.timestamp for tick in history.at(ticks[-1].timestamp - 0.5)] == [ticks[-1].timestamp]
    assert history.at(1.5) == ()


def test_the_newest_is_kept_however_large():
    assert len(kept(detected(), max_bytes=1)) == 1


def test_cleared():
    history = kept(detected())
    history.clear()
    assert (len(history), history.nbytes) == (0, 0)


def test_what_is_kept_cannot_be_changed():
    tick = kept(detected()).newest
    assert isinstance(tick, KeptTick)
    with pytest.raises(ValueError, match="read-only"):
        tick.passes[0].labels[0] = 1
