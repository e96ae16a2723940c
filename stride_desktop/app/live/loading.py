"""The thread that loads the activation model, so that the window is there at once."""

from __future__ import annotations

import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, QThread, Signal

from stride_desktop.activation.base import ActivationModel
from stride_desktop.app.live.messages import LoadEnded, LoadStep
from stride_desktop.app.system.unexpected import unexpected
from stride_desktop.core.errors import Cancelled, StrideError
from stride_desktop.core.settings import ModelSettings

Progress = Callable[[str, float | None], None]
Loader = Callable[[ModelSettings, Progress, Callable[[], bool]], ActivationModel]
"""Loads a checkpoint; tells how far it is; raises Cancelled or CheckpointError."""


class LoadWorker(QThread):
    """Loads one model, once. `step` carries LoadStep, `ended` LoadEnded."""

    step = Signal(object)
    ended = Signal(object)

    def __init__(
        self, run: int, load: Loader, settings: ModelSettings, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._run = run
        self._load = load
        self._settings = settings
        self._stop = threading.Event()

    def stop(self) -> None:
        """Give up at the next chance."""
        self._stop.set()

    def run(self) -> None:
        """Load; runs on this thread."""
        model, error = None, None
        try:
            model = self._load(self._settings, self._tell, self._stop.is_set)
        except Cancelled:
            pass
        except StrideError as failure:
            error = failure
        except Exception as failure:
            error = unexpected(failure, "loading the model")
        self.ended.emit(LoadEnded(self._run, model, error))

    def _tell(self, text: str, fraction: float | None = None) -> None:
        self.step.emit(LoadStep(self._run, text, fraction))
