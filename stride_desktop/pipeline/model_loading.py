"""Loads the activation model that settings choose."""

from __future__ import annotations

from collections.abc import Callable

from stride_desktop.activation.base import ActivationModel
from stride_desktop.checkpoints.hub_config import Hub
from stride_desktop.checkpoints.transfer import Progress
from stride_desktop.core.errors import CheckpointError, StrideError
from stride_desktop.core.setting import unless_auto
from stride_desktop.core.settings import ModelSettings
from stride_desktop.resources import resource

BUILT_IN = "stride-nano"


def load_model(
    settings: ModelSettings, hub: Hub, cancelled: Callable[[], bool], progress: Progress | None = None
) -> ActivationModel:
    """Load the checkpoint that is set, or the built-in one. Takes seconds, and imports torch.

    Raises CheckpointError, SettingsError, Cancelled.
    """
    from stride_desktop.activation.checkpoint import load_checkpoint

    try:
        checkpoint = settings.checkpoint or str(resource("models", BUILT_IN))
    except StrideError as error:
        raise CheckpointError(error.what, error.remedy, error.detail) from error
    return load_checkpoint(
        checkpoint,
        device=unless_auto(settings.device),
        dtype=unless_auto(settings.dtype),
        compiled=settings.to_compile,
        progress=progress,
        cancelled=cancelled,
        hub=hub,
    )
