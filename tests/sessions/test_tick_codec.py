"""A tick comes back as it was, whatever is in it."""

from __future__ import annotations

import struct
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from stride_desktop.core.slots import slot_grid
from stride_desktop.core.ticks import DenoisingCall, Pass, Segment, Tick
from stride_desktop.sessions.tick_codec import decode, encode
from tests.sessions.samples import same_tick, tick

times = st.floats(-1e9, 1e9)
segments = st.lists(st.builds(Segment, times, times, st.booleans()), max_size=4).map(tuple)


@st.composite
def passes(draw):
    slots = draw(st.integers(1, 40))
    grid = slot_grid(draw(times), draw(times), slots, 0, draw(st.sampled_from([0.5, 1.0, 2.0, 0.1, 1 / 3])))
    starts, ends = grid.starts, grid.ends
    if draw(st.booleans()):
        starts, ends = (draw(hnp.arrays(np.float64, slots, elements=times)) for _ in range(2))
    chances = hnp.arrays(np.float32, slots, elements=st.floats(0, 1, width=32) | st.just(np.nan))
    labels = hnp.arrays(np.int8, slots, elements=st.integers(0, 2))
    calls = tuple(
        DenoisingCall(draw(labels), draw(chances).astype(np.float64), draw(st.integers(-(2**40), 2**40)))
        for _ in range(draw(st.integers(0, 4)))
    )
    return Pass(
        draw(st.integers(0, 2**31)),
        starts,
        ends,
        grid.unseen,
        draw(labels),
        draw(chances).astype(np.float64),
        draw(hnp.arrays(np.int16, slots)),
        draw(segments),
        draw(segments),
        calls,
    )


@settings(max_examples=60, deadline=None)
@given(times, st.lists(passes(), min_size=1, max_size=3))
def test_round_trip(timestamp, items):
    before = Tick(timestamp, tuple(items))
    data = encode(before)
    after = decode(timestamp, data)
    same_tick(before, after)
    assert encode(after) == data


def test_probabilities_are_rounded_once_to_what_the_model_computes_in():
    before = tick(30)
    odd = np.full(8, 1 / 3)
    item = before.passes[0]
    rounded = Tick(
        30.0, (type(item)(**{name: getattr(item, name) for name in item.__slots__} | {"probabilities": odd}),)
    )
    after = decode(30.0, encode(rounded))
    assert after.passes[0].probabilities[0] == float(np.float32(1 / 3))
    assert encode(after) == encode(rounded)


def test_a_usual_tick_is_small():
    usual = tick(5000, range(40, 50), slots=64, calls=8)
    assert len(encode(usual)) < 3000


@pytest.mark.parametrize("damage", [b"", b"rubbish", zlib.compress(b"\x01\x02"), zlib.compress(b"")])
def test_damage_is_told(damage):
    with pytest.raises((ValueError, struct.error)):
        decode(0.0, damage)


def test_a_newer_form_is_refused():
    with pytest.raises(ValueError, match="newer version"):
        decode(0.0, zlib.compress(b"\x09\x01"))
