"""Asking the Hugging Face hub about a repository, and downloading it."""

from __future__ import annotations

import errno
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stride_desktop.checkpoints.installed import checksum
from stride_desktop.checkpoints.place import HOST, Pins, Place
from stride_desktop.core.errors import Cancelled, CheckpointError

Progress = Callable[[str, float | None], None]
"""Called with what is going on and how much of it is done, 0 to 1 or None when that is unknown."""

Tell = Callable[[int, int], None]
"""Called with bytes that are here and bytes in all."""

FILES = ("*.json", "*.safetensors", "*.jinja", "merges.txt", "README.md")
"""Weights, configs, tokenizers and the card with the licence; never code."""

_NOT = ("*/*", "consolidated*")
"""What lies in subfolders belongs to other programs; so do weights that are there a second time."""

_REPO_ID = re.compile(r"\w[\w.-]{0,95}/\w[\w.-]{0,95}", re.ASCII)
_PIECE = 1 << 18


class GatedModel(CheckpointError):
    """The hub gives the repository only to people who accepted its terms."""


@dataclass(frozen=True, slots=True)
class HubFile:
    """A file of a repository. size: bytes. sha256: of its content, empty for a small file."""

    name: str
    size: int
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """What the hub says about a repository at one commit. parameters: how many numbers, 0 when unknown."""

    repo_id: str
    revision: str
    licence: str
    gated: bool
    files: tuple[HubFile, ...]
    parameters: int = 0

    @property
    def size(self) -> int:
        """Bytes of all files that are needed."""
        return sum(file.size for file in self.files)

    @property
    def weights(self) -> int:
        """Bytes of the weights alone."""
        return sum(file.size for file in self.files if file.name.endswith(".safetensors"))


def is_repo_id(text: str) -> bool:
    """Whether `text` could name a repository of the hub, such as "interlive/STRIDE-2B"."""
    return _REPO_ID.fullmatch(text) is not None


def page_of(repo_id: str) -> str:
    """The web page of a repository, where its terms are."""
    return f"https://{HOST}/{repo_id}"


def ask_hub(repo_id: str, place: Place, revision: str = "") -> Quote:
    """What would be downloaded. revision: a branch or commit, by default the one in use, or else main.

    One request to the hub. Raises CheckpointError.
    """
    _refuse_offline(repo_id, place)
    from huggingface_hub import HfApi
    from huggingface_hub.utils import filter_repo_objects

    wanted = revision or Pins(place.pins).revision(repo_id) or "main"
    try:
        info = HfApi(token=place.token()).model_info(repo_id, revision=wanted, files_metadata=True)
    except Exception as error:
        raise _explain(repo_id, error) from error
    there = {file.rfilename: file for file in info.siblings or ()}
    names = filter_repo_objects(sorted(there), allow_patterns=list(FILES), ignore_patterns=list(_NOT))
    files = tuple(
        HubFile(name, there[name].size or 0, lfs.sha256 if (lfs := there[name].lfs) is not None else "")
        for name in names
    )
    licence = str(getattr(info.card_data, "license", "") or "")
    numbers = info.safetensors.total if info.safetensors is not None else 0
    return Quote(repo_id, str(info.sha), licence, bool(info.gated), files, numbers)


def missing_bytes(quote: Quote, place: Place) -> int:
    """How much of it must still be transferred."""
    blobs, snapshot = _folders(quote, place)
    missing = quote.size
    for file in quote.files:
        partial = blobs / f"{file.sha256}.incomplete"
        if (snapshot / file.name).is_file() or (file.sha256 and (blobs / file.sha256).is_file()):
            missing -= file.size
        elif file.sha256 and partial.is_file():
            missing -= min(file.size, partial.stat().st_size)
    return missing


def free_bytes(place: Place) -> int:
    """Free space where downloads go."""
    folder = place.cache
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free


def fetch(quote: Quote, place: Place, tell: Tell, cancelled: Callable[[], bool]) -> Path:
    """Download it, check it, and use this commit from now on; returns its folder.

    Goes on from what an earlier download left. Raises CheckpointError, and Cancelled within one piece.
    """
    _refuse_offline(quote.repo_id, place)
    from huggingface_hub import constants, snapshot_download

    missing = missing_bytes(quote, place)
    if missing > (free := free_bytes(place)):
        raise CheckpointError(
            f"The disk is too full: {quote.repo_id} needs {missing / 1e9:.1f} GB more, and "
            f"{free / 1e9:.1f} GB are free in {place.cache}.",
            "Free some space, or choose another folder for models in the settings.",
        )
    # The hub's native transfer cannot be interrupted; plain HTTP can.
    constants.HF_HUB_DISABLE_XET = True
    constants.DOWNLOAD_CHUNK_SIZE = _PIECE
    count = _Count(quote.size, tell, cancelled)
    try:
        for file in quote.files:
            if file.sha256:
                _fetch_large(quote, file, place, count)
        count.done = sum(file.size for file in quote.files if file.sha256)
        # Everything large is here: this puts each file in its place and fetches the small ones.
        folder = Path(
            snapshot_download(
                quote.repo_id,
                revision=quote.revision,
                cache_dir=place.cache,
                token=place.token(),
                allow_patterns=[file.name for file in quote.files],
                max_workers=1,
                tqdm_class=_meter(count, "Reconstructing"),
            )
        )
    except (Cancelled, CheckpointError):
        raise
    # Beside its own errors the hub's client lets those of its HTTP library and of the disk through.
    except Exception as error:
        raise _explain(quote.repo_id, error) from error
    _drop_copies(quote, place)
    Pins(place.pins).put(quote.repo_id, quote.revision, quote.licence)
    tell(quote.size, quote.size)
    return folder


