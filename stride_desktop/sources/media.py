"""A media file on this computer, opened with PyAV: its bytes, and the stream of it that is the video."""

from __future__ import annotations

import os
import re
import threading
from pathlib import Path
from typing import TypeGuard

import av
from av.container import InputContainer
from av.stream import Disposition, Stream
from av.video.stream import VideoStream

from stride_desktop.core.errors import SourceError
from stride_desktop.sources.files import name_of

MAX_PIXELS = 2**26
"""Pictures with more pixels (8K has 33 million) are refused: a file of a few bytes can announce any size."""

_NO_PICTURES = Disposition.attached_pic | Disposition.timed_thumbnails | Disposition.dependent
_PLAYLISTS = (b"#EXTM3U", b"ffconcat version", b"v=0", b"[playlist]", b"<smil", b"<asx", b"<MPD")
_PROLOG = re.compile(rb"\s*(\xef\xbb\xbf)?\s*(<[?!][^>]*>\s*)*")


class FileBytes:
    """The bytes of a file as PyAV asks for them. Without a name, so that none is read as a URL or a pattern.

    They end where they cannot be read any further, which `failure` then tells, and once `stop` is set.
    """

    def __init__(self, path: Path, stop: threading.Event) -> None:
        """Raises OSError."""
        self._file = path.open("rb", buffering=0)
        self._stop = stop
        self.size = self._file.seek(0, os.SEEK_END)
        self._file.seek(0)
        self.failure: OSError | None = None

    def read(self, count: int) -> bytes:
        """At most `count` bytes from here, none at the end."""
        if self._stop.is_set() or self.failure is not None:
            return b""
        try:
            return self._file.read(count)
        except OSError as error:
            self.failure = error
            return b""

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go to a place; -1 when there is none such."""
        try:
            return self._file.seek(offset, whence)
        except (OSError, ValueError, OverflowError):
            return -1

    def tell(self) -> int:
        """Where the next byte is read from."""
        return self._file.tell()

    def head(self) -> bytes:
        """The first bytes, from which many formats can be told."""
        self.seek(0)
        head = self.read(4096)
        self.seek(0)
        return head

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def open_media(data: FileBytes, path: Path) -> InputContainer:
    """Open a file of any format that is complete in itself. Raises SourceError.

    Whatever it names, be it another file or an address in the network, is not opened.
    """
    name = name_of(path)
    if _PROLOG.sub(b"", data.head(), count=1).startswith(_PLAYLISTS):
        raise SourceError(
            f"“{name}” is a list of other files or addresses, which are not opened.",
            "Open the video itself.",
        )
    try:
        return av.open(data, "r", options={"protocol_whitelist": "none", "max_pixels": str(MAX_PIXELS)})
    except Exception as error:  # whatever a damaged file makes FFmpeg, or PyAV, raise
        raise SourceError(
            f"“{name}” is not a video that can be opened.",
            "Choose a video file such as MP4, MKV, WebM, MOV or AVI. A recording that was "
            "interrupted may have to be repaired first.",
            f"{type(error).__name__}: {error}",
        ) from error


def video_stream(container: InputContainer, path: Path) -> VideoStream:
    """The stream that is the video: no cover, no preview; the default one, else the largest.

    Raises SourceError when there is none, or none that can be decoded.
    """
    name = name_of(path)
    videos = [stream for stream in container.streams if _is_video(stream)]
    if not videos:
        raise SourceError(f"“{name}” holds no video, only sound or a cover picture.", "Choose a video file.")
    decodable = [stream for stream in videos if stream.codec_context is not None]
    if not decodable:
        raise SourceError(
            f"“{name}” is coded in a way that this program cannot decode.", "Convert it to H.264 in an MP4."
        )
    return max(decodable, key=_worth)


def _is_video(stream: Stream) -> TypeGuard[VideoStream]:
    return stream.type == "video" and not stream.disposition & _NO_PICTURES


def _worth(stream: VideoStream) -> tuple[bool, bool, int]:
    moving = stream.frames != 1
    return moving, bool(stream.disposition & Disposition.default), stream.width * stream.height
