"""Network cameras on the loopback: multipart JPEG over HTTP, and H.264 over RTSP."""

from __future__ import annotations

import base64
import hashlib
import io
import random
import socket
import socketserver
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from fractions import Fraction
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import av
import cv2
import numpy as np

RED, GREEN = (255, 0, 0), (0, 255, 0)
RATE = 20
"""Pictures a second."""


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    camera: NetworkCamera


class NetworkCamera:
    """A server at a fixed port that can be switched off and on. `contacts` counts connections."""

    handler: type[socketserver.BaseRequestHandler]
    scheme: str

    def __init__(self) -> None:
        self.colour = RED
        self.stalled = threading.Event()
        self.contacts = 0
        self._connections: list[socket.socket] = []
        self._server: _Server | None = None
        self.port = 0
        self.switch_on()

    @property
    def address(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}/video"

    def switch_on(self) -> None:
        self._server = _Server(("127.0.0.1", self.port), self.handler)
        self._server.camera = self
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def switch_off(self) -> None:
        """At once, with every connection broken."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None
        for connection in self._connections:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self._connections.clear()

    def took(self, connection: socket.socket) -> None:
        self.contacts += 1
        self._connections.append(connection)

    @property
    def on(self) -> bool:
        return self._server is not None

    def picture(self) -> np.ndarray:
        """The colour with the noise of a sensor."""
        noise = np.random.default_rng(random.randrange(2**32)).integers(0, 4, (48, 64, 1), np.uint8)
        colour = np.array(self.colour, np.uint8)
        return np.where(colour > 128, colour - noise, colour + noise).astype(np.uint8)


# -- multipart JPEG ----------------------------------------------------------------------------------


class _Http(BaseHTTPRequestHandler):
    server: _Server

    def log_message(self, *_arguments: object) -> None:
        pass

    def do_GET(self) -> None:
        camera = self.server.camera
        camera.took(self.connection)
        with suppress(OSError):
            camera.answer(self)


class JpegCamera(NetworkCamera):
    """Answers with `answer`, usually pictures for as long as it is on."""

    handler = _Http
    scheme = "http"

    def __init__(self, answer: Callable[[BaseHTTPRequestHandler], None] | None = None) -> None:
        self.answer = answer or self.stream
        super().__init__()

    def stream(self, request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Type", "multipart/x-mixed-replace; boundary=frame")
        request.end_headers()
        while self.on:
            if not self.stalled.is_set():
                request.wfile.write(self.part())
            time.sleep(1 / RATE)

    def part(self) -> bytes:
        _, jpeg = cv2.imencode(".jpg", cv2.cvtColor(self.picture(), cv2.COLOR_RGB2BGR))
        head = f"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {jpeg.size}\r\n\r\n"
        return head.encode() + jpeg.tobytes() + b"\r\n"


def fixed(status: int, body: bytes = b"", **headers: str) -> Callable[[BaseHTTPRequestHandler], None]:
    """An answer that is always the same."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        request.end_headers()
        request.wfile.write(body)

    return answer


