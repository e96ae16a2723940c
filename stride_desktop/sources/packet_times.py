"""When the frames of a video file are shown, read ahead without decoding them.

Whether a frame is the one on display at a full second depends on when the *next* frame comes.
Knowing that beforehand saves converting the other frames, which costs as much as decoding them.
"""

from __future__ import annotations

import heapq
from pathlib import Path

import cv2

_LOOK_AHEAD = 32  # packets; B-frames put packets at most 16 out of order
_SAME = 0.0005  # seconds; closer times are the same frame


class PacketTimes:
    """Presentation times of the packets of one file, in seconds from the stream's start.

    Owned by one thread. The answers are hints: a file with broken times gives none, or wrong ones.
    """

    def __init__(self, path: Path) -> None:
        undecoded = [cv2.CAP_PROP_FORMAT, -1]
        self._capture = cv2.VideoCapture(str(path), cv2.CAP_FFMPEG, undecoded)
        self._ahead: list[float] = []

    def close(self) -> None:
        """Close the file."""
        self._capture.release()

    def after(self, seconds: float) -> float | None:
        """The earliest time later than `seconds`, None when no packet is known to follow."""
        while True:
            while self._ahead and self._ahead[0] <= seconds + _SAME:
                heapq.heappop(self._ahead)
            if len(self._ahead) >= _LOOK_AHEAD or not self._capture.grab():
                return self._ahead[0] if self._ahead else None
            heapq.heappush(self._ahead, self._capture.get(cv2.CAP_PROP_POS_MSEC) / 1000)
