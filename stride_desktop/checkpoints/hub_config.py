"""Where models lie, whether the hub may be asked, and which commit of each model is used."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from stride_desktop.core.errors import CheckpointError
from stride_desktop.core.files import read_json, set_aside, write_whole
from stride_desktop.user_folders import config_folder

HOST = "huggingface.co"
"""The host of the models; a token is stored under this name."""

_MOST_BYTES = 4 << 20
_REVISION = re.compile(r"\w[\w.-]{0,99}", re.ASCII)


@dataclass(frozen=True)
class HubConfig:
    """Where models are stored and how they may be downloaded.

    folder: of the hub's cache; None for Hugging Face's own. offline: no request is made to the hub.
    asks_first: loading a model never downloads it, because the user is asked before. token: returns the token
    that the user entered, None to leave it to the hub's client (HF_TOKEN); may block. pins: the file of
    RevisionPins; without it, making a HubConfig raises SettingsError when the user has no folder for it.
    """

    folder: Path | None = None
    offline: bool = False
    asks_first: bool = False
    token: Callable[[], str | None] = lambda: None
    pins: Path = field(default_factory=lambda: config_folder() / "models.json")

    @property
    def cache(self) -> Path:
        """The folder that downloads go to."""
        from huggingface_hub import constants

        return Path(os.path.expanduser(self.folder or constants.HF_HUB_CACHE)).absolute()  # noqa: PTH111

    @property
    def silent(self) -> bool:
        """No request may be made: offline here, or in the environment (HF_HUB_OFFLINE)."""
        from huggingface_hub import constants

        return self.offline or bool(constants.HF_HUB_OFFLINE)


class Hub:
    """The HubConfig in use. The window changes it with its settings; any thread may read it."""

    def __init__(self, config: HubConfig | None = None) -> None:
        """config: None for the defaults."""
        self._config = config

    @property
    def config(self) -> HubConfig:
        """The HubConfig at this moment. Raises SettingsError, as making one does."""
        return self._config or HubConfig()

    def use(self, config: HubConfig) -> None:
        """Use another one from now on."""
        self._config = config


def folder_named(setting: str) -> Path | None:
    """The folder of models that the settings name, None for Hugging Face's own."""
    # Unlike Path's own, this leaves the home of an unknown user as it is.
    return Path(os.path.expanduser(setting)) if setting.strip() else None  # noqa: PTH111


class RevisionPins:
    """The commit of each repository that is used, and the licence it was downloaded under, in a JSON file.

    An entry that is not valid counts as missing; `mend` reports it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def revision(self, repo_id: str) -> str:
        """The chosen commit; "" when none was chosen."""
        return self._read()[0].get(repo_id, {}).get("revision", "")

    def licence(self, repo_id: str) -> str:
        """The licence that the hub stated at download; "" when unknown."""
        return self._read()[0].get(repo_id, {}).get("licence", "")

    def put(self, repo_id: str, revision: str, licence: str = "") -> None:
        """Use this commit from now on. Raises CheckpointError."""
        self.mend()
        pins, _ = self._read()
        known = pins.get(repo_id, {}).get("licence", "")
        self._write(pins | {repo_id: {"revision": revision, "licence": licence or known}})

    def forget(self, repo_id: str) -> None:
        """Remove the entry of a repository that was deleted. Raises CheckpointError."""
        self.mend()
        pins, _ = self._read()
        if pins.pop(repo_id, None) is not None:
            self._write(pins)

    def mend(self) -> CheckpointError | None:
        """Move a damaged file aside and keep its valid entries; returns the error to show, or None."""
        pins, damage = self._read()
        if not damage:
            return None
        what = f"The file {self._path} lists the version of each model, and {damage}."
        used = "The newest version that is here is used instead"
        try:
            aside = set_aside(self._path)
            self._write(pins)
        except (OSError, CheckpointError) as error:
            return CheckpointError(what, f"{used}.", str(error))
        return CheckpointError(what, f"{used}; the old file was kept as {aside.name}.")

    def _read(self) -> tuple[dict[str, dict[str, str]], str]:
        """The valid pins, and a description of the damage ("" for none)."""
        try:
            value = read_json(self._path, _MOST_BYTES)
        except FileNotFoundError:
            return {}, "is a link to nothing" if self._path.is_symlink() else ""
        except OSError as error:
            return {}, f"cannot be read ({error.strerror})"
        except ValueError:
            return {}, "is damaged"
        if not isinstance(value, dict):
            return {}, "is damaged"
        good = {name: pin for name, pin in value.items() if _is_pin(pin)}
        return good, "is damaged in part" if len(good) < len(value) else ""

    def _write(self, pins: dict[str, dict[str, str]]) -> None:
        try:
            write_whole(self._path, json.dumps(pins, indent=2).encode())
        except OSError as error:
            raise CheckpointError(
                f"Which version of a model is used could not be written to {self._path}.",
                "Check the free space and the folder's permissions.",
                str(error),
            ) from error


def is_revision(text: str) -> bool:
    """Whether it can name a commit, and cannot lead to another folder."""
    return _REVISION.fullmatch(text) is not None


def _is_pin(value: object) -> bool:
    if not isinstance(value, dict):
        return False
    revision, licence = value.get("revision", ""), value.get("licence", "")
    if not isinstance(revision, str) or not isinstance(licence, str):
        return False
    return (not revision or is_revision(revision)) and licence.isprintable()
