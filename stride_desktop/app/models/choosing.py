"""From settings to the hub's configuration, and from a chosen model to settings."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

from stride_desktop.app.system.keychain import Keychain
from stride_desktop.checkpoints.catalogue import ANSWERS
from stride_desktop.checkpoints.hub_config import HOST, HubConfig, folder_named
from stride_desktop.core.settings import ModelsSettings, ResponderSettings, Settings
from stride_desktop.responders.kinds import LOCAL, kind_of


def hub_config_of(settings: ModelsSettings, keychain: Keychain, pins: Path) -> HubConfig:
    """The window's HubConfig: the user is asked before anything is downloaded. pins: as in HubConfig."""
    folder = folder_named(settings.folder)
    token = partial(keychain.key, HOST)
    return HubConfig(folder, settings.offline, asks_first=True, token=token, pins=pins)


def with_model(settings: Settings, kind: str, checkpoint: str) -> Settings:
    """The settings with this model in use."""
    if kind == ANSWERS:
        responder = replace(settings.responder, kind=LOCAL, checkpoint=checkpoint)
        return replace(settings, responder=responder)
    return replace(settings, model=replace(settings.model, checkpoint=checkpoint))


def answering(responder: ResponderSettings) -> str:
    """The checkpoint that answers, empty when none in this program does."""
    return responder.checkpoint if kind_of(responder).address == "checkpoint" else ""
