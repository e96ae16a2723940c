"""Where the saved settings say that models lie; a command line follows them as the window does."""

from __future__ import annotations

import sys

from stride_desktop.checkpoints import place as places
from stride_desktop.checkpoints.place import Pins, Place, folder_named
from stride_desktop.pipeline.settings_store import SettingsStore


def use_saved_place() -> None:
    """Look for models there, and leave the hub alone when that is set.

    A repository that is named on the command line is downloaded without a question: naming it is the wish.
    A token is taken from the environment (HF_TOKEN).
    """
    loaded = SettingsStore().load()
    pins = places.current().pins
    for notice in (loaded.notice, Pins(pins).mend()):
        if notice is not None:
            sys.stderr.write(f"stride-desktop: {notice}\n")
    models = loaded.settings.models
    places.use(Place(folder_named(models.folder), models.offline, pins=pins))
