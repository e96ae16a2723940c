"""Remembers what was watched, and for which requests, and offers both again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from stride_desktop.app.system.current_settings import CurrentSettings
from stride_desktop.app.window.request_bar import RequestBar
from stride_desktop.app.window.source_picker import SourcePicker
from stride_desktop.core.recent import RecentSettings, RecentSource
from stride_desktop.core.settings import Settings
from stride_desktop.sources.base import SourceInfo
from stride_desktop.sources.catalog import KINDS


class Recents(QObject):
    """Keeps the last sources and requests in the settings. private: whether private mode is on.

    `offered(bool)`: whether there are any, after they changed.
    """

    offered = Signal(bool)

    def __init__(
        self,
        settings: CurrentSettings,
        picker: SourcePicker,
        request: RequestBar,
        private: Callable[[], bool],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._settings, self._picker, self._request, self._private = settings, picker, request, private
        request.clear_recent.connect(self.clear)
        settings.changed.connect(self._on_settings)
        self._show()

    @property
    def any(self) -> bool:
        """Something is remembered."""
        recent = self._settings.value.recent
        return bool(recent.sources or recent.requests)

    @Slot(object, object)
    def remember(self, source: SourceInfo | None, requests: tuple[str, ...]) -> None:
        """Put what is watched now first. source: None for the same one as before."""
        if self._private() or not _remembers(self._settings.value):
            return
        self._use(self._settings.value.recent.having(None if source is None else _stored(source), requests))

    @Slot()
    def clear(self) -> None:
        """Forget all of them."""
        self._use(self._settings.value.recent.cleared())

    @Slot()
    def _forget(self) -> None:
        if not _remembers(self._settings.value):
            self.clear()

    def _use(self, recent: RecentSettings) -> None:
        if recent != self._settings.value.recent:
            self._settings.use(replace(self._settings.value, recent=recent))

    @Slot(object, object)
    def _on_settings(self, before: Settings, after: Settings) -> None:
        if after.recent != before.recent:
            self._show()
            self.offered.emit(self.any)
        if not _remembers(after):
            QTimer.singleShot(0, self, self._forget)  # once these settings are saved

    def _show(self) -> None:
        recent = self._settings.value.recent
        self._request.set_recent(recent.requests)
        self._picker.set_recent([info for source in recent.watched() if (info := _info(source)) is not None])


def _stored(info: SourceInfo) -> RecentSource:
    return RecentSource(info.kind.name, info.address, info.identity, info.name)


def _info(source: RecentSource) -> SourceInfo | None:
    """The entry in a list of sources; None for a kind that this version does not know. Looks at no file."""
    kind = next((kind for kind in KINDS if kind.name == source.kind), None)
    return None if kind is None else SourceInfo(kind, source.address, source.name, source.identity)


def _remembers(settings: Settings) -> bool:
    """What must not be kept is not remembered either."""
    return settings.recent.remember and settings.keeping.chosen != "nothing"
