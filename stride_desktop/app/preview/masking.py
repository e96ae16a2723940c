"""Lets the user mark parts of the watched source's picture that are black from then on."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from stride_desktop.app.live.controller import LiveController
from stride_desktop.app.live.task import State, Task
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
        self._seen: list[tuple[SourceMask, Mask]] = []  # what is stored, and where it is in the picture
        self.editor: MaskEditor | None = None
        """What parts are marked on; None while none are being marked."""
        live.state_changed.connect(self._on_state)
        live.source_changed.connect(self._end)

    @Slot()
    def edit(self) -> None:
        """Begin to mark parts of the picture, or end it."""
        if self.editor is not None:
            self.editor.close()
            return
        task, frame = self._live.task, self._live.newest
        if task is None or frame is None or not self._possible(task):
            self._notifications.inform("First start watching, then mark the parts on the picture.")
            return
        self._preview.go_live()
        self._source = task.source.info
        stored = [SourceMask.parse(text) for text in self._settings.value.privacy.masks]
        own = (item for item in stored if item.is_of(self._source.address, self._source.identity))
        self._seen = [(item, mask) for item in own if (mask := item.seen_in(frame.part)) is not None]
        self.editor = MaskEditor(self._view, tuple(mask for _, mask in self._seen))
        self.editor.edited.connect(self._save)
        self.editor.closed.connect(self._on_closed)

    def _possible(self, task: Task) -> bool:
        """Whether there is a picture to mark on: the newest, or the last of a file, which ends soon."""
        over = self._live.state is State.IDLE and task.source.traits.replayable
        return (over or self._live.state is State.RUNNING) and not self._preview.looking_back

    @Slot(object)
    def _save(self, masks: tuple[Mask, ...]) -> None:
        """Use these masks for the source from the next picture on.

        What is hidden elsewhere on the same screen stays hidden.
        """
        source, settings = self._source, self._settings.value
        if source is None:
            return
        shown = {mask for _, mask in self._seen}
        removed = {str(item) for item, mask in self._seen if mask not in masks}
        place = source.address, source.identity, source.name
        added = [(SourceMask(mask, *place), mask) for mask in masks if mask not in shown]
        self._seen = [*(pair for pair in self._seen if pair[1] in masks), *added]
        kept = [text for text in settings.privacy.masks if str(SourceMask.parse(text)) not in removed]
        self._settings.use(settings.having({"privacy.masks": (*kept, *(str(item) for item, _ in added))}))

    @Slot(object)
    def _on_state(self, _state: State) -> None:
        task = self._live.task
        if task is None or not self._possible(task):
            self._end(task)

    @Slot(object)
    def _end(self, _task: Task | None) -> None:
        if self.editor is not None:
            self.editor.close()

    @Slot()
    def _on_closed(self) -> None:
        self.editor = self._source = None
        newest = self._live.newest
        if self._live.state is State.IDLE and newest is not None and not self._preview.looking_back:
            self._preview.show_second(newest.timestamp)  # as it may be seen now
