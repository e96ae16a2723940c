"""The map of the whole session below the timeline: a click or a drag moves the view."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from stride_desktop.app.look.pixmaps import WidgetPixmap
from stride_desktop.app.look.theme import Theme, em, faded, theme_of
from stride_desktop.app.timeline import shapes
from stride_desktop.app.timeline.bars import draw_bars
from stride_desktop.app.timeline.clock import DisplayClock
from stride_desktop.app.timeline.navigation import Navigation
from stride_desktop.app.timeline.playhead import PlayHead
from stride_desktop.app.timeline.rows import Row
from stride_desktop.app.timeline.scale import TimeScale
from stride_desktop.app.timeline.span_table import SOLID, TENTATIVE
from stride_desktop.app.timeline.spans import bars, thinned

_MIN_VIEW = 8.0
"""Least width in pixels of the frame around what is in view."""


class MiniMap(QWidget):
    """Spans, triggers and gaps from the first second to the newest, and a frame around what is in view."""

    def __init__(self, parent: QWidget, navigation: Navigation, playhead: PlayHead) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setRetainSizeWhenHidden(True)
        self.setSizePolicy(policy)
        self.setAccessibleName("Whole session")
        self.setToolTip("The whole session: click or drag to move the view")
        self._navigation = navigation
        self._playhead = playhead
        self._row: Row | None = None
        self._clock = DisplayClock()
        self._session = WidgetPixmap(self)
        self._grip: float | None = None  # seconds from the middle of the view to where it is dragged
        navigation.moved.connect(self._follow)

    def show_session(self, row: Row | None, clock: DisplayClock) -> None:
        """Show a lane; nothing for None."""
        self._row, self._clock = row, clock
        self.setVisible(row is not None)
        self._follow()

    def sizeHint(self) -> QSize:  # noqa: N802
        """One line of text high."""
        return QSize(round(em(self) * 20), round(em(self) * 1.2))

    @property
    def scale(self) -> TimeScale:
        """The mapping of the session's seconds to pixels."""
        first, newest = self._navigation.bounds
        return TimeScale(first, max(newest, first + 1), float(self.width()))

    def frame(self) -> QRectF:
        """The visible range in pixels."""
        start, end = self._navigation.range
        scale = self.scale
        left = min(max(0.0, scale.x(start)), scale.width - _MIN_VIEW)
        right = min(max(scale.x(end), left + _MIN_VIEW), scale.width)
        return QRectF(left, 0, right - left, self.height())

    def _follow(self) -> None:
        self._describe()
        self.update()

    def _describe(self) -> None:
        text = ""
        if self._row is not None:
            shown = [self._navigation.clamp(second) for second in self._navigation.range]
            start, end, first, last = map(self._clock.text, (*shown, *self._navigation.bounds))
            text = f"Showing {start} to {end} of {first} to {last}"
        if text != self.accessibleDescription():
            self.setAccessibleDescription(text)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Begin to drag the view, or move it to the mouse."""
        if self._row is None or event.button() is not Qt.MouseButton.LeftButton:
            return
        start, end = self._navigation.range
        inside = self.frame().contains(event.position())
        self._grip = self.scale.second(event.position().x()) - (start + end) / 2 if inside else 0.0
        self._drag(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Drag the view."""
        self._drag(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: ARG002, N802
        """End the drag."""
        self._grip = None

    def _drag(self, event: QMouseEvent) -> None:
        if self._grip is not None:
            self._navigation.centre(self.scale.second(event.position().x()) - self._grip)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Arrows and page keys move the view, + and − zoom, Home and End go to the ends."""
        actions: dict[int, Callable[[], None]] = {
            Qt.Key.Key_Left: lambda: self._shift(-0.25),
            Qt.Key.Key_Right: lambda: self._shift(0.25),
            Qt.Key.Key_PageUp: lambda: self._shift(-1.0),
            Qt.Key.Key_PageDown: lambda: self._shift(1.0),
            Qt.Key.Key_Plus: lambda: self._navigation.zoom(0.5, None),
            Qt.Key.Key_Equal: lambda: self._navigation.zoom(0.5, None),
            Qt.Key.Key_Minus: lambda: self._navigation.zoom(2.0, None),
            Qt.Key.Key_Home: lambda: self._navigation.centre(self._navigation.bounds[0]),
            Qt.Key.Key_End: self._playhead.go_live,
        }
        action = actions.get(event.key())
        if action is None:
            super().keyPressEvent(event)
        elif self._row is not None:
            action()

    def _shift(self, views: float) -> None:
        start, end = self._navigation.range
        self._navigation.centre((start + end) / 2 + (end - start) * views)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802
        """The session from its cache, dimmed outside the view, and the frame around the view."""
        theme, area = theme_of(self.palette()), QRectF(self.rect())
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._session.of(self._content, self._draw_session))
        if self._row is not None:
            frame = self.frame()
            veil = faded(theme.background, 0.55)
            painter.fillRect(QRectF(0, 0, frame.left(), area.height()), veil)
            painter.fillRect(QRectF(frame.right(), 0, area.right() - frame.right(), area.height()), veil)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.window, 1.5))
            painter.drawRoundedRect(frame.adjusted(1, 1, -1, -1), 2, 2)
        shapes.draw_frame(painter, area.adjusted(0.5, 0.5, -0.5, -0.5), theme, focused=self.hasFocus())

    @property
    def _content(self) -> object:
        """Everything that is painted, in whole pixels: most ticks change nothing by a whole pixel."""
        if self._row is None:
            return None
        table, second = self._row.table, self.scale.per_pixel
        times = np.stack((table.onset, table.reach, table.trigger)) // second
        first, newest = self._navigation.bounds
        return first, newest // second, self._row.snapshot.gaps, times.tobytes(), table.look.tobytes()

    def _draw_session(self, painter: QPainter, theme: Theme) -> None:
        row = self._row
        if row is None:
            return
        shapes.smooth(painter, on=False)
        scale, height = self.scale, self.height()
        gaps = []
        for gap in row.snapshot.gaps:
            left = scale.x(gap.start)
            gaps.append(QRectF(left, 0, max(1.0, scale.x(gap.end) - left), height))
        shapes.fill_hatched(painter, gaps, theme.gap, em(self) * 0.4)
        top, thick = round(height * 0.42), round(height * 0.36)
        band = QRectF(0, top, scale.width, thick)
        looks = row.table.look
        draw_bars(painter, bars(row.table, looks == SOLID, scale, band), theme, settled=True)
        draw_bars(painter, bars(row.table, looks == TENTATIVE, scale, band), theme, settled=False)
        triggers = np.sort(row.table.trigger[~np.isnan(row.table.trigger)])
        places = (triggers - scale.start) / scale.per_pixel
        # Above the spans, and apart from each other, so that neither hides the other.
        shapes.draw_lines(painter, places[thinned(places, 4)[0]], 4, top - 5, 2, theme.triggered)
