"""One question at a time, asked beside the GUI thread, that can be withdrawn."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal

from stride_desktop.app.system.background import Background
from stride_desktop.core.errors import Cancelled, StrideError

Cancelling = Callable[[], bool]


class Question(QObject):
    """A new question ends the one before. Lives on the GUI thread.

    `answered(object)` or `failed(StrideError)` tell what came of it, `changed` that it began or ended to
    ask. Of a question that was withdrawn nothing is told.
    """

    answered = Signal(object)
    failed = Signal(object)
    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = Background(self)
        self._withdrawn: threading.Event | None = None

    @property
    def open(self) -> bool:
        """It waits for an answer."""
        return self._withdrawn is not None

    def ask(self, work: Callable[[Cancelling], object]) -> None:
        """Call `work`, which may raise Cancelled soon after its argument turned true, beside the GUI."""
        self.withdraw()
        withdrawn = self._withdrawn = threading.Event()
        self._background.do(
            partial(_answer, work, withdrawn),
            partial(self._tell, self.answered, withdrawn),
            partial(self._tell, self.failed, withdrawn),
        )
        self.changed.emit()

    def withdraw(self) -> None:
        """Ask no longer, and forget the answer."""
        if self._withdrawn is not None:
            self._withdrawn.set()
            self._withdrawn = None
            self.changed.emit()

    def close(self) -> None:
        """Withdraw it, and ask nothing more; does not wait."""
        self.withdraw()
        self._background.close(0.0)

    def _tell(self, signal: Any, question: threading.Event, outcome: object | StrideError) -> None:  # noqa: ANN401 - a bound signal
        if question is self._withdrawn:
            self._withdrawn = None
            self.changed.emit()
            signal.emit(outcome)


def _answer(work: Callable[[Cancelling], object], withdrawn: threading.Event) -> object:
    try:
        return None if withdrawn.is_set() else work(withdrawn.is_set)
    except Cancelled:
        return None
