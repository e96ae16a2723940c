"""Rectangle arithmetic, checked pixel by pixel."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stride_desktop.sources.rectangles import Rect, share_covered, subtract

SIZE = 12
side = st.integers(0, SIZE)
rects = st.builds(Rect, side, side, side, side)


def count(*several: Rect) -> np.ndarray:
    """How many of the rectangles each pixel is in."""
    pixels = np.zeros((SIZE, SIZE), int)
    for rect in several:
        if not rect.empty:
            pixels[rect.top : rect.bottom, rect.left : rect.right] += 1
    return pixels


@given(rects, rects)
def test_minus_leaves_each_pixel_outside_once(whole: Rect, cover: Rect) -> None:
    parts = whole.minus(cover)
    assert (count(*parts) == count(whole) * (1 - count(cover))).all()
    assert not any(part.empty for part in parts)


@given(st.lists(rects, max_size=4), rects)
def test_subtract_takes_the_cover_from_all(several: list[Rect], cover: Rect) -> None:
    assert (count(*subtract(several, cover)) == count(*several) * (1 - count(cover))).all()


@given(st.lists(rects, max_size=4), rects)
def test_the_share_that_is_covered(covers: list[Rect], whole: Rect) -> None:
    inside = count(whole) == 1
    under = (count(*covers) > 0) & inside
    assert share_covered(whole, covers) == pytest.approx(under.sum() / inside.sum() if inside.any() else 0)


@given(rects, rects)
def test_intersection_is_what_both_have(one: Rect, other: Rect) -> None:
    assert (count(one.intersection(other)) == count(one) * count(other)).all()
