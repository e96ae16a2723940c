"""Single pictures of a video file or a folder at given seconds, as watching it would show them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import chain
from pathlib import Path

from stride_desktop.core.errors import SourceError
from stride_desktop.core.frames import Frame
from stride_desktop.sources.files import check_file
from stride_desktop.sources.folder import folder_stills
from stride_desktop.sources.reader import VideoPicture, VideoReader

_LEAP = 60.0
"""Distance in seconds beyond which seeking is faster than decoding."""


def stills(path: Path, seconds: Sequence[float]) -> Iterator[Frame]:
    """The pictures on display at these ascending seconds; the last one is held for ever.

    Raises SourceError when the file is missing or cannot be read.
    """
    if path.is_dir():
        yield from folder_stills(path, seconds)
        return
    check_file(path)
    for group in _groups(seconds):
        with closing(VideoReader(path)) as reader:
            pictures = _pictures_from(reader, group[0])
            shown = next(pictures)
            for second in group:
                while shown.end <= second and (following := next(pictures, None)) is not None:
                    shown = following
                yield Frame(shown.image(), second)


def _groups(seconds: Sequence[float]) -> Iterator[Sequence[float]]:
    """The seconds in groups between which seeking is faster."""
    begin = 0
    for index in range(1, len(seconds) + 1):
        if index == len(seconds) or seconds[index] - seconds[index - 1] > _LEAP:
            yield seconds[begin:index]
            begin = index


def _pictures_from(reader: VideoReader, second: float) -> Iterator[VideoPicture]:
    """The pictures from one on that is shown at a second, or before it."""
    pictures = reader.pictures()
    first = next(pictures)
    if second <= _LEAP:
        return chain((first,), pictures)
    try:
        for early in (second, second - _LEAP, 0.0):  # a damaged index may lead behind the second
            later = reader.pictures_from(max(0.0, early))
            found = next(later)
            if found.start <= second:
                return chain((found,), later)
    except SourceError:
        pass  # a stream without an index: there is only one way through it
    return chain((first,), pictures)
