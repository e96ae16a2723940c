"""Downloads a repository of the hub: with progress and checksums, and resumed after an interruption."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http import HTTPStatus
from pathlib import Path
from time import monotonic, sleep
from typing import Any, BinaryIO

from filelock import FileLock, Timeout

from stride_desktop.checkpoints.hub import HubFile, Quote, ask_hub, explain, refuse_offline
from stride_desktop.checkpoints.hub_config import HubConfig, RevisionPins
from stride_desktop.checkpoints.installed import checksum
from stride_desktop.core.errors import Cancelled, CheckpointError

Progress = Callable[[str, float | None], None]
"""Called with a description of the step and its progress, 0 to 1 or None when unknown."""

Tell = Callable[[int, int], None]
"""Called with bytes present and bytes in total."""

_BUSY = (429, 500, 502, 503, 504)
_BUSY_WAITS = (1.0, 2.0, 4.0, 8.0, 8.0)
"""Seconds before a request to a busy hub is repeated."""

_SILENCE_SECONDS = 5.0
"""Seconds without data after which a connection counts as broken; also the longest delay of cancelling."""


def missing_bytes(quote: Quote, hub: HubConfig) -> int:
    """Bytes that must still be transferred."""
    blobs, snapshot = _folders(quote, hub)
    missing = quote.size
    for file in quote.files:
        partial = blobs / f"{file.sha256}.incomplete"
        if (snapshot / file.name).is_file() or (file.sha256 and (blobs / file.sha256).is_file()):
            missing -= file.size
        elif file.sha256 and partial.is_file():
            missing -= min(file.size, partial.stat().st_size)
    return missing


def free_bytes(hub: HubConfig) -> int:
    """Free bytes on the disk that downloads go to."""
    folder = hub.cache
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free


def fetch(quote: Quote, hub: HubConfig, tell: Tell, cancelled: Callable[[], bool]) -> Path:
    """Download it, check it, and use this commit from now on; returns its folder.

    Resumes an earlier download. Raises CheckpointError, and Cancelled within one piece.
    """
    refuse_offline(quote.repo_id, hub)
    from huggingface_hub import constants, snapshot_download

    missing = missing_bytes(quote, hub)
    if missing > (free := free_bytes(hub)):
        raise CheckpointError(
            f"The disk is too full: {quote.repo_id} needs {missing / 1e9:.1f} GB more, and "
            f"{free / 1e9:.1f} GB are free in {hub.cache}.",
            "Free some space, or choose another folder for models in the settings.",
        )
    # The hub's native transfer cannot be interrupted; plain HTTP can.
    constants.HF_HUB_DISABLE_XET = True
    count = _ByteCount(quote.size, tell, cancelled)
    try:
        for file in quote.files:
            if file.sha256:
                _fetch_large(quote, file, hub, count)
        count.done = sum(file.size for file in quote.files if file.sha256)
        # All large files are present: this puts each in its place and fetches the small ones.
        folder = Path(
            snapshot_download(
                quote.repo_id,
                revision=quote.revision,
                cache_dir=hub.cache,
                token=hub.token(),
                allow_patterns=[file.name for file in quote.files],
                max_workers=1,
                tqdm_class=_meter(count),
            )
        )
    except (Cancelled, CheckpointError):
        raise
    # The hub's client also lets errors of its HTTP library and of the disk through.
    except Exception as error:
        raise explain(quote.repo_id, error) from error
    _drop_copies(quote, hub)
    RevisionPins(hub.pins).put(quote.repo_id, quote.revision, quote.licence)
    tell(quote.size, quote.size)
    return folder


def download(repo_id: str, hub: HubConfig, progress: Progress, cancelled: Callable[[], bool]) -> Path:
    """`ask_hub` and `fetch` in one, where the user's consent is not needed."""
    progress(f"Looking for {repo_id}", None)
    quote = ask_hub(repo_id, hub)

    def tell(done: int, total: int) -> None:
        progress(f"Downloading {repo_id}", min(1.0, done / total) if total else None)

    return fetch(quote, hub, tell, cancelled)


def _folders(quote: Quote, hub: HubConfig) -> tuple[Path, Path]:
    base = hub.cache / f"models--{quote.repo_id.replace('/', '--')}"
    return base / "blobs", base / "snapshots" / quote.revision


