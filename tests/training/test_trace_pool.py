"""Which traces the two stages of training learn from."""

from dataclasses import replace

import numpy as np
import pytest

from stride_desktop.core.errors import Cancelled
from stride_desktop.training import TrainSettings, train, trainer
from stride_desktop.training.casting import make_stream
from stride_desktop.training.conditions import Condition, Family
from stride_desktop.training.trace_pool import TracePool
from stride_desktop.training.traces import trace, write_trace
from tests.small_nano import SMALL

COUNT = 60


@pytest.fixture(scope="module")
def short():
    return trace(make_stream(1, 4.0, (), "room"))


@pytest.fixture
def folder(tmp_path, short):
    """Traces that can be told apart by their world."""
    for number in range(COUNT):
        write_trace(replace(short, world=f"{number}"), tmp_path / f"{number}.npz")
    return tmp_path


def worlds(pool):
    return {item.world for item in pool.all()}


def test_one_in_five_traces_is_kept_from_the_frame_stage(folder):
    frames, slots = map(worlds, TracePool.parts(folder))
    assert not frames & slots
    assert len(frames | slots) == COUNT
    assert COUNT / 10 < len(slots) < COUNT / 3


def test_a_trace_stays_in_its_part_when_others_are_added(folder, short):
    before = [worlds(pool) for pool in TracePool.parts(folder)]
    for number in range(COUNT, COUNT + 10):
        write_trace(replace(short, world=f"{number}"), folder / f"{number}.npz")
    after = [worlds(pool) for pool in TracePool.parts(folder)]
    assert all(old < new for old, new in zip(before, after, strict=True))


def test_a_single_trace_serves_both_stages(tmp_path, short):
    write_trace(short, tmp_path / "0.npz")
    assert [len(pool.all()) for pool in TracePool.parts(tmp_path)] == [1, 1]


def test_two_thirds_of_the_slot_stages_streams_are_new_to_it(folder, tmp_path, monkeypatch):
    learned, new = map(worlds, TracePool.parts(folder))
    framed, slotted = [], []
    draw_frame_batch, watch_trace = trainer.draw_frame_batch, trainer.watch_trace

    def frames(rng, tokenizer, traces, *rest):
        framed.extend(item.world for item in traces)
        return draw_frame_batch(rng, tokenizer, [replace(item, world="room") for item in traces], *rest)

    def watch(rng, network, tokenizer, found):
        slotted.append(found.world)
        return watch_trace(rng, network, tokenizer, replace(found, world="room"))

    monkeypatch.setattr(trainer, "draw_frame_batch", frames)
    monkeypatch.setattr(trainer, "watch_trace", watch)
    settings = TrainSettings(
        folder, minutes=10, frame_share=1e-4, config=SMALL, streams=2, windows=4, first_streams=80
    )
    with pytest.raises(Cancelled):
        train(tmp_path / "out", settings, cancelled=lambda: len(slotted) >= 60)
    assert framed
    assert set(framed) <= learned
    fresh = sum(item in new for item in slotted)
    assert 0.4 < fresh / len(slotted) < 0.9
    assert set(slotted) & learned


@pytest.mark.parametrize("family", [Family.DIALOG, Family.PROGRESS, Family.BADGE, Family.BLANK, Family.DARK])
def test_what_is_hard_is_drawn_more_often(tmp_path, short, family):
    for number in range(10):
        conditions = (Condition(family if number % 2 else Family.MOTION),)
        write_trace(replace(short, conditions=conditions), tmp_path / f"{number}.npz")
    pool, rng = TracePool(tmp_path), np.random.default_rng(0)
    drawn = [pool.draw(rng).conditions[0].family for _ in range(400)]
    assert 0.55 < sum(item is family for item in drawn) / len(drawn) < 0.8
