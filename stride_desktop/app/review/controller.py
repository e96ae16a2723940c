"""Opens and closes stored sessions in the window, with their commands."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QDateTime, QLocale, QObject, Signal, Slot
from PySide6.QtGui import QAction

from stride_desktop.app.live.task import State
from stride_desktop.app.look import shortcuts
from stride_desktop.app.review.context import ReviewContext
from stride_desktop.app.review.event_settings import EventSettingsBar, EventTrial
from stride_desktop.app.review.export import ExportController
from stride_desktop.app.review.lanes import OpenLanes
from stride_desktop.app.review.rerun import RerunController
from stride_desktop.app.review.session_list import SessionList
from stride_desktop.sessions.opened import Opened, read_session


class ReviewController(QObject):
    """Shows stored sessions. `opened(str)`: the id of the one that is open, "" for none.

    Owns the widgets above and below the timeline, `bar` and `event_bar`; the window places them.

    No session is open while a source is watched: starting to watch closes it.
    """

    opened = Signal(str)

    def __init__(self, context: ReviewContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._live = context.live
        self._notifications = context.notifications
        self.last = ""
        """Id of the session that was stored last."""
        self.background = context.background
        self.bar = context.bar
        self.event_bar = EventSettingsBar()
        self.event_bar.hide()
        self.lanes = OpenLanes(context, self)
        self.rewatching = RerunController(context, self.lanes)
        self.exporting = ExportController(context, self.lanes)
        self._build_actions()
        self.trying = EventTrial(context, self.lanes, self.event_bar, self.sliders)
        self._live.started.connect(self._on_started)
        self._live.state_changed.connect(self._refresh)
        self.lanes.active_changed.connect(self._refresh)
        self.rewatching.active_changed.connect(self._refresh)
        self.exporting.active_changed.connect(self._refresh)
        self._fill_bar()
        self._refresh()

    def _build_actions(self) -> None:
        action = partial(shortcuts.command, parent=self)
        hint = "Watch it again, for another request or with another model"
        self.show_list = action("Stored &sessions…", shortcuts.SESSIONS, self._show_list)
        self.review_last = action("Re&view this session", shortcuts.REVIEW, self._open_last)
        self.new_lane = action("New &lane…", shortcuts.NEW_LANE, self.rewatching.ask, hint=hint)
        self.remove_lane = action("Remo&ve the lane", "", self.lanes.remove_active)
        self.sliders = action("&Event settings", shortcuts.EVENTS, lambda: None)
        self.sliders.setCheckable(True)
        self.export = action("E&xport…", shortcuts.EXPORT, self.exporting.ask)
        self.put_away = action("&Close the session", "", self.close)
        self.put_away.setIconText("Close")
        self.review_last.setIconText("Review")

    def _fill_bar(self) -> None:
        editing = self.lanes.editing
        judging = [editing.right, editing.wrong, editing.add, editing.delete, editing.note]
        history = [editing.undo, editing.redo, editing.reviewed]
        self.bar.fill([judging, history, [self.new_lane, self.sliders, self.export, self.put_away]])

    @property
    def file_actions(self) -> list[QAction]:
        """Commands of the file menu."""
        return [self.show_list, self.review_last, self.export, self.put_away]

    @property
    def lane_actions(self) -> list[list[QAction]]:
        """Commands of the review menu, group by group."""
        return [list(self.lanes.editing.actions), [self.new_lane, self.remove_lane, self.sliders]]

    @Slot(str)
    def remember(self, session_id: str) -> None:
        """Take the id of the session that was stored last; "" when the run was not stored."""
        self.last = session_id
        self._refresh()

    @Slot(str)
    def open(self, session_id: str) -> None:
        """Show a stored session, unless a source is watched."""
        if self._live.state is not State.IDLE:
            self._notifications.inform("Stop watching before you open a stored session.")
            return
        work = partial(read_session, self._context.library, session_id)
        self.background.run(work, self._show, self._notifications.fail, key="open")

    @Slot()
    def close(self) -> None:
        """Close the session and empty the window."""
        if self.lanes.opened is not None:
            self._let_go()
            self._context.timeline.set_lanes(())
            self._context.timeline.set_wall_clock(None)
            self._context.cards.look_back(None)

    def shut_down(self, seconds: float) -> None:
        """Cancel reruns, and wait until the review is stored, for `seconds` at most.

        `rewatching.active` says whether a thread is left.
        """
        self.rewatching.cancel()
        self.background.close(seconds)
        self.exporting.shut_down(min(seconds, 1.0))

    def _show(self, opened: Opened) -> None:
        if self._live.state is not State.IDLE:
            return  # watching has begun
        self._let_go()
        first = min(lane.lane.snapshot.begin or 0.0 for lane in opened.lanes)
        newest = max(lane.lane.snapshot.newest or first + 1.0 for lane in opened.lanes)
        self._context.preview.look_back(self._context.pictures.of(opened), first, opened.offset)
        self.lanes.show(opened)
        self._context.timeline.navigation.zoom_to(first, newest)
        self.bar.show_session(_title(opened))
        self.opened.emit(opened.id)
        for error in opened.damage:
            self._notifications.warn(error)

    def _let_go(self) -> None:
        """Forget the session; the window shows it until something else is shown."""
        if self.lanes.opened is None:
            return
        self.rewatching.cancel()
        self.exporting.cancel()
        self.lanes.clear()
        self._context.preview.look_back(None)
        self.bar.show_session("")
        self.opened.emit("")

    @Slot()
    def _on_started(self) -> None:
        self._let_go()
        self.remember("")

    def _show_list(self) -> None:
        sessions = SessionList(self._context.library, self.background, self.bar.window())
        sessions.opened.connect(self.open)
        sessions.removed.connect(self._on_removed)
        sessions.open()

    @Slot(str)
    def _on_removed(self, session_id: str) -> None:
        if self.lanes.opened is not None and self.lanes.opened.id == session_id:
            self.close()
        if self.last == session_id:
            self.remember("")

    def _open_last(self) -> None:
        if self.last:
            self.open(self.last)
        elif self._context.settings.value.keeping.chosen != "nothing":
            self._notifications.inform("What was watched is still being stored.", "Try again in a moment.")
        else:
            self._notifications.inform(
                "Nothing was kept of what was watched, so it cannot be reviewed.",
                "Choose in the settings, under Privacy, to keep spans or pictures, and watch it again.",
            )

    @Slot()
    def _refresh(self) -> None:
        idle = self._live.state is State.IDLE
        is_open = self.lanes.opened is not None
        self.show_list.setEnabled(idle)
        self.review_last.setEnabled(idle and self._live.run_number > 0 and not is_open)
        at_work = self.rewatching.active or self.exporting.active
        for action in (self.new_lane, self.export):
            action.setEnabled(is_open and not at_work)
        self.remove_lane.setEnabled(self.lanes.rerun_active)
        for action in (self.sliders, self.put_away):
            action.setEnabled(is_open)


def _title(opened: Opened) -> str:
    moment = QDateTime.fromSecsSinceEpoch(int(opened.beginning.started))
    return f"{opened.beginning.source} · {QLocale().toString(moment, QLocale.FormatType.ShortFormat)}"
