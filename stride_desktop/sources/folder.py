"""A folder of pictures, watched like a video file with one picture a second."""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from stride_desktop.core.addresses import address_of, path_of
from stride_desktop.core.amounts import counted
from stride_desktop.core.clock import stream_time
from stride_desktop.core.errors import SourceError
from stride_desktop.core.frames import Frame, Image
from stride_desktop.sources.base import Frames, Opening, SourceInfo
from stride_desktop.sources.catalog import FOLDER
from stride_desktop.sources.files import name_of
from stride_desktop.sources.picture_file import SUFFIXES, read_picture

_CHOOSE = "Choose a folder with pictures such as JPEG, PNG or WebP files."
_DIGITS = re.compile(r"(\d+)")


class FolderSource:
    """Reads the pictures of a folder, as fast as they are taken or, with `realtime`, one a second.

    Picture k, counted from 0 in natural order of the names, is the frame at second k, so that a second always
    names the same file. The second of a file that cannot be read has no frame; `warning` counts these.
    """

    def __init__(self, path: str | Path, realtime: bool = False) -> None:
        self._path = Path(path).absolute()
        self.traits = replace(FOLDER.traits, live=realtime)
        self.info = SourceInfo(FOLDER, address_of(self._path), name_of(self._path))
        self.warning = ""

    def frames(self, stop: threading.Event) -> Frames:
        """Yield the pictures. Raises SourceError when there is none, or none that can be read."""
        self.warning = ""
        started = stream_time()
        files, unread = pictures_of(self._path), list[Path]()
        for second, file in enumerate(files):
            if stop.is_set():
                return
            if (image := _read(file)) is None:
                unread.append(file)
                continue
            if self.traits.live and stop.wait(max(0.0, started + second - stream_time())):
                return
            yield Frame(image, float(second))
        self.warning = _unread_words(self._path, files, unread)
        if len(unread) == len(files):
            raise SourceError(self.warning, _CHOOSE)


def open_source(address: str, opening: Opening) -> FolderSource:
    """The folder at a path, a file: URL or “folder:PATH”. Raises SourceError when it holds no pictures."""
    scheme, _, rest = address.lstrip().partition(":")
    path = path_of(rest if scheme.lower() == "folder" else address)
    pictures_of(path)
    return FolderSource(path, opening.realtime)


def pictures_of(folder: Path) -> list[Path]:
    """The picture files in a folder, but not in folders within it, in natural order of their names.

    Raises SourceError when there is none.
    """
    name = name_of(folder)
    try:
        files = [
            file
            for file in folder.iterdir()
            if file.suffix.lower() in SUFFIXES and not file.name.startswith(".") and file.is_file()
        ]
    except FileNotFoundError as error:
        raise SourceError(f"There is no folder “{name}”.", _CHOOSE, str(error)) from error
    except OSError as error:
        raise SourceError(f"The folder “{name}” cannot be read ({error.strerror}).", _CHOOSE) from error
    if not files:
        raise SourceError(f"The folder “{name}” holds no pictures.", _CHOOSE)
    return sorted(files, key=_natural)


def folder_stills(folder: Path, seconds: Sequence[float]) -> Iterator[Frame]:
    """The newest picture at each of these seconds that can be read. Raises SourceError."""
    files = pictures_of(folder)
    for second in seconds:
        before = reversed(files[: int(second) + 1])
        image = next((image for file in before if (image := _read(file)) is not None), None)
        if image is None:
            raise SourceError(f"The pictures of “{name_of(folder)}” cannot be read.", _CHOOSE)
        yield Frame(image, second)


def _read(file: Path) -> Image | None:
    """The picture in a file; None when it cannot be read."""
    try:
        return read_picture(file)
    except (OSError, ValueError):
        return None


def _natural(file: Path) -> tuple[list[str | int], bytes]:
    """Sorts “a2” before “A10”. Every other part is a number, so that none is compared with text."""
    parts = _DIGITS.split(file.stem.casefold())
    return [int(part) if place % 2 else part for place, part in enumerate(parts)], os.fsencode(file.name)


def _unread_words(folder: Path, files: list[Path], unread: list[Path]) -> str:
    if not unread:
        return ""
    of_all = f"of {counted(len(files), 'picture')} in “{name_of(folder)}”"
    return f"{len(unread)} {of_all} could not be read, first “{name_of(unread[0])}”."