def download(
    repo_id: str, place: Place, progress: Progress, cancelled: Callable[[], bool], revision: str = ""
) -> Path:
    """`ask_hub` and `fetch` in one, for when nobody has to be asked."""
    progress(f"Looking for {repo_id}", None)
    quote = ask_hub(repo_id, place, revision)

    def tell(done: int, total: int) -> None:
        progress(f"Downloading {repo_id}", min(1.0, done / total) if total else None)

    return fetch(quote, place, tell, cancelled)


def _folders(quote: Quote, place: Place) -> tuple[Path, Path]:
    base = place.cache / f"models--{quote.repo_id.replace('/', '--')}"
    return base / "blobs", base / "snapshots" / quote.revision


def _fetch_large(quote: Quote, file: HubFile, place: Place, count: _Count) -> None:
    """Put a file's content where the cache looks for it: under its checksum.

    The hub's client throws away what a broken download brought, so the part that is here is kept by us.
    """
    from huggingface_hub import hf_hub_url
    from huggingface_hub.file_download import http_get
    from huggingface_hub.utils import WeakFileLock, build_hf_headers

    blobs, snapshot = _folders(quote, place)
    if (blobs / file.sha256).exists() or (snapshot / file.name).exists():
        count.add(file.size)
        return
    blobs.mkdir(parents=True, exist_ok=True)
    locks = place.cache / ".locks" / blobs.parent.name
    locks.mkdir(parents=True, exist_ok=True)
    partial = blobs / f"{file.sha256}.incomplete"
    with WeakFileLock(locks / f"{file.sha256}.lock"):
        before = count.done
        with partial.open("ab") as target:
            if target.tell() > file.size:
                target.truncate(0)
            count.add(target.tell())
            http_get(
                hf_hub_url(quote.repo_id, file.name, revision=quote.revision),
                target,
                resume_size=target.tell(),
                headers=build_hf_headers(token=place.token()),
                expected_size=file.size,
                displayed_filename=file.name,
                tqdm_class=_meter(count, ""),
            )
        if checksum(partial, large=True, cancelled=count.cancelled) != file.sha256:
            partial.unlink()
            raise CheckpointError(
                f"{file.name} of {quote.repo_id} arrived damaged and was deleted.",
                "Download it again. If this happens again, something between here and the hub changes files.",
            )
        partial.replace(blobs / file.sha256)
        count.done = before + file.size


def _drop_copies(quote: Quote, place: Place) -> None:
    """Where the file system knows no links the client has copied each file: one of the two is enough."""
    blobs, snapshot = _folders(quote, place)
    for file in quote.files:
        if file.sha256 and not (snapshot / file.name).is_symlink():
            (blobs / file.sha256).unlink(missing_ok=True)


def _refuse_offline(repo_id: str, place: Place) -> None:
    if place.silent:
        raise CheckpointError(
            f"{repo_id} is not on this computer, and offline mode is on.",
            "Switch offline mode off in the settings under Models (or in HF_HUB_OFFLINE), or choose a folder.",
        )


class _Count:
    """Bytes that are here, told as they come."""

    def __init__(self, total: int, tell: Tell, cancelled: Callable[[], bool]) -> None:
        self.total, self.done = total, 0
        self.cancelled = cancelled
        self._tell = tell

    def add(self, count: float) -> None:
        """More bytes are here. Raises Cancelled."""
        if self.cancelled():
            raise Cancelled
        self.done += int(count)
        self._tell(min(self.done, self.total), self.total)


def _meter(count: _Count, counted: str) -> type[Any]:
    """A class for the hub's client to report to, in place of a progress bar on the terminal.

    counted: how the bar begins that counts bytes on disk; others count files, or network traffic.
    """

    class Meter:
        def __init__(self, *_: object, **details: Any) -> None:  # noqa: ANN401 - what a progress bar is given
            self.total = details.get("total") or 0
            self.n = details.get("initial") or 0
            self._counts = str(details.get("desc", "")).startswith(counted)
            self.format_dict: dict[str, Any] = {}

        def __enter__(self) -> Meter:
            return self

        def __exit__(self, *_: object) -> None:
            pass

        def update(self, more: float | None = 1) -> None:
            count.add(more or 0 if self._counts else 0)

        def ignore(self, *_: object, **__: object) -> None:
            pass

        refresh = close = set_description = set_description_str = set_postfix_str = ignore

    return Meter


def _explain(repo_id: str, error: Exception) -> CheckpointError:
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
    # With nothing in the cache to fall back to, the hub's refusal is only the cause.
    if isinstance(error, errors.HfHubHTTPError) or isinstance(error.__cause__, errors.HfHubHTTPError):
        return CheckpointError(f"The hub could not give out {repo_id}.", "Try again later.", detail)
    return CheckpointError(
        f"The hub could not be reached for {repo_id}.",
        "Check the internet connection and try again, or choose a folder that holds the checkpoint.",
        detail,
    )
