"""The list of cameras and screens, updated when one is connected or removed."""

from __future__ import annotations

import importlib
from contextlib import suppress

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication

from stride_desktop.app.system.background import BackgroundQueue, ignore
from stride_desktop.core.errors import SourceError
from stride_desktop.sources.base import SourceInfo
from stride_desktop.sources.catalog import KINDS, list_sources

_MODULES = (*(kind.module for kind in KINDS), "stride_desktop.responders.openai")
_SETTLE_MS = 300
"""Plugging something in causes several signals."""


class SourceList(QObject):
    """`changed(list[SourceInfo], list[SourceError])`: after `start`, and when devices come or go.

    The errors are the reasons why other devices cannot be listed. They are listed in the background: the X
    server may be slow to answer, or not answer at all. `ready`: they have been listed once.

    `imported`: the modules of the sources are imported.
    """

    changed = Signal(object, object)
    imported = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.ready = False
        self._devices: QObject | None = None
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settle.timeout.connect(self.refresh)
        self._imported = False
        self._importing, self._listing = BackgroundQueue(self), BackgroundQueue(self)

    def start(self) -> None:
        """Import the modules of the sources in the background, then list the devices."""
        self._importing.run(_import_modules, self._on_imported, self._on_imported)

    @property
    def importing(self) -> bool:
        """The modules are being imported."""
        return self._importing.busy

    def close(self) -> None:
        """List nothing any more."""
        self._listing.close(0.0)

    @Slot()
    def refresh(self) -> None:
        """List the devices again."""
        if self._imported:
            self._listing.run(_listed, self._tell, ignore, key="list", owner=self)

    def _tell(self, listed: tuple[list[SourceInfo], list[SourceError]]) -> None:
        self.ready = True
        self.changed.emit(*listed)

    def _on_imported(self, _result: object) -> None:
        self._imported = True
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.screenAdded.connect(self._look_soon)
            application.screenRemoved.connect(self._look_soon)
        self._follow_cameras()
        self.refresh()
        self.imported.emit()

    def _follow_cameras(self) -> None:
        """Qt notices cameras on the thread that asks first for them: one with an event loop, so this one."""
        from stride_desktop.sources.qt.camera import load_multimedia

        try:
            load_multimedia()
        except SourceError:  # the list says why
            return
        from PySide6.QtMultimedia import QMediaDevices

        devices = QMediaDevices(self)
        devices.videoInputsChanged.connect(self._look_soon)
        self._devices = devices

    @Slot()
    def _look_soon(self) -> None:
        self._settle.start()


def _import_modules() -> None:
    for name in _MODULES:
        with suppress(ImportError):  # a system library is missing: its sources are not listed, the others are
            importlib.import_module(name)


def _listed() -> tuple[list[SourceInfo], list[SourceError]]:
    problems: list[SourceError] = []
    return list_sources(problems.append), problems
