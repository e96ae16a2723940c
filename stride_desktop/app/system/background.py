"""Calls that may block, on a thread in the background."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

import shiboken6
from PySide6.QtCore import QObject, Signal, SignalInstance, Slot

from stride_desktop.app.system.crash import unexpected
from stride_desktop.core.errors import Cancelled, StrideError

Then = Callable[[Any], None]


@dataclass(frozen=True, slots=True, eq=False)
class _Job:
    work: Callable[[], Any]
    then: Then
    otherwise: Callable[[StrideError], None]
    key: str
    owner: QObject | None


def ignore(_outcome: object) -> None:
    """For a result or an error that needs no reaction."""


class BackgroundQueue(QObject):
    """Runs calls one after the other on one thread, in the order in which they were given.

    Lives on the GUI thread, which gets the results. `idle`: no call waits or runs any more. The thread is a
    daemon: a call that never returns does not keep the process from ending.
    """

    idle = Signal()
    _done = Signal(object, object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._changed = threading.Condition()
        self._jobs: deque[_Job] = deque()
        self._pending = 0
        self._closed = False
        self._left = False
        self._thread: threading.Thread | None = None
        self._done.connect(self._on_done)

    @property
    def busy(self) -> bool:
        """A call waits or runs."""
        return self._pending > 0

    def run(
        self,
        work: Callable[[], Any],
        then: Then,
        otherwise: Callable[[StrideError], None],
        key: str = "",
        owner: QObject | None = None,
    ) -> None:
        """Call `work` on the thread, then `then` with its result or `otherwise` with its error.

        key: a call with the same key that still waits is dropped, since only the newest counts.
        owner: nothing is delivered once this is deleted, such as a dialog that was closed meanwhile.
        """
        with self._changed:
            if self._closed:
                return
            waiting = len(self._jobs)
            if key:
                self._jobs = deque(job for job in self._jobs if job.key != key)
            self._pending += 1 - (waiting - len(self._jobs))
            self._jobs.append(_Job(work, then, otherwise, key, owner))
            self._changed.notify()
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="background", daemon=True)
            self._thread.start()

    def close(self, seconds: float = 5.0) -> None:
        """Take no more calls, and wait until those that wait have run, for `seconds` at most.

        Later results are dropped, so that this object may be deleted.
        """
        with self._changed:
            self._closed = True
            self._changed.notify()
        if self._thread is not None:
            self._thread.join(seconds)
        with self._changed:
            self._left = True

    def _work(self) -> None:
        while (job := self._next()) is not None:
            result, error = None, None
            try:
                result = job.work()
            except StrideError as failure:
                error = failure
            except Exception as failure:
                error = unexpected(failure, "working in the background")
            # Locked: the program crashes if this object is deleted while its signal is emitted.
            with self._changed, suppress(RuntimeError):
                if not self._left:
                    self._done.emit(job, result, error)

    def _next(self) -> _Job | None:
        with self._changed:
            self._changed.wait_for(lambda: self._jobs or self._closed)
            return self._jobs.popleft() if self._jobs else None

    @Slot(object, object, object)
    def _on_done(self, job: _Job, result: object, error: StrideError | None) -> None:
        self._pending -= 1
        if job.owner is None or shiboken6.isValid(job.owner):
            if error is not None:
                job.otherwise(error)
            else:
                job.then(result)
        if not self._pending:
            self.idle.emit()


class CancellableCall(QObject):
    """Runs one cancellable call in the background; a new call cancels the one before.

    Lives on the GUI thread. `answered(object)` or `failed(StrideError)`: its result, unless it was cancelled.
    `changed`: it began or ended. `idle`: no call runs any more, not even a cancelled one.
    """

    answered = Signal(object)
    failed = Signal(object)
    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = BackgroundQueue(self)
        self.idle = self._background.idle
        self._cancelled: threading.Event | None = None

    @property
    def running(self) -> bool:
        """A result is still to come."""
        return self._cancelled is not None

    @property
    def busy(self) -> bool:
        """A call runs, which may be a cancelled one."""
        return self._background.busy

    def run(self, work: Callable[[threading.Event], object]) -> None:
        """Call `work` in the background; once its argument is set, it may raise Cancelled."""
        self.cancel()
        cancelled = self._cancelled = threading.Event()
        self._background.run(
            partial(_unless, cancelled, work),
            partial(self._deliver, self.answered, cancelled),
            partial(self._deliver, self.failed, cancelled),
        )
        self.changed.emit()

    def cancel(self) -> None:
        """Ask the call to end, and drop its result."""
        if self._cancelled is not None:
            self._cancelled.set()
            self._cancelled = None
            self.changed.emit()

    def close(self, seconds: float = 0.0) -> None:
        """Cancel the call and take no more; waits until it has ended, for `seconds` at most."""
        self.cancel()
        self._background.close(seconds)

    def _deliver(self, signal: SignalInstance, cancelled: threading.Event, outcome: object) -> None:
        if cancelled is self._cancelled:
            self._cancelled = None
            self.changed.emit()
            signal.emit(outcome)


def _unless(cancelled: threading.Event, work: Callable[[threading.Event], object]) -> object:
    try:
        return None if cancelled.is_set() else work(cancelled)
    except Cancelled:
        return None
