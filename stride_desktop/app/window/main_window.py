"""The main window: where things are. What they do is in the objects that join them to the session."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, Qt, QUrl, Signal, Slot
from PySide6.QtGui import (
    QCloseEvent,
    QDesktopServices,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QKeySequence,
    QShortcut,
)
from PySide6.QtWidgets import (
    QFrame,
    QMainWindow,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from stride_desktop.app.alerts.snooze import Snooze
from stride_desktop.app.answers.cards import Conversation
from stride_desktop.app.answers.closing import Closing
from stride_desktop.app.answers.marks import AnswerMarks
from stride_desktop.app.answers.outage import Outage
from stride_desktop.app.answers.places import Places
from stride_desktop.app.answers.questions import Asking
from stride_desktop.app.chat import ChatPanel
from stride_desktop.app.chat.commands import ChatCommands
from stride_desktop.app.inspector import InspectorController, InspectorView
from stride_desktop.app.live.controller import LiveController
from stride_desktop.app.live.task import State
from stride_desktop.app.look.shortcuts import FIND, ShortcutHelp
from stride_desktop.app.preview.controller import PreviewController
from stride_desktop.app.preview.live_lanes import LiveLanes
from stride_desktop.app.preview.view import PreviewView
from stride_desktop.app.review.bar import ReviewBar
from stride_desktop.app.review.event_settings import EventSettingsBar
from stride_desktop.app.system.notices import Level, Notice, Notifications
from stride_desktop.app.system.window_state import WindowState
from stride_desktop.app.timeline.view import TimelineView
from stride_desktop.app.window.banner import Banner
from stride_desktop.app.window.delete_dialog import Deleting
from stride_desktop.app.window.fault_dialog import FaultDialog
from stride_desktop.app.window.manual_dialog import ManualDialog
from stride_desktop.app.window.menus import Menus
from stride_desktop.app.window.request_bar import RequestBar
from stride_desktop.app.window.source_picker import SourcePicker
from stride_desktop.app.window.status_bar import StatusBar
from stride_desktop.app.window.watch_controls import WatchControls
from stride_desktop.core.addresses import path_of
from stride_desktop.user_folders import log_folder


class MainWindow(QMainWindow):
    """Asks for dialogs by signals; `close_requested` when the user closes it: its owner ends the program.

    `put_away`: closing it only hid it, since `stays_in_tray` is set.
    """

    settings_requested = Signal()
    models_requested = Signal()
    about_requested = Signal()
    close_requested = Signal()
    put_away = Signal()

    def __init__(self, session: LiveController, notifications: Notifications, state: WindowState) -> None:
        super().__init__()
        self.session = session
        self._state = state
        self.stays_in_tray = False
        """Closing hides the window; the program goes on in the notification area."""
        self.setWindowTitle("Stride Desktop")
        self.setAcceptDrops(True)
        self.picker = SourcePicker(self)
        self.request = RequestBar(self)
        self.banner = Banner(self)
        self.preview = PreviewView(self)
        self.timeline = TimelineView(self)
        self.chat = ChatPanel(self)
        self.health = StatusBar(self)
        self.inspector = InspectorView(self)
        self.review_bar = ReviewBar(self)
        self.event_sliders = EventSettingsBar(self)
        self._arrange()
        self.watching = WatchControls(session, self.picker, self.request, notifications, self)
        self.viewing = PreviewController(session, self.preview, self.timeline, self)
        self.inspecting = InspectorController(session, self.viewing, self.timeline, self.inspector, self)
        self.lanes = LiveLanes(
            session, self.viewing, self.inspecting, self.timeline, self.give_lanes_room, self
        )
        self.conversation = Conversation(session, self.chat, self.viewing, self)
        self.closing = Closing(session, self.chat, self.conversation, self.viewing, self)
        self.answer_marks = AnswerMarks(session, self.conversation, self.lanes, self)
        self.asking = Asking(
            session, self.chat, self.conversation, self.viewing, self.timeline, notifications, self
        )
        self.places = Places(session.answers, self.chat, self)
        self.outage = Outage(session.answers, self.chat, notifications, parent=self)
        self.chat_commands = ChatCommands(self.chat, FIND, self)
        self.chat_commands.failed.connect(notifications.fail)
        self.snoozing = Snooze(session, self.viewing, self)
        self.menus = Menus(self)
        self.deleting = Deleting(session, self.viewing, self)
        panels = [self.inspecting.action, *self.chat_commands.all]
        self.menus.build(self._commands(), self.snoozing.snooze, self.deleting.ask_about_last, panels)
        self.timeline.add_tool(self.inspecting.action)
        self._connect(notifications)
        self._restore()
        self.request.edit.setFocus()

    # -- layout ------------------------------------------------------------------------------------

    def _arrange(self) -> None:
        self.views = QSplitter(Qt.Orientation.Horizontal, self)
        self.views.addWidget(self.preview)
        self.views.addWidget(self.chat)
        self.views.setStretchFactor(0, 3)
        self.views.setStretchFactor(1, 2)
        below = QWidget(self)
        lower = QVBoxLayout(below)
        lower.setContentsMargins(0, 0, 0, 0)
        for part in (self.review_bar, self.timeline, self.event_sliders):
            lower.addWidget(part, 1 if part is self.timeline else 0)
        self.event_sliders.hide()
        self.stack = QSplitter(Qt.Orientation.Vertical, self)
        self.stack.addWidget(self.views)
        self.stack.addWidget(below)
        self.stack.addWidget(self.inspector)
        self.stack.setStretchFactor(0, 3)
        self.stack.setStretchFactor(1, 1)
        self.stack.setStretchFactor(2, 1)
        for splitter in (self.views, self.stack):
            splitter.setChildrenCollapsible(False)
        centre = QWidget(self)
        column = QVBoxLayout(centre)
        column.addWidget(self.picker)
        column.addWidget(self.request)
        column.addWidget(self.banner)
        column.addWidget(self.stack, 1)
        # On a small screen with large letters not everything fits: the rest is scrolled to.
        area = QScrollArea(self)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
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
        """Roomy, but never larger than a small laptop's screen."""
        unit = self.fontMetrics().height()
        screen = self.screen().availableSize()
        return QSize(min(unit * 72, screen.width() * 9 // 10), min(unit * 48, screen.height() * 9 // 10))

    def give_lanes_room(self) -> None:
        """Let the timeline grow until its lanes are in sight, but not beyond half of what there is."""
        sizes = self.stack.sizes()
        spare = sizes[0] - sum(sizes) * 2 // 5
        taken = min(self.timeline.missing_height, max(0, spare))
        if taken > 0:
            self.stack.setSizes([sizes[0] - taken, sizes[1] + taken, *sizes[2:]])

    # -- connections -------------------------------------------------------------------------------

    def _commands(self) -> dict[str, Callable[[], object]]:
        return {
            "open": self.picker.ask_for_file,
            "address": self.watching.ask_for_address,
            "settings": self.settings_requested.emit,
            "models": self.models_requested.emit,
            "quit": self.quit,
            "start": self.watching.start,
            "also": self.request.also.click,
            "pause": self.watching.toggle_pause,
            "stop": self.session.stop,
            "live": self.viewing.go_live,
            "manual": self._show_manual,
            "shortcuts": self._show_shortcuts,
            "log": self._open_log,
            "about": self.about_requested.emit,
        }

    def _connect(self, notifications: Notifications) -> None:
        session = self.session
        session.state_changed.connect(self._on_state)
        self.snoozing.changed.connect(self._on_snoozing)
        session.health_changed.connect(self.health.show_health)
        session.started.connect(self.banner.clear)
        session.started.connect(self.outage.tell)
        session.closed.connect(self.outage.close)
        session.model.changed.connect(self.health.show_model)
        session.answers.backlog_changed.connect(self.health.show_backlog)
        self.health.cancel.clicked.connect(session.model.cancel)
        notifications.posted.connect(self._on_notice)
        notifications.withdrawn.connect(self.banner.withdraw)
        for view in (self.preview, self.timeline):
            space = QShortcut(QKeySequence(Qt.Key.Key_Space), view)
            space.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            space.activated.connect(self.watching.toggle_pause)
        self.request.hint.models_requested.connect(self.models_requested)
        self.request.start_named.connect(self.menus.start.setText)
        self._on_state(State.IDLE)

    @Slot(object)
    def _on_state(self, state: State) -> None:
        busy = state in (State.RUNNING, State.PAUSED)
        self.health.show_state(state, self.session.pause_reason)
        self.menus.pause.setEnabled(busy)
        self.menus.pause.setText("&Resume" if state is State.PAUSED else "&Pause")
        self.menus.stop.setEnabled(busy or state is State.QUEUED)
        self.menus.snooze.setEnabled(state is State.RUNNING)
        self.menus.delete.setEnabled(busy)
        self._on_snoozing()

    @Slot()
    def _on_snoozing(self) -> None:
        """Say in the title what is done, and until when alerts are snoozed."""
        words = {State.RUNNING: "watching", State.PAUSED: "paused"}
        suffix = words.get(self.session.state)
        if suffix and self.snoozing.until_text:
            suffix = f"{suffix}, alerts snoozed until {self.snoozing.until_text}"
        self.setWindowTitle(f"Stride Desktop – {suffix}" if suffix else "Stride Desktop")

    @Slot(object)
    def _on_notice(self, notice: Notice) -> None:
        self.banner.post(notice)
        if notice.level is Level.FAULT and self.isVisible():
            FaultDialog.show_once(notice, self)

    # -- dialogs -----------------------------------------------------------------------------------

    def _show_manual(self) -> None:
        ManualDialog(self).show()

    def _show_shortcuts(self) -> None:
        ShortcutHelp(self).exec()

    def _open_log(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(log_folder())))

    # -- the window itself -------------------------------------------------------------------------

    @Slot()
    def come_forward(self) -> None:
        """Show the window on top of the others."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    @Slot()
    def quit(self) -> None:
        """Close for good, also where closing would only hide the window."""
        self.stays_in_tray = False
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Vanish at once; threads end behind the scenes, or go on while the program stays in the tray."""
        self._remember()
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
        """Accept one file of this computer."""
        urls = event.mimeData().urls()
        if len(urls) == 1 and urls[0].isLocalFile():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        """Choose the dropped file."""
        address = event.mimeData().urls()[0].toEncoded()  # as text it lacks bytes that are none
        self.picker.add_file(path_of(bytes(address.data()).decode("ascii")))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Follow the font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "request"):
            self._align_labels()

    def _remember(self) -> None:
        self._state.set_flag("refinement", self.inspecting.action.isChecked())
        self._state.keep(self, {"views": self.views, "stack": self.stack})

    def _restore(self) -> None:
        self._state.restore(self, {"views": self.views, "stack": self.stack})
        self.inspecting.action.setChecked(self._state.flag("refinement"))
