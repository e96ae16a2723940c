"""Video over HTTP: multipart JPEG, MPEG-TS, MP4, and playlists of them (HLS)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, cast

import av
import httpx
from av.container import InputContainer

from stride_desktop.core.errors import SourceError
from stride_desktop.sources.http_host import HttpHost, ResponseBody
from stride_desktop.sources.network_address import NetworkAddress
from stride_desktop.sources.network_failures import connection_ended, no_video
from stride_desktop.sources.network_limits import OPTIONS, SILENCE_SECONDS, START_SECONDS
from stride_desktop.sources.playlist import Playlist, is_playlist
from stride_desktop.sources.stop_signal import StopSignal

_OTHER_LISTS = ("dash+xml", "xspf", "smil")


@contextmanager
def http_stream(address: NetworkAddress, ended: StopSignal) -> Iterator[InputContainer]:
    """The stream at an address, open for a while. Raises SourceError, and SourceLost when it breaks off."""
    with HttpHost(address) as host:
        ended.then(host.close)
        response = host.get(address.url)
        body = ResponseBody(response, ended)
        try:
            _check_kind(address, response)
            if is_playlist(response):
                body.close()
                with _playlist(Playlist(host, address, ended), str(response.url)) as container:
                    yield container
            else:
                with _video(address, response, body) as container:
                    yield container
                if body.broken:
                    raise connection_ended(address)
        finally:
            body.close()


def _video(address: NetworkAddress, response: httpx.Response, body: ResponseBody) -> InputContainer:
    parts = response.headers.get("content-type", "").startswith("multipart/")
    options = {"protocol_whitelist": "none", **OPTIONS}
    try:
        return av.open(_file(body), "r", format="mpjpeg" if parts else None, options=options)
    except Exception as error:  # of whatever kind; its words may hold the password
        raise no_video(address, type(error).__name__) from None


def _playlist(playlist: Playlist, url: str) -> InputContainer:
    """The video of the playlist at a URL. Its files are opened by `playlist.open` only, never by FFmpeg."""
    try:
        return av.open(
            url,
            "r",
            format="hls",
            options={**playlist.OPTIONS, **OPTIONS},
            io_open=playlist.open,
            timeout=(START_SECONDS, SILENCE_SECONDS),
        )
    except SourceError:
        raise
    except Exception as error:  # as above
        raise no_video(playlist.address, type(error).__name__) from None


def _file(body: ResponseBody) -> BinaryIO:
    return cast("BinaryIO", body)


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
    if any(word in kind for word in _OTHER_LISTS):
        raise SourceError(
            f"{address.shown} is a list of other addresses, which are not opened.",
            "Enter the camera's RTSP, HLS or MJPEG address.",
        )
