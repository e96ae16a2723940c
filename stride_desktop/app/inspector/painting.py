"""Painting a matrix: probabilities as bars, marks where slots were decided, labels afterwards."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from stride_desktop.app.inspector.layout import Layout
from stride_desktop.app.inspector.matrix import CARRIED, DECIDED, MASKED, Matrix
from stride_desktop.app.look.theme import Theme, faded, mix
from stride_desktop.app.timeline import shapes
from stride_desktop.app.timeline.band import Entry
from stride_desktop.app.timeline.series import runs
from stride_desktop.core.ticks import ACTIVE, FIXED, INACTIVE, RETAINED

_SHADES = 10
_MIN_GAP_WIDTH = 5.0
"""Columns narrower than this touch each other."""


def draw_cells(painter: QPainter, matrix: Matrix, layout: Layout, theme: Theme) -> None:
    """Every call, without the marks."""
    _draw_masked(painter, matrix, layout, theme)
    _draw_carried(painter, matrix, layout, theme)
    _draw_bars(painter, matrix, layout, theme)
    painter.setPen(QPen(theme.border, 1))
    painter.drawLines([QLineF(layout.x[0], y - 0.5, layout.x[-1], y - 0.5) for y in layout.y[1:].tolist()])
    _draw_untouched(painter, matrix, layout, theme)


def _draw_masked(painter: QPainter, matrix: Matrix, layout: Layout, theme: Theme) -> None:
    """Hatched grey, run by run."""
    rects = [
        layout.cell(row, start).united(layout.cell(row, end - 1))
        for row in range(matrix.calls)
        for start, end in zip(*runs(matrix.cells[row]), strict=True)
        if matrix.cells[row, start] == MASKED
    ]
    draw_masked(painter, rects, layout.unit * 0.4, theme)


def draw_masked(painter: QPainter, rects: list[QRectF], spacing: float, theme: Theme) -> None:
    """Hatched grey, with `spacing` pixels between two lines."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(faded(theme.gap, 0.18))
    painter.drawRects(rects)
    shapes.fill_hatched(painter, rects, theme.gap, spacing)


def _carried(theme: Theme) -> QColor:
    """The colour of slots that are already active."""
    return faded(theme.tentative, 0.38)


def shade(probability: float, theme: Theme) -> QColor:
    """The colour of a probability, darker (or in the dark brighter) the higher it is."""
    return mix(mix(theme.background, theme.curve, 0.35), theme.curve, probability)


