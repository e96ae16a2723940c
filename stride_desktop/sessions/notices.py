"""What the writers of one session have to tell: its lanes have a writer each, and the same disk."""

from __future__ import annotations

import threading
from collections.abc import Callable

from stride_desktop.sessions.base import StoreNotice


class NoticesOnce:
    """Passes notices on, but none that is the same as the one before. Any thread may call."""

    def __init__(self, tell: Callable[[StoreNotice], None]) -> None:
        self._tell = tell
        self._lock = threading.Lock()
        self._last: StoreNotice | None = None

    def __call__(self, notice: StoreNotice) -> None:
        """A writer has something to tell."""
        with self._lock:
            if notice == self._last:
                return
            self._last = notice
        self._tell(notice)
