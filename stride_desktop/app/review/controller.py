"""Opens and closes stored sessions in the window, and has the commands for them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QDateTime, QLocale, QObject, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence

from stride_desktop.app.answers.cards import AnswerCards
from stride_desktop.app.inspector import InspectorController
from stride_desktop.app.live.controller import LiveController
from stride_desktop.app.live.factories import Factories
from stride_desktop.app.live.picture_places import PicturesOfRuns
from stride_desktop.app.live.task import State
from stride_desktop.app.look import shortcuts
from stride_desktop.app.preview.controller import PreviewController
from stride_desktop.app.review.bar import ReviewBar
from stride_desktop.app.review.event_settings import EventSettingsBar, EventTrial
from stride_desktop.app.review.export import ExportController
from stride_desktop.app.review.lanes import OpenLanes
from stride_desktop.app.review.rerun import RerunController
from stride_desktop.app.review.session_list import SessionList
from stride_desktop.app.system.background import BackgroundQueue
from stride_desktop.app.system.current_settings import CurrentSettings
from stride_desktop.app.system.notices import Notifications
from stride_desktop.app.timeline.view import TimelineView
from stride_desktop.sessions.library import Library
from stride_desktop.sessions.opened import Opened, read_session


class ReviewController(QObject):
    """Shows stored sessions. `opened(str)`: the id of the one that is open, "" for none.

    Owns the widgets above and below the timeline, `bar` and `event_bar`; the window places them.

    Nothing is open while something is watched: starting to watch puts the session away.
    """

    opened = Signal(str)

    def __init__(
        self,
        library: Library,
        factories: Factories,
        settings: CurrentSettings,
        live: LiveController,
        preview: PreviewController,
        timeline: TimelineView,
        cards: AnswerCards,
        inspector: InspectorController,
        notifications: Notifications,
        pictures: PicturesOfRuns,
        give_room: Callable[[], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._library = library
        self._settings = settings
        self._live = live
        self._preview = preview
        self._timeline = timeline
        self._cards = cards
        self._notifications = notifications
        self._pictures = pictures
        self._last = ""  # the session that was stored last
        self.background = BackgroundQueue(self)
        self.bar = ReviewBar()
        self.event_bar = EventSettingsBar()
        self.event_bar.hide()
        self.lanes = OpenLanes(
            library,
            self.background,
            timeline,
            self.bar,
            cards,
            inspector,
            give_room,
            notifications,
            self,
        )
        self.rewatching = RerunController(
            library, factories, self.background, self.lanes, settings, live, self.bar, notifications
        )
        self.exporting = ExportController(library, self.lanes, timeline, preview, self.bar, notifications)
        self._build_actions()
        self.trying = EventTrial(
            library, self.background, self.lanes, self.event_bar, self.sliders, notifications
        )
        live.started.connect(self._on_started)
        live.state_changed.connect(self._refresh)
        self.lanes.active_changed.connect(self._refresh)
        self.rewatching.reruns.active_changed.connect(self._refresh)
        self.exporting.active_changed.connect(self._refresh)
        self._fill_bar()
        self._refresh()

    def _build_actions(self) -> None:
        self.show_list = self._action("Stored &sessions…", shortcuts.SESSIONS, self._show_list)
        self.review_last = self._action("Re&view this session", shortcuts.REVIEW, self._open_last)
        self.new_lane = self._action("New &lane…", shortcuts.NEW_LANE, self.rewatching.ask)
        self.new_lane.setToolTip(
            shortcuts.shortcut_hint(
                "Watch it again, for another request or with another model", shortcuts.NEW_LANE
            )
        )
        self.remove_lane = self._action("Remo&ve the lane", "", self.lanes.remove_active)
        self.sliders = self._action("&Event settings", shortcuts.EVENTS, _nothing)
        self.sliders.setCheckable(True)
        self.export = self._action("E&xport…", shortcuts.EXPORT, self.exporting.ask)
        self.put_away = self._action("&Close the session", "", self.close)
        self.put_away.setIconText("Close")
        self.review_last.setIconText("Review")

    def _action(self, text: str, keys: str, run: Callable[[], object]) -> QAction:
        action = QAction(text, self)
        if keys:
            action.setShortcut(QKeySequence(keys))
            action.setToolTip(shortcuts.shortcut_hint(text.replace("&", "").rstrip("…"), keys))
        action.triggered.connect(lambda: run())
        return action

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

    # -- opening and closing -----------------------------------------------------------------------

    @Slot(str)
    def remember(self, session_id: str) -> None:
        """A session was stored: the last one from now on. "" when what was watched was not stored."""
        self._last = session_id
        self._refresh()

    @Slot(str)
    def open(self, session_id: str) -> None:
        """Show a stored session; not while something is watched."""
        if self._live.state is not State.IDLE:
            self._notifications.inform("Stop watching before you open a stored session.")
            return
        work = partial(read_session, self._library, session_id)
        self.background.run(work, self._show, self._notifications.fail, key="open")

    @Slot()
    def close(self) -> None:
        """Put the session away; the window is as empty as at the start."""
        if self.lanes.opened is not None:
            self._let_go()
            self._timeline.set_lanes(())
            self._timeline.set_wall_clock(None)
            self._cards.look_back(None)

    def shut_down(self, seconds: float) -> None:
        """Cancel reruns, and wait until the review is stored, for `seconds` at most.

        `rewatching.reruns.active` says whether a thread is left.
        """
        self.rewatching.reruns.cancel()
        self.background.close(seconds)
        self.exporting.shut_down(min(seconds, 1.0))

    def _show(self, opened: Opened) -> None:
        if self._live.state is not State.IDLE:
            return  # watching began meanwhile
        self._let_go()
        first = min(lane.lane.snapshot.begin or 0.0 for lane in opened.lanes)
        newest = max(lane.lane.snapshot.newest or first + 1.0 for lane in opened.lanes)
        self._preview.look_back(self._pictures.of(opened), first, opened.offset)
        self.lanes.show(opened)
        self._timeline.navigation.zoom_to(first, newest)
        self.bar.show_session(_title(opened))
        self.opened.emit(opened.id)
        for error in opened.damage:
            self._notifications.warn(error)

    def _let_go(self) -> None:
        """Forget the session; what the window shows of it stays until something else is shown."""
        if self.lanes.opened is None:
            return
        self.rewatching.reruns.cancel()
        self.exporting.cancel()
        self.lanes.clear()
        self._preview.look_back(None)
        self.bar.show_session("")
        self.opened.emit("")

    @Slot()
    def _on_started(self) -> None:
        self._let_go()
        self.remember("")

    def _show_list(self) -> None:
        sessions = SessionList(self._library, self.background, self.bar.window())
        sessions.opened.connect(self.open)
        sessions.removed.connect(self._on_removed)
        sessions.open()

    @Slot(str)
    def _on_removed(self, session_id: str) -> None:
        if self.lanes.opened is not None and self.lanes.opened.id == session_id:
            self.close()
        if self._last == session_id:
            self.remember("")

    def _open_last(self) -> None:
        if self._last:
            self.open(self._last)
        elif self._settings.value.keeping.chosen != "nothing":
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
        at_work = self.rewatching.reruns.active or self.exporting.active
        for action in (self.new_lane, self.export):
            action.setEnabled(is_open and not at_work)
        self.remove_lane.setEnabled(self.lanes.rerun_active)
        for action in (self.sliders, self.put_away):
            action.setEnabled(is_open)


def _title(opened: Opened) -> str:
    moment = QDateTime.fromSecsSinceEpoch(int(opened.started))
    return f"{opened.source} · {QLocale().toString(moment, QLocale.FormatType.ShortFormat)}"


def _nothing() -> None:
    """A command that only is on or off."""
