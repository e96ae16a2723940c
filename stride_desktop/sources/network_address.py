"""The address of a network camera, and its form for display."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, unquote, urlsplit, urlunsplit

from stride_desktop.core.errors import SourceError
from stride_desktop.core.text import one_line

_PORTS = {"rtsp": 554, "rtsps": 322, "http": 80, "https": 443}
SCHEMES = tuple(_PORTS)
"""How the addresses of network cameras begin."""

_SECRET = re.compile("pass|pwd|token|key|auth|secret|sig", re.IGNORECASE)
_HIDDEN = "***"
_USER_PART = re.compile(r"(?<=://)[^/?#\s]*@")


@dataclass(frozen=True, slots=True)
class NetworkAddress:
    """The address of a network camera's stream. Its repr shows no password.

    url: without user name and password. shown: the form for display, logs and sessions. account: the URL
    without user name and any secret, under which a keychain has the whole address.
    """

    scheme: str
    host: str
    port: int
    url: str
    shown: str
    account: str
    user: str
    _password: str

    @classmethod
    def parse(cls, address: str) -> NetworkAddress:
        """Raises SourceError for what is no address of a network camera."""
        text = address.strip()
        try:
            parts = urlsplit(text)
            host, port = parts.hostname or "", parts.port
            host.encode("idna")
        except ValueError:
            raise _unreadable(text) from None
        scheme = parts.scheme.lower()
        if scheme not in SCHEMES or not host or re.search(r"\s", text):
            raise _unreadable(text)
        place = f"[{host}]" if ":" in host else host
        if port is not None:
            place += f":{port}"
        url = urlunsplit((scheme, place, parts.path or "/", parts.query, ""))
        open_query = "&".join(part for part in parts.query.split("&") if not _is_secret(part))
        account = urlunsplit((scheme, place, parts.path or "/", open_query, ""))
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        password = "" if password == _HIDDEN else password
        return cls(scheme, host, port or _PORTS[scheme], url, hidden(text), account, user, password)

    def __repr__(self) -> str:
        return f"NetworkAddress({self.shown!r})"

    @property
    def credentials(self) -> tuple[str, str] | None:
        """User name and password; None when the address has neither."""
        return (self.user, self._password) if self.user or self._password else None

    def with_credentials(self, user: str, password: str) -> NetworkAddress:
        """The same address with another user name and password."""
        given = f"{quote(user, safe='')}:{quote(password, safe='')}"
        return NetworkAddress.parse(self.url.replace("://", f"://{given}@", 1))

    @property
    def has_secret(self) -> bool:
        """Whether it has a password or another secret, which *** in its place is not."""
        given = [value for name, value in parse_qsl(urlsplit(self.url).query) if _SECRET.search(name)]
        return any(secret not in ("", _HIDDEN) for secret in (self._password, *given))

    def completed(self, whole: str | None) -> NetworkAddress:
        """The address `whole` that a keychain has for the account, if it is of the same user."""
        if whole is None:
            return self
        kept = NetworkAddress.parse(whole)
        same = kept.account == self.account and self.user in ("", kept.user)
        return kept if same else self

    @property
    def url_with_credentials(self) -> str:
        """The URL for FFmpeg. Must never be shown or logged."""
        if self.credentials is None:
            return self.url
        user, password = (quote(part, safe="") for part in self.credentials)
        return self.url.replace("://", f"://{user}:{password}@", 1)


def hidden(address: str) -> str:
    """An address without its secrets: its password, and values of parameters such as “?token=”."""
    text = one_line(address)
    user_part = _USER_PART.search(text)
    if user_part is not None:
        user, colon, _ = user_part.group().rstrip("@").partition(":")
        text = _USER_PART.sub(lambda _: f"{user}:{_HIDDEN}@" if colon else f"{user}@", text, count=1)
    before, mark, query = text.partition("?")
    if not mark:
        return text
    shown = [f"{part.partition('=')[0]}={_HIDDEN}" if _is_secret(part) else part for part in query.split("&")]
    return f"{before}?{'&'.join(shown)}"


def accounts(addresses: Iterable[str]) -> set[str]:
    """The accounts of addresses; of what is none of a network camera there is none."""
    found = set()
    for address in addresses:
        with suppress(SourceError):
            found.add(NetworkAddress.parse(address).account)
    return found


def _is_secret(parameter: str) -> bool:
    """Whether a part of a query, such as “pwd=…”, has a secret value."""
    name, _, value = parameter.partition("=")
    return bool(value and _SECRET.search(unquote(name)))


def _unreadable(address: str) -> SourceError:
    return SourceError(
        f"“{hidden(address)}” is no address of a network camera.",
        "Enter it like rtsp://user:password@192.168.1.20/stream or http://192.168.1.20/video.mjpg.",
    )
