"""How the real window fares while a model server floods it, compared to while nothing is said.

`python -m tests.soak.answer_flood TOKENS CALM KIND…` watches a scripted clip, whose one moment is answered
by a server in another process: with a few words (plain), with a megabyte at full speed, or without an end
(endless). TOKENS: the longest answer that is set. CALM: milliseconds without an answer. Prints one object
of JSON. Stalls are milliseconds that a timer of the window's thread came late at most, `work` those that
the thread itself was busy between two turns of the timer.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QApplication

from stride_desktop.app.live.factories import make_lanes, real_factories
from stride_desktop.app.live.task import Task
from stride_desktop.app.program import Program
from stride_desktop.app.system.keychain import Keychain
from stride_desktop.core.answers import Answer, AnswerState
from stride_desktop.core.settings import Settings
from stride_desktop.pipeline.settings_store import SettingsStore
from tests.app.fakes import BrightModel, ScriptedSource
from tests.responders.chat_server import DONE, ChatServer, Exchange, delta
from tests.xserver import REPOSITORY

_BEAT_MS = 5
_AFTER_MS = 500
PIECE = delta("the light is off. ")


class Measurement(QObject):
    """Takes down how late a timer comes: `calm`, then while the answer `floods`."""

    def __init__(self, program: Program, calm: int) -> None:
        super().__init__()
        self.stall = {"calm": 0.0, "floods": 0.0}
        self.work = {"calm": 0.0, "floods": 0.0}
        self.messages = 0
        self.characters = 0
        self.status = ""
        self.closing_seconds = 0.0
        self._program = program
        self._phase = "calm"
        self._at = time.monotonic(), time.thread_time()
        self._beat = QTimer(self, interval=_BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
        self._beat.timeout.connect(self._on_beat)
        program.controllers.store.changed.append(self._on_answer)
        self._calm = calm
        QTimer.singleShot(calm // 2, self._begin)

    @Slot()
    def _begin(self) -> None:
        self._at = time.monotonic(), time.thread_time()
        self._beat.start()
        QTimer.singleShot(self._calm, self._flood)

    @Slot()
    def _flood(self) -> None:
        self._phase = "floods"
        self._program.live.start(Task(ScriptedSource(), "Tell me when it is bright"))

    @Slot()
    def _on_beat(self) -> None:
        now = time.monotonic(), time.thread_time()
        late, busy = now[0] - self._at[0] - _BEAT_MS / 1000, now[1] - self._at[1]
        self.stall[self._phase] = max(self.stall[self._phase], round(1000 * late, 1))
        self.work[self._phase] = max(self.work[self._phase], round(1000 * busy, 1))
        self._at = now

    def _on_answer(self, before: Answer, after: Answer) -> None:
        self.messages += after.reply is not before.reply
        if after.over:
            QTimer.singleShot(_AFTER_MS, self._end)

    @Slot()
    def _end(self) -> None:
        self._beat.stop()
        chat = self._program.window.chat
        (card,) = chat.cards.values()
        assert card.state is AnswerState.DONE, card.page.failure
        self.characters, self.status = len(card.text), card.page.status
        begun = time.monotonic()
        self._program.ended.connect(lambda: setattr(self, "closing_seconds", time.monotonic() - begun))
        self._program.close()


def measure(kind: str, tokens: int, calm: int, folder: Path) -> dict[str, object]:
    """Watch, and be flooded; returns the figures."""
    command = [sys.executable, "-m", "tests.soak.answer_flood", "serve", kind]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=REPOSITORY) as server:
        assert server.stdout is not None
        url = server.stdout.readline().strip()
        store = SettingsStore(folder / f"{kind}.json")
        settings = Settings()
        responder = replace(
            settings.responder, kind="openai", base_url=url, model="vlm", answer_tokens=tokens
        )
        store.save(replace(settings, responder=responder))
        keychain = Keychain()
        parts = replace(real_factories(keychain), load=lambda *_: BrightModel(), make_lanes=make_lanes)
        program = Program(store, keychain, parts)
        measurement = Measurement(program, calm)
        program.ended.connect(QApplication.quit)
        program.start()
        try:
            QApplication.exec()
        finally:
            server.kill()
    return {
        "stall": measurement.stall,
        "work": measurement.work,
        "messages": measurement.messages,
        "characters": measurement.characters,
        "status": measurement.status,
        "closed after": round(measurement.closing_seconds, 2),
    }


def serve(kind: str) -> None:
    """Flood every client, until this process is killed."""

    def answer(exchange: Exchange) -> None:
        exchange.send()
        try:
            for _ in range({"plain": 1, "megabyte": 6000}.get(kind, sys.maxsize)):
                exchange.more(PIECE * 10)
            exchange.more(DONE)
        except OSError:
            pass

    print(ChatServer(answer).url, flush=True)
    while True:
        time.sleep(60)


def main() -> int:
    """Print the figures."""
    if sys.argv[1] == "serve":
        serve(sys.argv[2])
    application = QApplication([])
    with tempfile.TemporaryDirectory() as folder:
        tokens, calm = map(int, sys.argv[1:3])
        figures = {kind: measure(kind, tokens, calm, Path(folder)) for kind in sys.argv[3:]}
    print(json.dumps(figures, indent=2))
    del application
    return 0


if __name__ == "__main__":
    status = main()
    sys.stdout.flush()
    os._exit(status)
