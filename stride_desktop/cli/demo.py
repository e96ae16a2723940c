"""The demo: the window on the bundled clip, and the same without a display as a report."""

from __future__ import annotations

import json
import os
import sys
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from PySide6.QtCore import (
    QMessageLogContext,
    QObject,
    QTimer,
    QtMsgType,
    Signal,
    Slot,
    qInstallMessageHandler,
)
from PySide6.QtWidgets import QApplication

from stride_desktop.app.live.display import LiveLane
from stride_desktop.app.live.factories import real_factories
from stride_desktop.app.main import make_application
from stride_desktop.app.program import Program
from stride_desktop.app.system.display import check_display
from stride_desktop.app.system.interrupts import SignalWatcher
from stride_desktop.app.system.keychain import Keychain
from stride_desktop.checkpoints.hub_config import Hub, HubConfig
from stride_desktop.core.answers import Answer
from stride_desktop.core.errors import StrideError
from stride_desktop.core.events import EventState
from stride_desktop.core.review import stands
from stride_desktop.core.settings import ModelSettings, Settings
from stride_desktop.core.timeline import TimelineSnapshot
from stride_desktop.pipeline.settings_store import SettingsStore
from stride_desktop.pipeline.updates import Triggered
from stride_desktop.resources import resource
from stride_desktop.user_folders import temporary_folder

OUT = Path("demo-out")
_SHOW_INTERVAL = 0.25
"""Seconds between two frames when the window is shown: four times the clip's own speed."""

_SIZE = (1280, 800)
_GIVE_UP_MS = 15 * 60 * 1000


@dataclass(slots=True)
class RequestOutcome:
    """The results of one request. Times are seconds of the clip."""

    query: str
    truth: list[list[float]]
    predicted: list[list[float]] = field(default_factory=list)
    triggers: list[dict[str, Any]] = field(default_factory=list)
    answers: dict[int, str] = field(default_factory=dict)

    def report(self) -> dict[str, Any]:
        """The request's part of demo.json."""
        return {**asdict(self), "answers": list(self.answers.values())}


class Demo(QObject):
    """Plays the clip once for every request, in the program's own window. `finished` follows the last.

    `failed`: there is no model to play it with.
    """

    finished = Signal()
    failed = Signal()

    def __init__(self, program: Program, interval: float) -> None:
        super().__init__(program)
        self._program = program
        self._interval = interval
        about = json.loads(resource("demo", "demo.json").read_text("utf-8"))
        self.seconds = float(about["seconds"])
        self.clip = resource("demo", about["clip"])
        self.outcomes = [RequestOutcome(item["query"], item["truth"]) for item in about["requests"]]
        self.errors: list[StrideError] = []
        self._left = list(self.outcomes)
        self._current: RequestOutcome | None = None
        self._timeline: TimelineSnapshot | None = None
        self._triggered: list[Triggered] = []
        self._over = False
        self._connect()

    def _connect(self) -> None:
        live, window = self._program.live, self._program.window
        answers = self._program.controllers.answers
        live.lanes_changed.connect(self._on_lanes)
        live.triggered.connect(self._on_triggered)
        live.ended.connect(self._on_run_ended)
        self._program.controllers.store.changed.append(self._on_answer)
        answers.backlog_changed.connect(self._go_on)
        live.model.ended.connect(self._on_model_ended)
        window.request.stop.clicked.connect(self._interrupt)
        window.request.start.clicked.connect(self._interrupt)

    @Slot()
    def start(self) -> None:
        """Play the clip for the next request."""
        window = self._program.window
        self._current = self._left.pop(0)
        self._timeline, self._triggered, self._over = None, [], False
        window.picker.add_file(self.clip)
        window.request.edit.setText(self._current.query)
        self._program.controllers.watch.begin(self._interval)

    @Slot()
    def _interrupt(self) -> None:
        """The user took over."""
        self._left.clear()

    @Slot(object)
    def _on_lanes(self, lanes: tuple[LiveLane, ...]) -> None:
        if lanes:
            self._timeline = lanes[0].snapshot

    @Slot(int, object)
    def _on_triggered(self, _run: int, triggered: Triggered) -> None:
        self._triggered.append(triggered)

    def _on_answer(self, _before: Answer, after: Answer) -> None:
        if after.error is not None:
            self.errors.append(after.error)
        elif self._current is not None:
            self._current.answers[after.id] = after.text

    @Slot()
    def _on_model_ended(self) -> None:
        error = self._program.live.model.status.error
        if error is not None:
            self.errors.append(error)
            self._left.clear()
            self.failed.emit()

    @Slot(object)
    def _on_run_ended(self, error: StrideError | None) -> None:
        if error is not None:
            self.errors.append(error)
        self._over = True
        self._go_on()

    @Slot()
    def _go_on(self) -> None:
        """When the clip is over and everything is answered, take the next request."""
        answers = self._program.controllers.answers
        if not self._over or answers.active is not None or answers.waiting:
            return
        self._over = False
        if self._current is not None:
            self._sum_up(self._current)
        if self._left:
            QTimer.singleShot(0, self.start)
        else:
            self.finished.emit()

    def _sum_up(self, outcome: RequestOutcome) -> None:
        events = self._timeline.events if self._timeline is not None else ()
        spans = {event.id: [max(0.0, event.onset), event.reach] for event in events}
        outcome.predicted = [
            spans[event.id] for event in events if event.state is EventState.CLOSED and stands(event)
        ]
        outcome.triggers = [
            {"time": item.trigger.time, "event": spans[item.trigger.event_id]} for item in self._triggered
        ]


