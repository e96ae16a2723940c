"""The settings of the window, which a command line follows."""

from __future__ import annotations

import sys

from stride_desktop.checkpoints.hub_config import HubConfig, RevisionPins, folder_named
from stride_desktop.core.settings import Settings
from stride_desktop.pipeline.settings_store import SettingsStore


def saved_settings() -> tuple[Settings, HubConfig]:
    """The settings, and where they say that models lie; notices about both go to stderr.

    A repository that is named on the command line is downloaded without a question.
    A token is taken from the environment (HF_TOKEN).
    """
    loaded = SettingsStore().load()
    models = loaded.settings.models
    hub = HubConfig(folder_named(models.folder), models.offline)
    for notice in (loaded.notice, RevisionPins(hub.pins).mend()):
        if notice is not None:
            sys.stderr.write(f"stride-desktop: {notice}\n")
    return loaded.settings, hub
