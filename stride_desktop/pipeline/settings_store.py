"""Settings on disk: one JSON file in the platform's configuration folder."""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import platformdirs

from stride_desktop.core.errors import SettingsError
from stride_desktop.core.settings import Settings
from stride_desktop.core.settings_json import from_json, to_json

FOLDER = "stride-desktop"


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was read. `notice`: why the defaults are used instead of the file, if they are."""

    settings: Settings
    notice: SettingsError | None = None


class SettingsStore:
    """Reads and writes the settings file; a half-written file is never seen."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or platformdirs.user_config_path(FOLDER, appauthor=False) / "settings.json"

    def load(self) -> Loaded:
        """Read the settings; a file that cannot be used is set aside, never deleted."""
        try:
            return Loaded(from_json(json.loads(self.path.read_text("utf-8"))))
        except FileNotFoundError:
            return Loaded(Settings())
        except OSError as error:
            notice = SettingsError("The settings could not be read.", "The defaults are used.", str(error))
            return Loaded(Settings(), notice)
        except (ValueError, SettingsError) as error:
            return Loaded(Settings(), self._set_aside(error))

    def save(self, settings: Settings) -> None:
        """Write the settings all at once. Raises SettingsError when the disk refuses."""
        text = json.dumps(to_json(settings), indent=2, ensure_ascii=False)
        temporary = None
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(
                "w", encoding="utf-8", dir=self.path.parent, prefix="settings-", suffix=".tmp", delete=False
            ) as file:
                temporary = Path(file.name)
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(self.path)
        except OSError as error:
            if temporary is not None:
                temporary.unlink(missing_ok=True)
            raise SettingsError(
                f"The settings could not be saved in {self.path.parent}.",
                "They are used until the program ends. Check the free space and the folder's permissions.",
                str(error),
            ) from error

    def _set_aside(self, error: Exception) -> SettingsError:
        stamp = datetime.now().astimezone().strftime("%Y%m%d-%H%M%S")
        aside = self.path.with_name(f"{self.path.name}.corrupt-{stamp}")
        try:
            self.path.replace(aside)
        except OSError as failure:
            return SettingsError("The settings cannot be used.", "The defaults are used.", str(failure))
        what = error.what if isinstance(error, SettingsError) else "The settings file is damaged."
        return SettingsError(what, f"The defaults are used; the old file was kept as {aside.name}.")
