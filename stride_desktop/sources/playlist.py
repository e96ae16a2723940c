"""A playlist of a network camera (HLS), whose files FFmpeg reads through this program."""

from __future__ import annotations

import io
from typing import ClassVar
from urllib.parse import urlsplit

import httpx

from stride_desktop.core.errors import PermissionDenied, SourceError, SourceLost
from stride_desktop.sources.http_host import HttpHost, ResponseBody
from stride_desktop.sources.network_address import NetworkAddress, hidden
from stride_desktop.sources.stop_signal import StopSignal


def is_playlist(response: httpx.Response) -> bool:
    """Whether a response is one, by its kind or by its name."""
    kind = response.headers.get("content-type", "").lower()
    return "mpegurl" in kind or urlsplit(str(response.url)).path.lower().endswith((".m3u8", ".m3u"))


class Playlist:
    """Opens the playlists, segments and keys that the playlist at an address names, on its own host only."""

    OPTIONS: ClassVar[dict[str, str]] = {
        "live_start_index": "-2",  # the segment that plays is complete, and so is the one after it
        "http_persistent": "0",  # connections of FFmpeg's own would not be asked for
        "protocol_whitelist": "http,https",  # which it only sees in names
    }

    def __init__(self, host: HttpHost, address: NetworkAddress, ended: StopSignal) -> None:
        self.address = address
        self._host = host
        self._ended = ended
        self._failed = False

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

    def _opened(self, url: str, options: dict[str, str]) -> ResponseBody:
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
            return ResponseBody(self._host.get(target, _range(options)), self._ended)
        except PermissionDenied:
            raise
        except SourceError as error:
            raise SourceLost(error.what, error.remedy, error.detail) from None


def _range(options: dict[str, str]) -> dict[str, str]:
    """The header that asks for a part of a file, where the playlist names one."""
    if "end_offset" not in options:
        return {}
    return {"Range": f"bytes={options.get('offset', '0')}-{int(options['end_offset']) - 1}"}
