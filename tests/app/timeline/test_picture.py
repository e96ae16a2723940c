"""What the timeline draws, read back from its pixels."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage, QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from stride_desktop.app.look.theme import Theme, mix, theme_of
from stride_desktop.app.timeline.curve import CURVE
from stride_desktop.app.timeline.label_strip import STRIP
from stride_desktop.app.timeline.spans import SPANS
from stride_desktop.app.timeline.view import TimelineView
from stride_desktop.core.events import Event, EventState
from stride_desktop.core.timeline import Gap
from tests.app.timeline.snapshots import FIRST, event, show_live, watched

Pixels = NDArray[np.uint8]
Paint = Callable[..., tuple[Pixels, Theme]]


@pytest.fixture
def painted(qtbot: QtBot) -> Paint:
    """Paints events and gaps: pixels, shape (height, width, 3), without toolbar and frame, and the theme."""
    kept = []  # a view that Python deletes while another is painting takes the process with it

    def paint(
        events: tuple[Event, ...] = (), gaps: tuple[Gap, ...] = (), dark: bool = False
    ) -> tuple[Pixels, Theme]:
        view = TimelineView()
        kept.append(view)
        qtbot.addWidget(view)
        if dark:
            view.setPalette(QPalette(QColor("#202124")))
        view.resize(900, 280)
        show_live(view, watched(160, events, gaps))
        view.show()
        QApplication.processEvents()
        image = view.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
        rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
        pixels = rows[:, : image.width() * 3].reshape(image.height(), image.width(), 3).copy()
        inside = view.layout().itemAt(1).geometry().adjusted(3, 3, -3, -3)
        return pixels[inside.top() : inside.bottom(), inside.left() : inside.right()], theme_of(
            view.palette()
        )

    return paint


def count(pixels: Pixels, colour: QColor, tolerance: int = 2) -> int:
    wanted = np.array([colour.red(), colour.green(), colour.blue()])
    return int((np.abs(pixels.astype(int) - wanted).max(axis=2) <= tolerance).sum())


@pytest.mark.parametrize("dark", [False, True])
def test_a_settled_span_is_solid_and_a_tentative_one_hatched(painted: Paint, dark: bool) -> None:
    settled, theme = painted((event(1, 80, 140, EventState.CLOSED),), dark=dark)
    tentative, _ = painted((event(1, 80, 140, EventState.TENTATIVE),), dark=dark)
    assert count(settled, theme.settled) > 2 * count(tentative, theme.tentative, 20) > 0
    assert count(tentative, theme.settled) == 0


def test_only_a_trigger_draws_a_trigger_marker(painted: Paint) -> None:
    silent, theme = painted((event(1, 80, 140, EventState.CLOSED),))
    spoke, _ = painted((event(1, 80, 140, EventState.CLOSED, 90),))
    assert count(silent, theme.triggered) == 0
    assert count(spoke, theme.triggered) > 40


@pytest.mark.parametrize("state", [EventState.SUPPRESSED, EventState.CLOSED])
def test_a_held_back_event_has_a_hollow_marker(painted: Paint, state: EventState) -> None:
    held, theme = painted((event(1, 80, 140, state, held=84),))
    assert count(held, theme.suppressed) > 10
    assert count(held, theme.triggered) == 0


@pytest.mark.parametrize(
    ("state", "reason"),
    [(EventState.RETRACTED, ""), (EventState.FORGOTTEN, ""), (EventState.CLOSED, "withdrawn")],
)
def test_a_span_that_no_longer_stands_is_an_outline_in_grey(
    painted: Paint, state: EventState, reason: str
) -> None:
    pixels, theme = painted((event(1, 80, 140, state, 90, reason=reason),))
    lane = pixels[: pixels.shape[0] - 38]  # without the strip of labels, which shows seconds, not events
    assert count(lane, theme.retracted, 20) > 50
    assert count(lane, theme.settled) == 0


def test_a_span_that_an_older_one_absorbed_is_drawn_once(painted: Paint) -> None:
    whole = event(1, 80, 140, EventState.TENTATIVE)
    alone, _ = painted((whole,))
    absorbed = event(2, 100, 120, EventState.FORGOTTEN, reason="merged")
    together, _ = painted((whole, absorbed))
    assert (alone == together).all()


def test_an_ended_span_has_an_offset_mark_and_an_open_one_has_not(painted: Paint) -> None:
    ended, theme = painted((event(1, 80, 140, EventState.CLOSED),))
    open_, _ = painted((event(1, 80, 140, EventState.TRIGGERED),))
    stopped = Event(1, FIRST + 80.0, FIRST + 140.0, EventState.CLOSED, reason="stopped")
    cut, _ = painted((stopped,))
    assert count(ended, theme.text) > count(open_, theme.text) + 15
    assert count(cut, theme.text) == count(open_, theme.text)


def test_a_gap_is_hatched_and_never_looks_inactive(painted: Paint) -> None:
    whole, theme = painted()
    broken, _ = painted(gaps=(Gap(FIRST + 20.0, FIRST + 100.0, "paused"),))
    row = max(range(whole.shape[0]), key=lambda y: count(whole[y : y + 1], theme.gap))
    assert count(whole[row : row + 1], theme.gap) > 600
    assert count(broken[row : row + 1], theme.gap) < 500
    assert count(broken, theme.gap) > 500


def test_the_curve_has_no_line_where_there_is_no_probability(painted: Paint) -> None:
    whole, theme = painted()
    empty, _ = painted(gaps=(Gap(FIRST + 0.0, FIRST + 160.0, "paused"),))
    assert count(whole, theme.curve, 40) > 300
    assert count(empty, theme.curve, 40) == 0


def test_the_activation_window_is_bracketed(painted: Paint) -> None:
    pixels, theme = painted()
    assert count(pixels, theme.window) > 200


def test_large_fonts_leave_room_for_the_curve(qtbot: QtBot) -> None:
    view = TimelineView()
    qtbot.addWidget(view)
    font = view.font()
    font.setPointSizeF(font.pointSizeF() * 2)
    view.setFont(font)
    show_live(view, watched(160))
    view.show()
    view.resize(view.minimumSizeHint().width(), view.minimumSizeHint().height())
    QApplication.processEvents()
    assert view.height() >= 7 * view.fontMetrics().height()
    assert view.minimumSizeHint().width() <= 800


@pytest.mark.parametrize("shift", [0.0, 0.28, -0.4])
def test_curve_strip_and_span_begin_where_the_slot_does(qtbot: QtBot, shift: float) -> None:
    """Slots of a live source begin between the full seconds; all that is drawn of one has one edge."""
    found = event(1, 45 + shift, 48 + shift, EventState.CLOSED)
    seconds = watched(160, (found,))
    active = np.arange(FIRST - 1, FIRST + 160) - FIRST
    inside = (active >= 45) & (active < 48)
    view = TimelineView()
    qtbot.addWidget(view)
    view.resize(900, 280)
    show_live(
        view,
        replace(
            seconds,
            labels=inside.astype(np.int8),
            probabilities=np.where(inside, 0.9, 0.1),
            shift=np.full(active.size, shift, np.float32),
        ),
    )
    view.show()
    view.navigation.zoom_to(FIRST + 44, FIRST + 50)
    QApplication.processEvents()
    scale, bands = view.picture.scale, view.picture.stack.lanes[0]
    image = view.canvas.viewport().grab().toImage()
    theme = theme_of(view.palette())

    def edges(y: float, colour: QColor, tolerance: int = 3) -> tuple[int, int]:
        """First and last pixel of a colour in a row of the picture."""
        row = [image.pixelColor(x, round(y)) for x in range(image.width())]
        like = [
            x
            for x, found in enumerate(row)
            if max(abs(a - b) for a, b in zip(found.getRgb(), colour.getRgb(), strict=True)) <= tolerance
        ]
        return like[0], like[-1]

    wanted = scale.x(found.onset), scale.x(found.reach)
    fill = mix(theme.background, theme.curve, 0.16)
    drawn = (
        edges(bands.area(SPANS).center().y(), theme.settled),
        edges(bands.area(CURVE).center().y() + 4, fill, 12),
        edges(bands.area(STRIP).center().y(), theme.settled),
    )
    for first, last in drawn:
        assert abs(first - wanted[0]) <= 2
        assert abs(last - wanted[1]) <= 2


def test_nothing_is_drawn_before_the_first_frame(qtbot: QtBot) -> None:
    """The slot of the first frame, and most of the window, lie before all that was watched."""
    view = TimelineView()
    qtbot.addWidget(view)
    view.resize(900, 280)
    show_live(view, watched(30))
    view.show()
    view.navigation.zoom_to(FIRST, FIRST + 30)
    QApplication.processEvents()
    theme, image = theme_of(view.palette()), view.canvas.viewport().grab().toImage()
    begin = view.picture.scale.x(FIRST)
    for colour in (theme.curve, theme.window):
        columns = [
            x
            for x in range(image.width())
            for y in range(image.height())
            if image.pixelColor(x, y).rgb() == colour.rgb()
        ]
        assert columns
        assert min(columns) >= begin - 1
