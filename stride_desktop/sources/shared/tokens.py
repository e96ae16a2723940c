"""Tokens by which the desktop shares again, without asking, what the user chose before."""

from __future__ import annotations

import json
import logging
from pathlib import Path

from stride_desktop.core.errors import SettingsError
from stride_desktop.core.files import read_json, write_whole
from stride_desktop.user_folders import config_folder

_MOST_BYTES = 1 << 16
_log = logging.getLogger(__name__)


class RestoreTokens:
    """The tokens of this user, in a file beside the settings that the user alone can read.

    Each is valid once: the desktop gives another one whenever it shares. What cannot be read or written costs
    a question of the desktop and no more, so it is only logged.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path

    def get(self, choice: str) -> str:
        """The token for a choice, such as "screen"; empty without one."""
        return self._read().get(choice, "")

    def put(self, choice: str, token: str) -> None:
        """Keep the token for the next start; an empty one forgets it."""
        tokens = self._read()
        kept = {name: value for name, value in tokens.items() if name != choice}
        if token:
            kept[choice] = token
        if kept == tokens:
            return
        try:
            path = self._file()
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_whole(path, json.dumps(kept).encode())
        except (OSError, SettingsError) as error:
            _log.warning("The permission to share the screen is not kept: %s", error)

    def _read(self) -> dict[str, str]:
        try:
            stored = read_json(self._file(), _MOST_BYTES)
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, SettingsError) as error:
            _log.warning("The permission to share the screen cannot be read: %s", error)
            return {}
        known = stored.items() if isinstance(stored, dict) else ()
        return {name: token for name, token in known if isinstance(token, str)}

    def _file(self) -> Path:
        return self._path or config_folder() / "screen-sharing.json"
