from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from stride_desktop.core.schedule import choose_slots, unmasking_rounds

COUNTS = st.integers(0, 300)


@given(seen=COUNTS, masked=COUNTS, rounds=st.integers(1, 64))
def test_rounds_add_up_never_grow_and_are_never_empty(seen, masked, rounds):
    masked = min(seen, masked)
    counts = unmasking_rounds(seen, masked, rounds)
    assert sum(counts) == masked
    assert list(counts) == sorted(counts, reverse=True)
    assert all(0 < count <= -(-seen // rounds) for count in counts)
    assert len(counts) <= rounds


def test_first_rounds_take_the_remainder_and_the_last_is_clipped():
    assert unmasking_rounds(14, 14, 4) == (4, 4, 3, 3)
    assert unmasking_rounds(14, 9, 4) == (4, 4, 1)
    assert unmasking_rounds(3, 3, 8) == (1, 1, 1)
    assert unmasking_rounds(5, 0, 8) == ()


@given(
    values=st.lists(st.floats(0, 1), min_size=1, max_size=64),
    seed=st.integers(0, 2**31),
    data=st.data(),
)
def test_choice_is_among_the_most_confident_masked_slots(values, seed, data):
    probabilities = np.array(values)
    masked = np.array(data.draw(st.lists(st.booleans(), min_size=len(values), max_size=len(values))))
    masked[data.draw(st.integers(0, len(values) - 1))] = True
    count = data.draw(st.integers(1, int(masked.sum())))
    chosen = choose_slots(probabilities, masked, count, np.random.RandomState(seed))
    assert len(set(chosen.tolist())) == count
    assert masked[chosen].all()
    confidence = np.maximum(probabilities, 1 - probabilities)
    surer = [(confidence[masked] > confidence[slot]).sum() for slot in chosen]
    assert max(surer) < 2 * count


def test_draw_is_the_recorded_one_in_slot_order():
    probabilities = np.array([0.9, 0.5, 0.05, 0.6, 0.99, 0.5])
    masked = np.array([True, True, True, True, False, True])
    chosen = choose_slots(probabilities, masked, 2, np.random.RandomState(5))
    # The four most confident are 2, 0, 3 and, of the two at 0.5, the lower slot 1.
    expected = np.random.RandomState(5).choice([0, 1, 2, 3], 2, replace=False)
    assert chosen.tolist() == expected.tolist()
    everything = choose_slots(probabilities, masked, 5, np.random.RandomState(5))
    assert everything.tolist() == np.random.RandomState(5).choice([0, 1, 2, 3, 5], 5, replace=False).tolist()
