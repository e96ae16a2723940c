"""The program's own window, reporting what happens in it as lines of JSON.

`python -m tests.end_to_end.driven_window MODEL`: MODEL is a checkpoint's folder, "built-in", or "brightness"
for the stand-in. Commands come from standard input, one a line:

    where NAME          tells the middle of a widget, in screen pixels
    preview             tells the message in place of the picture
    shown R G B         tells which share of the preview has a colour
    hide                marks parts of the picture, and tells where it is: x, y, width, height
    place X Y W H       moves and sizes the window
    review SESSION      opens a stored session
    ask START END       asks about these seconds of what is open
    export PATH         writes what is open as a film
    chatter SECONDS     changes the chat and the colours of the window ten times a second

Every tick is reported with the number of slots that it has not `seen`, every timeline with its gaps.
"""

from __future__ import annotations

import json
import os
import sys
import time

import numpy as np
from PySide6.QtCore import QObject, QPoint, QRect, QSocketNotifier, QTimer, Slot
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from stride_desktop.app import main
from stride_desktop.app.live import factories as parts
from stride_desktop.app.live.display import LiveLane
from stride_desktop.app.look.theme import apply_scheme
from stride_desktop.app.program import Program
from stride_desktop.app.review.export import WHOLE
from stride_desktop.core.answers import Answer, AnswerState
from stride_desktop.pipeline.updates import Ticked
from tests.app.fakes import BrightModel


def report(**fields: object) -> None:
    os.write(1, (json.dumps(fields) + "\n").encode())


