"""Names and addresses of video files and folders, whatever bytes these consist of."""

from __future__ import annotations

import os
from pathlib import Path

from stride_desktop.core.errors import SourceError
from stride_desktop.core.text import REPLACEMENT, one_line


def meant(path: Path) -> Path:
    """The existing file for a name from a file dialog, which puts � in place of bytes that are no text."""
    if REPLACEMENT not in path.name or path.exists():
        return path
    return next((other for other in path.parent.iterdir() if _as_text(other) == path.name), path)


def _as_text(path: Path) -> str:
    return os.fsencode(path.name).decode("utf-8", "replace")


def name_of(path: Path) -> str:
    """The file's name as readable text."""
    return one_line(path.name, 120)


def is_folder(path: Path) -> bool:
    """Whether there is a folder at a path, which may be no valid path at all."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def check_file(path: Path) -> None:
    """Raise SourceError for a path that cannot be a video."""
    choose = "Choose a video file."
    name = name_of(path)
    try:
        size = path.stat().st_size
    except (OSError, ValueError) as error:
        raise SourceError(f"There is no file “{one_line(str(path), 300)}”.", choose, str(error)) from error
    if path.is_dir():
        raise SourceError(f"“{name}” is a folder.", choose)
    if not path.is_file():
        raise SourceError(f"“{name}” is not a file.", choose)
    if size == 0:
        raise SourceError(f"“{name}” is empty (0 bytes).", "Record or download it again.")
    if not os.access(path, os.R_OK):
        raise SourceError(f"“{name}” may not be read.", "Change its permissions, or choose another file.")
