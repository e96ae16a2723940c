"""A file or folder that was watched, when its pictures are wanted again."""

from __future__ import annotations

import math
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from stride_desktop.core.frames import Frame, Image
from stride_desktop.core.masks import Mask, blackened
from stride_desktop.sources.base import Source
from stride_desktop.sources.masked import MaskedSource, masked


@dataclass(frozen=True, slots=True)
class WatchedFile:
    """A video file or a folder of pictures whose pictures have the same black parts as when it was watched.

    masks: these parts; see `MaskedSource`. Nothing else outside of `sources` reads a file's pictures, so that
    what the user hid stays hidden; import-linter checks it.
    """

    path: Path
    masks: tuple[Mask, ...]

    @property
    def exists(self) -> bool:
        """Whether the file or the folder is still there."""
        return self.path.is_file() or self.path.is_dir()

    def source(self) -> Source:
        """The source that watches it once more, as fast as its frames are taken."""
        from stride_desktop.sources.folder import FolderSource
        from stride_desktop.sources.video import VideoSource  # FFmpeg: only when it is needed

        source = FolderSource(self.path) if self.path.is_dir() else VideoSource(self.path)
        return MaskedSource(source, lambda *_: self.masks)

    def stills(self, seconds: Sequence[float]) -> Iterator[Frame]:
        """The pictures on display at these ascending seconds. Raises SourceError; see `stills.stills`."""
        from stride_desktop.sources.stills import stills

        for frame in stills(self.path, seconds):
            yield masked(frame, self.masks)

    def pictures(self, start: float, end: float) -> Generator[tuple[float, float, Image | None]]:
        """Every picture up to `end`: begin, end, and the picture, which is None where it ends before `start`.

        A folder shows a picture a second. Raises SourceError.
        """
        if self.path.is_dir():
            yield from self._folder_pictures(start, end)
            return
        from stride_desktop.sources.files import check_file
        from stride_desktop.sources.reader import VideoReader

        check_file(self.path)
        with closing(VideoReader(self.path)) as reader:
            for picture in reader.pictures():
                if picture.start >= end:
                    return
                image = blackened(picture.image(), self.masks) if picture.end > start else None
                yield picture.start, picture.end, image

    def rate_and_size(self) -> tuple[float, tuple[int, int]]:
        """Pictures a second as the video announces them, else 0; height and width. Raises SourceError."""
        from stride_desktop.sources.reader import VideoReader

        with closing(VideoReader(self.path)) as reader:
            height, width = next(reader.pictures()).image().shape[:2]
            return reader.rate, (height, width)

    def _folder_pictures(self, start: float, end: float) -> Iterator[tuple[float, float, Image]]:
        from stride_desktop.sources.folder import pictures_of

        seconds = range(math.floor(start), min(math.ceil(end), len(pictures_of(self.path))))
        for frame in self.stills([float(second) for second in seconds]):
            yield frame.timestamp, frame.timestamp + 1, frame.image
