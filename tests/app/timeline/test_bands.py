"""The bands of a lane: how they share its height, and what lies out of view."""

from __future__ import annotations

import itertools

import pytest
from PySide6.QtCore import QRectF, QSize

from stride_desktop.app.timeline.band import Band, LaneLayout
from stride_desktop.app.timeline.bands import BANDS
from stride_desktop.app.timeline.rendering import Drawing, render_image
from stride_desktop.core.review import Review, Verdict
from stride_desktop.core.timeline import Lane
from tests.app.timeline.snapshots import FIRST, SPANS, watched

pytestmark = pytest.mark.usefixtures("qapp")


class Extra(Band):
    least = 1.0

    def height(self, unit: float, *, roomy: bool) -> int:
        return round(unit * (1 if roomy else 0.5))


@pytest.mark.parametrize("height", [150.0, 400.0])
def test_a_band_more_has_its_own_room_among_the_others(height: float) -> None:
    bands = (*BANDS[:3], extra := Extra(), *BANDS[3:])
    layout = LaneLayout.of(bands, QRectF(0, 40, 300, height), 16.0)
    areas = [layout.area(band) for band in bands]
    assert list(layout.areas) == list(bands)
    assert layout.area(extra).height() == (16 if height == 400.0 else 8)
    assert all(above.bottom() <= below.top() for above, below in itertools.pairwise(areas))
    assert layout.whole.top() == areas[0].top()
    assert areas[-1].bottom() <= layout.whole.bottom()


def test_the_mark_of_a_verdict_is_drawn_with_its_span_alone() -> None:
    pictures = []
    for verdict in (Verdict.OPEN, Verdict.RIGHT):
        review = Review.of(SPANS)
        span = next(span for span in review.spans if span.end == FIRST + 52.0)
        lane = Lane("q", "m", watched(160, SPANS), review.judged(span.id, verdict))
        pictures.append(render_image(Drawing([lane], 0, (FIRST + 52.0, FIRST + 70.0)), QSize(600, 200)))
    assert pictures[0] == pictures[1]
