"""The circuit breaker of the responder: triggers are held while it is out of order."""

from __future__ import annotations

import threading
from functools import partial
from time import monotonic

from PySide6.QtCore import QObject, QTimer, Slot

from stride_desktop.app.answers.queue import AnswerQueue
from stride_desktop.app.system.background import BackgroundQueue
from stride_desktop.app.system.notices import NoticeButton, Notifications
from stride_desktop.core.circuit import Circuit, CircuitState
from stride_desktop.core.errors import Cancelled, StrideError
from stride_desktop.pipeline.answering import AnswerEnded
from stride_desktop.responders.waiting import MAX_WAITING

_TOPIC = "outage"


class ResponderBreaker(QObject):
    """Holds answers while the responder is out of order, and says so in the banner.

    A server is probed, with longer and longer pauses; a model of this process that cannot be loaded is not:
    it is tried again when the user asks for that, or when the settings change.
    """

    def __init__(
        self,
        answers: AnswerQueue,
        notifications: Notifications,
        circuit: Circuit | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._answers = answers
        self._notifications = notifications
        self._circuit = Circuit(monotonic) if circuit is None else circuit
        self._unready = False  # the server is reachable, but the responder cannot get ready
        self._told = 0  # cards that were said to be held
        self._insisted = False  # the user asked for a check
        self._ended = threading.Event()
        self._background = BackgroundQueue(self)
        self._clock = QTimer(self, singleShot=True)
        self._clock.timeout.connect(self._look)
        answers.concluded.connect(self._on_concluded)
        answers.responder_changed.connect(self._start_anew)
        answers.backlog_changed.connect(self._on_backlog)

    def close(self) -> None:
        """Look no more."""
        self._ended.set()
        self._clock.stop()
        self._background.close(0.0)

    @Slot()
    def try_again(self) -> None:
        """A person thinks that it works again: let the newest that waits find out, or else a look."""
        if not self._circuit.open:
            return
        self._insisted = True
        if self._answers.held or self._unready:
            self._circuit.probe_succeeded()
            self._clock.stop()
            self._answers.release(1)
        else:
            self._look()

    @Slot()
    def tell(self) -> None:
        """Say it once more, if it is still so: what was said before was put away."""
        if self._circuit.open:
            self._say_down(again=False)

    # -- how answers went --------------------------------------------------------------------------

    @Slot(object)
    def _on_concluded(self, ended: AnswerEnded) -> None:
        before = self._circuit.state
        if (responds := ended.responds) is None:
            return
        if not responds:
            self._unready = ended.unready
            self._circuit.failed()
            if self._circuit.open:
                self._stand_by(again=before is not CircuitState.CLOSED)
            return
        self._circuit.succeeded()
        if before is not CircuitState.CLOSED:
            self._go_on(MAX_WAITING - 1)  # one has been answered already

    @Slot()
    def _start_anew(self) -> None:
        """The responder has changed."""
        before = self._circuit.state
        self._circuit.reset()
        self._clock.stop()
        if before is not CircuitState.CLOSED:
            self._notifications.withdraw(_TOPIC)
            self._answers.release(MAX_WAITING)

    def _stand_by(self, again: bool) -> None:
        """Hold what comes. again: it was so before, too."""
        self._answers.hold(
            "Not asked: the answering model cannot be loaded."
            if self._unready
            else "Not asked: the model server does not answer."
        )
        self._say_down(again)
        wait = self._circuit.wait
        if wait is not None and not self._unready:
            self._clock.start(round(1000 * wait))

    def _go_on(self, count: int) -> None:
        self._clock.stop()
        self._answers.release(count)
        left = len(self._answers.held)
        one = "One moment can still be answered: see its card."
        many = f"{left} moments can still be answered: see their cards."
        more = (one if left == 1 else many) if left else ""
        what = "Answers come again." if self._unready else "The model server answers again."
        self._notifications.inform(what, more, topic=_TOPIC)
        self._insisted = False

    # -- looking whether it is there ---------------------------------------------------------------

    @Slot()
    def _look(self) -> None:
        make, cancelled = self._answers.make, self._ended.is_set

        def reach() -> bool:
            """Runs on the background's thread, since making a responder may ask the keychain."""
            responder = make()
            if not responder.remote:
                return False
            try:
                responder.reach(cancelled)
            except Cancelled:
                return False
            return True

        self._background.run(reach, partial(self._on_looked, make), self._on_not_there, key="look")

    def _on_looked(self, make: object, there: bool) -> None:
        if make is not self._answers.make or not self._circuit.open:
            return
        if not there:
            self._on_not_there()
            return
        self._circuit.probe_succeeded()
        if self._answers.held:
            self._answers.release(1)  # the newest finds out
        else:
            self._go_on(0)

    def _on_not_there(self, _error: StrideError | None = None) -> None:
        if self._circuit.open and not self._ended.is_set():
            self._circuit.probe_failed()
            self._stand_by(again=True)

    # -- what is shown -----------------------------------------------------------------------------

    @Slot()
    def _on_backlog(self) -> None:
        if self._circuit.open and len(self._answers.held) != self._told:
            self._say_down(again=True)

    def _say_down(self, again: bool) -> None:
        """again: update the banner only if the user has not dismissed it."""
        what = (
            "The answering model cannot be loaded." if self._unready else "The model server does not answer."
        )
        waiting = self._told = len(self._answers.held)
        one, many = "One moment is waiting.", f"{waiting} moments are waiting."
        more = (one if waiting == 1 else many) if waiting else "New moments will wait."
        button = NoticeButton("&Try again", self.try_again)
        again = again and not self._insisted  # pressing the button has put it away
        self._insisted = False
        self._notifications.inform(what, more, button, topic=_TOPIC, again=again)
