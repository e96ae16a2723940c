"""A band: one kind of row that every lane is drawn with, such as the probability curve or the spans."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QPainter

from stride_desktop.app.look.theme import Theme
from stride_desktop.app.timeline.clock import DisplayClock
from stride_desktop.app.timeline.rows import Row
from stride_desktop.app.timeline.scale import TimeScale
from stride_desktop.core.events import Event

Entry = tuple[Callable[[QPainter, QRectF, Theme], None], str, str]
"""An entry of a legend: draws the shape into a rectangle; its name, and its meaning."""


@dataclass(frozen=True, slots=True)
class Style:
    """Font and colours of the painting."""

    font: QFont
    theme: Theme


@dataclass(frozen=True, slots=True)
class Draft:
    """A span while it is being dragged. number: its id; None is a new one."""

    number: int | None
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Marks:
    """The highlighted spans of the review: the selected one, and the one being dragged."""

    selected: int | None = None
    draft: Draft | None = None


class Band:
    """Height, painting, words, legend and hit test of one band. The defaults are for an empty band.

    A new kind is a subclass with a module of its own and one entry in `bands.BANDS`.
    least: height in lines of text below which a lane with it is no longer legible. grows: it takes the height
    that the other bands leave.
    """

    least = 0.0
    grows = False

    def shown(self, row: Row) -> bool:  # noqa: ARG002
        """The lane has the band."""
        return True

    def height(self, unit: float, *, roomy: bool) -> int:  # noqa: ARG002
        """Pixels. unit: height of a line of text; roomy: the lane has height to spare."""
        return 0

    def above(self, unit: float, gap: int) -> int:  # noqa: ARG002
        """Pixels between the band and the one above. gap: the usual distance."""
        return gap

    def paint_values(self, painter: QPainter, view: LaneView, area: QRectF) -> None:
        """Paint the part below the hatches of gaps."""

    def paint(self, painter: QPainter, view: LaneView, area: QRectF) -> None:
        """Paint the part above the hatches of gaps."""

    def entries(self) -> Sequence[Entry]:
        """Its shapes in the legend."""
        return ()

    def describe(self, row: Row, at: float, clock: DisplayClock) -> list[str]:  # noqa: ARG002
        """Its value in the slot of the frame taken at a stream second, a line each."""
        return []

    def hit(self, row: Row, second: float, slack: float) -> Event | None:  # noqa: ARG002
        """The event whose marker is within `slack` seconds of a stream second, to be answered on a click."""
        return None


@dataclass(frozen=True, slots=True)
class LaneLayout:
    """Layout of the bands of one lane, in pixels, from top to bottom. unit: height of a line of text."""

    unit: float
    whole: QRectF
    areas: Mapping[Band, QRectF]

    @classmethod
    def of(cls, bands: Sequence[Band], whole: QRectF, unit: float) -> LaneLayout:
        """Divide a rectangle between bands, the first at the top; one of them grows."""
        width = whole.width()
        roomy = whole.height() >= least_height(bands, unit) + unit * 2
        gap = round(unit * (0.3 if roomy else 0.2))
        growing = next(index for index, band in enumerate(bands) if band.grows)
        areas: dict[Band, QRectF] = {}
        top = whole.top()
        for band in bands[:growing]:
            areas[band] = QRectF(0, top, width, band.height(unit, roomy=roomy))
            top = areas[band].bottom()
        # Whole pixels keep horizontal edges crisp.
        foot: float = round(whole.bottom()) - gap
        for band in reversed(bands[growing + 1 :]):
            height = band.height(unit, roomy=roomy)
            areas[band] = QRectF(0, foot - height, width, height)
            foot -= height + band.above(unit, gap)
        top = round(top + unit * (0.35 if growing else 0.5))
        areas[bands[growing]] = QRectF(0, top, width, max(unit, foot - top))
        return cls(unit, whole, {band: areas[band] for band in bands})

    def area(self, band: Band) -> QRectF:
        """Rectangle of a band; empty if the lane lacks it."""
        return self.areas.get(band, QRectF())

    @property
    def data(self) -> QRectF:
        """From the top of the growing band to the bottom of the last."""
        top = next(area.top() for band, area in self.areas.items() if band.grows)
        return QRectF(0, top, self.whole.width(), max(area.bottom() for area in self.areas.values()) - top)

    def moved(self, pixels: float) -> LaneLayout:
        """The same bands further down."""
        areas = {band: area.translated(0, pixels) for band, area in self.areas.items()}
        return LaneLayout(self.unit, self.whole.translated(0, pixels), areas)


def least_height(bands: Sequence[Band], unit: float) -> float:
    """Pixels below which a lane with these bands is no longer legible."""
    return unit * sum(band.least for band in bands)


@dataclass(frozen=True, slots=True)
class LaneView:
    """Everything that the pixels of a lane depend on."""

    row: Row
    scale: TimeScale
    layout: LaneLayout
    style: Style
    marks: Marks
    active: bool
