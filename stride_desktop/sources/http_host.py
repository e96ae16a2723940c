"""The one host that a stream over HTTP is read from."""

from __future__ import annotations

import io
import logging
import ssl
from functools import cache
from types import TracebackType

import httpx

from stride_desktop.core.errors import SourceError
from stride_desktop.sources.network_address import NetworkAddress
from stride_desktop.sources.network_failures import check_status, unreachable
from stride_desktop.sources.network_limits import CONNECT_SECONDS, SILENCE_SECONDS
from stride_desktop.sources.stop_signal import StopSignal

_MOST_REDIRECTS = 5

logging.getLogger("httpx").setLevel(logging.WARNING)  # it logs every URL, whose parameters may be secret


@cache
def _certificates() -> ssl.SSLContext:
    """The certificates that are trusted. They take 40 ms, and memory that cycles in httpx would keep."""
    return httpx.create_ssl_context()


@cache
def _no_certificates() -> ssl.SSLContext:
    """For connections that are not encrypted."""
    return httpx.create_ssl_context(verify=False)


class HttpHost:
    """A client of the host and port of an address, to which alone it connects and gives the password."""

    def __init__(self, address: NetworkAddress) -> None:
        self._address = address
        self._url = httpx.URL(address.url)
        verify = _certificates() if address.scheme == "https" else _no_certificates()
        timeout = httpx.Timeout(SILENCE_SECONDS, connect=CONNECT_SECONDS)
        self._client = httpx.Client(verify=verify, trust_env=False, timeout=timeout)
        self._ways: list[httpx.Auth | None] = [None]
        """Ways to give the password that may be the host's."""
        if address.credentials is not None:
            self._ways = [httpx.DigestAuth(*address.credentials), httpx.BasicAuth(*address.credentials)]

    def __enter__(self) -> HttpHost:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Break off all connections. May be called from any thread."""
        self._client.close()

    def has(self, url: httpx.URL) -> bool:
        """Whether a URL lies on this host, at the same port and by the same protocol."""
        return _origin(url) == _origin(self._url)

    def get(self, url: httpx.URL | str, headers: dict[str, str] | None = None) -> httpx.Response:
        """The host's response, its body not yet read. Redirects are followed on this host only.

        Raises SourceError.
        """
        try:
            target = httpx.URL(url)
            for _ in range(_MOST_REDIRECTS):
                response = self._answer(target, headers)
                onward = target.join(response.headers.get("location", ""))
                if not (response.has_redirect_location and self.has(onward)):
                    break
                response.close()
                target = onward
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError, RuntimeError) as error:
            raise unreachable(self._address, error) from None  # RuntimeError: the client was closed
        try:
            check_status(self._address, response.status_code, response.headers.get("location", ""))
        except SourceError:
            response.close()
            raise
        return response

    def _answer(self, url: httpx.URL, headers: dict[str, str] | None) -> httpx.Response:
        for auth in tuple(self._ways):
            request = self._client.build_request("GET", url, headers=headers)
            response = self._client.send(request, stream=True, auth=auth)
            if response.status_code != httpx.codes.UNAUTHORIZED:
                self._ways = [auth]
                break
            response.close()
        return response


class ResponseBody(io.RawIOBase):
    """The body of a response as a file that cannot seek. Closing it closes the response."""

    def __init__(self, response: httpx.Response, ended: StopSignal) -> None:
        self._response = response
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

    def close(self) -> None:
        """Close the response, too."""
        if not self.closed:
            self._response.close()
        super().close()


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port or {"http": 80, "https": 443}.get(url.scheme)
