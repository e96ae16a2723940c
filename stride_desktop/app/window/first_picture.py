"""Shows the first picture of a source in the preview as soon as the user has chosen it, before Start."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import closing
from functools import partial

from PySide6.QtCore import QCameraPermission, QCoreApplication, QObject, Qt, QTimer, Slot

from stride_desktop.app.live.controller import LiveController
from stride_desktop.app.live.task import State
from stride_desktop.app.preview.controller import PreviewController
from stride_desktop.app.preview.view import PreviewView
from stride_desktop.app.system.background import CancellableCall
from stride_desktop.app.window.source_picker import SourcePicker
from stride_desktop.core.errors import StrideError
from stride_desktop.core.frames import Frame
from stride_desktop.sources.base import Opening, SourceInfo
from stride_desktop.sources.catalog import CAMERA, NETWORK, SHARED

_SETTLE_MS = 300
"""The list of sources takes a moment to vanish from the screen; the arrow keys may go past many sources."""

_UNSEEN = {
    NETWORK: "The camera is contacted once you press Start.",
    SHARED: "The desktop asks what to share once you press Start.",
}
"""Kinds that are not opened before."""


class FirstPicture(QObject):
    """Looks at what the user chose while nothing is watched; the picture is neither stored nor sent.

    A camera on this computer is opened for the one picture, as the user has chosen it, and closed again. What
    must not be seen is black in it, as when it is watched. opening: how a source is opened to be watched.
    """

    def __init__(
        self,
        live: LiveController,
        picker: SourcePicker,
        preview: PreviewController,
        view: PreviewView,
        opening: Callable[[SourceInfo], Opening],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._live, self._picker, self._preview, self._view = live, picker, preview, view
        self._opening = opening
        self._info: SourceInfo | None = None
        self._then: Callable[[], object] | None = None
        self._call = CancellableCall(self)
        self._call.answered.connect(self._show)
        self._call.failed.connect(self._fail)
        self._call.idle.connect(self._go_on)
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settle.timeout.connect(self._look)
        picker.picked.connect(self._settle.start)
        picker.chosen.connect(self._call.cancel)
        live.state_changed.connect(self._cancel)

    def released(self, then: Callable[[], object]) -> bool:
        """Whether the camera is free to be watched; if it is still looked at, `then` is called afterwards."""
        self._cancel()
        if not self._call.busy or self._info is None or self._info.kind is not CAMERA:
            return True
        self._then = then
        return False

    def close(self) -> None:
        """Look at nothing any more."""
        self._settle.stop()
        self._call.close()

    @Slot()
    def _cancel(self) -> None:
        self._settle.stop()
        self._call.cancel()

    @property
    def _idle(self) -> bool:
        return self._live.state is State.IDLE and not self._preview.looking_back

    @Slot()
    def _look(self) -> None:
        self._info = info = self._picker.selected()
        if info is None or not self._idle:
            return
        if info.kind in _UNSEEN or (info.kind.traits.needs_permission and not _camera_is_permitted()):
            self._view.show_message(info.name, _UNSEEN.get(info.kind, "It is opened once you press Start."))
            return
        self._view.show_message("Looking…", f"For a picture of {info.name}")
        self._call.run(partial(_first_frame, self._picker.address, self._opening(info)))

    @Slot(object)
    def _show(self, frame: Frame | None) -> None:
        if frame is not None and self._info is not None and self._idle:
            self._view.show_frame(frame.image, f"{self._info.name} – not watched yet", frame.hidden)

    @Slot(object)
    def _fail(self, error: StrideError) -> None:
        if self._idle:
            self._view.show_message(error.what, error.remedy)

    @Slot()
    def _go_on(self) -> None:
        then, self._then = self._then, None
        if then is not None:
            then()


def _first_frame(address: str, opening: Opening, cancelled: threading.Event) -> Frame | None:
    """The first frame of a source; None once it was cancelled. Raises SourceError."""
    from stride_desktop.sources.catalog import open_source

    with closing(open_source(address, opening).frames(cancelled)) as frames:
        return next(frames, None)


def _camera_is_permitted() -> bool:
    application = QCoreApplication.instance()
    granted = Qt.PermissionStatus.Granted
    return application is not None and application.checkPermission(QCameraPermission()) == granted
