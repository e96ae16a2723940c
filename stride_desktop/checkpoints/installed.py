"""The models on this computer, downloaded by this program or another: listing, checking, removing."""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stride_desktop.checkpoints.catalogue import ANSWERS, WATCHES, offer_of
from stride_desktop.checkpoints.files import read_config, weights_files
from stride_desktop.checkpoints.hub_config import HubConfig, RevisionPins, is_revision
from stride_desktop.core.errors import Cancelled, CheckpointError
from stride_desktop.core.files import read_bytes

BUILT_IN, HUB, FOLDER = "built-in", "hub", "folder"
_PIECE = 1 << 20
_MOST_REF_BYTES = 4096
_MOST_CARD_BYTES = 4 << 20
_LONGEST_LICENCE = 100


@dataclass(frozen=True, slots=True)
class Installed:
    """A model that is ready to use.

    name: the repository's id, or the folder's name. kind: WATCHES or ANSWERS. size: bytes on disk.
    revision: the commit in use, "" without one. checkpoint: the value of the settings field.
    """

    name: str
    kind: str
    origin: str
    folder: Path
    size: int
    revision: str = ""
    licence: str = ""

    @property
    def checkpoint(self) -> str:
        """The value of the settings field that selects it; "" for the built-in model."""
        return {BUILT_IN: "", HUB: self.name}.get(self.origin, str(self.folder))


def kind_of(config: Mapping[str, Any]) -> str | None:
    """The kind of model that a config.json describes; None for one this program cannot use.

    An answering model is recognized by its config alone, so that no large library is imported; loading
    checks it exactly. A model that brings its own program code is never used.
    """
    listed = config.get("architectures")
    names = [str(name) for name in listed] if isinstance(listed, list) else []
    if "trigger_window_past" in config or "StrideNanoForActivation" in names:
        return WATCHES
    pictures = "vision_config" in config and "auto_map" not in config
    return ANSWERS if pictures and any(name.endswith("ForConditionalGeneration") for name in names) else None


def list_installed(hub: HubConfig, built_in: Path) -> list[Installed]:
    """Every usable model: the built-in one first, then by name. Reads the disk; makes no request.

    Raises CheckpointError when the folder of models cannot be read; an unreadable model is left out.
    """
    try:
        found = [*_in_hub_cache(hub), *_in_folder(hub)]
    except OSError as error:
        raise CheckpointError(
            f"The models in {hub.cache} cannot be read ({error.strerror}).",
            "Check the folder's permissions, or choose another one in the settings.",
        ) from error
    nano = Installed(built_in.name, WATCHES, BUILT_IN, built_in, _size(built_in), "", "apache-2.0")
    return [nano, *sorted(found, key=lambda model: (model.kind, model.name.lower()))]


def snapshot_of(repo_id: str, hub: HubConfig) -> tuple[Path, str] | None:
    """Folder and commit of a complete snapshot: the pinned one, else that of main; None without one."""
    base = hub.cache / f"models--{repo_id.replace('/', '--')}"
    revision = RevisionPins(hub.pins).revision(repo_id)
    if not revision:
        try:
            revision = read_bytes(base / "refs" / "main", _MOST_REF_BYTES).decode("ascii").strip()
        except (OSError, ValueError):
            return None
        if not is_revision(revision):
            return None
    folder = base / "snapshots" / revision
    try:
        weights_files(folder)
    except CheckpointError:
        return None
    return folder, revision


def removal(repo_id: str, hub: HubConfig) -> tuple[int, Callable[[], None]]:
    """Bytes that removing a repository frees, and the function that removes it. Raises CheckpointError."""
    from huggingface_hub import scan_cache_dir
    from huggingface_hub.errors import CacheNotFound

    try:
        cache = scan_cache_dir(hub.cache)
    except CacheNotFound as error:
        raise _not_installed(repo_id) from error
    revisions = [
        revision.commit_hash
        for repo in cache.repos
        if repo.repo_id == repo_id and repo.repo_type == "model"
        for revision in repo.revisions
    ]
    if not revisions:
        raise _not_installed(repo_id)
    strategy = cache.delete_revisions(*revisions)

    def remove() -> None:
        strategy.execute()
        if left := [path for path in strategy.repos if path.exists()]:
            raise CheckpointError(
                f"{repo_id} could not be removed completely.",
                "Close programs that use it and check the folder's permissions.",
                ", ".join(map(str, left)),
            )
        RevisionPins(hub.pins).forget(repo_id)

    return strategy.expected_freed_size, remove


