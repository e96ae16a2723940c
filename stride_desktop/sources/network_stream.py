"""Connections to network cameras, RTSP and video over HTTP; only the host that was named is contacted."""

from __future__ import annotations

import io
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import av
import httpx
from av.container import InputContainer

from stride_desktop.core.errors import SourceError
from stride_desktop.sources.network_address import NetworkAddress
from stride_desktop.sources.network_failures import (
    check_status,
    connection_ended,
    no_access,
    no_video,
    unreachable,
)
from stride_desktop.sources.pixels import MAX_PIXELS

CONNECT_SECONDS = 3.0
SILENCE_SECONDS = 4.0
"""Without a byte for so long a connection ends, so a camera has to send a picture at least that often."""

_FORMATS = "mpjpeg,mjpeg,mov,mp4,matroska,webm,mpegts,flv,h264,hevc,rtsp,sdp"
_LISTS = ("mpegurl", "dash+xml", "xspf", "smil")
_LONGEST_HEAD = 16 * 1024
_OPTIONS = {
    "max_pixels": str(MAX_PIXELS),
    "format_whitelist": _FORMATS,
    "analyzeduration": "1000000",
    "fpsprobesize": "0",
}


class StopSignal:
    """A thread-safe, one-time signal to end reading, even while the server continues."""

    def __init__(self) -> None:
        self._set = threading.Event()
        self._lock = threading.Lock()
        self._actions: list[Callable[[], None]] = []

    def set(self) -> None:
        """End the reading."""
        with self._lock:
            self._set.set()
            actions, self._actions = self._actions, []
        for action in actions:
            action()

    def is_set(self) -> bool:
        """Whether the reading is to end."""
        return self._set.is_set()

    def wait(self, seconds: float) -> bool:
        """Wait at most `seconds` for `set`; returns whether it was called."""
        return self._set.wait(seconds)

    def then(self, action: Callable[[], None]) -> None:
        """Register a function to be called on the thread that calls `set`."""
        with self._lock:
            if not self._set.is_set():
                self._actions.append(action)
                return
        action()


def opened_stream(address: NetworkAddress, ended: StopSignal) -> AbstractContextManager[InputContainer]:
    """The stream at an address, open for a while. Takes seconds. ended: set from anywhere, ends the reading.

    Raises SourceError when there is none, and SourceLost while it is read.
    """
    return _rtsp(address) if address.scheme.startswith("rtsp") else _http(address, ended)


# -- RTSP --------------------------------------------------------------------------------------------


@contextmanager
def _rtsp(address: NetworkAddress) -> Iterator[InputContainer]:
    _check_rtsp(address)
    secure = address.scheme == "rtsps"
    options = {
        "rtsp_transport": "tcp",
        "protocol_whitelist": "rtsps,rtsp,tls,tcp" if secure else "rtsp,tcp",
        "tls_verify": "1",
        **_OPTIONS,
    }
    try:
        container = av.open(
            address.url_with_credentials, "r", options=options, timeout=(SILENCE_SECONDS, SILENCE_SECONDS)
        )
    except av.HTTPUnauthorizedError:
        raise no_access(address) from None
    except Exception as error:  # of whatever kind; its words may hold the password
        raise no_video(address, type(error).__name__) from None
    with container:
        yield container


def _check_rtsp(address: NetworkAddress) -> None:
    """Check the server's response before FFmpeg connects, which would follow it to any other host."""
    try:
        with _connected(address) as connection:
            ask = f"DESCRIBE {address.url} RTSP/1.0\r\nCSeq: 1\r\nAccept: application/sdp\r\n\r\n"
            connection.sendall(ask.encode())
            head = _head(connection)
    except OSError as error:
        raise unreachable(address, error) from None
    first, *lines = head.split("\r\n")
    status = first.split(" ")[1:2]
    headers = {
        name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)
    }
    if not first.startswith("RTSP/") or not status or not status[0].isdigit():
        raise no_video(address, "no RTSP")
    check_status(address, int(status[0]), headers.get("location", ""))