class Reporter(QObject):
    """Reports the signals of the live controller, and obeys the commands."""

    def __init__(self, program: Program) -> None:
        super().__init__(program)
        self._program = program
        self._source = None
        self._left = 0
        self._chatter = QTimer(self, interval=100)
        self._chatter.timeout.connect(self._chat)
        live = program.live
        live.state_changed.connect(self._on_state)
        live.event_moved.connect(self._on_event)
        live.triggered.connect(self._on_trigger)
        live.ended.connect(self._on_ended)
        live.lanes_changed.connect(self._on_lanes)
        live.happened.connect(self._on_update)
        program.controllers.store.changed.append(self._on_answer)
        live.health_changed.connect(self._on_health)
        live.model.changed.connect(self._on_model)
        program.controllers.sources.changed.connect(self._on_sources)
        program.controllers.notifications.posted.connect(self._on_notice)
        program.controllers.recordings.stored.connect(self._on_stored)
        program.controllers.review.opened.connect(self._on_opened)
        program.controllers.review.lanes.active_changed.connect(self._on_lane)
        program.controllers.review.lanes.editing.changed.connect(self._on_reviewed)
        program.window.picker.chosen.connect(self._on_chosen)
        application = QGuiApplication.instance()
        application.focusWindowChanged.connect(self._on_focus)
        program.controllers.region.shown.connect(self._on_overlay)
        self._commands = QSocketNotifier(0, QSocketNotifier.Type.Read, self)
        self._commands.activated.connect(self._read)
        program.ended.connect(self._leave)

    @Slot(object)
    def _on_state(self, state: object) -> None:
        report(state=state.value)

    @Slot(int, object)
    def _on_event(self, _run: int, change: object) -> None:
        event = change.event
        times = {"onset": event.onset, "reach": event.reach}
        report(event=event.id, now=event.state.value, reason=event.reason, **times)

    @Slot(int, object)
    def _on_trigger(self, _run: int, triggered: object) -> None:
        report(trigger=triggered.trigger.time, onset=triggered.trigger.onset)

    @Slot(object)
    def _on_ended(self, error: object) -> None:
        report(ended=str(error) if error else "")

    @Slot(object)
    def _on_lanes(self, lanes: tuple[LiveLane, ...]) -> None:
        if lanes:
            snapshot = lanes[0].snapshot
            gaps = [(gap.start, gap.end, gap.reason) for gap in snapshot.gaps]
            report(timeline=snapshot.newest, active=int((snapshot.labels == 1).sum()), gaps=gaps)

    @Slot(int, object)
    def _on_update(self, _lane: int, update: object) -> None:
        if isinstance(update, Ticked):
            passed = update.tick.passes[0]
            report(tick=update.tick.timestamp, seen=int((~passed.unseen).sum()))

    def _on_answer(self, _before: Answer, after: Answer) -> None:
        if after.state is AnswerState.DONE:
            report(answered=after.card_id, text=after.text)

    @Slot(object)
    def _on_model(self, status: object) -> None:
        report(model=status.name, step=status.step, error=str(status.error or ""))

    @Slot(object)
    def _on_sources(self, sources: object) -> None:
        report(
            sources=[info.name for info in sources], chosen=self._program.window.picker.combo.currentText()
        )

    @Slot()
    def _on_chosen(self) -> None:
        report(chosen_now=self._program.window.picker.address)

    @Slot()
    def _on_overlay(self) -> None:
        QTimer.singleShot(500, lambda: report(overlay=True))

    @Slot(object)
    def _on_notice(self, notice: object) -> None:
        report(notice=notice.what)

    @Slot(object)
    def _on_health(self, health: object) -> None:
        if health.source != self._source:
            self._source = health.source
            line = self._program.window.health.state.text()
            report(source=health.source.state, reason=health.source.reason, line=line)

    @Slot(object)
    def _on_focus(self, _window: object) -> None:
        box = QApplication.activeWindow()
        if isinstance(box, QMessageBox):
            report(asks=box.text())
        elif box is self._program.window:
            report(active_window=True)

    @Slot(str)
    def _on_stored(self, session: str) -> None:
        report(stored=session)

    @Slot(str)
    def _on_opened(self, session: str) -> None:
        report(opened=session)

    @Slot()
    def _on_lane(self) -> None:
        lanes = self._program.controllers.review.lanes
        if lanes.opened is not None:
            report(lanes=len(lanes.opened.lanes), active=lanes.active.lane.query)

    @Slot(str, object)
    def _on_reviewed(self, _lane: str, review: object) -> None:
        report(verdicts=[span.verdict.value for span in review.spans])

    @Slot()
    def _read(self) -> None:
        text = os.read(0, 4096).decode()
        self._commands.setEnabled(bool(text))
        for line in text.splitlines():
            self._obey(line.split())

    def _obey(self, words: list[str]) -> None:
        name, *rest = words
        window = self._program.window
        if name == "where":
            widget = self._named(rest[0])
            middle = widget.mapToGlobal(QPoint(widget.width() // 2, widget.height() // 2))
            report(where=[middle.x(), middle.y()])
        elif name == "preview":
            report(preview=window.preview.title)
        elif name == "shown":
            report(shown=_share(window.preview, list(map(int, rest))))
        elif name == "hide":
            masking = self._program.controllers.masking
            masking.edit()
            rect = window.preview.picture_rect.toRect()
            corner = window.preview.mapToGlobal(rect.topLeft())
            report(picture=[corner.x(), corner.y(), rect.width(), rect.height()])
        elif name == "place":
            x, y, width, height = map(int, rest)
            window.resize(width, height)
            window.move(x, y)
            self._report_when_placed(QRect(x, y, width, height))
        elif name == "review":
            self._program.controllers.review.open(rest[0])
        elif name == "ask":
            self._program.controllers.past_questions.ask(*map(float, rest), "What is there?")
        elif name == "export":
            self._program.controllers.review.exporting.begin("mp4", WHOLE, rest[0])
        elif name == "chatter":
            self._left = 10 * int(rest[0])
            self._chatter.start()

    def _report_when_placed(self, wanted: QRect) -> None:
        """The window manager takes its time; who clicks before it is done misses."""
        window = self._program.window
        if (window.pos(), window.size()) == (wanted.topLeft(), wanted.size()):
            QTimer.singleShot(300, lambda: report(placed=True))
        else:
            QTimer.singleShot(50, lambda: self._report_when_placed(wanted))

    def _named(self, name: str) -> QWidget:
        window = self._program.window
        return {
            "start": window.request.start,
            "pause": window.request.pause,
            "stop": window.request.stop,
            "request": window.request.edit,
            "sources": window.picker.combo,
            "region": window.picker.region_button,
            "timeline": window.timeline,
            "preview": window.preview,
        }[name]

    def _chat(self) -> None:
        self._left -= 1
        text = f"{self._left} " + "█" * (self._left % 40)
        self._program.window.chat.add_request_note(time.strftime("%H:%M:%S"), text)
        if self._left % 5 == 0:
            apply_scheme("dark" if self._left % 10 else "light")
        if self._left == 0:
            self._chatter.stop()
            report(chattered=True)

    @Slot()
    def _leave(self) -> None:
        report(closed=True)


def _share(widget: QWidget, colour: list[int]) -> float:
    picture = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(picture.constBits(), np.uint8).reshape(picture.height(), picture.bytesPerLine())
    pixels = rows[:, : 3 * picture.width()].reshape(picture.height(), picture.width(), 3)
    return float((np.abs(pixels.astype(int) - colour).max(axis=-1) < 50).mean())


def run(model: str) -> int:
    if model == "brightness":
        parts.load_model = lambda *_arguments: BrightModel()
    elif model != "built-in":
        built_in = parts.load_model
        parts.load_model = lambda settings, *rest: built_in(
            type(settings)(model, settings.device, settings.dtype), *rest
        )
    start = Program.start

    def start_and_report(program: Program) -> None:
        program.reporter = Reporter(program)
        start(program)
        QTimer.singleShot(0, lambda: report(shown=True))

    Program.start = start_and_report
    return main.run_window([])


if __name__ == "__main__":
    sys.exit(run(sys.argv[1]))
