"""The band of the labels: a thin line while inactive, hatched or solid while active."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from stride_desktop.app.look.theme import faded
from stride_desktop.app.timeline import series, shapes
from stride_desktop.app.timeline.band import Band, LaneView


class LabelStrip(Band):
    """The label of every second."""

    least = 0.5

    def height(self, unit: float, *, roomy: bool) -> int:
        """Half a line of text."""
        return round(unit * (0.55 if roomy else 0.4))

    def paint_values(self, painter: QPainter, view: LaneView, area: QRectF) -> None:
        """The runs of equal labels."""
        snapshot, scale, theme = view.row.snapshot, view.scale, view.style.theme
        edges = series.watched_columns(snapshot, scale)
        if edges.size < 2:
            return
        values = series.strip_values(snapshot, edges)
        starts, ends = series.runs(values)
        x = series.places(snapshot, edges, scale)
        left, width, kinds = x[starts], x[ends] - x[starts], values[starts]
        thin = max(2.0, round(area.height() * 0.22))

        def boxes(kind: int, height: float) -> NDArray[Any]:
            chosen = kinds == kind
            top = np.full(int(chosen.sum()), round(area.center().y() - height / 2))
            return np.stack((left[chosen], top, width[chosen], np.full_like(top, height)), axis=1)

        shapes.draw_boxes(painter, boxes(series.IDLE, thin), theme.gap)
        shapes.draw_boxes(painter, boxes(series.SETTLED, area.height()), theme.settled)
        tentative = boxes(series.TENTATIVE, area.height())
        shapes.draw_boxes(painter, tentative, faded(theme.tentative, 0.2))
        shapes.fill_hatched(painter, shapes.rects_of(tentative), theme.tentative, area.height() / 1.6)


STRIP = LabelStrip()
