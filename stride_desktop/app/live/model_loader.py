"""Loads the activation model on a thread of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, QThread, Signal, Slot

from stride_desktop.activation.base import ActivationModel
from stride_desktop.app.live.messages import LoadEnded, LoadStep
from stride_desktop.app.system.crash import unexpected
from stride_desktop.checkpoints.device import Compute
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


@dataclass(frozen=True, slots=True)
class ModelStatus:
    """What to tell about the model. step: what loading does now, "" when it does not load.

    fraction: how far loading is, 0 to 1, None when unknown. name: of the loaded model, "" when none.
    compute: where and how that computes. error: why there is none.
    """

    name: str = ""
    compute: Compute = field(default_factory=Compute)
    step: str = ""
    fraction: float | None = None
    error: StrideError | None = None


class ModelLoader(QObject):
    """Loads models in a worker and holds the one that is ready. `changed` carries ModelStatus.

    `ended`: a load is over, `model` says whether it brought one.
    """

    changed = Signal(object)
    ended = Signal()

    def __init__(self, load: Loader, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._load = load
        self._number = 0
        self._worker: LoadWorker | None = None
        self._wanted: ModelSettings | None = None
        self.model: ActivationModel | None = None
        self.status = ModelStatus()

    @property
    def loading(self) -> bool:
        """A load is going on."""
        return self._worker is not None

    def load(self, settings: ModelSettings) -> None:
        """Load this model; a load that is going on is given up first."""
        self.model = None
        self._tell(ModelStatus(step="Preparing to load the model…"))
        if self._worker is not None:
            self._wanted = settings
            self._worker.stop()
            return
        self._number += 1
        self._worker = LoadWorker(self._number, self._load, settings, self)
        self._worker.step.connect(self._on_step)
        self._worker.ended.connect(self._on_ended)
        self._worker.finished.connect(self._on_finished)
        self._worker.start(LoadWorker.Priority.LowPriority)

    def cancel(self) -> None:
        """Give up loading; `ended` follows."""
        self._wanted = None
        if self._worker is not None:
            self._worker.stop()

    @Slot(object)
    def _on_step(self, payload: LoadStep) -> None:
        if payload.run == self._number and self._wanted is None:
            self._tell(ModelStatus(step=payload.text, fraction=payload.fraction))

    @Slot(object)
    def _on_ended(self, payload: LoadEnded) -> None:
        if payload.run != self._number or self._wanted is not None:
            return
        self.model = payload.model
        if payload.model is not None:
            self._tell(ModelStatus(name=payload.model.name, compute=payload.model.compute))
        else:
            self._tell(ModelStatus(error=payload.error or _cancelled()))

    @Slot()
    def _on_finished(self) -> None:
        if self._worker is not None:
            self._worker.wait()
            self._worker.deleteLater()
            self._worker = None
        if self._wanted is not None:
            wanted, self._wanted = self._wanted, None
            self.load(wanted)
        else:
            self.ended.emit()

    def _tell(self, status: ModelStatus) -> None:
        self.status = status
        self.changed.emit(status)


def _cancelled() -> StrideError:
    return StrideError("Loading the model was cancelled.", "Press Start to load it.")
