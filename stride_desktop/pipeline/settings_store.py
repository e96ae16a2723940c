"""Settings on disk: one JSON file in the platform's configuration folder."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from stride_desktop.core.errors import SettingsError
from stride_desktop.core.files import read_json, set_aside, write_whole
from stride_desktop.core.settings import Settings
from stride_desktop.core.settings_json import from_json, to_json
from stride_desktop.responders.kinds import problems
from stride_desktop.sessions.folders import make_private
from stride_desktop.user_folders import config_folder

_MOST_BYTES = 4 << 20
_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Loaded:
    """The settings that were read. notice: why defaults replace the file, or values of it."""

    settings: Settings
    notice: SettingsError | None = None


class SettingsStore:
    """Reads and writes the settings file; a half-written file is never seen."""

    def __init__(self, path: Path | None = None) -> None:
        """path: None for the file of this user, which raises SettingsError when the user has no folder."""
        self.path = path or config_folder() / "settings.json"

    def load(self) -> Loaded:
        """Read the settings. A file that cannot be used, or not all of it, is set aside, never deleted.

        Its valid values are then saved in its place, so that the notice appears once.
        """
        try:
            settings, refused = from_json(read_json(self.path, _MOST_BYTES), problems)
        except FileNotFoundError as error:
            if not self.path.is_symlink():
                return Loaded(Settings())
            return Loaded(Settings(), self._set_aside("The settings file is a link to nothing.", error))
        except OSError as error:
            what = f"The settings file {self.path} cannot be read ({error.strerror})."
            return Loaded(Settings(), self._set_aside(what, error))
        except SettingsError as error:
            return Loaded(Settings(), self._set_aside(error.what, error))
        except ValueError as error:
            return Loaded(Settings(), self._set_aside("The settings file is damaged.", error))
        if not refused:
            return Loaded(settings)
        return Loaded(settings, self._set_aside(_named(refused), None, settings))

    def save(self, settings: Settings) -> None:
        """Write the settings all at once. Raises SettingsError when the disk refuses."""
        text = json.dumps(to_json(settings), indent=2, ensure_ascii=False)
        try:
            make_private(self.path.parent)
            write_whole(self.path, text.encode())
        except OSError as error:
            raise SettingsError(
                f"The settings could not be saved in {self.path.parent}.",
                "They are used until the program ends. Check the free space and the folder's permissions.",
                str(error),
            ) from error

    def _set_aside(self, what: str, error: Exception | None, good: Settings | None = None) -> SettingsError:
        """Set the file aside, save what is good of it, and say so."""
        used = "The defaults are used" if good is None else "The defaults are used for those"
        detail = "" if error is None else f"{type(error).__name__}: {error}"
        try:
            aside = set_aside(self.path)
            if good is not None:
                self.save(good)
        except (OSError, SettingsError) as failure:
            return SettingsError(what, f"{used}.", detail or str(failure))
        return SettingsError(what, f"{used}; the old file was kept as {aside.name}.", detail)


def _named(refused: Mapping[str, str]) -> str:
    """Which values were refused, the first few with the reason."""
    few = [f"{name} ({words.rstrip('.')})" for name, words in list(refused.items())[:_MOST_NAMED]]
    more = len(refused) - len(few)
    names = ", ".join(few) + (f" and {more} more" if more else "")
    return f"Settings in the file make no sense: {names}."
