"""Exports the open session to a file on a background thread, until it is cancelled."""

from __future__ import annotations

import threading
from functools import partial
from pathlib import Path
from time import monotonic

from PySide6.QtCore import QDir, QObject, Signal, Slot
from PySide6.QtWidgets import QComboBox, QFileDialog, QFormLayout, QLabel, QWidget

from stride_desktop.app.look.dialog import Dialog
from stride_desktop.app.look.wheel_guard import guard_wheel
from stride_desktop.app.review.context import ReviewContext
from stride_desktop.app.review.lanes import OpenLanes
from stride_desktop.app.review.picture_formats import PICTURES, write_picture
from stride_desktop.app.system.background import CancellableCall
from stride_desktop.app.timeline.rendering import Drawing
from stride_desktop.core.errors import StrideError
from stride_desktop.exports.formats import FORMATS, Format
from stride_desktop.exports.material import opened
from stride_desktop.exports.writing import Order

WHOLE, IN_VIEW, SPAN = "whole", "in view", "span"
"""The range to export: the whole session, the visible part of the timeline, or the selected span."""

_TELL_SECONDS = 0.1


class ExportDialog(Dialog):
    """`chosen(format's name, stretch, path)`: stretch is WHOLE, IN_VIEW or SPAN."""

    chosen = Signal(str, str, str)

    def __init__(self, name: str, has_span: bool, parent: QWidget | None = None) -> None:
        """name: of the file, without an ending. has_span: a span is selected, or under the play-head."""
        super().__init__("Export", parent)
        self._name = name
        self.format = QComboBox(self)
        for item in (*FORMATS.values(), *PICTURES.values()):
            self.format.addItem(f"{item.words[0].upper()}{item.words[1:]} ({item.ending})", item.name)
        self.stretch = QComboBox(self)
        self.stretch.addItem("The whole session", WHOLE)
        self.stretch.addItem("What the timeline shows", IN_VIEW)
        if has_span:
            self.stretch.addItem("The chosen span", SPAN)
        self.note = QLabel("Every lane is part of it.", self)
        form = QFormLayout()
        form.addRow("&Format", self.format)
        form.addRow("&Part", self.stretch)
        self.save = self.offer_to("&Save as…")
        self.lay_out(form, self.note)
        guard_wheel(self)
        self.format.currentIndexChanged.connect(self._on_format)
        self._on_format()

    @property
    def wanted(self) -> Format:
        """The format that is chosen."""
        name = str(self.format.currentData())
        return FORMATS.get(name) or PICTURES[name]

    @Slot()
    def _on_format(self) -> None:
        if not self.wanted.stretch:
            self.stretch.setCurrentIndex(0)
        self.stretch.setEnabled(self.wanted.stretch)
        self.note.setVisible(self.wanted.name != "mp4")

    @Slot()
    def accept(self) -> None:
        """Ask for the file and begin; without one, stay open."""
        wanted = self.wanted
        proposed = str(Path(QDir.homePath(), f"{self._name}{wanted.ending}"))
        path, _ = QFileDialog.getSaveFileName(self, "Export", proposed, f"*{wanted.ending}")
        if path:
            super().accept()
            self.chosen.emit(wanted.name, str(self.stretch.currentData()), path)


class ExportController(QObject):
    """One export at a time. `active_changed(bool)`."""

    active_changed = Signal(bool)
    _progress = Signal(float)

    def __init__(self, context: ReviewContext, lanes: OpenLanes) -> None:
        super().__init__(lanes)
        self._context = context
        self._lanes = lanes
        self._bar = context.bar
        self._notifications = context.notifications
        self._call = CancellableCall(self)
        self._call.answered.connect(self._tell_written)
        self._call.failed.connect(self._notifications.fail)
        self._call.idle.connect(self._on_idle)
        self._bar.cancel_requested.connect(self.cancel)
        self._progress.connect(self._on_progress)

    @property
    def active(self) -> bool:
        """An export is in progress, which may be a cancelled one."""
        return self._call.busy

    @Slot()
    def ask(self) -> None:
        """Ask for a format and a file, and begin."""
        opened_now = self._lanes.opened
        if opened_now is not None:
            has_span = self._lanes.editing.target is not None
            dialog = ExportDialog(opened_now.id, has_span, self._bar.window())
            dialog.chosen.connect(self.begin)
            dialog.open()

    @Slot(str, str, str)
    def begin(self, name: str, stretch: str, path: str) -> None:
        """Write the open session. name: of a format; stretch: as in ExportDialog.

        A file of the chosen name is replaced, since the dialog has asked. A file whose name only matches once
        the missing ending is added is not replaced, since the dialog could not ask about it.
        """
        opened_now = self._lanes.opened
        if opened_now is None or self.active:
            return
        target = ({**FORMATS, **PICTURES})[name].named(Path(path))
        overwrite = target == Path(path)
        if name in PICTURES:
            self._draw(name, stretch, target, overwrite)
            return
        self._call.run(partial(self._write, opened_now.id, name, target, overwrite, self._seconds(stretch)))
        self.active_changed.emit(True)
        self._on_progress(0.0)

    @Slot()
    def cancel(self) -> None:
        """Cancel the export; the unfinished file is removed."""
        self._call.cancel()

    def shut_down(self, seconds: float) -> None:
        """Cancel the export; waits until its file is gone, for `seconds` at most."""
        self._call.close(seconds)

    def _seconds(self, stretch: str) -> tuple[float, float] | None:
        """The stretch of stream time; None is the whole session."""
        if stretch == IN_VIEW:
            return self._context.timeline.navigation.range
        span = self._lanes.editing.target
        return (span.start, span.end) if stretch == SPAN and span is not None else None

    def _draw(self, name: str, stretch: str, path: Path, overwrite: bool) -> None:
        """Qt's drawing belongs on this thread; it takes no longer than painting the window."""
        timeline, lanes = self._context.timeline, self._lanes.painted()
        first = min(lane.snapshot.begin or 0.0 for lane in lanes)
        newest = max(lane.snapshot.newest or first + 1.0 for lane in lanes)
        drawing = Drawing(
            lanes=lanes,
            active=self._lanes.index,
            time_range=self._seconds(stretch) or (first, newest),
            clock=self._context.preview.clock,
            playhead=timeline.playhead.second,
            palette=timeline.palette(),
            font=timeline.font(),
        )
        try:
            write_picture(name, drawing, path, overwrite)
        except StrideError as error:
            self._notifications.fail(error)
        else:
            self._tell_written(path)

    def _write(
        self,
        session: str,
        name: str,
        path: Path,
        overwrite: bool,
        stretch: tuple[float, float] | None,
        cancelled: threading.Event,
    ) -> Path:
        """Runs on the background thread. Raises Cancelled."""
        last = 0.0

        def tell(share: float) -> None:
            nonlocal last
            if monotonic() - last > _TELL_SECONDS:
                last = monotonic()
                self._progress.emit(share)

        with opened(self._context.library, session, self._context.live.settings.privacy) as material:
            start, end = stretch or (material.start, material.end)
            order = Order(start, end, overwrite, progress=tell, cancelled=cancelled.is_set)
            FORMATS[name].write(material, path, order)
        return path

    @Slot(float)
    def _on_progress(self, share: float) -> None:
        if self._call.running:
            self._bar.show_progress("Exporting…", share)

    @Slot(object)
    def _tell_written(self, path: Path) -> None:
        self._notifications.inform(f"Exported to {path}")

    @Slot()
    def _on_idle(self) -> None:
        self._bar.show_progress("", None)
        self.active_changed.emit(False)
