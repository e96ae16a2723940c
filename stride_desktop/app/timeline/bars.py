"""Persistence bars: settled, tentative and struck through."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QPainter, QPen

from stride_desktop.app.look.theme import Theme, faded
from stride_desktop.app.timeline import shapes

_NARROW = 4.0
"""Pixels below which dashes and hatches look like a plain line."""


def draw_bars(painter: QPainter, boxes: shapes.Boxes, theme: Theme, *, settled: bool) -> None:
    """Persistence bars: solid when settled, outlined and hatched while tentative."""
    shapes.smooth(painter, on=False)
    if settled or not len(boxes):
        shapes.draw_boxes(painter, boxes, theme.settled)
        return
    wide = boxes[boxes[:, 2] >= _NARROW]
    shapes.draw_boxes(painter, wide, faded(theme.tentative, 0.16))
    shapes.fill_hatched(painter, shapes.rects_of(wide), theme.tentative, boxes[0, 3] / 2.4)
    narrow = boxes[boxes[:, 2] < _NARROW]
    shapes.draw_boxes(painter, np.concatenate((narrow, _edges(wide))), theme.tentative)


def draw_struck_bars(painter: QPainter, boxes: shapes.Boxes, theme: Theme) -> None:
    """Withdrawn and forgotten spans: a dashed outline, struck through."""
    if not len(boxes):
        return
    shapes.smooth(painter, on=False)
    middle = np.floor(boxes[:, 1] + boxes[:, 3] / 2)
    strokes = np.stack((boxes[:, 0] - 2, middle, boxes[:, 2] + 4, np.ones_like(middle)), axis=1)
    narrow = boxes[boxes[:, 2] < _NARROW]
    narrow[:, 0], narrow[:, 2] = np.floor(narrow[:, 0] + narrow[:, 2] / 2), 1
    shapes.draw_boxes(painter, np.concatenate((narrow, strokes)), theme.retracted)
    pen = QPen(theme.retracted, 1)
    pen.setDashPattern([3, 2])
    shapes.draw_outlines(painter, shapes.rects_of(boxes[boxes[:, 2] >= _NARROW]), pen)


def _edges(boxes: shapes.Boxes) -> shapes.Boxes:
    """The four sides of boxes, a pixel thick, within them."""
    left, top, width, height = boxes.T
    one, right, foot = np.ones_like(left), left + width - 1, top + height - 1
    sides = ((left, top, width, one), (left, foot, width, one), (left, top, one, height))
    return np.concatenate([np.stack(side, axis=1) for side in (*sides, (right, top, one, height))])
