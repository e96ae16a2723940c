"""Geometry of the rows and columns of a matrix, in logical pixels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF

from stride_desktop.app.inspector.matrix import Matrix

_MAX_ROW = 2.6
"""Height of a row at most, in lines of text."""


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """From top to bottom: the pointer to the selected column, the calls, the result, the time axis.

    unit: height of a line of text. x: float64, shape (W + 1,), edges of the columns.
    y: float64, shape (C + 1,), edges of the rows of calls. result, axis: the rows below them.
    """

    unit: float
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    result: QRectF
    axis: QRectF

    @classmethod
    def of(cls, area: QRectF, matrix: Matrix, unit: float, gutter: float) -> Layout:
        """Divide a rectangle; `gutter` is the width of the names of the rows."""
        left, width = area.left() + gutter, max(1.0, area.width() - gutter - unit * 0.4)
        x = np.linspace(left, left + width, matrix.slots + 1)
        if width >= 4 * matrix.slots:  # whole pixels are crisp, where they do not distort much
            x = np.round(x)
        axis_top = round(area.bottom() - unit * 1.15) - 4  # what the time axis needs, see `axis_height`
        result_top = axis_top - round(unit * 0.85)
        top, foot = round(area.top() + unit * 0.55), result_top - round(unit * 0.3)
        top = max(top, foot - round(unit * _MAX_ROW) * matrix.calls)
        y = np.round(np.linspace(top, max(top + 1, foot), matrix.calls + 1))
        result = QRectF(left, result_top, width, axis_top - result_top - 1)
        return cls(unit, x, y, result, QRectF(left, axis_top, width, area.bottom() - axis_top))

    @property
    def column_width(self) -> float:
        """Width of a column."""
        return float(self.x[-1] - self.x[0]) / (self.x.size - 1)

    @property
    def row_height(self) -> float:
        """Height of a call's row."""
        return float(self.y[-1] - self.y[0]) / max(1, self.y.size - 1)

    @property
    def body(self) -> QRectF:
        """All calls."""
        return QRectF(self.x[0], self.y[0], self.x[-1] - self.x[0], self.y[-1] - self.y[0])

    def cell(self, row: int, column: int) -> QRectF:
        """A cell; the row behind the last call is the result's."""
        left, right = self.x[column], self.x[column + 1]
        if row >= self.y.size - 1:
            return QRectF(left, self.result.top(), right - left, self.result.height())
        return QRectF(left, self.y[row], right - left, self.y[row + 1] - self.y[row])

    def hit(self, at: QPointF) -> tuple[int, int] | None:
        """Row and column at a position; None outside. The result is the row behind the last call."""
        if not self.x[0] <= at.x() < self.x[-1] or not self.y[0] <= at.y() < self.result.bottom():
            return None
        row = int(np.searchsorted(self.y, at.y(), side="right")) - 1
        column = int(np.searchsorted(self.x, at.x(), side="right")) - 1
        return min(row, self.y.size - 1), column
