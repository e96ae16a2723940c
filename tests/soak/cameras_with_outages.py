"""Network cameras that fail in every way that a network and a camera know, and come back."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler

import numpy as np

from tests.sources.camera_servers import JpegCamera, fixed
from tests.sources.rtsp_server import RtspServer
from tests.sources.shown_clock import clock_picture

SIDE = 512

Outage = tuple[Callable[[], None], Callable[[], None]]
"""Takes a camera away, and brings it back."""


class RtspWithOutages(RtspServer):
    """GStreamer's RTSP server."""

    def __init__(self) -> None:
        super().__init__(side=SIDE)

    @property
    def outages(self) -> dict[str, Outage]:
        """Every kind of outage by its name."""
        return {"ends": (self.switch_off, self.switch_on), "is silent": (self.stall, self.go_on)}


class JpegWithOutages(JpegCamera):
    """Multipart JPEG over HTTP."""

    def __enter__(self) -> JpegWithOutages:
        return self

    def __exit__(self, *_: object) -> None:
        self.switch_off()

    def picture(self) -> np.ndarray:
        return np.kron(clock_picture(), np.ones((SIDE // 64, SIDE // 64, 1), np.uint8))

    @property
    def outages(self) -> dict[str, Outage]:
        """Every kind of outage by its name."""
        return {
            "ends": (self.switch_off, self.switch_on),
            "is silent": (self.stalled.set, self.stalled.clear),
            "slow headers": (lambda: self._answers(self._drip), self._streams),
            "garbage": (lambda: self._answers(self._garbage), self._streams),
            "error 503": (lambda: self._answers(fixed(503)), self._streams),
        }

    def _answers(self, answer: Callable[[BaseHTTPRequestHandler], None]) -> None:
        self.switch_off()
        self.answer = answer
        self.switch_on()

    def _streams(self) -> None:
        self._answers(self.stream)

    def _drip(self, request: BaseHTTPRequestHandler) -> None:
        with suppress(OSError):
            request.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
            while self.on:
                request.wfile.write(b"x")
                time.sleep(0.05)

    def _garbage(self, request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Type", "multipart/x-mixed-replace; boundary=frame")
        request.end_headers()
        head = b"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: 5000\r\n\r\n"
        with suppress(OSError):
            while self.on:
                request.wfile.write(head + np.random.default_rng(1).bytes(5000) + b"\r\n")
                time.sleep(0.05)


CAMERAS = {"rtsp": RtspWithOutages, "jpeg": JpegWithOutages}
