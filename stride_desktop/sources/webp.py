"""Animated WebP, which FFmpeg does not decode, read with Pillow."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, cast

import av
import numpy as np
from PIL import Image as Pillow

from stride_desktop.core.errors import SourceError
from stride_desktop.sources.file_bytes import FileBytes
from stride_desktop.sources.movie import Decoded
from stride_desktop.sources.pixels import MAX_PIXELS
from stride_desktop.sources.presentation import Stamped

_EXTENDED, _FLAGS, _ANIMATION = b"VP8X", 20, 0x02
_LARGEST_FILE = 2**28  # bytes; Pillow reads all of it
_USUAL_DURATION = 100  # milliseconds that browsers show a picture without a duration


def is_animated_webp(head: bytes) -> bool:
    """Whether a file that begins with these bytes is one."""
    webp = head[:4] == b"RIFF" and head[8:16] == b"WEBP" + _EXTENDED
    return webp and len(head) > _FLAGS and bool(head[_FLAGS] & _ANIMATION)


class WebP:
    """An animation decoded picture by picture; has the methods of a `movie.Movie`."""

    rate = 0.0
    look_ahead = 1
    remark = ""

    def __init__(self, data: FileBytes, name: str) -> None:
        """Raises SourceError for what cannot be read. `data` stays open."""
        head = data.head()
        width, height = (1 + int.from_bytes(head[at : at + 3], "little") for at in (24, 27))
        if data.size > _LARGEST_FILE or width * height > MAX_PIXELS:
            raise SourceError(f"The animation “{name}” is too large.", "Make a smaller version of it.")
        try:
            self._image = Pillow.open(cast("IO[bytes]", data), formats=["WEBP"])
        except (OSError, ValueError, SyntaxError) as error:
            raise SourceError(
                f"“{name}” is an animation that cannot be opened.", "Convert it to an MP4.", str(error)
            ) from error

    def close(self) -> None:
        """Close the animation."""
        self._image.close()

    def seek(self, stamp: float) -> None:  # noqa: ARG002 - as of a movie
        """Raises SourceError: each picture builds on those before it."""
        raise SourceError("An animation can only be read from its beginning.")

    def frames(self) -> Iterator[Stamped[Decoded]]:
        """Every picture up to the first damaged one."""
        time = 0  # milliseconds, whose sum is exact
        for index in range(getattr(self._image, "n_frames", 1)):
            try:
                self._image.seek(index)
                picture = np.asarray(self._image.convert("RGBA"))
            except (OSError, EOFError, ValueError, MemoryError):
                return
            duration = self._image.info.get("duration") or _USUAL_DURATION
            frame = av.VideoFrame.from_ndarray(picture, format="rgba")
            yield Stamped(Decoded(frame), time / 1000, duration / 1000)
            time += duration

    def end_of(self, start: float, last: Stamped[Decoded]) -> float:
        """The end of the last picture, which is shown from `start`."""
        return start + last.duration
