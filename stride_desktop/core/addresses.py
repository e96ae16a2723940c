"""Addresses of sources: what `watch SOURCE` takes and sessions store, such as "screen:1" or a path."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from urllib.parse import unquote_to_bytes
from urllib.request import url2pathname

from stride_desktop.core.text import valid

NETWORK_SCHEMES = ("rtsp", "rtsps", "http", "https")
"""How the addresses of network cameras begin."""


class SourceKind(StrEnum):
    """Where frames come from."""

    CAMERA = "camera"
    SCREEN = "screen"
    VIDEO = "video"
    NETWORK = "network"

    @classmethod
    def of(cls, address: str) -> SourceKind:
        """What an address names, as `watch SOURCE` takes it; what begins like nothing else is a file."""
        scheme = address.strip().partition(":")[0].lower()
        if scheme in NETWORK_SCHEMES:
            return cls.NETWORK
        return cls(scheme) if scheme in (cls.SCREEN, cls.CAMERA) else cls.VIDEO


def path_of(address: str) -> Path:
    """The file at a path or a file: URL."""
    if not address.startswith("file:"):
        return Path(address).absolute()
    rest = address.removeprefix("file:").removeprefix("//")
    path = url2pathname(rest) if os.name == "nt" else os.fsdecode(unquote_to_bytes(rest))
    return Path(path).absolute()


def address_of(path: Path) -> str:
    """The absolute path, or a file: URL when it is no valid text, which could not be stored or printed."""
    return str(path) if valid(str(path)) == str(path) else path.as_uri()
