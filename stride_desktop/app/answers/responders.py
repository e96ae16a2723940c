"""The real parts of a session: the model's loader, the watch and the responder that settings ask for.

Whatever is slow to import is imported when it is called, which is in a worker.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache, partial
from itertools import count
from typing import TYPE_CHECKING

from stride_desktop.activation import load_checkpoint
from stride_desktop.activation.base import ActivationModel
from stride_desktop.app.live.model_loader import Progress
from stride_desktop.app.live.task import Factories
from stride_desktop.app.system.keychain import Keychain
from stride_desktop.app.system.startup import unnoticed_imports
from stride_desktop.checkpoints.folder import short_name
from stride_desktop.core.errors import ResponderError
from stride_desktop.core.settings import ModelSettings, ResponderSettings, Settings
from stride_desktop.pipeline.lane_set import LaneSet
from stride_desktop.pipeline.settings import WatchSettings
from stride_desktop.pipeline.watch import Watch
from stride_desktop.resources import resource
from stride_desktop.responders.base import Responder
from stride_desktop.responders.budget import Budget
from stride_desktop.responders.local import LocalChoice, LocalModels, LocalResponder
from stride_desktop.responders.local.models import Answering

if TYPE_CHECKING:
    from stride_desktop.responders.context import ContextSizes

BUILT_IN = "stride-nano"


def real_factories(keychain: Keychain) -> Factories:
    """What the window runs with."""
    return Factories(load_model, make_lanes, partial(make_responder, keychain, LocalModels(_load_local)))


def load_model(settings: ModelSettings, progress: Progress, cancelled: Callable[[], bool]) -> ActivationModel:
    """Load the checkpoint that is set. Raises CheckpointError, SettingsError, Cancelled."""
    progress("Starting the model runtime…", None)
    with unnoticed_imports():
        import torch

        torch.set_num_threads(max(1, (os.cpu_count() or 1) - 1))  # one core is left to the window
        if settings.checkpoint:
            import stride_desktop.activation.qwen3vl.loading  # noqa: F401 - brings in transformers
    return load_checkpoint(
        settings.checkpoint or resource("models", BUILT_IN),
        device=None if settings.device == "auto" else settings.device,
        dtype=None if settings.dtype == "auto" else settings.dtype,
        compiled=None if settings.compiled == "auto" else settings.compiled == "yes",
        progress=progress,
        cancelled=cancelled,
    )


def watch_settings(settings: Settings, device: str) -> WatchSettings:
    """The numbers of a watch: the live defaults of the device, and over them what was set."""
    live = WatchSettings.live(device)
    mine = settings.detection
    window = mine.max_window_frames or live.detector.max_window_frames
    detector = replace(
        live.detector,
        frames_per_tick=mine.frames_per_tick,
        max_window_frames=window,
        drop_frames=max(2, window // 4),
        unmasking_steps=mine.unmasking_steps,
        confidence_threshold=mine.confidence_threshold,
        margin_seconds=mine.margin_seconds,
        max_frame_tokens=mine.max_frame_tokens,
    )
    return replace(
        live,
        detector=detector,
        events=settings.events,
        max_images=settings.responder.max_images,
        instruction=settings.responder.instruction,
    )


def make_watch(model: ActivationModel, query: str, settings: Settings) -> Watch:
    """A watch on this model. Raises RequestError; runs on the detection worker."""
    device = str(getattr(model, "device", "cpu"))
    return Watch(model, query, watch_settings(settings, device))


def make_lanes(model: ActivationModel, queries: Sequence[str], settings: Settings) -> LaneSet:
    """Watches on this model, no two of whose events have the same number; runs on the detection worker.

    Raises RequestError, and SettingsError when there is not memory enough.
    """
    device, limit = str(getattr(model, "device", "cpu")), settings.detection.lane_memory_mb
    max_bytes = None if limit is None else limit * 2**20
    return LaneSet(model, queries, watch_settings(settings, device), max_bytes=max_bytes, numbers=count(1))


def make_responder(keychain: Keychain, models: LocalModels, settings: Settings) -> Callable[[], Responder]:
    """How to make the responder that is set; called on the response worker, where a keychain may block.

    models: holds the answering model of this process from one answer to the next.
    """
    return partial(_responder, keychain, models, settings)


def _load_local(choice: LocalChoice, progress: Progress, cancelled: Callable[[], bool]) -> Answering:
    """Load an answering model. Raises ResponderError and Cancelled."""
    with unnoticed_imports():
        from stride_desktop.responders.local.loading import load_local
    return load_local(choice, progress, cancelled)


def _responder(keychain: Keychain, models: LocalModels, settings: Settings) -> Responder:
    chosen = settings.responder
    if chosen.kind == "report":
        from stride_desktop.responders.report import ReportResponder

        return ReportResponder()
    if chosen.kind == "local":
        return LocalResponder(local_choice(chosen), models, budget=answer_budget(chosen))
    from stride_desktop.responders.hosts import chat_url, host_of
    from stride_desktop.responders.openai import OpenAICompatibleResponder
    from stride_desktop.responders.server import Timeouts

    return OpenAICompatibleResponder(
        base_url=chosen.base_url,
        model=chosen.model,
        api_key=keychain.key(host_of(chat_url(chosen.base_url))),
        consented_hosts=frozenset(chosen.consented_hosts),
        budget=answer_budget(chosen),
        timeouts=Timeouts.within(chosen.limits),
        as_video=chosen.as_video,
        contexts=_contexts(),
    )


@cache
def _contexts() -> ContextSizes:
    """What servers told of their models, as long as the program runs."""
    from stride_desktop.responders.context import ContextSizes

    return ContextSizes()


def answer_budget(settings: ResponderSettings) -> Budget:
    """What the answering model may be given."""
    return Budget(settings.context_tokens, settings.answer_tokens, settings.max_images, settings.picture_side)


def local_choice(settings: ResponderSettings) -> LocalChoice:
    """Which model of this process answers."""
    return LocalChoice(
        settings.checkpoint.strip(),
        device=None if settings.device == "auto" else settings.device,
        dtype=None if settings.dtype == "auto" else settings.dtype,
    )


def foreign_host(settings: ResponderSettings) -> str:
    """The host that pictures would go to, empty when that is this machine or nothing is sent."""
    if settings.kind != "openai":
        return ""
    from stride_desktop.responders.hosts import chat_url, host_of, is_local_host

    try:
        url = chat_url(settings.base_url)
    except ResponderError:
        return ""
    return "" if is_local_host(url) else host_of(url)


def key_hosts(settings: ResponderSettings) -> tuple[str, ...]:
    """Every host that a key may be kept for."""
    from stride_desktop.responders.hosts import chat_url, host_of

    try:
        return (*settings.consented_hosts, host_of(chat_url(settings.base_url)))
    except ResponderError:
        return settings.consented_hosts


def responder_name(settings: Settings) -> str:
    """Who answers, in a few words, without making it."""
    if settings.responder.kind == "report":
        return "Built-in report"
    if settings.responder.kind == "local":
        return short_name(settings.responder.checkpoint)
    return settings.responder.model
