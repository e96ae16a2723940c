"""Lets the user mark parts of the watched source's picture that are black from then on."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from stride_desktop.app.live.controller import LiveController
from stride_desktop.app.live.task import State
from stride_desktop.app.preview.controller import PreviewController
from stride_desktop.app.preview.mask_editor import MaskEditor
from stride_desktop.app.preview.view import PreviewView
from stride_desktop.app.system.current_settings import CurrentSettings
from stride_desktop.app.system.notices import Notifications
from stride_desktop.core.masks import Mask, SourceMask
from stride_desktop.sources.base import SourceInfo


class Masking(QObject):
    """Opens the editor of masks over the preview, and saves them for the source that is watched."""

    def __init__(
        self,
        live: LiveController,
        preview: PreviewController,
        view: PreviewView,
        settings: CurrentSettings,
        notifications: Notifications,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._live = live
        self._preview = preview
        self._view = view
        self._settings = settings
        self._notifications = notifications
        self._source: SourceInfo | None = None  # whose masks are edited
        self.editor: MaskEditor | None = None
        """What parts are marked on; None while none are being marked."""
        live.state_changed.connect(self._end)
        live.source_changed.connect(self._end)

    @Slot()
    def edit(self) -> None:
        """Begin to mark parts of the picture, or end it."""
        if self.editor is not None:
            self.editor.close()
            return
        task = self._live.task
        if task is None or self._live.state is not State.RUNNING or self._preview.looking_back:
            self._notifications.inform("First start watching, then mark the parts on the picture.")
            return
        self._preview.go_live()
        self._source = task.source.info
        privacy = self._settings.value.privacy
        masks = privacy.masks_of(self._source.address, self._source.identity)
        self.editor = MaskEditor(self._view, masks)
        self.editor.edited.connect(self._save)
        self.editor.closed.connect(self._on_closed)

    @Slot(object)
    def _save(self, masks: tuple[Mask, ...]) -> None:
        """Use these masks for the source from the next picture on."""
        source, settings = self._source, self._settings.value
        if source is None:
            return
        stored = (SourceMask.parse(text) for text in settings.privacy.masks)
        others = [item for item in stored if not item.is_of(source.address, source.identity)]
        own = [SourceMask(mask, source.address, source.identity, source.name) for mask in masks]
        self._settings.use(settings.having({"privacy.masks": tuple(map(str, [*others, *own]))}))

    @Slot(object)
    def _end(self, _change: object) -> None:
        if self.editor is not None:
            self.editor.close()

    @Slot()
    def _on_closed(self) -> None:
        self.editor = self._source = None
