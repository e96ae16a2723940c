"""The settings of the window, which a command line follows."""

from __future__ import annotations

import sys

from stride_desktop.checkpoints import hub_config
from stride_desktop.checkpoints.hub_config import HubConfig, RevisionPins, folder_named
from stride_desktop.core.settings import Settings
from stride_desktop.pipeline.settings_store import SettingsStore


def saved_settings() -> Settings:
    """Read the settings, and look for models where they say; notices about them go to stderr.

    A repository that is named on the command line is downloaded without a question: naming it is the wish.
    A token is taken from the environment (HF_TOKEN).
    """
    loaded = SettingsStore().load()
    pins = hub_config.current().pins
    for notice in (loaded.notice, RevisionPins(pins).mend()):
        if notice is not None:
            sys.stderr.write(f"stride-desktop: {notice}\n")
    models = loaded.settings.models
    hub_config.use(HubConfig(folder_named(models.folder), models.offline, pins=pins))
    return loaded.settings
