"""How evenly the real window watches a real screen while an answer streams in, compared to without one.

`python -m tests.soak.answer_jitter SECONDS` watches the first screen of the display for SECONDS without an
answer and for SECONDS with one, which a server on the loopback interface sends word by word, and prints one
JSON object. Deviations are milliseconds from an even schedule of one frame a second, and of one decision
every two, measured on the threads that take the frames and that decide; `window` is how late the window's
own thread was for a timer at most. `ratio` is with over without.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QApplication

from stride_desktop.app.live.factories import real_factories
from stride_desktop.app.live.task import State, Task
from stride_desktop.app.program import Program
from stride_desktop.app.system.keychain import Keychain
from stride_desktop.core.answers import Answer
from stride_desktop.core.settings import KeepingSettings, Settings
from stride_desktop.pipeline.settings_store import SettingsStore
from stride_desktop.sessions.library import Library
from stride_desktop.sources.catalog import open_source
from tests.responders.chat_server import DONE, ChatServer, delta

WORDS_A_SECOND = 20
_BEAT_MS = 20
_SETTLE_SECONDS = 6.0
"""After the first decision: the model's first steps are slower than all that follow."""


class Measurement(QObject):
    """Takes times down, first without an answer, then with one; `report` is there when it has ended."""

    def __init__(self, program: Program, seconds: float) -> None:
        super().__init__()
        self.report: dict[str, object] | None = None
        self._program = program
        self._seconds = seconds
        self._phase = ""
        self._captures: dict[str, list[float]] = {"without": [], "with": []}
        self._ticks: dict[str, list[float]] = {"without": [], "with": []}
        self._late: dict[str, float] = {"without": 0.0, "with": 0.0}
        self._words = 0
        self._beat = QTimer(self, interval=_BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
        self._beat.timeout.connect(self._on_beat)
        self._beaten = time.monotonic()
        live = program.live
        live.model.changed.connect(self._on_model)
        live.started.connect(self._on_started)
        live.lanes_changed.connect(self._on_lanes)
        program.controllers.store.changed.append(self._on_answer)

    @Slot(object)
    def _on_model(self, _status: object) -> None:
        live = self._program.live
        if live.model.model is not None and live.state is State.IDLE:
            live.start(Task(open_source("screen:1"), "Tell me when the light goes off"))

    @Slot(object)
    def _on_started(self, _task: object) -> None:
        run = self._program.live._run
        # On the threads that do the work, so that a busy window cannot hide behind a queue.
        run.captured.connect(self._on_captured, Qt.ConnectionType.DirectConnection)
        run.detected.connect(self._on_detected, Qt.ConnectionType.DirectConnection)

    @Slot(object, object)
    def _on_captured(self, _frame: object, _wall_offset: object) -> None:
        if self._phase:
            self._captures[self._phase].append(time.monotonic())

    @Slot(object)
    def _on_detected(self, updates: tuple[object, ...]) -> None:
        if self._phase and updates:
            self._ticks[self._phase].append(time.monotonic())

    @Slot(object)
    def _on_lanes(self, lanes: tuple[object, ...]) -> None:
        if lanes:
            self._program.live.lanes_changed.disconnect(self._on_lanes)
            QTimer.singleShot(round(1000 * _SETTLE_SECONDS), self._without)

    @Slot()
    def _without(self) -> None:
        self._beaten = time.monotonic()
        self._beat.start()
        self._phase = "without"
        QTimer.singleShot(round(1000 * self._seconds), self._with)

    @Slot()
    def _with(self) -> None:
        self._phase = ""
        self._program.live.requests.ask("What is there to see?")

    def _on_answer(self, before: Answer, after: Answer) -> None:
        self._words += after.reply is not before.reply
        if self._words and self._phase != "with":
            self._phase = "with"
            QTimer.singleShot(round(1000 * self._seconds), self._end)

    @Slot()
    def _on_beat(self) -> None:
        now = time.monotonic()
        if self._phase:
            late = now - self._beaten - _BEAT_MS / 1000
            self._late[self._phase] = max(self._late[self._phase], late)
        self._beaten = now

    @Slot()
    def _end(self) -> None:
        self._phase = ""
        self._beat.stop()
        figures = {
            "capture": {phase: _deviation(times, 1.0) for phase, times in self._captures.items()},
            "tick": {phase: _deviation(times, 2.0) for phase, times in self._ticks.items()},
            "window": {phase: 1000 * late for phase, late in self._late.items()},
        }
        for figure in figures.values():
            figure["ratio"] = figure["with"] / max(figure["without"], 1e-6)
        self.report = {
            "seconds": self._seconds,
            "frames": {phase: len(times) for phase, times in self._captures.items()},
            "decisions": {phase: len(times) for phase, times in self._ticks.items()},
            "words": self._words,
            "largest deviation in ms": {
                name: {key: round(value, 2) for key, value in figure.items()}
                for name, figure in figures.items()
            },
            "model": self._program.live.model.status.name,
            "cores": os.cpu_count(),
        }
        self._program.close()


def _deviation(times: list[float], period: float) -> float:
    """The largest distance of a time to the even schedule that fits them best, milliseconds."""
    if len(times) < 2:
        return float("nan")
    places = [(moment - times[0] + period / 2) % period - period / 2 for moment in times]
    middle = statistics.median(places)
    return 1000 * max(abs(place - middle) for place in places)


def measure(seconds: float, folder: Path) -> dict[str, object]:
    """Watch, and answer; returns the figures."""
    server = ChatServer()

    def stream(exchange) -> None:
        exchange.send(delta("It"))
        until = time.monotonic() + seconds + 1.0
        while time.monotonic() < until and not exchange.closing.wait(1 / WORDS_A_SECOND):
            exchange.more(delta(" goes"))
        exchange.more(DONE)

    server.answer = stream
    store = SettingsStore(folder / "settings.json")
    settings = Settings(keeping=KeepingSettings("frames", asked=True))
    responder = replace(settings.responder, kind="openai", base_url=server.url, model="vlm")
    store.save(replace(settings, responder=responder))
    keychain = Keychain()
    program = Program(store, keychain, real_factories(keychain), library=Library(folder / "sessions"))
    measurement = Measurement(program, seconds)
    program.ended.connect(QApplication.quit)
    program.start()
    try:
        QApplication.exec()
    finally:
        server.close()
    assert measurement.report is not None
    return measurement.report


def main() -> int:
    """Print the figures."""
    application = QApplication([])
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(measure(float(sys.argv[1]), Path(folder)), indent=2))
    del application
    return 0


if __name__ == "__main__":
    status = main()
    sys.stdout.flush()
    os._exit(status)
