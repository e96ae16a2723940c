"""Writes a file atomically: completely, or not at all."""

from __future__ import annotations

import errno
import math
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from stride_desktop.core.errors import StoreError

_NO_ROOM = "Make room on the disk, or choose another one."
_NO_PERMISSION = "Choose a folder in which you may write."
_REMEDIES = {
    errno.ENOSPC: _NO_ROOM,
    errno.EDQUOT: _NO_ROOM,
    errno.EACCES: _NO_PERMISSION,
    errno.EPERM: _NO_PERMISSION,
    errno.EROFS: _NO_PERMISSION,
    errno.ENAMETOOLONG: "Choose a shorter name.",
}


@dataclass(frozen=True, slots=True)
class Order:
    """The options of one export.

    start, end: the time range in stream seconds, of a clip or a picture. overwrite: replace an existing file.
    progress: called with 0..1 by formats that take long; cancelled: called repeatedly on the writing thread.
    """

    start: float = -math.inf
    end: float = math.inf
    overwrite: bool = False
    progress: Callable[[float], None] = lambda _share: None
    cancelled: Callable[[], bool] = lambda: False


@contextmanager
def written(path: Path, overwrite: bool) -> Iterator[Path]:
    """A temporary path beside `path`; renamed to `path` when the block ends, deleted when it fails.

    The file has the mode of the user's umask, and the same ending as `path`. Raises StoreError when the file
    exists and `overwrite` is False, and for every error of the disk inside the block.
    """
    beside = path.with_name(f".{secrets.token_hex(6)}{path.suffix}")
    try:
        _check(path, overwrite)
        yield beside
        _check(path, overwrite)
        beside.replace(path)
    except BaseException as error:
        with suppress(OSError):
            beside.unlink()
        if isinstance(error, OSError):
            remedy = _REMEDIES.get(error.errno or 0, "Choose another place.")
            raise StoreError(
                f"“{path}” cannot be written ({error.strerror or error}).", remedy, str(error)
            ) from error
        raise


def _check(path: Path, overwrite: bool) -> None:
    if path.is_dir():
        raise StoreError(f"“{path}” is a folder.", "Give the name of a file.")
    if not path.parent.is_dir():
        raise StoreError(f"There is no folder “{path.parent}”.", "Create it first, or choose another folder.")
    if not overwrite and os.path.lexists(path):
        raise StoreError(f"“{path}” already exists.", "Choose another name, or overwrite it.")
