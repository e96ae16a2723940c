"""From a chosen model to settings, and back."""

from __future__ import annotations

from dataclasses import replace

from stride_desktop.checkpoints.catalogue import ANSWERS
from stride_desktop.core.responder_settings import ResponderSettings
from stride_desktop.core.settings import Settings
from stride_desktop.responders.kinds import LOCAL, kind_of


def with_model(settings: Settings, kind: str, checkpoint: str) -> Settings:
    """The settings with this model in use."""
    if kind == ANSWERS:
        responder = replace(settings.responder, kind=LOCAL, checkpoint=checkpoint)
        return replace(settings, responder=responder)
    return replace(settings, model=replace(settings.model, checkpoint=checkpoint))


def answering(responder: ResponderSettings) -> str:
    """The checkpoint that answers, empty when none in this program does."""
    return responder.checkpoint if kind_of(responder).address == "checkpoint" else ""
