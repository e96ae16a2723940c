"""Loads the activation model in the background."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from stride_desktop.activation.base import ActivationModel
from stride_desktop.app.system.background import CancellableCall
from stride_desktop.checkpoints.device import Compute
from stride_desktop.core.errors import StrideError
from stride_desktop.core.settings import ModelSettings

Progress = Callable[[str, float | None], None]
Loader = Callable[[ModelSettings, Progress, Callable[[], bool]], ActivationModel]
"""Loads a checkpoint and reports progress. Raises Cancelled and CheckpointError."""


@dataclass(frozen=True, slots=True)
class ModelStatus:
    """The state of the model. step: of loading, "" when it is not loading.

    fraction: how far loading is, 0 to 1, None when unknown. name: of the loaded model, "" when none.
    compute: where and how that computes. error: why there is none.
    """

    name: str = ""
    compute: Compute = field(default_factory=Compute)
    step: str = ""
    fraction: float | None = None
    error: StrideError | None = None


class ModelLoader(QObject):
    """Loads models in the background and holds the one that is ready. `changed` carries ModelStatus.

    `ended`: a load is over; `model` is None if it failed or was cancelled.
    """

    changed = Signal(object)
    ended = Signal()
    _stepped = Signal(object, str, object)

    def __init__(self, load: Loader, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._load = load
        self._call = CancellableCall(self)
        self._call.answered.connect(self._on_loaded)
        self._call.failed.connect(self._on_failed)
        self._call.idle.connect(self.ended)
        self._stepped.connect(self._on_step)
        self.model: ActivationModel | None = None
        self.status = ModelStatus()

    @property
    def loading(self) -> bool:
        """A load runs, which may be a cancelled one."""
        return self._call.busy

    def load(self, settings: ModelSettings) -> None:
        """Load this model; a load that is going on is cancelled first."""
        self.model = None
        self._tell(ModelStatus(step="Preparing to load the model…"))
        self._call.run(partial(self._work, settings))

    def cancel(self) -> None:
        """Cancel loading; `ended` follows."""
        if self._call.running:
            self._call.cancel()
            cancelled = StrideError("Loading the model was cancelled.", "Press Start to load it.")
            self._tell(ModelStatus(error=cancelled))

    def _work(self, settings: ModelSettings, cancelled: threading.Event) -> ActivationModel:
        """Load; runs in the background."""

        def tell(text: str, fraction: float | None = None) -> None:
            self._stepped.emit(cancelled, text, fraction)

        return self._load(settings, tell, cancelled.is_set)

    @Slot(object, str, object)
    def _on_step(self, cancelled: threading.Event, text: str, fraction: float | None) -> None:
        if not cancelled.is_set():
            self._tell(ModelStatus(step=text, fraction=fraction))

    @Slot(object)
    def _on_loaded(self, model: ActivationModel) -> None:
        self.model = model
        self._tell(ModelStatus(name=model.name, compute=model.compute))

    @Slot(object)
    def _on_failed(self, error: StrideError) -> None:
        self._tell(ModelStatus(error=error))

    def _tell(self, status: ModelStatus) -> None:
        self.status = status
        self.changed.emit(status)
