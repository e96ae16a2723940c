"""The range of time in view, and whether it follows the newest second."""

from __future__ import annotations

import math

import pyqtgraph as pg
from PySide6.QtCore import QObject, Signal

from stride_desktop.app.timeline.scale import MAX_SPAN, MIN_SPAN

FIRST_SPAN = 180.0
"""Seconds in view at the start."""

_LIVE_STEP = 0.02
"""Share of its width by which the view moves on."""

_NARROWEST = 400.0
"""Pixels; a box that is not laid out yet is narrower."""

LIVE_MARGIN = 0.04
"""Share of the view that stays free behind the newest second."""

ZOOM_PER_NOTCH = 1.25
"""Factor by which a notch of the wheel zooms."""


class Navigation(QObject):
    """Moves the range of a ViewBox, 10 s to 24 h long. `moved`: another range is in view.

    The view is live while it follows the newest second. Moving until that second is out of view
    leaves live; only `go_live` returns.
    """

    live_changed = Signal(bool)
    moved = Signal()

    def __init__(self, box: pg.ViewBox, parent: QObject) -> None:
        super().__init__(parent)
        self._box = box
        self.live = True
        self.bounds = (0.0, 0.0)
        """The first and the newest watched second."""
        box.sigXRangeChanged.connect(self.moved)
        self._show(0.0, FIRST_SPAN)

    @property
    def range(self) -> tuple[float, float]:
        """Start and end of the view, stream seconds."""
        start, end = self._box.viewRange()[0]
        return start, end

    def clamp(self, second: float) -> float:
        """The nearest watched second."""
        first, newest = self.bounds
        return max(first, min(second, newest))

    def set_bounds(self, first: float, newest: float, restarted: bool) -> None:
        """The first and the newest watched second; `restarted`: it is another stream."""
        fresh = restarted or self.bounds == (0.0, 0.0)
        self.bounds = (first, newest)
        if fresh:
            self._set_live(True)
        if self.live:
            self._follow()

    def go_live(self) -> None:
        """Follow the newest second."""
        self._set_live(True)
        self._follow()

    def leave_live(self) -> None:
        """Stop following the newest second."""
        self._set_live(False)

    def pan(self, pixels: float) -> None:
        """Move the view by pixels towards the past."""
        start, end = self.range
        self._move(start - pixels * self._per_pixel, end - start)

    def zoom_at(self, factor: float, pixel: float) -> None:
        """Show `factor` times as much; the second at `pixel` stays where it is."""
        self.zoom(factor, self.range[0] + pixel * self._per_pixel)

    def zoom(self, factor: float, second: float | None) -> None:
        """Show `factor` times as much around a second: by default the newest if live, or the middle."""
        start, end = self.range
        if second is None or not start <= second <= end:
            second = self.bounds[1] if self.live else (start + end) / 2
        span = min(MAX_SPAN, max(MIN_SPAN, (end - start) * factor))
        self._move(second - (second - start) * span / (end - start), span)

    def step_zoom(self, steps: int, second: float | None) -> None:
        """Zoom in (1) or out (−1) by as much as two notches of a wheel."""
        self.zoom(ZOOM_PER_NOTCH ** (-2 * steps), second)

    def centre(self, second: float) -> None:
        """Show as much as now, around a second."""
        start, end = self.range
        self._move(second - (end - start) / 2, end - start)

    def zoom_to(self, first: float, last: float) -> None:
        """Show first..last with some room on both sides."""
        span = min(MAX_SPAN, max(MIN_SPAN, (last - first) * 1.4))
        self._move((first + last - span) / 2, span)

    def reveal(self, second: float) -> None:
        """Move as little as needed to have a second well inside the view."""
        start, end = self.range
        margin = (end - start) * LIVE_MARGIN
        if second < start + margin:
            self._move(second - margin, end - start)
        elif second > end - margin:
            self._move(second + margin - (end - start), end - start)

    def _move(self, start: float, span: float) -> None:
        first, newest = self.bounds
        earliest = min(first, newest - span) - span * 0.1
        latest = max(newest - span / 2, first)
        start = max(earliest, min(start, latest))
        self._show(start, start + span)
        if start + span < newest:
            self._set_live(False)

    def _follow(self) -> None:
        start, end = self.range
        span = end - start
        first, newest = self.bounds
        start = max(first - span * 0.01, newest + span * LIVE_MARGIN - span)
        # In steps of whole pixels, so that lanes which did not change are rarely drawn again.
        width = max(_NARROWEST, self._box.rect().width())
        step = round(width * _LIVE_STEP) / width * span
        start = math.ceil(start / step) * step
        self._show(start, start + span)

    @property
    def _per_pixel(self) -> float:
        """Seconds in one pixel."""
        start, end = self.range
        width: float = self._box.rect().width()
        return (end - start) / max(1.0, width)

    def _show(self, start: float, end: float) -> None:
        self._box.setXRange(start, end, padding=0)

    def _set_live(self, live: bool) -> None:
        if live != self.live:
            self.live = live
            self.live_changed.emit(live)
