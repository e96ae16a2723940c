"""A network camera on the loopback that writes a playlist of one-second segments (HLS)."""

from __future__ import annotations

import io
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from http.server import BaseHTTPRequestHandler

import av
import numpy as np

from tests.sources.camera_servers import JpegCamera, fixed, running

RATE = 10
_WINDOW = 6  # segments that the playlist names


class HlsCamera(JpegCamera):
    """Records `picture()` from when it is made; `stalled` stops the recording, not the server.

    host: of the segments in the playlist, "" for its own. key: the line of the playlist about
    encryption. finished: nothing more comes.
    """

    def __init__(self, picture: Callable[[], np.ndarray] | None = None) -> None:
        self.picture = picture or self.picture
        self.host = self.key = ""
        self.finished = False
        self.segments: dict[int, bytes] = {}
        self.requests: list[str] = []
        self._over = threading.Event()
        super().__init__(self.serve)
        self._recording = threading.Thread(target=self._record, daemon=True)
        self._recording.start()
        while len(self.segments) < 3:
            time.sleep(0.05)

    @property
    def address(self) -> str:
        return super().address.replace("/video", "/live/index.m3u8")

    def end(self) -> None:
        self._over.set()
        self._recording.join()

    def serve(self, request: BaseHTTPRequestHandler) -> None:
        self.requests.append(request.path)
        if request.path.endswith(".m3u8"):
            fixed(200, self.playlist().encode(), Content_Type="application/vnd.apple.mpegurl")(request)
            return
        if request.path.endswith(".bin"):
            fixed(200, bytes(16))(request)
            return
        segment = self.segments.get(int(request.path.rpartition("/")[2].removesuffix(".ts")))
        if segment is None:
            fixed(404)(request)
        else:
            fixed(200, segment, Content_Type="video/mp2t", Content_Length=str(len(segment)))(request)

    def playlist(self) -> str:
        numbers = sorted(self.segments)[-_WINDOW:]
        lines = [
            "#EXTM3U",
            "#EXT-X-VERSION:3",
            "#EXT-X-TARGETDURATION:1",
            f"#EXT-X-MEDIA-SEQUENCE:{numbers[0]}",
        ]
        lines += [self.key] if self.key else []
        for number in numbers:
            lines += ["#EXTINF:1.0,", f"{self.host}{number}.ts"]
        lines += ["#EXT-X-ENDLIST"] if self.finished else []
        return "\n".join([*lines, ""])

    def _record(self) -> None:
        number, began = 0, time.monotonic()
        while not self._over.is_set():
            if self.stalled.is_set():
                self._over.wait(0.05)
                began = time.monotonic() - number
                continue
            self.segments[number] = self._segment(number, began + number)
            number += 1

    def _segment(self, number: int, began: float) -> bytes:
        data = io.BytesIO()
        with av.open(data, "w", format="mpegts") as container:
            stream = container.add_stream("libx264", rate=RATE, options={"tune": "zerolatency"})
            for index in range(RATE):
                self._over.wait(max(0.0, began + index / RATE - time.monotonic()))
                frame = av.VideoFrame.from_ndarray(self.picture())
                if index == 0:
                    stream.height, stream.width, stream.pix_fmt = frame.height, frame.width, "yuv420p"
                frame.pts, frame.time_base = number * RATE + index, Fraction(1, RATE)
                container.mux(stream.encode(frame))
            container.mux(stream.encode())
        return data.getvalue()


@contextmanager
def recording(picture: Callable[[], np.ndarray] | None = None) -> Iterator[HlsCamera]:
    """A camera that records until the block ends."""
    with running(HlsCamera(picture)) as camera:
        try:
            yield camera
        finally:
            camera.end()
