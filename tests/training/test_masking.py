"""The three masking modes and what the model is shown."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from stride_desktop.core.ticks import ACTIVE, INACTIVE, MASKED
from stride_desktop.training.masking import (
    REVEALED_SHARE,
    MaskingMode,
    draw_mask,
    edge_slots,
    mask_span_and_scatter,
    shown_labels,
    unmask_spans,
)

W = 64


@st.composite
def samples(draw):
    """Truth with at most one span behind a fixed prefix, behind slots before the stream began."""
    began = draw(st.integers(0, W - 2))
    settled = draw(st.integers(began, W - 1))
    truth = np.zeros(W, np.int8)
    if draw(st.booleans()):
        start = draw(st.integers(settled, W - 1))
        truth[start : draw(st.integers(start + 1, W))] = ACTIVE
    index = np.arange(W)
    unseen, fixed = index < began, (index >= began) & (index < settled)
    return truth, fixed, unseen, np.random.default_rng(draw(st.integers(0, 2**32)))


@given(samples())
def test_full_masks_everything_that_may_be(sample):
    truth, fixed, unseen, rng = sample
    masked = draw_mask(rng, MaskingMode.FULL, truth, fixed, unseen)
    np.testing.assert_array_equal(masked[~unseen], ~fixed[~unseen])


@given(samples(), st.sampled_from(list(MaskingMode)))
def test_fixed_slots_are_never_masked_and_something_else_is(sample, mode):
    truth, fixed, unseen, rng = sample
    masked = draw_mask(rng, mode, truth, fixed, unseen)
    assert not masked[fixed].any()
    assert masked[~fixed & ~unseen].any()


@given(samples())
def test_revealed_spans_keep_their_budget_and_hide_an_edge(sample):
    truth, fixed, unseen, rng = sample
    maskable = ~fixed & ~unseen
    masked = unmask_spans(rng, truth, maskable)
    revealed = maskable & ~masked
    assert revealed.sum() <= REVEALED_SHARE * maskable.sum()
    edges = edge_slots(truth)
    edges = edges[maskable[edges]]
    assert not edges.size or masked[edges].any()


@given(samples())
def test_revealed_spans_never_touch(sample):
    truth, fixed, unseen, rng = sample
    maskable = ~fixed & ~unseen
    revealed = maskable & ~unmask_spans(rng, truth, maskable)
    runs = np.flatnonzero(np.diff(np.concatenate([[0], revealed.astype(int), [0]])))
    # Spans are at most six slots long; two that touched would make a longer run.
    assert all(end - start <= 6 for start, end in zip(runs[::2], runs[1::2], strict=True))


@given(samples())
def test_span_and_scatter_masks_between_one_and_all(sample):
    truth, fixed, unseen, rng = sample
    maskable = ~fixed & ~unseen
    masked = mask_span_and_scatter(rng, truth, maskable)
    assert 1 <= masked.sum() <= maskable.sum()
    assert not masked[~maskable].any()


def test_span_and_scatter_covers_an_edge():
    truth = np.zeros(W, np.int8)
    truth[20:40] = ACTIVE
    for seed in range(50):
        masked = mask_span_and_scatter(np.random.default_rng(seed), truth, np.ones(W, bool))
        assert masked[edge_slots(truth)].any()


def test_edges_are_the_slots_at_and_next_to_them():
    truth = np.zeros(10, np.int8)
    truth[4:7] = ACTIVE
    assert edge_slots(truth).tolist() == [3, 4, 5, 6, 7]
    truth[:] = INACTIVE
    assert edge_slots(truth).size == 0
    truth[:] = ACTIVE
    assert edge_slots(truth).tolist() == [0, 1, 8, 9]


def test_nothing_maskable_is_no_problem():
    nothing = np.zeros(W, bool)
    for mode in MaskingMode:
        masked = draw_mask(np.random.default_rng(0), mode, np.zeros(W, np.int8), ~nothing, nothing)
        assert not masked.any()


def test_slots_before_the_stream_are_masked_at_random_and_shown_as_inactive():
    truth, unseen = np.zeros(W, np.int8), np.arange(W) < 40
    rng = np.random.default_rng(0)
    share = np.mean([draw_mask(rng, MaskingMode.FULL, truth, ~unseen, unseen)[:40] for _ in range(100)])
    assert 0.4 < share < 0.6


@given(samples(), st.sampled_from(list(MaskingMode)))
def test_shown_labels_give_away_only_what_is_not_masked(sample, mode):
    truth, fixed, unseen, rng = sample
    masked = draw_mask(rng, mode, truth, fixed, unseen)
    given_labels = shown_labels(truth, masked, fixed | unseen)
    assert (given_labels[masked] == MASKED).all()
    assert (given_labels[fixed] == INACTIVE).all()
    free = ~masked & ~fixed & ~unseen
    np.testing.assert_array_equal(given_labels[free], truth[free])
