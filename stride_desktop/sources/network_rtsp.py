"""Streams over RTSP, their packets within the connection."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager

import av
from av.container import InputContainer

from stride_desktop.sources.network_address import NetworkAddress
from stride_desktop.sources.network_failures import check_status, no_access, no_video, unreachable
from stride_desktop.sources.network_limits import CONNECT_SECONDS, OPTIONS, SILENCE_SECONDS

_LONGEST_HEAD = 16 * 1024

_PAUSES = (0.2, 0.4)
"""Seconds between attempts: a server reports an error while it closes the stream that was asked for first."""


@contextmanager
def rtsp_stream(address: NetworkAddress) -> Iterator[InputContainer]:
    """The stream at an address, open for a while. Raises SourceError."""
    _check_rtsp(address)
    secure = address.scheme == "rtsps"
    options = {
        "rtsp_transport": "tcp",
        "protocol_whitelist": "rtsps,rtsp,tls,tcp" if secure else "rtsp,tcp",
        "tls_verify": "1",
        **OPTIONS,
    }
    try:
        container = _opened(address.url_with_credentials, options)
    except av.HTTPUnauthorizedError:
        raise no_access(address) from None
    except Exception as error:  # of whatever kind; its words may hold the password
        raise no_video(address, type(error).__name__) from None
    with container:
        yield container


def _opened(url: str, options: dict[str, str]) -> InputContainer:
    timeout = (SILENCE_SECONDS, SILENCE_SECONDS)
    for pause in _PAUSES:
        try:
            return av.open(url, "r", options=options, timeout=timeout)
        except av.HTTPServerError:
            time.sleep(pause)
    return av.open(url, "r", options=options, timeout=timeout)


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
