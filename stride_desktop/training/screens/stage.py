"""What a desktop is being put together from: its widgets so far, its acts, and where things are shown."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QLabel, QWidget

from stride_desktop.core.frames import Image
from stride_desktop.training.canvas import Box, Canvas
from stride_desktop.training.cast import Cast
from stride_desktop.training.conditions import Condition, Family, Span
from stride_desktop.training.elements import holds
from stride_desktop.training.screens.acts import Act
from stride_desktop.training.screens.looks import Look
from stride_desktop.training.streams import IGNORE, Happening, Stream

_OPAQUE = (Family.OBJECT, Family.DIALOG)
_THEMES = 0.08
"""Share of screens on which the theme is changed."""


@dataclass(frozen=True, slots=True)
class Shown:
    """Where a condition can be seen; the widgets themselves draw it."""

    place: Box
    spans: tuple[Span, ...]

    def box(self, time: float) -> Box | None:
        """Its place while it is there."""
        return self.place if holds(self.spans, time) else None

    def draw(self, canvas: Canvas, time: float) -> None:
        """Nothing: the widgets draw it."""


@dataclass
class Stage:
    """A desktop that is being put together.

    cast: draws spans and collects happenings; root: the desktop; pictures: photographs to show on it.
    acts: what changes, in this order. top: widgets that no window may cover.
    """

    cast: Cast
    look: Look
    root: QWidget
    pictures: list[Image]
    acts: list[Act] = field(default_factory=list)
    top: list[QWidget] = field(default_factory=list)

    @property
    def rng(self) -> np.random.Generator:
        """The desktop's generator."""
        return self.cast.rng

    def picture(self) -> Image:
        """One of the photographs."""
        return self.pictures[int(self.rng.integers(len(self.pictures)))]

    def show_picture(self, parent: QWidget, image: Image) -> QLabel:
        """A picture as a widget of its size."""
        high, wide = image.shape[:2]
        image = np.ascontiguousarray(image)
        shown = QImage(image.data, wide, high, 3 * wide, QImage.Format.Format_RGB888).copy()
        made = QLabel(parent)
        made.setPixmap(QPixmap.fromImage(shown))
        made.resize(wide, high)
        return made

    def put(self, widget: QWidget, wide: float, high: float) -> None:
        """Size a widget and put it where it covers little; no window covers it."""
        place = self.cast.spot(wide, high)
        widget.setGeometry(
            int(place.x0 * self.root.width()),
            int(place.y0 * self.root.height()),
            max(int(place.width * self.root.width()), 4),
            max(int(place.height * self.root.height()), 4),
        )
        self.top.append(widget)

    def happens(self, condition: Condition, spans: tuple[Span, ...], widget: QWidget) -> None:
        """A condition holds during spans and can be seen where a widget is."""
        corner = widget.mapTo(self.root, widget.rect().topLeft())
        wide, high = self.root.width(), self.root.height()
        place = Box(
            corner.x() / wide,
            corner.y() / high,
            (corner.x() + widget.width()) / wide,
            (corner.y() + widget.height()) / high,
        )
        self.cast.happenings.append(Happening(condition, spans, Shown(place, spans)))

    def keep_on_top(self) -> None:
        """Raise what must not be covered."""
        for widget in self.top:
            widget.raise_()


def night_spans(cast: Cast) -> tuple[Span, ...]:
    """When a screen's theme is changed from light to dark or back: seldom."""
    return cast.spans(2) if cast.rng.random() < _THEMES else ()


@dataclass(eq=False)
class Layered(Stream):
    """A screen, whose later happenings lie above earlier ones, and may hide them. See `Stream`.

    night: when what was light is dark, as after a change of the theme; colours stay.
    """

    night: tuple[Span, ...] = ()

    def themed(self, image: Image, time: float) -> Image:
        """A picture in the theme of a time."""
        if not holds(self.night, time):
            return image
        brightest, darkest = image.max(2, keepdims=True), image.min(2, keepdims=True)
        return np.asarray(image + (255 - brightest - darkest), np.uint8)

    def _state(self, item: Happening, time: float) -> int:
        state = super()._state(item, time)
        box = item.element.box(time) if item.element else None
        if state != 1 or box is None:
            return state
        later = self.happenings[self.happenings.index(item) + 1 :]
        above = [
            other.element.box(time) for other in later if other.element and other.condition.family in _OPAQUE
        ]
        return IGNORE if any(over and box.covered_by(over) > 0.4 for over in above) else state
