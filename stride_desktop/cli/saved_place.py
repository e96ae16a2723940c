"""Where the saved settings say that models lie; a command line follows them as the window does."""

from __future__ import annotations

import sys
from pathlib import Path

from stride_desktop.checkpoints import place as places
from stride_desktop.checkpoints.place import Place
from stride_desktop.pipeline.settings_store import SettingsStore


def use_saved_place() -> None:
    """Look for models there, and leave the hub alone when that is set.

    A repository that is named on the command line is downloaded without a question: naming it is the wish.
    A token is taken from the environment (HF_TOKEN).
    """
    loaded = SettingsStore().load()
    if loaded.notice is not None:
        sys.stderr.write(f"stride-desktop: {loaded.notice}\n")
    models = loaded.settings.models
    folder = Path(models.folder).expanduser() if models.folder.strip() else None
    places.use(Place(folder, models.offline, pins=places.current().pins))
