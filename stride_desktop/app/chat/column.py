"""A column of widgets that stays quick with hundreds of them.

A QVBoxLayout asks every child for its height whenever one of them changes. This column remembers
heights: one that changed is measured alone, and after a change of width the visible ones
come first, the others in small portions.
"""

from __future__ import annotations

import time

from PySide6.QtCore import QEvent, QObject, QSize, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

PORTION_SECONDS = 0.008
"""Longest time that one portion of measuring may take."""


class Column(QWidget):
    """Stacks widgets from top to bottom, each as wide as the column. Short columns sit at the bottom."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._heights: dict[QWidget, int] = {}
        self._stale: set[QWidget] = set()
        self._gap = 0
        self._width = -1
        self._first = -1  # where the first widget was put
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._measure_portion)

    @property
    def widgets(self) -> tuple[QWidget, ...]:
        """From top to bottom."""
        return tuple(self._heights)

    @property
    def settled(self) -> bool:
        """Every height is measured."""
        return not self._stale

    def add(self, widget: QWidget) -> None:
        """Put a widget at the end."""
        widget.setParent(self)
        widget.installEventFilter(self)
        widget.show()
        self._heights[widget] = 0
        self._measure(widget)
        if self._top() != self._first:
            self._place()
            return
        total = self._total()  # those above it stay where they are, and they may be hundreds
        self._fit(total)
        widget.move(self._gap, self._first + total - 2 * self._gap - self._heights[widget])

    def remove(self, widget: QWidget) -> None:
        """Remove and delete a widget."""
        widget.removeEventFilter(self)
        del self._heights[widget]
        self._stale.discard(widget)
        widget.hide()
        widget.deleteLater()
        self._place()

    def set_gap(self, pixels: int) -> None:
        """Space between and around the widgets."""
        self._gap = pixels
        self._width = -1
        self._follow_width()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """A widget whose content changed has to be measured again."""
        if event.type() == QEvent.Type.LayoutRequest and isinstance(watched, QWidget):
            self._stale.add(watched)
            self._timer.start()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Follow the width; the height only moves things."""
        super().resizeEvent(event)
        self._follow_width()
        if self._top() != self._first:
            self._place()

    def sizeHint(self) -> QSize:  # noqa: N802
        """The height of everything."""
        return QSize(self.width(), self._total())

    def _total(self) -> int:
        return sum(self._heights.values()) + self._gap * (len(self._heights) + 1)

    def _follow_width(self) -> None:
        if self.width() == self._width:
            return
        self._width = self.width()
        self._stale.update(self._heights)
        for widget in self._heights:
            if not widget.visibleRegion().isEmpty():
                self._measure(widget)
        self._place()
        self._timer.start()

    def _measure_portion(self) -> None:
        """Measure stale widgets, the newest first, for as long as one portion may take."""
        deadline = time.perf_counter() + PORTION_SECONDS
        for widget in reversed(list(self._heights)):
            if widget in self._stale:
                self._measure(widget)
                if time.perf_counter() > deadline:
                    break
        self._place()
        if self._stale:
            self._timer.start()

    def _measure(self, widget: QWidget) -> None:
        width = max(1, self.width() - 2 * self._gap)
        self._heights[widget] = (
            widget.heightForWidth(width) if widget.hasHeightForWidth() else widget.sizeHint().height()
        )
        widget.resize(width, self._heights[widget])
        self._stale.discard(widget)

    def _top(self) -> int:
        """Position of the first widget."""
        return self._gap + max(0, self.height() - self._total())

    def _fit(self, total: int) -> None:
        if self.minimumHeight() != total:
            self.setMinimumHeight(total)

    def _place(self) -> None:
        self._fit(self._total())
        self._first = y = self._top()
        for widget, height in self._heights.items():
            if widget.pos().y() != y or widget.pos().x() != self._gap:
                widget.move(self._gap, y)
            y += height + self._gap