def _draw_carried(painter: QPainter, matrix: Matrix, layout: Layout, theme: Theme) -> None:
    """Paints a decided slot in later calls: a pale block while active, nothing while inactive."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_carried(theme))
    painter.drawRects(_rects(layout, (matrix.cells == CARRIED) & (matrix.labels == ACTIVE)))


def _draw_bars(painter: QPainter, matrix: Matrix, layout: Layout, theme: Theme) -> None:
    """P(active) as the height of a bar and as its shade, wherever a call could decide."""
    asked = (matrix.cells == MASKED) | (matrix.cells == DECIDED)
    shades = np.clip(np.nan_to_num(matrix.probabilities) * _SHADES, 0, _SHADES - 1).astype(np.int8)
    painter.setPen(Qt.PenStyle.NoPen)
    for step in range(_SHADES):
        painter.setBrush(shade(step / (_SHADES - 1), theme))
        painter.drawRects(_rects(layout, asked & (shades == step), matrix.probabilities))


def _rects(
    layout: Layout, chosen: NDArray[np.bool_], share: NDArray[np.float32] | None = None
) -> list[QRectF]:
    """The chosen cells, bool (C, W), without the lines between them; filled from below up to `share`."""
    rows, columns = np.nonzero(chosen)
    gap = 1.0 if layout.column_width >= _MIN_GAP_WIDTH else 0.0
    left, width = layout.x[columns], layout.x[columns + 1] - layout.x[columns] - gap
    foot, height = layout.y[rows + 1] - 1, layout.y[rows + 1] - layout.y[rows] - 2
    if share is not None:
        height = np.maximum(1.0, height * share[rows, columns])
    corners = (left.tolist(), (foot - height).tolist(), width.tolist(), height.tolist())
    return [QRectF(*sides) for sides in zip(*corners, strict=True)]


def _draw_untouched(painter: QPainter, matrix: Matrix, layout: Layout, theme: Theme) -> None:
    """Columns that no call may change: fixed ones plain grey, unseen ones empty, both with their name."""
    kinds = np.minimum(matrix.origin, RETAINED).astype(np.int8)
    metrics = QFontMetricsF(painter.font())
    for start, end in zip(*runs(kinds), strict=True):
        if kinds[start] == RETAINED:
            continue
        rect = layout.body
        rect.setLeft(layout.x[start])
        rect.setRight(layout.x[end])
        settled = kinds[start] == FIXED
        painter.fillRect(rect, theme.background)
        painter.fillRect(rect, faded(theme.gap, 0.45) if settled else theme.surface)
        name = "Fixed" if settled else "Unseen"
        shapes.draw_pill(painter, rect, name, metrics, theme)


def draw_marks(painter: QPainter, matrix: Matrix, layout: Layout, theme: Theme) -> None:
    """A frame around every deciding cell; in it ● active, ○ inactive, and ◆ ◇ where retained."""
    decided = matrix.cells == DECIDED
    frames = [rect.adjusted(0.5, 0.5, -0.5, -0.5) for rect in _rects(layout, decided)]
    painter.setBrush(Qt.BrushStyle.NoBrush)
    crowded = layout.column_width < _MIN_GAP_WIDTH
    painter.setPen(QPen(theme.muted if crowded else theme.text, 1))
    painter.drawRects(frames)
    size = min(layout.column_width - 3, layout.row_height - 5, layout.unit * 0.55)
    if size < 3:
        return
    for column, frame in zip(np.nonzero(decided)[1].tolist(), frames, strict=True):
        active, retained = matrix.labels[column] == ACTIVE, matrix.origin[column] == RETAINED
        draw_mark(painter, frame.center(), size, theme, active=bool(active), retained=bool(retained))


def draw_mark(
    painter: QPainter, at: QPointF, size: float, theme: Theme, *, active: bool, retained: bool
) -> None:
    """A filled mark for active, a hollow one for inactive; diamonds are retained, circles resolved."""
    painter.setPen(QPen(theme.background if active else theme.text, max(1.0, size * 0.16)))
    painter.setBrush(theme.text if active else theme.background)
    if retained:
        painter.translate(at)
        painter.drawPath(shapes.diamond(size))
        painter.translate(-at)
    else:
        painter.drawEllipse(at, size * 0.42, size * 0.42)


def draw_result(painter: QPainter, matrix: Matrix, layout: Layout, theme: Theme) -> None:
    """The labels that came out: a block while active, a line while inactive, nothing where none did."""
    decided = np.where(matrix.origin >= RETAINED, matrix.labels, -1).astype(np.int8)
    for start, end in zip(*runs(decided), strict=True):
        left, right = layout.x[start], layout.x[end]
        if decided[start] == ACTIVE:
            painter.fillRect(
                QRectF(left, layout.result.top(), right - left, layout.result.height()), theme.tentative
            )
        elif decided[start] == INACTIVE:
            line = QRectF(left, round(layout.result.center().y()), right - left, 2)
            painter.fillRect(line, theme.retracted)


def draw_row_names(painter: QPainter, matrix: Matrix, layout: Layout, theme: Theme) -> None:
    """The names of the rows beside them, as many as there is room for."""
    metrics = QFontMetricsF(painter.font())
    painter.setPen(theme.muted)
    right, height = layout.x[0] - layout.unit * 0.35, metrics.height()
    flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter

    def write(middle: float, text: str) -> None:
        painter.drawText(QRectF(0, middle - height / 2, right, height), flags, text)

    write(layout.result.center().y(), "Result")
    every = max(1, int(np.ceil(height * 0.86 / max(1.0, layout.row_height))))
    for row in range(0, matrix.calls, every):
        number = matrix.round_of(row)
        write(layout.cell(row, 0).center().y(), str(number) if number else "Keep")


def draw_selection(
    painter: QPainter, layout: Layout, theme: Theme, row: int, column: int, *, focused: bool
) -> None:
    """Point at the selected column, and frame its current cell while the keyboard is here."""
    left, right = layout.x[column], layout.x[column + 1]
    rect = QRectF(left, layout.y[0], right - left, layout.result.bottom() - layout.y[0])
    rect = rect.adjusted(-1.5, -0.5, 0.5, 0.5)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.background, 4))
    painter.drawRect(rect)
    painter.setPen(QPen(theme.accent, 2))
    painter.drawRect(rect)
    painter.translate(rect.center().x(), layout.y[0] - 1)
    painter.fillPath(shapes.triangle(layout.unit * 0.45, down=True), theme.accent)
    painter.translate(-rect.center().x(), -layout.y[0] + 1)
    if focused:
        cell = layout.cell(row, column).adjusted(-3.5, -1.5, 2.5, 1.5)
        painter.setPen(QPen(theme.background, 4))
        painter.drawRect(cell)
        painter.setPen(QPen(theme.text, 2))
        painter.drawRect(cell)


def legend_entries() -> list[Entry]:
    """Each cell kind's painting, name and meaning."""
    return [
        (_probability, "probability", "the higher the bar, the likelier active"),
        (_masked_swatch, "masked", "not decided by this call"),
        (partial(_mark, active=True), "active", "resolved by this call"),
        (partial(_mark, active=False), "inactive", "resolved by this call"),
        (
            partial(_mark, active=True, retained=True),
            "retained",
            "the decision of the tick before is kept; hollow when inactive",
        ),
        (_carried_swatch, "already active", "decided by an earlier call"),
        (_fixed_swatch, "fixed", "before the end of a completed span, always inactive"),
        (_unseen, "unseen", "before the model's memory"),
    ]


def _probability(painter: QPainter, rect: QRectF, theme: Theme) -> None:
    third = rect.width() / 3
    for place, share in enumerate((0.3, 0.65, 1.0)):
        height = rect.height() * share
        bar = QRectF(rect.left() + third * place, rect.bottom() - height, third - 1, height)
        painter.fillRect(bar, shade(share, theme))


def _masked_swatch(painter: QPainter, rect: QRectF, theme: Theme) -> None:
    draw_masked(painter, [rect], rect.height() * 0.6, theme)


def _mark(painter: QPainter, rect: QRectF, theme: Theme, *, active: bool, retained: bool = False) -> None:
    painter.setBrush(theme.background)
    painter.setPen(QPen(theme.text, 1))
    side = rect.height() * 1.3
    cell = QRectF(rect.center().x() - side / 2, rect.center().y() - side / 2, side, side)
    painter.drawRect(cell)
    draw_mark(painter, cell.center(), side * 0.62, theme, active=active, retained=retained)


def _carried_swatch(painter: QPainter, rect: QRectF, theme: Theme) -> None:
    painter.fillRect(rect, _carried(theme))


def _fixed_swatch(painter: QPainter, rect: QRectF, theme: Theme) -> None:
    painter.fillRect(rect, faded(theme.gap, 0.45))


def _unseen(painter: QPainter, rect: QRectF, theme: Theme) -> None:
    painter.setPen(QPen(theme.border, 1))
    painter.setBrush(theme.surface)
    painter.drawRect(rect)
