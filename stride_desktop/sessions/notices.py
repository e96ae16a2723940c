"""Merges the notices of one session's writers: its lanes have a writer each, on the same disk."""

from __future__ import annotations

import threading
from collections.abc import Callable

from stride_desktop.sessions.base import StoreNotice


class NoticesOnce:
    """Forwards notices, except one that equals the notice before it. Any thread may call it."""

    def __init__(self, tell: Callable[[StoreNotice], None]) -> None:
        self._tell = tell
        self._lock = threading.Lock()
        self._last: StoreNotice | None = None

    def __call__(self, notice: StoreNotice) -> None:
        """Forward a writer's notice."""
        with self._lock:
            if notice == self._last:
                return
            self._last = notice
        self._tell(notice)
