"""The bands of a lane from top to bottom, their legend and their words."""

from __future__ import annotations

from stride_desktop.app.timeline.backdrop import backdrop_entries
from stride_desktop.app.timeline.band import Band, Entry
from stride_desktop.app.timeline.clock import DisplayClock
from stride_desktop.app.timeline.curve import CURVE
from stride_desktop.app.timeline.header import HEADER
from stride_desktop.app.timeline.label_strip import STRIP
from stride_desktop.app.timeline.review_band import REVIEW
from stride_desktop.app.timeline.rows import Row
from stride_desktop.app.timeline.spans import SPANS

BANDS: tuple[Band, ...] = (HEADER, CURVE, SPANS, REVIEW, STRIP)


def bands_of(row: Row) -> list[Band]:
    """The bands of a lane, from top to bottom."""
    return [band for band in BANDS if band.shown(row)]


def timeline_entries() -> list[Entry]:
    """The shapes of the timeline, the spans first: a narrow legend shows only the first ones."""
    others = [entry for band in BANDS if band is not SPANS for entry in band.entries()]
    return [*SPANS.entries(), *backdrop_entries(), *others]


def describe(row: Row, at: float, clock: DisplayClock) -> list[str]:
    """The details of one frame's slot, one line each. at: when the frame was taken."""
    return [line for band in bands_of(row) for line in band.describe(row, at, clock)]
