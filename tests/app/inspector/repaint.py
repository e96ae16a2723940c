"""Measures what the inspector costs at W = 256 and K = 9: `python -m tests.app.inspector.repaint`."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from stride_desktop.app.inspector.view import InspectorView
from stride_desktop.app.timeline.clock import DisplayClock
from stride_desktop.core.tick_history import TickHistory
from tests.app.inspector.ticks import undecided

ROUNDS = 60


def measured(action: Callable[[int], None]) -> str:
    """Median and 95th percentile of an action, in CPU time so that a busy machine does not matter."""
    costs = []
    for number in range(ROUNDS):
        began = time.thread_time()
        action(number)
        costs.append((time.thread_time() - began) * 1e3)
    costs.sort()
    return f"{costs[ROUNDS // 2]:5.1f} ms median, {costs[ROUNDS * 95 // 100]:5.1f} ms p95"


def main() -> None:
    """Print the cost of a new tick, of its first repaint, and of one that only moves the selection."""
    app = QApplication([])
    history = TickHistory()
    for tick in undecided(seconds=400, window=256, steps=8, threshold=1.0):
        history.add(tick)
    view = InspectorView()
    view.resize(1280, 260)
    view.show()
    second = history.newest.end - 130.5
    ticks = history.at(second)
    calls = max(len(item.calls) for tick in ticks for item in tick.passes)
    print(f"{len(ticks)} ticks looked at the second; up to {calls} calls of 256 slots")

    def show(number: int) -> None:
        view.show_ticks(ticks, number % len(ticks), second, DisplayClock())

    def show_and_paint(number: int) -> None:
        show(number)
        view.matrix.repaint()
        view.strip.repaint()

    app.processEvents()
    print("show a tick             ", measured(show))
    print("show a tick and repaint ", measured(show_and_paint))
    print("repaint                 ", measured(lambda _: view.matrix.repaint()))
    print("find the ticks          ", measured(lambda _: history.at(second)))


if __name__ == "__main__":
    main()
