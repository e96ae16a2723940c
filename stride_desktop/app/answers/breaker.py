"""The circuit breaker of the responder: triggers are held while it does not work."""

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
from stride_desktop.pipeline.answering import MAX_WAITING, AnswerEnded

_TOPIC = "outage"


class ResponderBreaker(QObject):
    """Holds answers while the responder does not work, and says so in the banner.

    A server is probed, with longer and longer pauses. A model of this process that cannot be loaded is tried
    again when the user asks for that, or when the settings change.
    """

    def __init__(
        self,
        answers: AnswerQueue,
        notifications: Notifications,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._answers = answers
        self._notifications = notifications
        self.circuit = Circuit(monotonic)
        self._unready = False  # the server is reachable, but the responder cannot get ready
        self._posted = 0  # number of held answers in the banner
        self._insisted = False  # the user asked for a check
        self._ended = threading.Event()
        self._background = BackgroundQueue(self)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.probe)
        answers.concluded.connect(self._on_concluded)
        answers.responder_changed.connect(self._reset)
        answers.backlog_changed.connect(self._on_backlog)

    @property
    def probing(self) -> bool:
        """A probe is to come."""
        return self._timer.isActive()

    def close(self) -> None:
        """End all probes."""
        self._ended.set()
        self._timer.stop()
        self._background.close(0.0)

    @Slot()
    def try_again(self) -> None:
        """Try the newest held answer, or else probe, because the user asked for it."""
        if not self.circuit.open:
            return
        self._insisted = True
        if self._answers.held or self._unready:
            self.circuit.probe_succeeded()
            self._timer.stop()
            self._answers.release(1)
        else:
            self.probe()

    @Slot()
    def post_again(self) -> None:
        """Show the banner again if the fault persists, although the user dismissed it."""
        if self.circuit.open:
            self._post_fault(again=False)

    @Slot(object)
    def _on_concluded(self, ended: AnswerEnded) -> None:
        before = self.circuit.state
        if (responds := ended.responds) is None:
            return
        if not responds:
            self._unready = ended.unready
            self.circuit.failed()
            if self.circuit.open:
                self._hold(again=before is not CircuitState.CLOSED)
            return
        self.circuit.succeeded()
        if before is not CircuitState.CLOSED:
            self._resume(MAX_WAITING - 1)  # one has been answered already

    @Slot()
    def _reset(self) -> None:
        """Close the circuit: another responder is configured."""
        before = self.circuit.state
        self.circuit.reset()
        self._timer.stop()
        if before is not CircuitState.CLOSED:
            self._notifications.withdraw(_TOPIC)
            self._answers.release(MAX_WAITING)

    @property
    def _fault(self) -> str:
        return "the answering model cannot be loaded" if self._unready else "the model server does not answer"

    def _hold(self, again: bool) -> None:
        """Hold new answers. again: they were held before, too."""
        self._answers.hold(f"Not asked: {self._fault}.")
        self._post_fault(again)
        wait = self.circuit.wait
        if wait is not None and not self._unready:
            self._timer.start(round(1000 * wait))

    def _resume(self, count: int) -> None:
        """Answer again, first the newest `count` of those held."""
        self._timer.stop()
        self._answers.release(count)
        left = len(self._answers.held)
        one = "One moment can still be answered: see its card."
        many = f"{left} moments can still be answered: see their cards."
        more = (one if left == 1 else many) if left else ""
        what = "Answers come again." if self._unready else "The model server answers again."
        self._notifications.inform(what, more, topic=_TOPIC)
        self._insisted = False

    @Slot()
    def probe(self) -> None:
        """Find out on the background thread whether the server can be reached."""
        make, cancelled = self._answers.make, self._ended.is_set

        def reach() -> bool:
            responder = make()  # on the background thread, since this may ask the keychain
            if not responder.remote:
                return False
            try:
                responder.reach(cancelled)
            except Cancelled:
                return False
            return True

        self._background.run(reach, partial(self._on_probed, make), self._on_unreachable, key="probe")

    def _on_probed(self, make: object, reachable: bool) -> None:
        if make is not self._answers.make or not self.circuit.open:
            return
        if not reachable:
            self._on_unreachable()
            return
        self.circuit.probe_succeeded()
        if self._answers.held:
            self._answers.release(1)  # the newest shows whether it works
        else:
            self._resume(0)

    def _on_unreachable(self, _error: StrideError | None = None) -> None:
        if self.circuit.open and not self._ended.is_set():
            self.circuit.probe_failed()
            self._hold(again=True)

    @Slot()
    def _on_backlog(self) -> None:
        if self.circuit.open and len(self._answers.held) != self._posted:
            self._post_fault(again=True)

    def _post_fault(self, again: bool) -> None:
        """again: update the banner only if the user has not dismissed it."""
        waiting = self._posted = len(self._answers.held)
        one, many = "One moment is waiting.", f"{waiting} moments are waiting."
        more = (one if waiting == 1 else many) if waiting else "New moments will wait."
        button = NoticeButton("&Try again", self.try_again)
        again = again and not self._insisted  # pressing the button has dismissed it
        self._insisted = False
        what = f"{self._fault[0].upper()}{self._fault[1:]}."
        self._notifications.inform(what, more, button, topic=_TOPIC, again=again)
