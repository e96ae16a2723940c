"""Resolves a path or repository id, as the user entered it, to the folder of a checkpoint."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from stride_desktop.checkpoints.hub import is_repo_id
from stride_desktop.checkpoints.hub_config import Hub, HubConfig, RevisionPins
from stride_desktop.checkpoints.installed import snapshot_of
from stride_desktop.checkpoints.transfer import Progress, download
from stride_desktop.core.errors import CheckpointError, NotDownloaded


def find_folder(
    path_or_repo_id: str | Path, hub: Hub, progress: Progress, cancelled: Callable[[], bool]
) -> Path:
    """The folder at that path, or the folder that a repository of the hub was downloaded to.

    A model on this computer is used without a request to the hub, always at the same commit. A missing one is
    downloaded, or raises NotDownloaded where the user is to be asked first (HubConfig.asks_first).
    Raises CheckpointError, and Cancelled while downloading.
    """
    path = Path(os.path.expanduser(path_or_repo_id))  # noqa: PTH111 - leaves an unknown ~name as it is
    if os.path.isdir(path):  # noqa: PTH112 - false, not an error, for a name no file can have
        return path
    if os.path.exists(path):  # noqa: PTH110
        raise CheckpointError(
            f"{path} is not a folder.", "Choose the folder that holds config.json and the weights."
        )
    if isinstance(path_or_repo_id, str) and is_repo_id(path_or_repo_id):
        return _folder_of_repository(path_or_repo_id, hub.config, progress, cancelled)
    raise CheckpointError(f"The folder {path} does not exist.", "Choose another one, or a model of the hub.")


def _folder_of_repository(
    repo_id: str, hub: HubConfig, progress: Progress, cancelled: Callable[[], bool]
) -> Path:
    if (found := snapshot_of(repo_id, hub)) is not None:
        folder, revision = found
        pins = RevisionPins(hub.pins)
        if pins.revision(repo_id) != revision:
            pins.put(repo_id, revision)
        return folder
    if hub.asks_first and not hub.silent:
        raise NotDownloaded(repo_id, "Download it under File → Models….")
    return download(repo_id, hub, progress, cancelled)


def short_name(path_or_repo_id: str | Path) -> str:
    """The display name of the checkpoint, such as "STRIDE-2B"."""
    return Path(os.path.abspath(path_or_repo_id)).name  # noqa: PTH100 - also for the id of a repository
