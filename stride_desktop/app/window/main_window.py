"""The main window: its layout, and how it closes."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QKeySequence,
    QShortcut,
)
from PySide6.QtWidgets import QFrame, QLineEdit, QMainWindow, QScrollArea, QSplitter, QWidget

from stride_desktop.app.chat.panel import ChatPanel
from stride_desktop.app.inspector.view import InspectorView
from stride_desktop.app.live.task import PRIVATE, State
from stride_desktop.app.look.arrange import column
from stride_desktop.app.preview.view import PreviewView
from stride_desktop.app.system.notices import Level, Notice
from stride_desktop.app.system.window_state import WindowState
from stride_desktop.app.timeline.view import TimelineView
from stride_desktop.app.window.banner import Banner
from stride_desktop.app.window.dropped import dropped_source
from stride_desktop.app.window.fault_dialog import FaultDialog
from stride_desktop.app.window.menus import Menus
from stride_desktop.app.window.request_bar import RequestBar
from stride_desktop.app.window.source_picker import SourcePicker
from stride_desktop.app.window.status_bar import StatusBar


class MainWindow(QMainWindow):
    """Lays out the widgets; controllers fill them.

    `pause_toggled`: the space bar was pressed on the preview or the timeline. `close_requested`: the user
    closed the window. `put_away`: closing only hid it, since `stays_in_tray` is set.
    `camera_dropped(NetworkAddress)`: the address of a network camera was dropped on the window.
    """

    pause_toggled = Signal()
    close_requested = Signal()
    put_away = Signal()
    camera_dropped = Signal(object)

    def __init__(self, state: WindowState) -> None:
        super().__init__()
        self._state = state
        self.stays_in_tray = False
        """Closing hides the window; the program goes on in the notification area."""
        self.setAcceptDrops(True)
        self.picker = SourcePicker(self)
        self.request = RequestBar(self)
        self.banner = Banner(self)
        self.preview = PreviewView(self)
        self.timeline = TimelineView(self)
        self.chat = ChatPanel(self)
        self.health = StatusBar(self)
        self.inspector = InspectorView(self)
        self.menus = Menus(self)
        self._arrange()
        for field in self.findChildren(QLineEdit):
            field.installEventFilter(self)
        for view in (self.preview, self.timeline):
            space = QShortcut(QKeySequence(Qt.Key.Key_Space), view)
            space.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            space.activated.connect(self.pause_toggled)
        self.request.edit.setFocus()

    def _arrange(self) -> None:
        self.views = QSplitter(Qt.Orientation.Horizontal, self, childrenCollapsible=False)
        self.views.addWidget(self.preview)
        self.views.addWidget(self.chat)
        self.views.setStretchFactor(0, 3)
        self.views.setStretchFactor(1, 2)
        below = QWidget(self)
        self._lower = column(self.timeline, parent=below, wide=self.timeline)
        self.stack = QSplitter(Qt.Orientation.Vertical, self, childrenCollapsible=False)
        for index, (part, share) in enumerate(((self.views, 3), (below, 1), (self.inspector, 1))):
            self.stack.addWidget(part)
            self.stack.setStretchFactor(index, share)
        self._splitters = {"views": self.views, "stack": self.stack}
        centre = QWidget(self)
        parts = (self.picker, self.request, self.banner, self.stack)
        column(*parts, parent=centre, wide=self.stack).unsetContentsMargins()
        # On a small screen with large letters not everything fits: the rest is scrolled to.
        area = QScrollArea(self, widgetResizable=True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(centre)
        self.setCentralWidget(area)
        self.setStatusBar(self.health)
        self._align_labels()

    def _align_labels(self) -> None:
        labels = (self.picker.label, self.request.label)
        width = max(label.sizeHint().width() for label in labels)
        for label in labels:
            label.setMinimumWidth(width)

    def sizeHint(self) -> QSize:  # noqa: N802
        """As large as the screen permits, up to a limit."""
        unit = self.fontMetrics().height()
        screen = self.screen().availableSize()
        return QSize(min(unit * 72, screen.width() * 9 // 10), min(unit * 48, screen.height() * 9 // 10))

    def give_lanes_room(self) -> None:
        """Enlarge the timeline until all lanes are visible, but not beyond half of the height."""
        sizes = self.stack.sizes()
        spare = sizes[0] - sum(sizes) * 2 // 5
        taken = min(self.timeline.missing_height, max(0, spare))
        if taken > 0:
            self.stack.setSizes([sizes[0] - taken, sizes[1] + taken, *sizes[2:]])

    def frame_timeline(self, above: QWidget, below: QWidget) -> None:
        """Place a widget above the timeline and one below it."""
        self._lower.insertWidget(0, above)
        self._lower.addWidget(below)

    def show_state(self, state: State, pause_reason: str, snoozed_until: str) -> None:
        """Show the state in the status bar, the menus and the title. snoozed_until: "" when alerts are on."""
        busy = state in (State.RUNNING, State.PAUSED)
        self.health.show_state(state, pause_reason)
        self.menus.pause.setEnabled(busy)
        private = state is State.PAUSED and pause_reason == PRIVATE
        self.menus.private.setEnabled(busy)
        self.menus.private.setChecked(private)
        self.menus.pause.setText("&Resume" if state is State.PAUSED else "&Pause")
        self.menus.stop.setEnabled(busy or state is State.QUEUED)
        self.menus.snooze.setEnabled(state is State.RUNNING)
        self.menus.delete.setEnabled(busy)
        paused = "private" if private else "paused"
        suffix = {State.RUNNING: "watching", State.PAUSED: paused}.get(state)
        if suffix and snoozed_until:
            suffix = f"{suffix}, alerts snoozed until {snoozed_until}"
        self.setWindowTitle(f"Stride Desktop – {suffix}" if suffix else "Stride Desktop")

    @Slot(object)
    def show_notice(self, notice: Notice) -> None:
        """Show a notice in the banner; a fault also in a dialog, if none is open."""
        self.banner.post(notice)
        if notice.level is Level.FAULT and self.isVisible() and not self.findChildren(FaultDialog):
            FaultDialog(notice, self).show()

    @Slot()
    def come_forward(self) -> None:
        """Show the window on top of the others."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    @Slot()
    def quit(self) -> None:
        """Close the window even if closing would only hide it."""
        self.stays_in_tray = False
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Close, or only hide while the program stays in the tray. Threads end later."""
        self._state.keep(self, self._splitters)
        application = QGuiApplication.instance()
        logging_out = isinstance(application, QGuiApplication) and application.isSavingSession()
        if self.stays_in_tray and not logging_out:
            event.ignore()
            self.hide()
            self.put_away.emit()
            return
        event.accept()
        self.close_requested.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        """Accept a file, a folder or an address."""
        if dropped_source(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        """Choose the dropped file or folder; a camera is only chosen once the user has confirmed it."""
        source = dropped_source(event.mimeData())
        if isinstance(source, Path):
            self.picker.add_file(source)
        elif source is not None:
            self.camera_dropped.emit(source)
        event.acceptProposedAction()

    def eventFilter(self, field: QObject, event: QEvent) -> bool:  # noqa: N802
        """Take a source that is dragged onto a text field, which would insert its address as text."""
        if isinstance(event, QDropEvent) and dropped_source(event.mimeData()) is not None:
            event.ignore()
            return True
        return super().eventFilter(field, event)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Follow the font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "request"):
            self._align_labels()

    def restore(self) -> None:
        """Restore the position and the layout of the last time."""
        self._state.restore(self, self._splitters)
