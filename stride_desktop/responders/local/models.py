"""The answering model of this process: loaded when first needed, unloaded when long unused."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Protocol

from stride_desktop.checkpoints.hub_config import Hub
from stride_desktop.checkpoints.transfer import Progress
from stride_desktop.core.answers import CutOff
from stride_desktop.responders.local.choice import LocalChoice
from stride_desktop.responders.prompt import Message

IDLE_SECONDS = 600.0
"""Seconds after which an unused model is unloaded; the next answer then waits for loading again."""


class Answering(Protocol):
    """The used part of a LocalModel."""

    @property
    def context(self) -> int | None:
        """Tokens that it reads and writes at most, None when its config does not state it."""

    @property
    def counted(self) -> tuple[int, int]:
        """Tokens that the last answer read and wrote."""

    def answer(
        self, messages: list[Message], max_new_tokens: int, cancelled: Callable[[], bool]
    ) -> Iterator[str | CutOff]:
        """Yield the answer. Raises ResponderError."""


Load = Callable[[LocalChoice, Progress, Callable[[], bool]], Answering]


class LocalModels:
    """Holds one model at most. Any thread may borrow it; a second one waits for the first.

    Its memory goes back when the model has been idle for `idle_seconds`, when another one is wanted, and
    on `let_go`.
    """

    def __init__(
        self, load: Load | None = None, idle_seconds: float = IDLE_SECONDS, hub: Hub | None = None
    ) -> None:
        """load: loads a model, None for `load_local` with this hub."""
        self._load = load or partial(_load_local, hub or Hub())
        self._idle_seconds = idle_seconds
        self._lock = threading.RLock()
        self._choice: LocalChoice | None = None
        self._model: Answering | None = None
        self._timer: threading.Timer | None = None

    @contextmanager
    def borrowed(
        self, choice: LocalChoice, progress: Progress, cancelled: Callable[[], bool]
    ) -> Iterator[Answering]:
        """Context manager: the loaded model. Raises ResponderError and Cancelled while loading."""
        with self._lock:
            self._stop_timer()
            try:
                yield self._loaded(choice, progress, cancelled)
            finally:
                self._start_timer()

    def let_go(self) -> None:
        """Unload the model, after the answer that is running."""
        with self._lock:
            self._stop_timer()
            self._choice = self._model = None

    def _loaded(self, choice: LocalChoice, progress: Progress, cancelled: Callable[[], bool]) -> Answering:
        if self._model is None or self._choice != choice:
            self._choice = self._model = None  # two may not fit
            self._model = self._load(choice, progress, cancelled)
            self._choice = choice
        return self._model

    def _start_timer(self) -> None:
        if self._model is not None:
            self._timer = threading.Timer(self._idle_seconds, self.let_go)
            self._timer.daemon = True
            self._timer.start()

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


def _load_local(
    hub: Hub, choice: LocalChoice, progress: Progress, cancelled: Callable[[], bool]
) -> Answering:
    from stride_desktop.responders.local.loading import load_local  # slow to import

    return load_local(hub, choice, progress, cancelled)