def run_demo(headless: bool, out: Path | None, model: ModelSettings) -> int:
    """Show the demo, or render it offscreen into `out`; returns the exit status. Raises StrideError.

    model: which activation model watches.
    """
    if headless:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        qInstallMessageHandler(_tell_problems)
    else:
        check_display()
    application = make_application([])
    with temporary_folder() as folder:
        keychain = Keychain()
        # The demo keeps nothing, and needs no home folder.
        hub = Hub(HubConfig(pins=folder / "models.json"))
        store = SettingsStore(folder / "settings.json")
        store.save(Settings(model=model))
        program = Program(store, keychain, real_factories(keychain, hub))
        signals = SignalWatcher()
        signals.received.connect(program.close)
        program.ended.connect(application.quit)
        try:
            return _render(application, program, out or OUT) if headless else _show(application, program)
        except StrideError as error:
            sys.stderr.write(f"{error}\n")
            return 1
        finally:
            signals.close()


def _tell_problems(_kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    """Keep the offscreen platform from remarking, without a category, that it has no window manager."""
    if context.category != "default":
        sys.stderr.write(f"{message}\n")


def _show(application: QApplication, program: Program) -> int:
    demo = Demo(program, _SHOW_INTERVAL)
    program.start()
    QTimer.singleShot(0, demo.start)
    return application.exec()


def _render(application: QApplication, program: Program, out: Path) -> int:
    demo, started = Demo(program, 0.0), time.monotonic()
    lines: list[str] = []

    def write() -> None:
        try:
            lines[:] = _written(program, demo, out)
        except OSError as error:
            demo.errors.append(StrideError(f"The demo could not be written: {error}"))
        else:
            lines.append(f"Took {time.monotonic() - started:.1f} s")
        program.close()

    # The last piece of an answer is drawn a moment later.
    demo.finished.connect(lambda: QTimer.singleShot(200, write))
    demo.failed.connect(program.close)
    QTimer.singleShot(_GIVE_UP_MS, program.close)
    program.window.resize(*_SIZE)
    program.start()
    QTimer.singleShot(0, demo.start)
    application.exec()
    for line in lines:
        sys.stdout.write(line + "\n")
    for error in demo.errors:
        sys.stderr.write(f"{error}\n")
    return 0 if lines and not demo.errors else 1


def _written(program: Program, demo: Demo, out: Path) -> list[str]:
    """Write the picture and the report; returns lines that say where they are. Raises OSError."""
    out.mkdir(parents=True, exist_ok=True)
    content = {
        "clip": demo.clip.name,
        "requests": [outcome.report() for outcome in demo.outcomes],
        "model": program.live.model.status.name,
        "seconds": demo.seconds,
    }
    report, picture = out / "demo.json", out / "demo.png"
    report.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", "utf-8")
    if not program.window.grab().save(str(picture), "PNG"):
        raise OSError(f"{picture} cannot be saved")
    return [f"Picture: {picture}", f"Report:  {report}"]
