"""The program's folders, readable by their owner alone."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from stride_desktop import user_folders
from stride_desktop.core.errors import StoreError

FOLDER_MODE = 0o700
FILE_MODE = 0o600


@dataclass(frozen=True, slots=True)
class Folders:
    """The folders that hold everything the program writes on its own."""

    config: Path
    data: Path
    log: Path

    @classmethod
    def of_user(cls) -> Folders:
        """The platform's folders for this user. Raises SettingsError when the user has none."""
        return cls(user_folders.config_folder(), user_folders.data_folder(), user_folders.log_folder())

    @property
    def sessions(self) -> Path:
        """Where sessions are stored."""
        return self.data / "sessions"

    def delete_all(self) -> None:
        """Delete all three folders with their content. Raises StoreError that names the remaining files."""
        for folder in dict.fromkeys((self.data, self.log, self.config)):
            delete_folder(folder)


def make_private(folder: Path) -> None:
    """Make a folder and its missing parents, readable by their owner alone."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    for path in reversed(missing):
        path.mkdir(mode=FOLDER_MODE, exist_ok=True)
    folder.chmod(FOLDER_MODE)


def write_private(path: Path, data: bytes) -> None:
    """Write a file that its owner alone can read; an unfinished one is removed."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), FILE_MODE)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
    except OSError:
        path.unlink(missing_ok=True)
        raise


def files_in(folder: Path) -> Iterator[Path]:
    """Every file in a folder, at any depth; files deleted meanwhile are skipped."""
    for place, _, names in os.walk(folder):
        for name in names:
            yield Path(place, name)


def size_of(folder: Path) -> int:
    """Bytes of all files in a folder; 0 when there is none."""
    return sum(map(bytes_of, files_in(folder)))


def bytes_of(path: Path) -> int:
    """Bytes of a file; 0 for anything else, and for a file that was deleted meanwhile."""
    try:
        status = path.lstat()
    except FileNotFoundError:
        return 0
    return status.st_size if stat.S_ISREG(status.st_mode) else 0


def delete_folder(folder: Path) -> None:
    """Delete a folder and everything in it. Raises StoreError."""
    try:
        shutil.rmtree(folder)
    except FileNotFoundError:
        return
    except OSError as error:
        raise StoreError(
            f"{folder} could not be deleted completely.",
            "Close other programs that use it, check its permissions, and try again.",
            str(error),
        ) from error
