"""What the user drags onto the window: a file, a folder, or the address of a network camera."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QUrl

from stride_desktop.core.addresses import path_of
from stride_desktop.core.errors import SourceError
from stride_desktop.sources.network_address import NetworkAddress


def dropped_source(data: QMimeData) -> Path | NetworkAddress | None:
    """The one source that is dragged, as a file, a link or the text of an address; None for anything else."""
    if data.hasUrls():
        urls = data.urls()
        return _at(urls[0]) if len(urls) == 1 else None
    text = data.text().strip()
    if "\n" in text or "://" not in text:
        return None
    return path_of(text) if text.startswith("file://") else _camera(text)


def _at(url: QUrl) -> Path | NetworkAddress | None:
    address = bytes(url.toEncoded().data()).decode("ascii")  # text would lack bytes that are not UTF-8
    return path_of(address) if url.isLocalFile() else _camera(address)


def _camera(address: str) -> NetworkAddress | None:
    try:
        return NetworkAddress.parse(address)
    except SourceError:
        return None