def damaged_files(folder: Path, cancelled: Callable[[], bool]) -> list[str]:
    """Names of the files of a snapshot whose content differs from what the hub published.

    The cache names each file's content by its checksum, so no request is needed. Raises Cancelled.
    """
    bad = []
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            expected = path.parent.joinpath(path.readlink()).name if path.is_symlink() else ""
            if len(expected) in (40, 64) and checksum(path, len(expected) == 64, cancelled) != expected:
                bad.append(path.name)
    return bad


def checksum(path: Path, large: bool, cancelled: Callable[[], bool]) -> str:
    """SHA-256 of a large file; git's blob hash of a small one. Raises Cancelled."""
    digest = hashlib.sha256() if large else hashlib.sha1(usedforsecurity=False)
    if not large:
        digest.update(b"blob %d\0" % path.stat().st_size)
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            if cancelled():
                raise Cancelled
            digest.update(piece)
    return digest.hexdigest()


def _in_hub_cache(hub: HubConfig) -> Iterator[Installed]:
    pins = RevisionPins(hub.pins)
    for base in hub.cache.glob("models--*--*"):
        repo_id = base.name.removeprefix("models--").replace("--", "/", 1)
        folder, revision = snapshot_of(repo_id, hub) or (None, "")
        if folder is not None and (kind := _kind(folder)) is not None:
            offer = offer_of(repo_id)
            licence = pins.licence(repo_id) or _card_licence(folder) or (offer.licence if offer else "")
            yield Installed(
                repo_id, kind, HUB, folder, _size(base / "blobs") or _size(folder), revision, licence
            )


def _in_folder(hub: HubConfig) -> Iterator[Installed]:
    if hub.folder is None or not os.path.isdir(hub.cache):  # noqa: PTH112 - no error where it may not be read
        return
    for folder in hub.cache.iterdir():
        if (kind := _kind(folder)) is not None:
            yield Installed(folder.name, kind, FOLDER, folder, _size(folder), "", _card_licence(folder))


def _kind(folder: Path) -> str | None:
    try:
        config = read_config(folder)
        weights_files(folder)
    except CheckpointError:
        return None
    return kind_of(config)


def _card_licence(folder: Path) -> str:
    """The licence in the model's own card."""
    from huggingface_hub import ModelCard

    try:
        text = read_bytes(folder / "README.md", _MOST_CARD_BYTES).decode("utf-8", "replace")
        licence = str(getattr(ModelCard(text, ignore_metadata_errors=True).data, "license", "") or "")
    # The hub's client does not catch its parser's errors about a damaged card.
    except Exception:
        return ""
    return licence if licence.isprintable() and len(licence) <= _LONGEST_LICENCE else ""


def _size(folder: Path) -> int:
    total = 0
    for inside, _, names in os.walk(folder):
        for name in names:
            with suppress(OSError):
                status = os.stat(os.path.join(inside, name))  # noqa: PTH116, PTH118 - thousands of them
                total += status.st_size if stat.S_ISREG(status.st_mode) else 0
    return total


def _not_installed(repo_id: str) -> CheckpointError:
    return CheckpointError(f"{repo_id} was not downloaded.", "See the list of models on this computer.")


def as_json(model: Installed) -> str:
    """The model as one JSON object."""
    names = ("name", "kind", "origin", "size", "revision", "licence")
    values = {name: getattr(model, name) for name in names}
    return json.dumps(values | {"folder": str(model.folder)})
