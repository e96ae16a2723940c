"""Measures what a repaint of a whole day costs: `python -m tests.app.timeline.repaint`."""

from __future__ import annotations

import os
import time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtWidgets import QApplication, QWidget

from stride_desktop.app.timeline import TimelineView
from stride_desktop.core.events import Event, EventState
from stride_desktop.core.timeline import Gap, TimelineSnapshot

DAY = 86_400
SPANS = 2_000
ROUNDS = 60
STATES = [EventState.CLOSED] * 12 + [EventState.FORGOTTEN, EventState.RETRACTED, EventState.SUPPRESSED]


def whole_day() -> TimelineSnapshot:
    """A day with 2,000 spans of 3 to 33 seconds and four gaps."""
    rng = np.random.default_rng(0)
    labels = np.zeros(DAY, np.int8)
    probabilities = np.clip(0.1 + 0.08 * rng.standard_normal(DAY), 0, 1)
    events = []
    for number, start in enumerate(np.sort(rng.choice(DAY // 40, SPANS, replace=False) * 40).tolist()):
        end = start + int(rng.integers(3, 34))
        labels[start:end] = 1
        probabilities[start:end] = 0.9
        state = STATES[int(rng.integers(len(STATES)))]
        held = start + 4.0 if state is EventState.SUPPRESSED else None
        events.append(Event(number, start, end, state, None if held else start + 4.0, suppressed_at=held))
    gaps = tuple(Gap(start, start + 600.0, "paused") for start in range(7_000, DAY, 20_000))
    for gap in gaps:
        inside = slice(int(gap.start), int(gap.end))
        labels[inside], probabilities[inside] = -1, np.nan
    settled = np.arange(DAY) < DAY - 60
    origin = np.ones(DAY, np.int16)
    window = (DAY - 256.0, float(DAY))
    return TimelineSnapshot(
        0, labels, probabilities, settled, origin, window, tuple(events), (), gaps, float(DAY)
    )


def main() -> None:
    """Print the time of a snapshot and of repaints at four zooms."""
    app = QApplication([])
    view = TimelineView()
    view.resize(1200, 260)
    view.show()
    day = whole_day()
    began = time.perf_counter()
    view.set_snapshot(day)
    print(f"set_snapshot     {(time.perf_counter() - began) * 1e3:5.1f} ms")
    canvas = next(item for item in view.findChildren(QWidget) if item.metaObject().className() == "Canvas")
    for name, seconds in (("day", DAY), ("6 hours", 21_600), ("hour", 3_600), ("5 minutes", 300)):
        view.zoom_to(50_000 - seconds / 2.8, 50_000 + seconds / 2.8)
        app.processEvents()
        costs = []
        for _ in range(ROUNDS):
            view.show_second(50_000.0)
            began = time.perf_counter()
            canvas.viewport().repaint()
            costs.append((time.perf_counter() - began) * 1e3)
        costs.sort()
        print(f"{name:<16} {costs[ROUNDS // 2]:5.1f} ms median, {costs[ROUNDS * 95 // 100]:5.1f} ms p95")


if __name__ == "__main__":
    main()