def guarded(camera: JpegCamera, user: str, password: str, way: str) -> None:
    """Let the camera answer only those who know the password. way: "Basic" or "Digest"."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        given = request.headers.get("Authorization", "")
        if _knows(given, user, password, way):
            camera.stream(request)
        else:
            asked = (
                'Digest realm="camera", nonce="n", qop="auth"' if way == "Digest" else 'Basic realm="camera"'
            )
            fixed(401, WWW_Authenticate=asked)(request)

    camera.answer = answer


def _knows(given: str, user: str, password: str, way: str) -> bool:
    if way == "Basic":
        return given == "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()
    if not given.startswith("Digest "):
        return False
    parts = dict(part.strip().split("=", 1) for part in given.removeprefix("Digest ").split(","))
    said = {name: value.strip('"') for name, value in parts.items()}

    def md5(text: str) -> str:
        return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()

    first, second = md5(f"{user}:camera:{password}"), md5(f"GET:{said['uri']}")
    expected = md5(f"{first}:n:{said['nc']}:{said['cnonce']}:auth:{second}")
    return said["response"] == expected


def clip(path: Path, seconds: int, colour: tuple[int, int, int] = RED) -> bytes:
    """A complete MP4, written to `path`, that can be played while it comes in."""
    with av.open(path, "w", format="mp4", options={"movflags": "faststart"}) as container:
        stream = container.add_stream("libx264", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for _ in range(10 * seconds):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(np.full((48, 64, 3), colour, np.uint8))))
        container.mux(stream.encode())
    return path.read_bytes()


# -- RTSP --------------------------------------------------------------------------------------------


class _Rtsp(socketserver.StreamRequestHandler):
    server: _Server

    def handle(self) -> None:
        camera = self.server.camera
        camera.took(self.connection)
        with suppress(OSError, ValueError):
            while request := self._request():
                method, sequence = request
                self._reply(sequence, *camera.reply(method))
                if method == "PLAY":
                    camera.play(self.wfile)

    def _request(self) -> tuple[str, str] | None:
        first = self.rfile.readline().decode().split(" ")
        sequence = ""
        while (line := self.rfile.readline().decode().strip()) != "":
            if line.lower().startswith("cseq:"):
                sequence = line.partition(":")[2].strip()
        return (first[0], sequence) if sequence else None

    def _reply(self, sequence: str, status: str, headers: dict[str, str], body: bytes) -> None:
        lines = [
            f"RTSP/1.0 {status}",
            f"CSeq: {sequence}",
            *(f"{name}: {value}" for name, value in headers.items()),
        ]
        if body:
            lines.append(f"Content-Length: {len(body)}")
        self.wfile.write("\r\n".join([*lines, "", ""]).encode() + body)


class RtspCamera(NetworkCamera):
    """One H.264 stream, its packets within the RTSP connection."""

    handler = _Rtsp
    scheme = "rtsp"
    status = "200 OK"
    location = ""

    def reply(self, method: str) -> tuple[str, dict[str, str], bytes]:
        if self.status != "200 OK":
            return self.status, {"Location": self.location} if self.location else {}, b""
        if method == "OPTIONS":
            return "200 OK", {"Public": "OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN"}, b""
        if method == "DESCRIBE":
            lines = ["v=0", "o=- 0 0 IN IP4 127.0.0.1", "s=camera", "c=IN IP4 127.0.0.1", "t=0 0"]
            lines += ["m=video 0 RTP/AVP 96", "a=rtpmap:96 H264/90000", "a=fmtp:96 packetization-mode=1"]
            body = "\r\n".join([*lines, "a=control:track", ""]).encode()
            return "200 OK", {"Content-Type": "application/sdp", "Content-Base": f"{self.address}/"}, body
        if method == "SETUP":
            transport = "RTP/AVP/TCP;unicast;interleaved=0-1"
            return "200 OK", {"Transport": transport, "Session": "1"}, b""
        return "200 OK", {"Session": "1"}, b""

    def play(self, wire: io.BufferedIOBase) -> None:
        encoder = av.CodecContext.create("libx264", "w")
        encoder.width, encoder.height, encoder.pix_fmt = 64, 48, "yuv420p"
        encoder.time_base = Fraction(1, RATE)
        encoder.options = {"tune": "zerolatency", "g": str(RATE // 2), "x264-params": "slices=1"}
        number = 0
        for index in range(10**9):
            if not self.on:
                return
            time.sleep(1 / RATE)
            if self.stalled.is_set():
                continue
            frame = av.VideoFrame.from_ndarray(self.picture())
            frame.pts = index
            for packet in encoder.encode(frame):
                units = _units(bytes(packet))
                for place, unit in enumerate(units):
                    wire.write(_rtp(unit, number, index * 90000 // RATE, last=place == len(units) - 1))
                    number += 1


def _units(packet: bytes) -> list[bytes]:
    """The NAL units of an H.264 byte stream."""
    return [unit.rstrip(b"\0") for unit in packet.split(b"\0\0\1") if unit.strip(b"\0")]


def _rtp(unit: bytes, number: int, stamp: int, last: bool) -> bytes:
    """One packet, framed for the RTSP connection."""
    header = struct.pack(">BBHII", 0x80, 96 | 0x80 * last, number % 2**16, stamp % 2**32, 1)
    return struct.pack(">cBH", b"$", 0, len(header) + len(unit)) + header + unit


@contextmanager
def running(camera: NetworkCamera) -> Iterator[NetworkCamera]:
    try:
        yield camera
    finally:
        camera.switch_off()
