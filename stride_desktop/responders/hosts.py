"""Addresses of model servers, and whether they are on this machine."""

from __future__ import annotations

import ipaddress
import re

import httpx

from stride_desktop.core.errors import ResponderError

_CHAT = "/chat/completions"
_HOST = re.compile(r"[a-z0-9._:-]+")


def chat_url(base_url: str) -> httpx.URL:
    """The URL of chat requests.

    The rule: without a scheme, http is used on this machine and https elsewhere; without a path,
    `/v1` is added; a path is taken as it is; `/chat/completions` is added unless already there.
    So "localhost:11434", "http://localhost:11434" and "http://localhost:11434/v1/" are the same.

    Raises ResponderError for an address that no request can be sent to. User names, passwords and
    query parts are refused because addresses appear in logs.
    """
    text = base_url.strip()
    if "://" not in text:
        text = ("http://" if is_local_host("http://" + text) else "https://") + text
    try:
        url = httpx.URL(text)
    except (httpx.InvalidURL, ValueError):
        raise _bad_address("cannot be read") from None
    if url.scheme not in ("http", "https") or not _HOST.fullmatch(host_of(url)):
        raise _bad_address("is not a web address")
    if url.userinfo or url.query or url.fragment:
        raise _bad_address("contains a user name, a password, “?” or “#”")
    path = url.path.rstrip("/") or "/v1"
    return url.copy_with(path=path if path.endswith(_CHAT) else path + _CHAT)


def models_url(chat: httpx.URL) -> httpx.URL:
    """The URL of a server's list of models. chat: as `chat_url` gives it."""
    return chat.copy_with(path=chat.path.removesuffix(_CHAT) + "/models")


def host_of(url: str | httpx.URL) -> str:
    """The host a request to `url` connects to: lower case, ASCII, no port; "" when there is none."""
    try:
        return httpx.URL(url).raw_host.decode("ascii").lower().rstrip(".")
    except (httpx.InvalidURL, ValueError):
        return ""


def is_local_host(url: str | httpx.URL) -> bool:
    """Whether `url` names this machine's loopback: localhost, 127.0.0.0/8 or ::1.

    Only the address itself is read, no name is looked up. What cannot be read is not local.
    """
    host = host_of(url)
    if host == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return (mapped or address).is_loopback


def _bad_address(why: str) -> ResponderError:
    return ResponderError(
        f"The model server's address {why}.",
        "Enter it like http://localhost:11434/v1 and the key, if any, in its own field.",
    )
