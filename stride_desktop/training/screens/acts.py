"""What changes on a drawn desktop over time: each act puts its widget into the state of a moment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QPlainTextEdit, QProgressBar, QScrollArea, QWidget

from stride_desktop.training.conditions import Span
from stride_desktop.training.elements import holds, lasting


class Act(Protocol):
    """Something that changes on the desktop."""

    def show(self, time: float) -> object:
        """Put the widgets into their state at a time (stream seconds). Equal results look the same."""


@dataclass(frozen=True, slots=True)
class Visible:
    """Widgets that are there during spans, raised when they come."""

    widgets: tuple[QWidget, ...]
    spans: tuple[Span, ...]

    def show(self, time: float) -> object:
        """Show or hide them."""
        visible = holds(self.spans, time)
        for widget in self.widgets:
            if widget.isHidden() == visible:
                widget.setVisible(visible)
                if visible:
                    widget.raise_()
        return visible


@dataclass(frozen=True, slots=True)
class Filling:
    """A progress bar that fills before each span, is full during it, and otherwise holds still.

    seconds: from empty to full. stall: level at which it rests for the last quarter of them.
    text: says what the label beside it shows at a level, 0–1.
    """

    bar: QProgressBar
    spans: tuple[Span, ...]
    seconds: float
    stall: float
    resting: float
    text: Callable[[float], None] = lambda _level: None

    def level(self, time: float) -> float:
        """How full the bar is, 0–1."""
        if holds(self.spans, time):
            return 1.0
        following = [span.start - time for span in self.spans if span.start > time]
        if not following or following[0] > self.seconds:
            return self.resting if not following else 0.0
        done = 1 - following[0] / self.seconds
        return min(done / 0.75, 1.0) * self.stall if self.stall else done * 0.985

    def show(self, time: float) -> object:
        """Set the bar's value."""
        value = round(self.level(time) * self.bar.maximum())
        if value != self.bar.value():
            self.bar.setValue(value)
            self.text(value / self.bar.maximum())
        return value


@dataclass(frozen=True, slots=True)
class Turning:
    """A widget with several states, each shown during its spans; outside of all of them, the `usual` one.

    shown: the state that is painted, if any.
    """

    usual: str
    states: dict[str, tuple[Span, ...]]
    paint: Callable[[str], None]
    shown: list[str]

    def show(self, time: float) -> object:
        """Paint the state when it changes."""
        state = next((name for name, spans in self.states.items() if holds(spans, time)), self.usual)
        if self.shown != [state]:
            self.shown[:] = [state]
            self.paint(state)
        return state


@dataclass(frozen=True, slots=True)
class Printing:
    """Lines that appear at the end of a text view, which follows them, during spans.

    per_second: lines (or characters of a single growing text, when `typed`).
    """

    view: QPlainTextEdit
    lines: tuple[str, ...]
    spans: tuple[Span, ...]
    per_second: float
    first: int
    typed: bool = False

    def show(self, time: float) -> object:
        """Show the lines printed so far."""
        printed = int(lasting(self.spans, time) * self.per_second)
        if self.typed:
            shown = "\n".join(self.lines)[: self.first + printed]
        else:
            at = self.first + printed
            shown = "\n".join(self.lines[k % len(self.lines)] for k in range(max(at - 90, 0), at))
        if shown != self.view.toPlainText():
            self.view.setPlainText(shown)
            end = self.view.verticalScrollBar()
            end.setValue(end.maximum())
        return printed


@dataclass(frozen=True, slots=True)
class Scrolling:
    """A long page that is scrolled now and then: positions in shares of its height, held for seconds."""

    area: QScrollArea | QPlainTextEdit
    positions: tuple[float, ...]
    hold: float

    def show(self, time: float) -> object:
        """Scroll to the position of the moment."""
        position = self.positions[int(max(time, 0) / self.hold) % len(self.positions)]
        bar = self.area.verticalScrollBar()
        bar.setValue(round(position * bar.maximum()))
        return position


@dataclass(frozen=True, slots=True)
class Moving:
    """A widget that is somewhere else at every moment of its spans, and rests outside of them.

    path: its top left corner after so many seconds of movement.
    """

    widget: QWidget
    spans: tuple[Span, ...]
    path: Callable[[float], tuple[float, float]]

    def show(self, time: float) -> object:
        """Move it."""
        x, y = self.path(lasting(self.spans, time))
        self.widget.move(QPoint(round(x), round(y)))
        return round(x), round(y)


@dataclass(frozen=True, slots=True)
class Stepping:
    """A widget whose look depends on whole steps of time, as a clock or a blinking cursor."""

    change: Callable[[int], None]
    every: float

    def show(self, time: float) -> object:
        """Show the step of the moment."""
        step = int(time / self.every)
        self.change(step)
        return step


@dataclass(frozen=True, slots=True)
class Raising:
    """Windows of which another one comes to the front now and then, as when a user changes between them.

    order: their places in `windows`, one after the other, each for `hold` seconds.
    """

    windows: tuple[QWidget, ...]
    order: tuple[int, ...]
    hold: float

    def show(self, time: float) -> object:
        """Raise the window of the moment above the others."""
        turn = int(max(time, 0) / self.hold)
        front = self.order[turn % len(self.order)]
        self.windows[front].raise_()
        return front
