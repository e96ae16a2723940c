"""Requests the description of a repository from the Hugging Face hub, and explains the hub's errors."""

from __future__ import annotations

import errno
import re
from dataclasses import dataclass
from fnmatch import fnmatchcase

from stride_desktop.checkpoints.hub_config import HOST, HubConfig, RevisionPins
from stride_desktop.core.errors import CheckpointError

FILES = ("*.json", "*.safetensors", "*.jinja", "merges.txt", "README.md")
"""Files to download: weights, configs, tokenizers and the card with the licence; never code."""

_NOT = ("*/*", "consolidated*")
"""Files to skip: subfolders belong to other programs; some weights are stored a second time."""

_REPO_ID = re.compile(r"\w[\w.-]{0,95}/\w[\w.-]{0,95}", re.ASCII)


class GatedModel(CheckpointError):
    """The hub serves the repository only to users who accepted its terms."""


@dataclass(frozen=True, slots=True)
class HubFile:
    """A file of a repository. size: bytes. sha256: of its content, empty for a small file."""

    name: str
    size: int
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """A repository at one commit, as the hub describes it. parameters: number of weights, 0 when unknown."""

    repo_id: str
    revision: str
    licence: str
    gated: bool
    files: tuple[HubFile, ...]
    parameters: int = 0

    @property
    def size(self) -> int:
        """Bytes of all files to download."""
        return sum(file.size for file in self.files)

    @property
    def weights(self) -> int:
        """Bytes of the weights alone."""
        return sum(file.size for file in self.files if file.name.endswith(".safetensors"))


def is_repo_id(text: str) -> bool:
    """Whether `text` could name a repository of the hub, such as "interlive/STRIDE-2B"."""
    return _REPO_ID.fullmatch(text) is not None


def page_of(repo_id: str) -> str:
    """The web page of a repository, where its terms are shown."""
    return f"https://{HOST}/{repo_id}"


def ask_hub(repo_id: str, hub: HubConfig, revision: str = "") -> Quote:
    """The Quote of a repository. revision: a branch or commit; default: the pinned commit, or else main.

    One request to the hub. Raises CheckpointError.
    """
    refuse_offline(repo_id, hub)
    from huggingface_hub import HfApi

    wanted = revision or RevisionPins(hub.pins).revision(repo_id) or "main"
    try:
        info = HfApi(token=hub.token()).model_info(repo_id, revision=wanted, files_metadata=True)
    except Exception as error:
        raise explain(repo_id, error) from error
    there = {file.rfilename: file for file in info.siblings or ()}
    files = tuple(
        HubFile(name, there[name].size or 0, lfs.sha256 if (lfs := there[name].lfs) is not None else "")
        for name in sorted(there)
        if _matches(name, FILES) and not _matches(name, _NOT)
    )
    licence = str(getattr(info.card_data, "license", "") or "")
    numbers = info.safetensors.total if info.safetensors is not None else 0
    return Quote(repo_id, str(info.sha), licence, bool(info.gated), files, numbers)


def _matches(name: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)


def refuse_offline(repo_id: str, hub: HubConfig) -> None:
    """Raises CheckpointError in offline mode."""
    if hub.silent:
        raise CheckpointError(
            f"{repo_id} is not on this computer, and offline mode is on.",
            "Switch offline mode off in the settings (or in HF_HUB_OFFLINE), or choose a folder.",
        )


def explain(repo_id: str, error: Exception) -> CheckpointError:
    """The CheckpointError for an error of the hub's client."""
    from huggingface_hub import errors

    detail = f"{type(error).__name__}: {error}"
    if isinstance(error, errors.GatedRepoError):
        return GatedModel(
            f"{repo_id} asks for your consent first.",
            f"Accept its terms on {page_of(repo_id)}, and enter a token of that account under Models.",
            detail,
        )
    if isinstance(error, errors.RevisionNotFoundError):
        return CheckpointError(f"{repo_id} has no such version on the hub.", "Check the revision.", detail)
    if isinstance(error, (errors.RepositoryNotFoundError, errors.HFValidationError)):
        return CheckpointError(
            f"There is no model {repo_id} on the hub, and no such folder here.", "Check the name.", detail
        )
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return CheckpointError(
            f"The disk is full: {repo_id} does not fit.", "Free some space and try again.", detail
        )
    # With an empty cache the client raises its own error; the hub's refusal is its cause.
    if isinstance(error, errors.HfHubHTTPError) or isinstance(error.__cause__, errors.HfHubHTTPError):
        return CheckpointError(f"The hub refused {repo_id}.", "Try again later.", detail)
    return CheckpointError(
        f"The hub could not be reached for {repo_id}.",
        "Check the internet connection and try again, or choose a folder that holds the checkpoint.",
        detail,
    )
