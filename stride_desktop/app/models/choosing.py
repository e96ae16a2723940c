"""From settings to the place of models, and from a chosen model to settings."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from stride_desktop.app.system.keychain import Keychain
from stride_desktop.checkpoints import place as places
from stride_desktop.checkpoints.catalogue import ANSWERS
from stride_desktop.checkpoints.place import HOST, Place, folder_named
from stride_desktop.core.settings import ModelsSettings, ResponderSettings, Settings
from stride_desktop.responders.kinds import LOCAL, kind_of


def place_of(settings: ModelsSettings, keychain: Keychain) -> Place:
    """Where the window looks for models: the user is asked before anything is downloaded."""
    folder = folder_named(settings.folder)
    token = partial(keychain.key, HOST)
    return Place(folder, settings.offline, asks_first=True, token=token, pins=places.current().pins)


def with_model(settings: Settings, kind: str, checkpoint: str) -> Settings:
    """The settings with this model in use."""
    if kind == ANSWERS:
        responder = replace(settings.responder, kind=LOCAL, checkpoint=checkpoint)
        return replace(settings, responder=responder)
    return replace(settings, model=replace(settings.model, checkpoint=checkpoint))


def answering(responder: ResponderSettings) -> str:
    """The checkpoint that answers, empty when none in this program does."""
    return responder.checkpoint if kind_of(responder).address == "checkpoint" else ""
