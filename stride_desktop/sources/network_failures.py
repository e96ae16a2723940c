"""Errors of network cameras, in words that contain no password."""

from __future__ import annotations

import ssl

import httpx

from stride_desktop.core.errors import PermissionDenied, SourceError, SourceLost
from stride_desktop.sources.network_address import NetworkAddress, hidden


def connection_ended(address: NetworkAddress) -> SourceLost:
    """The error for a stream that breaks off."""
    return SourceLost(f"The connection to {address.shown} ended.", "Check the camera and the network.")


def check_status(address: NetworkAddress, status: int, location: str) -> None:
    """Raise SourceError for an answer that is no stream; what RTSP denies it may still give to FFmpeg."""
    if status == httpx.codes.UNAUTHORIZED:
        if address.credentials is None or not address.scheme.startswith("rtsp"):
            raise no_access(address)
    elif status == httpx.codes.FORBIDDEN:
        raise no_access(address)
    elif status == httpx.codes.NOT_FOUND:
        raise SourceError(
            f"{address.host} has no stream at {address.shown}.",
            "Check the part of the address behind the host; the camera's manual names it.",
        )
    elif 300 <= status < 400:
        raise SourceError(
            f"{address.host} sends on to another address ({hidden(location)}), which was not followed.",
            "If you trust it, enter that address.",
        )
    elif status >= 400:
        raise SourceError(
            f"{address.host} answers with error {status}.",
            "Try again later, or look at the camera's own page.",
        )


def no_access(address: NetworkAddress) -> PermissionDenied:
    """The error for missing or wrong credentials; not retried, as cameras lock accounts after a few."""
    if not address.has_secret:
        return PermissionDenied(
            f"{address.shown} asks for a user name and a password.",
            f"Enter them in the window, or in the address: {address.scheme}://user:password@{address.host}…",
        )
    return PermissionDenied(
        f"{address.shown} does not accept this user name and password.", "Check both; capitals count."
    )


def unreachable(address: NetworkAddress, error: Exception) -> SourceError:
    """The error for a failed connection, or for a server whose certificate is not trusted."""
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, ssl.SSLCertVerificationError):
        cause = cause.__cause__ or cause.__context__
    if cause is not None:
        return SourceError(
            f"The certificate of {address.host} is not trusted.",
            "Use http:// or rtsp:// in your own network, or name its certificate in SSL_CERT_FILE.",
            type(error).__name__,
        )
    return SourceError(
        f"{address.shown} cannot be reached.",
        "Check the address, that the camera is switched on, and the network.",
        type(error).__name__,
    )


def no_video(address: NetworkAddress, detail: str) -> SourceError:
    """The error for a response that is no video, or one of an unsupported format."""
    return SourceError(
        f"{address.shown} gives no video that can be read.",
        "Check the address; RTSP, and MJPEG, MP4, MPEG-TS or HLS over HTTP, are understood.",
        detail,
    )
