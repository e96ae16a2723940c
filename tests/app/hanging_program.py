"""The real program with an answer that never returns, closed while it hangs. Run by test_program."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator

from PySide6.QtCore import QTimer

from stride_desktop.app import main, program
from stride_desktop.app.live.factories import Factories, make_lanes
from stride_desktop.app.live.task import Task
from tests.app.fakes import BrightModel, LiveSource, ScriptedResponder


class HangingResponder(ScriptedResponder):
    """Does not return, whether it is cancelled or not."""

    def respond(self, *_: object) -> Iterator[str]:
        yield "It "
        threading.Event().wait()


class WatchedProgram(program.Program):
    """Starts watching by itself, and closes as soon as the answer hangs."""

    def start(self) -> None:
        super().start()
        source = LiveSource()
        self.live.start(Task(source, "Tell me when it is bright"))
        source.give("..########")
        QTimer.singleShot(20, self.close_while_it_hangs)

    def close_while_it_hangs(self) -> None:
        cards, store = tuple(self.window.chat.cards), self.controllers.store
        if not cards or not store.newest_on_card(cards[0]).text:
            QTimer.singleShot(20, self.close_while_it_hangs)
            return
        begun = time.monotonic()
        self.ended.connect(lambda: print(self.abandoned, time.monotonic() - begun, flush=True))
        self.close()


if __name__ == "__main__":
    responder = HangingResponder()
    main.Program = WatchedProgram
    main.real_factories = lambda _services: Factories(
        lambda *_: BrightModel(), make_lanes, lambda _settings: lambda: responder
    )
    program._PATIENCE_MS = 300
    sys.exit(main.run_window([]))
