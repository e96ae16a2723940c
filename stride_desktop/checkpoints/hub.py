"""Downloading a checkpoint from the Hugging Face hub."""

from __future__ import annotations

import errno
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from stride_desktop.core.errors import Cancelled, CheckpointError

Progress = Callable[[str, float | None], None]
"""Called with what is going on and how much of it is done, 0 to 1 or None when that is unknown."""

FILES = ("*.json", "*.safetensors", "*.jinja", "merges.txt")
"""Weights, configs and tokenizers; never code."""

_REPO_ID = re.compile(r"\w[\w.-]{0,95}/\w[\w.-]{0,95}", re.ASCII)


def is_repo_id(text: str) -> bool:
    """Whether `text` could name a repository of the hub, such as "interlive/STRIDE-2B"."""
    return _REPO_ID.fullmatch(text) is not None


def download(repo_id: str, progress: Progress, cancelled: Callable[[], bool]) -> Path:
    """The folder of `repo_id` in the hub's cache, after downloading what is missing there.

    Raises CheckpointError, and Cancelled within one piece of a file; the next download goes on
    from what is already there.
    """
    from huggingface_hub import constants, snapshot_download

    # Its native transfer cannot be interrupted; plain HTTP can.
    constants.HF_HUB_DISABLE_XET = True
    progress(f"Looking for {repo_id}", None)
    try:
        return Path(
            snapshot_download(
                repo_id, allow_patterns=list(FILES), tqdm_class=_meter(repo_id, progress, cancelled)
            )
        )
    except Cancelled:
        raise
    # Beside its own errors the hub's client lets those of its HTTP library and of the disk through.
    except Exception as error:
        raise _explain(repo_id, error) from error


def _meter(repo_id: str, progress: Progress, cancelled: Callable[[], bool]) -> type[Any]:
    """A class for the hub's client to report to, in place of a progress bar on the terminal."""

    class Meter:
        def __init__(self, **details: Any) -> None:  # noqa: ANN401 - what a progress bar is given
            self.total = details.get("total") or 0
            self.n = details.get("initial") or 0
            # Of its three bars one counts files, one network traffic; this one counts bytes on disk.
            self._shown = str(details.get("desc", "")).startswith("Reconstructing")
            self.format_dict: dict[str, Any] = {}

        def __enter__(self) -> Meter:
            return self

        def __exit__(self, *_: object) -> None:
            pass

        def update(self, count: float | None = 1) -> None:
            if cancelled():
                raise Cancelled
            self.n += count or 0
            if self._shown and self.total:
                progress(f"Downloading {repo_id}", min(1.0, self.n / self.total))

        def ignore(self, *_: object, **__: object) -> None:
            pass

        refresh = close = set_description = set_description_str = set_postfix_str = ignore

    return Meter


def _explain(repo_id: str, error: Exception) -> CheckpointError:
    from huggingface_hub import errors

    detail = f"{type(error).__name__}: {error}"
    if isinstance(error, errors.GatedRepoError):
        return CheckpointError(
            f"{repo_id} asks for your consent first.", "Accept its terms on the hub.", detail
        )
    if isinstance(error, (errors.RepositoryNotFoundError, errors.HFValidationError)):
        return CheckpointError(
            f"There is no model {repo_id} on the hub, and no such folder here.", "Check the name.", detail
        )
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return CheckpointError(
            f"The disk is full: {repo_id} does not fit.", "Free some space and try again.", detail
        )
    # With nothing in the cache to fall back to, the hub's refusal is only the cause.
    if isinstance(error, errors.HfHubHTTPError) or isinstance(error.__cause__, errors.HfHubHTTPError):
        return CheckpointError(f"The hub could not give out {repo_id}.", "Try again later.", detail)
    return CheckpointError(
        f"The hub could not be reached for {repo_id}.",
        "Check the internet connection and try again, or choose a folder that holds the checkpoint.",
        detail,
    )
