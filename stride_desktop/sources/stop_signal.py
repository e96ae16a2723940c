"""A signal to end reading that also breaks off what waits."""

from __future__ import annotations

import threading
from collections.abc import Callable


class StopSignal:
    """A thread-safe, one-time signal to end reading, even while the server continues."""

    def __init__(self) -> None:
        self._set = threading.Event()
        self._lock = threading.Lock()
        self._actions: list[Callable[[], None]] = []

    def set(self) -> None:
        """End the reading."""
        with self._lock:
            self._set.set()
            actions, self._actions = self._actions, []
        for action in actions:
            action()

    def is_set(self) -> bool:
        """Whether the reading is to end."""
        return self._set.is_set()

    def wait(self, seconds: float) -> bool:
        """Wait at most `seconds` for `set`; returns whether it was called."""
        return self._set.wait(seconds)

    def then(self, action: Callable[[], None]) -> None:
        """Register a function to be called on the thread that calls `set`."""
        with self._lock:
            if not self._set.is_set():
                self._actions.append(action)
                return
        action()
