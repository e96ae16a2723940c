"""Pictures of network cameras bear the time at which they were made, however FFmpeg holds them back."""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from fractions import Fraction

import av
import pytest

from stride_desktop.sources.catalog import open_source
from tests.sources.camera_servers import RATE, JpegCamera, running
from tests.sources.shown_clock import age, clock_picture


class TransportCamera(JpegCamera):
    """H.264 in an MPEG transport stream over HTTP."""

    def stream(self, request):
        request.send_response(200)
        request.send_header("Content-Type", "video/mp2t")
        request.end_headers()
        with (
            suppress(av.FFmpegError),  # from the end of the connection
            av.open(request.wfile, "w", format="mpegts", options={"flush_packets": "1"}) as container,
        ):
            stream = container.add_stream("libx264", rate=RATE, options={"tune": "zerolatency", "g": "10"})
            stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
            for index in range(10**9):
                if not self.on:
                    return
                time.sleep(1 / RATE)
                if self.stalled.is_set():
                    continue
                frame = av.VideoFrame.from_ndarray(self.picture())
                frame.pts, frame.time_base = index, Fraction(1, RATE)
                container.mux(stream.encode(frame))


@pytest.mark.parametrize("kind", [JpegCamera, TransportCamera])
def test_pictures_bear_the_time_at_which_they_were_made(kind, monkeypatch):
    monkeypatch.setattr(kind, "picture", lambda _camera: clock_picture())
    with running(kind()) as camera:
        frames = open_source(camera.address).frames(threading.Event())
        ages = [age(frame.image, frame.timestamp) for frame in (next(frames) for _ in range(4))]
        frames.close()
    assert ages == pytest.approx([0.0] * 4, abs=0.05)
