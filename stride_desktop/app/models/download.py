"""One download at a time, on a thread of its own, with its speed and the time left."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

from PySide6.QtCore import QObject, QThread, Signal, Slot

from stride_desktop.app.system.crash import unexpected
from stride_desktop.checkpoints.hub import Quote, ask_hub
from stride_desktop.checkpoints.place import Place
from stride_desktop.checkpoints.transfer import fetch
from stride_desktop.core.errors import Cancelled, StrideError

_TELL_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Transfer:
    """How far a download is, in bytes. speed: bytes per second, 0 while unknown."""

    done: int
    total: int
    speed: float

    @property
    def seconds_left(self) -> float | None:
        """Until it is all here; None while unknown."""
        return (self.total - self.done) / self.speed if self.speed else None


class _Thread(QThread):
    told = Signal(object)

    def __init__(self, repo_id: str, quote: Quote | None, place: Place, parent: QObject) -> None:
        super().__init__(parent)
        self._repo_id, self._quote, self._place = repo_id, quote, place
        self._cancelled = threading.Event()
        self._begin: tuple[float, int] | None = None
        self._last = 0.0
        self.error: StrideError | None = None
        self.cancelled = False

    def cancel(self) -> None:
        self._cancelled.set()

    def run(self) -> None:
        try:
            quote = self._quote or ask_hub(self._repo_id, self._place)
            fetch(quote, self._place, self._tell, self._cancelled.is_set)
        except Cancelled:
            self.cancelled = True
        except StrideError as error:
            self.error = error
        except Exception as error:
            self.error = unexpected(error, "downloading a model")

    def _tell(self, done: int, total: int) -> None:
        now = time.monotonic()
        if self._begin is None:
            self._begin = now, done
        if now - self._last < _TELL_SECONDS and done < total:
            return
        self._last = now
        seconds = now - self._begin[0]
        speed = (done - self._begin[1]) / seconds if seconds > 0 else 0.0
        self.told.emit(Transfer(done, total, speed))


class Download(QObject):
    """The download that is going on, if any. Lives on the GUI thread and never blocks it.

    `progressed(Transfer)`. `ended(repo_id, StrideError or None)`: it is over; `cancelled` says whether
    somebody gave it up.
    """

    started = Signal()
    progressed = Signal(object)
    ended = Signal(str, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.repo_id = ""
        self.transfer: Transfer | None = None
        self.cancelled = False
        self._thread: _Thread | None = None

    @property
    def active(self) -> bool:
        """A thread is at work."""
        return self._thread is not None

    def start(self, repo_id: str, quote: Quote | None, place: Place) -> None:
        """Download this; nothing happens while another download goes on. quote: None asks the hub first."""
        if self._thread is not None:
            return
        self.repo_id, self.transfer, self.cancelled = repo_id, None, False
        self._thread = _Thread(repo_id, quote, place, self)
        self._thread.told.connect(self._on_told)
        self._thread.finished.connect(self._on_finished)
        self._thread.start(QThread.Priority.LowPriority)
        self.started.emit()

    @Slot()
    def cancel(self) -> None:
        """Give it up; what is here stays, and the next download goes on from there."""
        if self._thread is not None:
            self._thread.cancel()

    @Slot(object)
    def _on_told(self, transfer: Transfer) -> None:
        self.transfer = transfer
        self.progressed.emit(transfer)

    @Slot()
    def _on_finished(self) -> None:
        thread, self._thread = self._thread, None
        if thread is None:
            return
        thread.wait()
        self.cancelled = thread.cancelled
        thread.deleteLater()
        self.ended.emit(self.repo_id, thread.error)
