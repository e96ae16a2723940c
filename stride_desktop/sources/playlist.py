"""A playlist of a network camera (HLS), whose files FFmpeg reads through this program."""

from __future__ import annotations

import io
from contextlib import closing
from typing import ClassVar
from urllib.parse import urlsplit

import httpx

from stride_desktop.core.errors import PermissionDenied, SourceError, SourceLost
from stride_desktop.sources.http_host import HttpHost, ResponseBody
from stride_desktop.sources.network_address import NetworkAddress, hidden
from stride_desktop.sources.network_failures import connection_ended
from stride_desktop.sources.stop_signal import StopSignal

_POLL_SECONDS = 0.5
"""Between two looks whether a playlist has grown."""

_LONGEST = 4 * 2**20
"""Bytes of a playlist; more is none."""


def is_playlist(response: httpx.Response) -> bool:
    """Whether a response is one, by its kind or by its name."""
    kind = response.headers.get("content-type", "").lower()
    return "mpegurl" in kind or urlsplit(str(response.url)).path.lower().endswith((".m3u8", ".m3u"))


class Playlist:
    """Opens the playlists, segments and keys that the playlist at an address names, on its own host only."""

    OPTIONS: ClassVar[dict[str, str]] = {
        "live_start_index": "-1",  # any other segment may be from before an interruption
        "http_persistent": "0",  # connections of FFmpeg's own would not be asked for
        "protocol_whitelist": "http,https",  # which it only sees in names
    }

    def __init__(self, host: HttpHost, address: NetworkAddress, ended: StopSignal) -> None:
        self.address = address
        self._host = host
        self._ended = ended
        self._failed = False
        self._lives = False  # a playlist has grown

    def open(self, url: str, _flags: int, options: dict[str, str]) -> io.RawIOBase | io.BytesIO:
        """One of its files; called by FFmpeg. Raises SourceError; SourceLost when it cannot be had now.

        FFmpeg asks for others before it passes the error on; these are empty.
        """
        if self._failed:
            return io.BytesIO()
        try:
            return self._opened(url, options)
        except SourceError:
            self._failed = True
            raise

    def _opened(self, url: str, options: dict[str, str]) -> io.RawIOBase | io.BytesIO:
        if url.startswith("crypto"):
            raise SourceError(
                f"The video of {self.address.shown} is encrypted, which is not supported.",
                "Switch encryption off in the camera, or enter its RTSP address.",
            )
        target = httpx.URL(url)
        if not self._host.has(target):
            raise SourceError(
                f"The playlist {self.address.shown} names another host ({hidden(url)}), not to be contacted.",
                "If you trust that host, enter its address.",
            )
        try:
            response = self._host.get(target, _range(options))
            if is_playlist(response):
                return io.BytesIO(self._grown(target, _text(response)))
            return ResponseBody(response, self._ended)
        except PermissionDenied:
            raise
        except SourceError as error:
            raise SourceLost(error.what, error.remedy, error.detail) from None
        except (httpx.HTTPError, OSError) as error:
            raise connection_ended(self.address) from error

    def _grown(self, url: httpx.URL, text: bytes) -> bytes:
        """The playlist once it names another segment than `text`, unless it is complete, or one did before.

        One that does not grow is of a camera that records no more: its segments are old.
        """
        newer = text
        while b"#EXTINF" in text and b"#EXT-X-ENDLIST" not in newer and not self._lives:
            self._lives = newer != text
            if self._lives or self._ended.wait(_POLL_SECONDS):
                break
            newer = _text(self._host.get(url))
        return newer


def _text(response: httpx.Response) -> bytes:
    """The whole body of a response. Raises SourceError when it is too long, and httpx.HTTPError."""
    with closing(response):
        text = b""
        for piece in response.iter_bytes():
            text += piece
            if len(text) > _LONGEST:
                raise SourceError("The playlist is too long.", "Enter the camera's RTSP address.")
    return text


def _range(options: dict[str, str]) -> dict[str, str]:
    """The header that asks for a part of a file, where the playlist names one."""
    if "end_offset" not in options:
        return {}
    return {"Range": f"bytes={options.get('offset', '0')}-{int(options['end_offset']) - 1}"}
