"""One download at a time, in the background, with its speed and the time left."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from stride_desktop.app.system.background import BackgroundQueue
from stride_desktop.checkpoints.hub import Quote, ask_hub
from stride_desktop.checkpoints.hub_config import HubConfig
from stride_desktop.checkpoints.transfer import fetch
from stride_desktop.core.errors import Cancelled, StrideError

_TELL_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Transfer:
    """Progress of a download in bytes. speed: bytes per second, 0 while unknown."""

    done: int
    total: int
    speed: float

    @property
    def seconds_left(self) -> float | None:
        """Estimated time until it is complete; None while unknown."""
        return (self.total - self.done) / self.speed if self.speed else None


class Download(QObject):
    """The download that is going on, if any. Lives on the GUI thread and never blocks it.

    `progressed(Transfer)`. `ended(repo_id, StrideError or None)`: it failed, is complete, or was `cancelled`.
    """

    started = Signal()
    progressed = Signal(object)
    ended = Signal(str, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.repo_id = ""
        self.transfer: Transfer | None = None
        self.active = False
        self._cancelled = threading.Event()
        self._background = BackgroundQueue(self)
        self.progressed.connect(self._on_progressed)

    @property
    def cancelled(self) -> bool:
        """The user cancelled the newest download."""
        return self._cancelled.is_set()

    def start(self, repo_id: str, quote: Quote | None, hub: HubConfig) -> None:
        """Download this; nothing happens while another download goes on. quote: None asks the hub first."""
        if self.active:
            return
        self.repo_id, self.transfer, self.active = repo_id, None, True
        self._cancelled.clear()
        work = partial(_download, repo_id, quote, hub, self.progressed.emit, self._cancelled)
        self._background.run(work, self._end, self._end)
        self.started.emit()

    @Slot()
    def cancel(self) -> None:
        """Cancel the download; the next one goes on from the downloaded part."""
        if self.active:
            self._cancelled.set()

    @Slot(object)
    def _on_progressed(self, transfer: Transfer) -> None:
        self.transfer = transfer

    def _end(self, error: StrideError | None) -> None:
        self.active = False
        self.ended.emit(self.repo_id, error)


def _download(
    repo_id: str,
    quote: Quote | None,
    hub: HubConfig,
    tell: Callable[[Transfer], None],
    cancelled: threading.Event,
) -> None:
    """Download in the background, reporting progress several times a second."""
    begin: tuple[float, int] | None = None
    last = 0.0

    def count(done: int, total: int) -> None:
        nonlocal begin, last
        now = time.monotonic()
        begin = begin or (now, done)
        if now - last < _TELL_SECONDS and done < total:
            return
        last = now
        seconds = now - begin[0]
        tell(Transfer(done, total, (done - begin[1]) / seconds if seconds > 0 else 0.0))

    with suppress(Cancelled):
        fetch(quote or ask_hub(repo_id, hub), hub, count, cancelled.is_set)