def _connected(address: NetworkAddress) -> socket.socket:
    connection = socket.create_connection((address.host, address.port), CONNECT_SECONDS)
    if address.scheme != "rtsps":
        return connection
    try:
        return ssl.create_default_context().wrap_socket(connection, server_hostname=address.host)
    except OSError:
        connection.close()
        raise


def _head(connection: socket.socket) -> str:
    """The lines up to the first empty one. Raises TimeoutError when they take too long."""
    read, until = b"", time.monotonic() + SILENCE_SECONDS
    while b"\r\n\r\n" not in read and len(read) < _LONGEST_HEAD:
        connection.settimeout(max(0.01, until - time.monotonic()))
        piece = connection.recv(4096)
        if not piece:
            break
        read += piece
    return read.partition(b"\r\n\r\n")[0].decode("latin-1")


# -- HTTP --------------------------------------------------------------------------------------------


@contextmanager
def _http(address: NetworkAddress, ended: StopSignal) -> Iterator[InputContainer]:
    timeout = httpx.Timeout(SILENCE_SECONDS, connect=CONNECT_SECONDS)
    verify = httpx.create_ssl_context() if address.scheme == "https" else False  # it costs 40 ms
    with httpx.Client(verify=verify, trust_env=False, timeout=timeout) as client:
        ended.then(client.close)
        response = _answer(client, address)
        try:
            _check_kind(address, response)
            yield from _container_in(address, response, ended)
        finally:
            response.close()


def _answer(client: httpx.Client, address: NetworkAddress) -> httpx.Response:
    """The server's response, its body not yet read. Raises SourceError."""
    ways: list[httpx.Auth | None] = [None]
    if address.credentials is not None:
        ways = [httpx.DigestAuth(*address.credentials), httpx.BasicAuth(*address.credentials)]
    try:
        url = httpx.URL(address.url)
        for auth in ways:
            response = client.send(client.build_request("GET", url), stream=True, auth=auth)
            if response.status_code != httpx.codes.UNAUTHORIZED:
                break
            response.close()
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
        raise unreachable(address, error) from None
    try:
        check_status(address, response.status_code, response.headers.get("location", ""))
    except SourceError:
        response.close()
        raise
    return response


def _container_in(
    address: NetworkAddress, response: httpx.Response, ended: StopSignal
) -> Iterator[InputContainer]:
    parts = response.headers.get("content-type", "").startswith("multipart/")
    body = _ResponseBody(response, ended)
    options = {"protocol_whitelist": "none", **_OPTIONS}
    try:
        container = av.open(body, "r", format="mpjpeg" if parts else None, options=options)
    except Exception as error:  # as above
        raise no_video(address, type(error).__name__) from None
    with container:
        yield container
    if body.broken:
        raise connection_ended(address)


def _check_kind(address: NetworkAddress, response: httpx.Response) -> None:
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind.startswith("image/"):
        raise SourceError(
            f"{address.shown} gives a single picture, no video.",
            "Enter the address of the camera's video; its manual names it, often as MJPEG or RTSP.",
        )
    if kind == "text/html":
        raise SourceError(
            f"{address.shown} is a web page, no video.",
            "Enter the address of the video itself; the camera's manual names it.",
        )
    if any(word in kind for word in _LISTS):
        raise SourceError(
            f"{address.shown} is a list of other addresses (HLS or DASH), which are not opened.",
            "Enter the camera's RTSP or MJPEG address.",
        )


class _ResponseBody(io.RawIOBase):
    """The body of a response as a file that cannot seek."""

    def __init__(self, response: httpx.Response, ended: StopSignal) -> None:
        self._pieces = response.iter_raw()
        self._left = b""
        self._ended = ended
        self.broken = False
        """It broke off, or nothing came for too long."""

    def readable(self) -> bool:
        """Always."""
        return True

    def read(self, size: int = -1) -> bytes:
        """At most `size` bytes, empty at the end."""
        while not self._left and not self._ended.is_set():
            try:
                self._left = next(self._pieces)
            except StopIteration:
                return b""
            except (httpx.HTTPError, OSError):
                self.broken = True
                return b""
        if self._ended.is_set():
            return b""
        taken = self._left if size < 0 else self._left[:size]
        self._left = self._left[len(taken) :]
        return taken
