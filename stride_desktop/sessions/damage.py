"""Errors of stored sessions: turns what the disk or a database refuses into StoreError."""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from stride_desktop.core.errors import StoreError

_IN_USE = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_DISK = (
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_READONLY,
)

LEFT_ALONE = "It is left as it is; all others can be used. Delete it if you do not need it."
"""Remedy for a damaged session."""


class NotPossible(Exception):
    """A value that no session can hold, and its place; `store_errors` converts it into a StoreError."""


@contextmanager
def possible(place: str) -> Iterator[None]:
    """Context manager for converting stored values: turns their errors into NotPossible.

    place: of the values, such as "entry 17 of ticks".
    """
    try:
        yield
    except (ValueError, TypeError, AttributeError, ArithmeticError, LookupError, struct.error) as error:
        raise NotPossible(f"{place}: {error}") from error


def damaged(folder: Path, why: str, detail: str = "") -> StoreError:
    """The error for a session with invalid content. why: a phrase without a full stop."""
    return StoreError(f"The session in {folder} cannot be read: it is damaged ({why}).", LEFT_ALONE, detail)


def primary_code(error: sqlite3.Error) -> int:
    """SQLite's primary error code; 0 for an error that is not SQLite's."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def is_in_use(error: sqlite3.Error) -> bool:
    """Whether another program has locked the database; a later attempt may work."""
    return primary_code(error) in _IN_USE


@contextmanager
def store_errors(folder: Path) -> Iterator[None]:
    """Context manager: turns errors about the session in this folder into StoreError."""
    try:
        yield
    except NotPossible as error:
        raise damaged(folder, str(error)) from error
    except OSError as error:
        raise of_the_disk(folder, error) from error
    except UnicodeDecodeError as error:  # raised while decoding SQLite's own message
        raise damaged(folder, "its tables cannot be read", str(error)) from error
    except sqlite3.Error as error:
        if is_in_use(error):
            raise StoreError(
                f"The session in {folder} cannot be used: another program has locked it.",
                "Close that program, and try again.",
                str(error),
            ) from error
        if primary_code(error) in _DISK:
            raise of_the_disk(folder, error) from error
        raise damaged(folder, str(error)) from error


def of_the_disk(folder: Path, error: OSError | sqlite3.Error) -> StoreError:
    """The error for a session that cannot be read or changed because of its disk."""
    why = error.strerror if isinstance(error, OSError) else str(error)
    return StoreError(
        f"The session in {folder} cannot be used ({why}).",
        "Check that its disk is there, the free space on it, and the folder's permissions.",
        str(error),
    )
