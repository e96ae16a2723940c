"""Reads and writes files safely: never blocks on a pipe, writes atomically, moves damaged files aside."""

from __future__ import annotations

import errno
import json
import os
import stat
import tempfile
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

MOST_JSON_BYTES = 64 << 20
"""Largest JSON file that is read, in bytes; tokenizers, the largest ones, take a dozen megabytes."""


def open_regular(path: Path) -> BinaryIO:
    """Open a file for reading. Raises OSError for a pipe, a socket, a device and a folder, at once."""
    # Without O_NONBLOCK, opening a pipe waits for its writer.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, flags)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "Not a regular file", str(path))
        return os.fdopen(descriptor, "rb")
    except BaseException:
        os.close(descriptor)
        raise


def read_bytes(path: Path, most: int) -> bytes:
    """The content of a regular file. Raises OSError, also when it holds more than `most` bytes."""
    with open_regular(path) as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise OSError(errno.EFBIG, "File too large", str(path))
    return data


def parse_json(data: bytes | str) -> Any:  # noqa: ANN401 - JSON
    """The JSON value in UTF-8, UTF-16 or UTF-32, with or without a byte order mark.

    Numbers may be infinite, NaN or of any size. Raises ValueError for anything else.
    """
    try:
        return json.loads(data)
    except (RecursionError, MemoryError) as error:
        raise ValueError("nested too deeply, or too large") from error


def read_json(path: Path, most: int = MOST_JSON_BYTES) -> Any:  # noqa: ANN401 - JSON
    """The JSON value in a file. Raises OSError when it cannot be read, ValueError when it holds none."""
    return parse_json(read_bytes(path, most))


def write_whole(path: Path, data: bytes) -> None:
    """Replace a file atomically, making its folder if needed. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(".tmp", f"{path.stem}-", path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(descriptor)
        Path(temporary).replace(path)
    except OSError:
        with suppress(OSError):
            Path(temporary).unlink()
        raise


def set_aside(path: Path) -> Path:
    """Rename whatever is at `path` to a free name beside it, which is returned. Raises OSError."""
    stamp = datetime.now().astimezone().strftime("%Y%m%d-%H%M%S")
    aside, number = path.with_name(f"{path.name}.corrupt-{stamp}"), 1
    while os.path.lexists(aside):
        number += 1
        aside = path.with_name(f"{path.name}.corrupt-{stamp}-{number}")
    path.rename(aside)
    return aside
