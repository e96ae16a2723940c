"""The folders of this user that are the program's own; nothing else in the program decides about them."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import platformdirs

from stride_desktop.core.errors import SettingsError

NAME = "stride-desktop"


def config_folder() -> Path:
    """Where settings are kept. Raises SettingsError."""
    return _own(platformdirs.user_config_path)


def data_folder() -> Path:
    """Where sessions are kept. Raises SettingsError."""
    return _own(platformdirs.user_data_path)


def log_folder() -> Path:
    """Where logs are written. Raises SettingsError."""
    return _own(platformdirs.user_log_path)


def shared_folder() -> Path:
    """Where desktops look for menu entries and icons of this user. Raises SettingsError."""
    return data_folder().parent


def runtime_folder() -> Path | None:
    """A folder for sockets that exists and that no other user can write to; None when there is none."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a folder of XDG_RUNTIME_DIR that is not the user's is passed over
        try:
            return platformdirs.user_runtime_path(NAME, appauthor=False, ensure_exists=True)
        except (OSError, RuntimeError):
            return None


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """An empty folder that is deleted after the block. Raises SettingsError where none can be made."""
    try:
        made = TemporaryDirectory(prefix=f"{NAME}-", ignore_cleanup_errors=True)
    except OSError as error:
        raise SettingsError(
            "There is no folder for temporary files that can be written to.",
            "Set TMPDIR to a folder that you can write to.",
            str(error),
        ) from error
    with made as folder:
        yield Path(folder)


def _own(find: Callable[..., Path]) -> Path:
    try:
        return find(NAME, appauthor=False)
    except RuntimeError as error:  # HOME is not set or relative, and the user id belongs to no known user
        raise SettingsError(
            "This user has no home folder, so the program has no place for its settings and sessions.",
            "Set HOME to a folder that you can write to.",
            str(error),
        ) from error
