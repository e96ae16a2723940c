"""Where models lie and whether the hub may be asked: one for the whole process, as in the hub's client."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import platformdirs

from stride_desktop.core.errors import CheckpointError

HOST = "huggingface.co"
"""Where models come from; a token is kept under this name."""


def _pins_file() -> Path:
    return platformdirs.user_config_path("stride-desktop", appauthor=False) / "models.json"


def _no_token() -> str | None:
    return None


@dataclass(frozen=True)
class Place:
    """folder: of the hub's cache; None for Hugging Face's own. offline: the hub is never asked.

    asks_first: loading a model never downloads it, because a person is asked before. token: the one that was
    entered, None to leave it to the hub's client (HF_TOKEN); may block. pins: the file of `Pins`.
    """

    folder: Path | None = None
    offline: bool = False
    asks_first: bool = False
    token: Callable[[], str | None] = _no_token
    pins: Path = field(default_factory=_pins_file)

    @property
    def cache(self) -> Path:
        """The folder that downloads go to."""
        from huggingface_hub import constants

        return Path(self.folder or constants.HF_HUB_CACHE).expanduser().absolute()

    @property
    def silent(self) -> bool:
        """No request may be made: it is set here, or in the environment (HF_HUB_OFFLINE)."""
        from huggingface_hub import constants

        return self.offline or bool(constants.HF_HUB_OFFLINE)


_current = Place()


def use(place: Place) -> None:
    """Look for models there from now on."""
    global _current
    _current = place


def current() -> Place:
    """The place in use."""
    return _current


class Pins:
    """Which commit of a repository is used, and under which licence it was taken, in a JSON file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def revision(self, repo_id: str) -> str:
        """The commit that was chosen, empty when none was."""
        return str(self._read().get(repo_id, {}).get("revision", ""))

    def licence(self, repo_id: str) -> str:
        """What the hub said when it was downloaded; empty when unknown."""
        return str(self._read().get(repo_id, {}).get("licence", ""))

    def put(self, repo_id: str, revision: str, licence: str = "") -> None:
        """Use this commit from now on. Raises CheckpointError."""
        pins = self._read()
        known = pins.get(repo_id, {}).get("licence", "")
        self._write(pins | {repo_id: {"revision": revision, "licence": licence or known}})

    def forget(self, repo_id: str) -> None:
        """The repository was removed. Raises CheckpointError."""
        pins = self._read()
        if pins.pop(repo_id, None) is not None:
            self._write(pins)

    def _read(self) -> dict[str, dict[str, Any]]:
        try:
            value = json.loads(self._path.read_text("utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            raise self._unusable(error) from error
        if not isinstance(value, dict) or not all(isinstance(pin, dict) for pin in value.values()):
            raise self._unusable(None)
        return value

    def _write(self, pins: dict[str, dict[str, Any]]) -> None:
        temporary = self._path.with_suffix(f".{os.getpid()}.tmp")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            temporary.write_text(json.dumps(pins, indent=2), "utf-8")
            temporary.replace(self._path)
        except OSError as error:
            temporary.unlink(missing_ok=True)
            raise CheckpointError(
                f"Which version of a model is used could not be written to {self._path}.",
                "Check the free space and the folder's permissions.",
                str(error),
            ) from error

    def _unusable(self, error: Exception | None) -> CheckpointError:
        return CheckpointError(
            f"The file {self._path} says which version of each model is used, and cannot be read.",
            "Correct it, or delete it: the newest version that is here is used then.",
            str(error or "not a JSON object of objects"),
        )