def _fetch_large(quote: Quote, file: HubFile, hub: HubConfig, count: _ByteCount) -> None:
    """Download a file's content to where the cache expects it: under its checksum.

    The hub's client deletes a partial download, so this program keeps the part itself.
    """
    blobs, snapshot = _folders(quote, hub)
    if (blobs / file.sha256).exists() or (snapshot / file.name).exists():
        count.add(file.size)
        return
    blobs.mkdir(parents=True, exist_ok=True)
    locks = hub.cache / ".locks" / blobs.parent.name
    locks.mkdir(parents=True, exist_ok=True)
    partial = blobs / f"{file.sha256}.incomplete"
    with _locked(locks / f"{file.sha256}.lock", count.cancelled):
        before = count.done
        with partial.open("ab") as target:
            if target.tell() > file.size:
                target.truncate(0)
            count.add(target.tell())
            _append(quote, file, hub, target, count)
        if checksum(partial, large=True, cancelled=count.cancelled) != file.sha256:
            partial.unlink()
            raise CheckpointError(
                f"{file.name} of {quote.repo_id} arrived damaged and was deleted.",
                "Download it again. If this happens again, a proxy or the network changes files on the way.",
            )
        partial.replace(blobs / file.sha256)
        count.done = before + file.size


@contextmanager
def _locked(path: Path, cancelled: Callable[[], bool]) -> Iterator[None]:
    """Hold the lock that the hub's client takes for the same file, in any process. Raises Cancelled."""
    lock = FileLock(path, mode=0o664)  # users who share a cache wait for each other
    while not lock.is_locked:
        if cancelled():
            raise Cancelled
        with suppress(Timeout):
            lock.acquire(timeout=0.2)
    try:
        yield
    finally:
        lock.release()


def _append(quote: Quote, file: HubFile, hub: HubConfig, target: BinaryIO, count: _ByteCount) -> None:
    """Append the missing bytes of a file.

    A broken connection is made again as long as each brings data, and a few times while the hub is busy.
    """
    from huggingface_hub import constants, get_session, get_token, hf_hub_url, hf_raise_for_status

    url = hf_hub_url(quote.repo_id, file.name, revision=quote.revision)
    token = hub.token() or (None if constants.HF_HUB_DISABLE_IMPLICIT_TOKEN else get_token())
    headers = {"Accept-Encoding": "identity"} | ({"Authorization": f"Bearer {token}"} if token else {})
    waits = iter(_BUSY_WAITS)
    while (here := target.tell()) < file.size:
        asked = headers | {"Range": f"bytes={here}-"}
        try:
            with get_session().stream("GET", url, headers=asked, timeout=_SILENCE_SECONDS) as response:
                if response.status_code in _BUSY and (wait := next(waits, None)) is not None:
                    count.wait(wait)
                    continue
                hf_raise_for_status(response)
                if here and response.status_code == HTTPStatus.OK:  # the server ignores the range: start over
                    target.truncate(0)
                    target.seek(0)
                    count.done -= here
                for piece in response.iter_bytes():
                    target.write(piece)
                    count.add(len(piece))
        except Cancelled:
            raise
        except Exception:
            if count.cancelled():
                raise Cancelled from None
            if target.tell() <= here:
                raise


def _drop_copies(quote: Quote, hub: HubConfig) -> None:
    """Delete duplicates: on a file system without links the client has copied each file."""
    blobs, snapshot = _folders(quote, hub)
    for file in quote.files:
        if file.sha256 and not (snapshot / file.name).is_symlink():
            (blobs / file.sha256).unlink(missing_ok=True)


class _ByteCount:
    """Counts the bytes present and reports them."""

    def __init__(self, total: int, tell: Tell, cancelled: Callable[[], bool]) -> None:
        self.total, self.done = total, 0
        self.cancelled = cancelled
        self._tell = tell

    def wait(self, seconds: float) -> None:
        """Wait before the hub is asked again. Raises Cancelled."""
        end = monotonic() + seconds
        while monotonic() < end:
            self.add(0)
            sleep(0.05)

    def add(self, count: float) -> None:
        """Count more bytes. Raises Cancelled."""
        if self.cancelled():
            raise Cancelled
        self.done += int(count)
        self._tell(min(self.done, self.total), self.total)


def _meter(count: _ByteCount) -> type[Any]:
    """A progress bar class for the hub's client, which reports to `count` instead of the terminal."""

    class Meter:
        def __init__(self, *_: object, **details: Any) -> None:  # noqa: ANN401 - what a progress bar is given
            self.total = details.get("total") or 0
            self.n = details.get("initial") or 0
            # The other bars do not count bytes on the disk, but files or traffic.
            self._counts = str(details.get("desc", "")).startswith("Reconstructing")
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
