"""Writing a file so that there is either all of it or nothing."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from stride_desktop.core.errors import StoreError


@contextmanager
def written(path: Path, overwrite: bool) -> Iterator[Path]:
    """Where to write: a file beside `path` that takes its name when the block ends, and goes when it fails.

    It has the mode that the user's umask gives, and the same ending as `path`. Raises StoreError when there
    is such a file and `overwrite` is not wanted, and for whatever the disk refuses inside the block.
    """
    _check(path, overwrite)
    beside = path.with_name(f".{secrets.token_hex(6)}{path.suffix}")
    try:
        yield beside
        _check(path, overwrite)
        beside.replace(path)
    except BaseException as error:
        beside.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise StoreError(
                f"“{path}” cannot be written ({error.strerror or error}).",
                "Choose another place, check its permissions, and make room on the disk.",
                str(error),
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
