"""A time range that the user selected to ask about it."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPointF, Qt, Signal, Slot
from PySide6.QtWidgets import QToolButton

from stride_desktop.app.timeline import words
from stride_desktop.app.timeline.canvas import TimelineCanvas
from stride_desktop.app.timeline.playhead import PlayHead

_WITHIN = 1e-6
"""Seconds by which an end is moved inwards, so that slots which it only touches are left out."""

_MARGIN = 3
"""Pixels between the button and the edges of the picture."""


class Stretch(QObject):
    """The selected time range: whole slots that were watched. `button` asks about it.

    changed((start, end) | None): another one is selected. asked(start, end): the user asks about it.
    """

    changed = Signal(object)
    asked = Signal(float, float)

    def __init__(self, canvas: TimelineCanvas, playhead: PlayHead) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._picture = canvas.picture
        self._navigation = canvas.navigation
        self._playhead = playhead
        self._anchor = 0.0  # the fixed end
        self._edge = 0.0  # the moving end
        self.button = QToolButton(canvas)
        self.button.setAutoFillBackground(True)
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.button.setAccessibleName("Ask about this stretch")
        self.button.hide()
        self.button.clicked.connect(self.ask)
        canvas.stretch_begun.connect(self._begin)
        canvas.stretch_dragged.connect(self._drag)
        canvas.stretch_clicked.connect(self._reach)
        canvas.resized.connect(self._place)
        canvas.navigation.moved.connect(self._place)

    @property
    def bounds(self) -> tuple[float, float] | None:
        """Start and end; None when nothing is selected."""
        return self._picture.stretch

    def select(self, bounds: tuple[float, float] | None) -> None:
        """Select a time range, or nothing."""
        if bounds is not None:
            self._anchor, self._edge = bounds
        if bounds != self.bounds:
            self._picture.stretch = bounds
            self._picture.update()
            self._place()
            self.changed.emit(bounds)

    def drop(self) -> bool:
        """Select nothing; False: nothing was selected."""
        chosen = self.bounds is not None
        self.select(None)
        return chosen

    def extend(self, seconds: float) -> None:
        """Move one end, from the play-head when nothing is selected."""
        if self.bounds is None:
            self._anchor = self._edge = self._playhead.here
        self._move(self._navigation.clamp(self._edge + seconds))
        self._playhead.show(self._edge)

    @Slot()
    def ask(self) -> None:
        """Ask about the time range."""
        if self.bounds is not None:
            self.asked.emit(*self.bounds)

    @Slot(QPointF)
    def _begin(self, at: QPointF) -> None:
        self._anchor = self._second(at)

    @Slot(QPointF)
    def _drag(self, at: QPointF) -> None:
        if not self._picture.empty:
            self._move(self._second(at))

    @Slot(QPointF)
    def _reach(self, at: QPointF) -> None:
        """Select from the play-head, or from the fixed end, to a pixel."""
        if self._picture.empty:
            return
        if self.bounds is None:
            self._anchor = self._playhead.here
        self._move(self._second(at))

    def _second(self, at: QPointF) -> float:
        return self._navigation.clamp(self._picture.scale.second(at.x()))

    def _move(self, edge: float) -> None:
        """Select from the fixed end to another second, outwards to whole slots."""
        anchor, clamp, row = self._anchor, self._navigation.clamp, self._picture.row
        low, high = min(anchor, edge) + _WITHIN, max(anchor, edge) - _WITHIN
        if row is not None:
            low, high = row.snapshot.frame_time(low) - 1.0, row.snapshot.frame_time(high)
        bounds = clamp(low), clamp(high)
        self.select(bounds if bounds[1] > bounds[0] else None)
        self._anchor, self._edge = anchor, edge

    @Slot()
    def _place(self) -> None:
        """Put the button into the middle of the visible part."""
        bounds, scale = self.bounds, self._picture.scale
        if bounds is None or bounds[1] < scale.start or bounds[0] > scale.end:
            self.button.hide()
            return
        self.button.setText(f"{words.duration(bounds[1] - bounds[0])} · Ask about this")
        self.button.setToolTip("Ask about this stretch (A or Enter); Esc: deselect it")
        self.button.adjustSize()
        left, right = max(0.0, scale.x(bounds[0])), min(scale.width, scale.x(bounds[1]))
        most = self._canvas.width() - self.button.width() - _MARGIN
        middle = round((left + right) / 2)
        self.button.move(max(_MARGIN, min(middle - self.button.width() // 2, most)), _MARGIN)
        self.button.show()
