"""The timeline of a session as a file: pixels or shapes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize
from PySide6.QtGui import QImageWriter

from stride_desktop.app.timeline.clock import DisplayClock
from stride_desktop.app.timeline.rendering import Drawing, render_image, render_svg
from stride_desktop.exports.formats import Format
from stride_desktop.exports.material import Material
from stride_desktop.exports.writing import Order, written

_WIDTH = 1600
_LEAST_LANE = 160
"""Pixels; more than in the window, where space is short."""

_RATIO = 2.0


def write_picture(name: str, drawing: Drawing, path: Path, overwrite: bool) -> None:
    """Write a drawing as "png" or "svg". On the GUI thread, with a QApplication. Raises StoreError."""
    size = QSize(_WIDTH, max(drawing.least_height(), _LEAST_LANE * len(drawing.lanes)))
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if name == "png":
        QImageWriter(buffer, QByteArray(b"png")).write(render_image(drawing, size, _RATIO))
    else:
        render_svg(drawing, size, buffer)
    buffer.close()
    with written(path, overwrite) as beside:
        beside.write_bytes(data.data())


def _write(name: str, material: Material, path: Path, order: Order) -> None:
    offset = material.clocks[-1].offset if material.clocks else None
    drawing = Drawing(
        lanes=material.lanes,
        active=0,
        time_range=(order.start, max(order.end, order.start + 1.0)),
        clock=DisplayClock(min(lane.snapshot.begin or 0.0 for lane in material.lanes), offset),
    )
    write_picture(name, drawing, path, order.overwrite)


PICTURES: Mapping[str, Format] = {
    "png": Format("png", ".png", "the timeline as an image", partial(_write, "png"), stretch=True),
    "svg": Format("svg", ".svg", "the timeline as shapes", partial(_write, "svg"), stretch=True),
}
