"""Measures how fast the timeline opens, draws and follows a stream, in a real window."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QElapsedTimer, QEventLoop, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QGraphicsView, QMainWindow, QWidget

from stride_desktop.app.timeline.mini_map import MiniMap
from stride_desktop.app.timeline.view import TimelineView
from stride_desktop.bench.generated import Size, write
from stride_desktop.bench.stream import GeneratedStream, StreamThread
from stride_desktop.bench.times import Times, rss_mb
from stride_desktop.core.timeline import Lane, TimelineSnapshot
from stride_desktop.sessions.library import Library
from stride_desktop.sessions.opened import read_session
from stride_desktop.user_folders import temporary_folder

WINDOW = (1280, 420)
"""Pixels: the most that the program gives to the timeline in a window of 1280 × 800."""

ZOOMS = {"day": 86_400.0, "hour": 3_600.0, "five_minutes": 300.0}
"""Seconds in view; less where the session is shorter."""

_ROUNDS = 40
_WATCHED_SECONDS = 3.0
_HEARTBEAT_MS = 2
_FRAME_MS = 16
_TICK_PAUSE = 0.05
"""Seconds between two ticks of the live stream, which are two seconds of stream time: 40 times as fast."""


@dataclass(frozen=True, slots=True)
class TimelineFigures:
    """The measured times. repaint: by zoom, with nothing drawn before; empty: a plot without data."""

    size: Size
    open_seconds: float
    repaint: dict[str, Times]
    empty: Times
    append: Times
    snapshot: Times
    longest_stall_ms: float

    def to_json(self) -> dict[str, Any]:
        """Milliseconds, seconds and megabytes, as the keys say. p95 beside medians."""
        repaint, empty = self.repaint.items(), self.empty.median
        rss = rss_mb()
        return {
            "subject": "timeline",
            "hours": self.size.seconds / 3600,
            "spans": self.size.spans,
            "lanes": self.size.lanes,
            "window": list(WINDOW),
            "platform": QGuiApplication.platformName(),
            "device_pixel_ratio": QGuiApplication.primaryScreen().devicePixelRatio(),
            "open_s": round(self.open_seconds, 3),
            "repaint_ms": {name: round(times.median, 3) for name, times in repaint},
            "repaint_p95_ms": {name: round(times.percentile(95), 3) for name, times in repaint},
            "empty_repaint_ms": round(empty, 3),
            "ratios": {name: round(times.median / empty, 3) for name, times in repaint},
            "append_repaint_ms": round(self.append.median, 3),
            "append_repaint_p95_ms": round(self.append.percentile(95), 3),
            "snapshot_ms": round(self.snapshot.median, 3),
            "longest_stall_ms": round(self.longest_stall_ms, 3),
            "rss_mb": None if rss is None else round(rss, 3),
        }

    def table(self) -> str:
        """The figures as text."""
        size, append = self.size, self.append
        rows = [
            (f"Session: {size.seconds / 3600:g} h, {size.spans} spans in each of {size.lanes} lanes", ""),
            ("Opened from the disk", f"{self.open_seconds:8.2f} s"),
        ]
        for name, times in self.repaint.items():
            p95, ratio = times.percentile(95), times.median / self.empty.median
            figures = f"{times.median:8.1f} ms   p95 {p95:5.1f} ms, {ratio:.1f} × an empty plot"
            rows.append((f"Repaint, {name.replace('_', ' ')} in view", figures))
        rows += [
            ("Repaint of an empty plot", f"{self.empty.median:8.1f} ms"),
            ("A tick appended and painted", f"{append.median:8.1f} ms   p95 {append.percentile(95):5.1f} ms"),
            ("A snapshot made", f"{self.snapshot.median:8.2f} ms"),
            ("Longest stall while scrolling live", f"{self.longest_stall_ms:8.1f} ms"),
        ]
        if (rss := rss_mb()) is not None:
            rows.append(("Memory at most", f"{rss:8.0f} MB"))
        return "\n".join(f"{words:<36}{value}".rstrip() for words, value in rows)


def measure(size: Size, tell: Callable[[str], object]) -> TimelineFigures:
    """All figures; tell: called with each step. Raises StoreError and SettingsError."""
    with temporary_folder() as folder:
        library = Library(folder)
        tell(f"Generating {size.lanes} lanes of {size.seconds} s with {size.spans} spans")
        session = write(library, size)
        began = time.perf_counter()
        lanes = [opened.lane for opened in read_session(library, session).lanes]
        open_seconds = time.perf_counter() - began
    window = QMainWindow()
    view = TimelineView(window)
    window.setCentralWidget(view)
    window.resize(*WINDOW)
    window.show()
    view.set_lanes(lanes)
    QApplication.processEvents()
    try:
        tell("Repainting")
        repaint = {name: _repaint(view, min(span, float(size.seconds))) for name, span in ZOOMS.items()}
        empty = _empty_repaint(view)
        tell("Appending ticks")
        append, snapshot = _append(view, lanes)
        tell("Scrolling while a stream is live")
        stall = Watchdog(view, lanes).longest_stall_ms()
    finally:
        window.close()
        window.deleteLater()
    return TimelineFigures(size, open_seconds, repaint, empty, append, snapshot, stall)


def _painted(view: QWidget, change: Callable[[int], object]) -> Times:
    """From a change until the drawing area, and the map if there is one, are painted."""
    widgets: list[QWidget] = [*view.findChildren(MiniMap)]
    widgets += [
        area.viewport() for area in (view, *view.findChildren(QWidget)) if isinstance(area, QGraphicsView)
    ]
    costs = []
    for number in range(_ROUNDS):
        began = time.perf_counter()
        change(number)
        for widget in widgets:
            widget.repaint()
        costs.append(1e3 * (time.perf_counter() - began))
        QApplication.processEvents()
    return Times(costs)


def _repaint(view: TimelineView, span: float) -> Times:
    """Every round looks a little further: nothing of what was drawn before can be used again."""
    middle, inner = span / 2, span / 1.4  # zoom_to leaves some room on both sides
    pixel = span / view.width()

    def look(number: int) -> None:
        start = middle - inner / 2 + number % 2 * pixel
        view.navigation.zoom_to(start, start + inner)

    look(1)
    return _painted(view, look)


def _empty_repaint(view: TimelineView) -> Times:
    """A plot without data, to compare with."""
    plot = pg.PlotWidget()
    plot.resize(view.size())
    plot.show()
    QApplication.processEvents()
    try:
        return _painted(plot, lambda number: plot.setXRange(number % 2, 1000 + number % 2, padding=0))
    finally:
        plot.close()
        plot.deleteLater()


def _append(view: TimelineView, lanes: list[Lane]) -> tuple[Times, Times]:
    """One more tick in the first lane, while the view follows it; and what making the snapshot costs."""
    stream = GeneratedStream(lanes[0].snapshot)
    view.navigation.zoom_to(0.0, lanes[0].snapshot.newest or 1.0)
    view.playhead.go_live()
    snapshots, costs = [], []
    for _ in range(_ROUNDS):
        began = time.perf_counter()
        snapshots.append(stream.advance())
        costs.append(1e3 * (time.perf_counter() - began))
    appended = _painted(view, lambda number: view.set_lanes(_grown(lanes, snapshots[number])))
    return appended, Times(costs)


def _grown(lanes: list[Lane], snapshot: TimelineSnapshot) -> list[Lane]:
    return [replace(lanes[0], snapshot=snapshot), *lanes[1:]]


class Watchdog(QObject):
    """Looks how long the GUI thread is away from its event loop while everything moves."""

    def __init__(self, view: TimelineView, lanes: list[Lane]) -> None:
        super().__init__()
        self._view = view
        self._lanes = lanes
        self._clock = QElapsedTimer()
        self._longest = 0.0
        self._steps = 0
        self._thread = StreamThread(GeneratedStream(lanes[0].snapshot), _TICK_PAUSE)
        self._thread.advanced.connect(self._on_advanced)
        self._beat = QTimer(self, interval=_HEARTBEAT_MS, timerType=Qt.TimerType.PreciseTimer)
        self._beat.timeout.connect(self._on_beat)
        self._scroll = QTimer(self, interval=_FRAME_MS)
        self._scroll.timeout.connect(self._on_scroll)

    def longest_stall_ms(self) -> float:
        """Scroll through the whole session and back at all zooms; the longest time without a heartbeat."""
        loop = QEventLoop()
        QTimer.singleShot(round(_WATCHED_SECONDS * 1000), loop.quit)
        self._thread.start()
        self._scroll.start()
        self._clock.start()
        self._beat.start()
        loop.exec()
        self._beat.stop()
        self._scroll.stop()
        self._thread.stop()
        return max(0.0, self._longest - _HEARTBEAT_MS)

    @Slot()
    def _on_beat(self) -> None:
        self._longest = max(self._longest, self._clock.nsecsElapsed() / 1e6)
        self._clock.restart()

    @Slot()
    def _on_scroll(self) -> None:
        frames = _WATCHED_SECONDS * 1000 / _FRAME_MS / len(ZOOMS)
        zoom, self._steps = int(self._steps // frames) % len(ZOOMS), self._steps + 1
        whole = self._lanes[0].snapshot.newest or 1.0
        span = min(list(ZOOMS.values())[zoom], whole)
        start = (whole - span) * (self._steps % frames) / frames
        self._view.navigation.zoom_to(start, start + span / 1.4)

    @Slot(object)
    def _on_advanced(self, snapshot: TimelineSnapshot) -> None:
        self._view.set_lanes(_grown(self._lanes, snapshot))
