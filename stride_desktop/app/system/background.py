"""Work that may wait, for the disk above all, on a thread beside the GUI's."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import shiboken6
from PySide6.QtCore import QObject, Signal, Slot

from stride_desktop.app.system.crash import unexpected
from stride_desktop.core.errors import StrideError

Then = Callable[[Any], None]


@dataclass(frozen=True, slots=True, eq=False)
class _Job:
    work: Callable[[], Any]
    then: Then
    otherwise: Callable[[StrideError], None]
    key: str
    owner: QObject | None


@dataclass(frozen=True, slots=True, eq=False)
class _Outcome:
    job: _Job
    result: Any
    error: StrideError | None


class Background(QObject):
    """Does one piece of work after the other, in the order in which it was asked for.

    Lives on the GUI thread, on which it also tells what came of it. `idle`: nothing waits any more.
    """

    idle = Signal()
    _done = Signal(object)

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
        """Something waits, or is being done."""
        return self._pending > 0

    def do(
        self,
        work: Callable[[], Any],
        then: Then,
        otherwise: Callable[[StrideError], None],
        key: str = "",
        owner: QObject | None = None,
    ) -> None:
        """Do this soon, and call `then` with the result or `otherwise` with the error.

        key: work with the same key that still waits is forgotten, since only the newest of it counts.
        owner: nothing is told once this has been deleted, such as a dialog that was closed meanwhile.
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
        """Do what waits, but take nothing more; waits for it, not longer than `seconds`.

        What is done after that is told to nobody, so that this object may go away.
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
            self._report(_Outcome(job, result, error))

    def _report(self, outcome: _Outcome) -> None:
        # The lock, because an object that goes away while its signal is sent would take the program along.
        with self._changed, suppress(RuntimeError):
            if not self._left:
                self._done.emit(outcome)

    def _next(self) -> _Job | None:
        with self._changed:
            self._changed.wait_for(lambda: self._jobs or self._closed)
            return self._jobs.popleft() if self._jobs else None

    @Slot(object)
    def _on_done(self, outcome: _Outcome) -> None:
        self._pending -= 1
        owner = outcome.job.owner
        if owner is not None and not shiboken6.isValid(owner):
            pass
        elif outcome.error is not None:
            outcome.job.otherwise(outcome.error)
        else:
            outcome.job.then(outcome.result)
        if not self._pending:
            self.idle.emit()
