"""The widget that shows a matrix, and the details of the cell under the mouse."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from stride_desktop.app.inspector import painting, words
from stride_desktop.app.inspector.layout import Layout
from stride_desktop.app.inspector.matrix import Matrix
from stride_desktop.app.look.floating_card import FloatingCard
from stride_desktop.app.look.pixmaps import WidgetPixmap
from stride_desktop.app.look.theme import Theme, em, small_font, theme_of
from stride_desktop.app.timeline import shapes
from stride_desktop.app.timeline.axis import draw_axis
from stride_desktop.app.timeline.clock import DisplayClock
from stride_desktop.app.timeline.scale import TimeScale


class MatrixView(QWidget):
    """Shows one matrix, or says why there is none. The arrow keys select a cell.

    second_chosen: the middle of the slot that was clicked or moved to. stepped: the next tick (1) or
    the one before (-1) is asked for.
    """

    second_chosen = Signal(float)
    stepped = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName("Refinement matrix")
        self.matrix: Matrix | None = None
        self._message = ""
        self._clock = DisplayClock()
        self._column: int | None = None
        self._row = 0
        self._picture = WidgetPixmap(self)
        self.read_out = FloatingCard(self)

    @property
    def cell(self) -> tuple[int, int] | None:
        """Row and column that the keyboard is at; the result is the row behind the last call."""
        return None if self.matrix is None or self._column is None else (self._row, self._column)

    def show_matrix(self, matrix: Matrix, column: int, clock: DisplayClock) -> None:
        """Show a matrix and select a column."""
        if self.matrix is None or matrix.calls != self.matrix.calls:
            self._row = matrix.calls
        self.matrix, self._clock, self._column = matrix, clock, column
        self._describe()
        self.update()

    def show_message(self, text: str) -> None:
        """Show a message in place of a matrix."""
        self.matrix, self._column, self._message = None, None, text
        self.read_out.hide()
        self._describe()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Wide enough for a column every few pixels."""
        unit = em(self)
        return QSize(round(unit * 36), round(unit * 10))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """The rows touch each other, but all can be seen."""
        unit = em(self)
        return QSize(round(unit * 14), round(unit * 6))

    def _describe(self) -> None:
        text = self._message
        if self.matrix is not None:
            text = words.summary(self.matrix, self._clock)
            if (cell := self.cell) is not None:
                time, lines = self._details(self.matrix, *cell)
                text = f"{'. '.join([time, *lines])}. {text}"
        if text != self.accessibleDescription():
            self.setAccessibleDescription(text)

    def _details(self, matrix: Matrix, row: int, column: int) -> tuple[str, list[str]]:
        """The time of a cell's slot, and the decisions about it."""
        return self._clock.text(matrix.edges[column + 1]), words.cell(matrix, row, column)

    def layout_of(self, matrix: Matrix) -> Layout:
        """Rows and columns of a matrix in this widget."""
        metrics = QFontMetricsF(small_font(self.font()))
        names = ("Result", "Keep", "00")
        unit = em(self)
        gutter = max(metrics.horizontalAdvance(name) for name in names) + unit * 0.7
        return Layout.of(QRectF(self.rect()), matrix, unit, gutter)

    def _show_read_out(self, row: int, column: int) -> None:
        if self.matrix is None:
            return
        cell = self.layout_of(self.matrix).cell(row, column).toAlignedRect()
        time, lines = self._details(self.matrix, row, column)
        place = QRect(self.mapToGlobal(cell.topLeft()), cell.size())
        self.read_out.show_beside(place, time, "\n".join(lines), None, QSize())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Show the details of the cell under the mouse."""
        hit = self._hit(event.position())
        if hit is None:
            self.read_out.hide()
        else:
            self._show_read_out(*hit)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Select a cell."""
        hit = self._hit(event.position())
        if hit is not None and event.button() is Qt.MouseButton.LeftButton:
            self._go(*hit)

    def _hit(self, at: QPointF) -> tuple[int, int] | None:
        return None if self.matrix is None else self.layout_of(self.matrix).hit(at)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Arrows move between cells, Home and End to the ends, Page Up and Page Down between ticks."""
        step = 10 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
        actions: dict[int, Callable[[], None]] = {
            Qt.Key.Key_Left: lambda: self._move(0, -step),
            Qt.Key.Key_Right: lambda: self._move(0, step),
            Qt.Key.Key_Up: lambda: self._move(-1, 0),
            Qt.Key.Key_Down: lambda: self._move(1, 0),
            Qt.Key.Key_Home: lambda: self._move(0, -(10**6)),
            Qt.Key.Key_End: lambda: self._move(0, 10**6),
            Qt.Key.Key_PageUp: lambda: self.stepped.emit(-1),
            Qt.Key.Key_PageDown: lambda: self.stepped.emit(1),
        }
        action = actions.get(event.key())
        if action is None:
            super().keyPressEvent(event)
        elif self.matrix is not None:
            action()
            if (cell := self.cell) is not None:
                self._show_read_out(*cell)

    def _move(self, rows: int, columns: int) -> None:
        if self.matrix is not None and self._column is not None:
            column = min(self.matrix.slots - 1, self._column + columns)
            self._go(min(self.matrix.calls, max(0, self._row + rows)), column)

    def _go(self, row: int, column: int) -> None:
        """Select a cell; unseen slots cannot be selected, no tick looked at them."""
        if self.matrix is None:
            return
        column = max(self.matrix.first_seen, column)
        moved, self._row, self._column = column != self._column, row, column
        self._describe()
        self.update()
        if moved:
            self.second_chosen.emit(self.matrix.middle(column))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802
        """The matrix from its cache, and the selection; or the message."""
        theme = theme_of(self.palette())
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.background)
        if self.matrix is None:
            inset = round(em(self))
            painter.setPen(theme.muted)
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect().adjusted(inset, 0, -inset, 0), flags, self._message)
        else:
            painter.drawPixmap(0, 0, self._picture.of((self._clock, self.matrix), self._draw))
            if self._column is not None:
                layout = self.layout_of(self.matrix)
                focused = self.hasFocus()
                painting.draw_selection(painter, layout, theme, self._row, self._column, focused=focused)
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        shapes.draw_frame(painter, area, theme, focused=self.hasFocus())

    def _draw(self, painter: QPainter, theme: Theme) -> None:
        if self.matrix is not None:
            layout = self.layout_of(self.matrix)
            painter.setFont(small_font(self.font()))
            shapes.smooth(painter, on=False)
            painting.draw_cells(painter, self.matrix, layout, theme)
            painting.draw_result(painter, self.matrix, layout, theme)
            shapes.smooth(painter, on=True)
            painting.draw_marks(painter, self.matrix, layout, theme)
            painting.draw_row_names(painter, self.matrix, layout, theme)
            start, end = self.matrix.edges[[0, -1]].tolist()
            scale = TimeScale(start, end, layout.axis.width())
            draw_axis(painter, layout.axis, scale, self._clock, None, self.font(), theme)
