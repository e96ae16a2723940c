"""Writing a file so that there is either all of it or nothing."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
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


@contextmanager
def written(path: Path, overwrite: bool) -> Iterator[Path]:
    """Where to write: a file beside `path` that takes its name when the block ends, and goes when it fails.

    It has the mode that the user's umask gives, and the same ending as `path`. Raises StoreError when there
    is such a file and `overwrite` is not wanted, and for whatever the disk refuses inside the block.
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
        raise StoreError(f"There is no folder “{path.parent}”.", "Make it first, or choose another place.")
    if not overwrite and os.path.lexists(path):
        raise StoreError(f"“{path}” is there already.", "Choose another name, or overwrite it.")


def write_text(path: Path, text: str, overwrite: bool) -> None:
    """Write UTF-8 exactly as it is given. Raises StoreError, see `written`."""
    with written(path, overwrite) as beside:
        beside.write_text(text, encoding="utf-8", newline="")
