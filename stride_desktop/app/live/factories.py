"""Makes the model, the lanes and the responder of the settings.

Slow modules are imported by the functions that need them, which run on worker threads.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import count

from stride_desktop.activation.base import ActivationModel
from stride_desktop.app.live.model_loader import Loader, Progress
from stride_desktop.app.system.keychain import Keychain
from stride_desktop.app.system.startup import unnoticed_imports
from stride_desktop.checkpoints.hub_config import Hub
from stride_desktop.core.responder_settings import ResponderSettings
from stride_desktop.core.settings import ModelSettings, Settings
from stride_desktop.pipeline import model_loading as loading
from stride_desktop.pipeline.lane_set import LaneSet
from stride_desktop.pipeline.settings import WatchSettings
from stride_desktop.pipeline.watch import Watch
from stride_desktop.responders.base import Responder
from stride_desktop.responders.kinds import ResponderServices, make_responder
from stride_desktop.responders.local import LocalChoice, LocalModels
from stride_desktop.responders.local.models import Answering


@dataclass(frozen=True, slots=True)
class Factories:
    """Makes the model, the lanes and the responder of the settings; tests pass fakes, at the Protocols.

    hub: where `load` looks for models.
    """

    load: Loader
    make_lanes: Callable[[ActivationModel, Sequence[str], Settings], LaneSet]
    make_responder: Callable[[ResponderSettings], Callable[[], Responder]]
    hub: Hub = field(default_factory=Hub)


def real_factories(keychain: Keychain, hub: Hub | None = None) -> Factories:
    """The factories of the real program. hub: where it looks for models."""
    hub = hub or Hub()
    services = ResponderServices(keychain.key, LocalModels(partial(_load_local, hub)))

    def responder_of(settings: ResponderSettings) -> Callable[[], Responder]:
        return partial(make_responder, settings, services)  # for a worker: looking up a key may block

    return Factories(partial(load_model, hub), make_lanes, responder_of, hub=hub)


def load_model(
    hub: Hub, settings: ModelSettings, progress: Progress, cancelled: Callable[[], bool]
) -> ActivationModel:
    """Load the checkpoint that is set. Raises CheckpointError, SettingsError, Cancelled."""
    progress("Starting the model runtime…", None)
    with unnoticed_imports():
        import torch

        torch.set_num_threads(max(1, (os.cpu_count() or 1) - 1))  # one core is left to the window
        if settings.checkpoint:
            import stride_desktop.activation.qwen3vl.loading  # noqa: F401 - brings in transformers
    return loading.load_model(settings, hub, cancelled, progress)


def make_watch(model: ActivationModel, query: str, settings: Settings) -> Watch:
    """A watch on this model. Raises RequestError; runs on the detection worker."""
    return Watch(model, query, WatchSettings.of(settings, model.compute.device))


def make_lanes(model: ActivationModel, queries: Sequence[str], settings: Settings) -> LaneSet:
    """Watches on this model, no two of whose events have the same number; runs on the detection worker.

    Raises RequestError, and SettingsError when there is not memory enough.
    """
    watch, limit = WatchSettings.of(settings, model.compute.device), settings.detection.lane_bytes
    return LaneSet(model, queries, watch, max_bytes=limit, numbers=count(1))


def _load_local(
    hub: Hub, choice: LocalChoice, progress: Progress, cancelled: Callable[[], bool]
) -> Answering:
    """Load an answering model. Raises ResponderError and Cancelled."""
    with unnoticed_imports():
        from stride_desktop.responders.local.loading import load_local
    return load_local(hub, choice, progress, cancelled)
