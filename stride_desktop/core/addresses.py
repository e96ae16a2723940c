"""Addresses of files: a path, or a file: URL where the path is no valid text."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import unquote_to_bytes
from urllib.request import url2pathname

from stride_desktop.core.text import valid


def path_of(address: str) -> Path:
    """The file at a path or a file: URL."""
    if not address.startswith("file:"):
        return Path(address).absolute()
    rest = address.removeprefix("file:").removeprefix("//")
    path = url2pathname(rest) if os.name == "nt" else os.fsdecode(unquote_to_bytes(rest))
    return Path(path).absolute()


def stored_file(address: str) -> Path | None:
    """The file that a stored address names, whether it still exists or not; None for other sources.

    Stored addresses of files are absolute paths or file: URLs; those of other sources are neither.
    """
    return path_of(address) if address.startswith("file:") or Path(address).is_absolute() else None


def address_of(path: Path) -> str:
    """The absolute path, or a file: URL when it is no valid text, which could not be stored or printed."""
    return str(path) if valid(str(path)) == str(path) else path.as_uri()
