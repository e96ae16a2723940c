"""Makes every controller of the program, in order, and connects them."""

from __future__ import annotations

from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices

from stride_desktop.app.alerts.controller import AlertController
from stride_desktop.app.alerts.snooze import Snooze
from stride_desktop.app.answers.alternatives import Alternatives
from stride_desktop.app.answers.breaker import ResponderBreaker
from stride_desktop.app.answers.cards import AnswerCards
from stride_desktop.app.answers.context import AnswerContext
from stride_desktop.app.answers.end_answers import EventEndAnswers
from stride_desktop.app.answers.questions import Questions
from stride_desktop.app.answers.queue import AnswerQueue
from stride_desktop.app.answers.recording import AnswerRecording
from stride_desktop.app.chat.commands import ChatCommands
from stride_desktop.app.inspector.controller import InspectorController
from stride_desktop.app.live.controller import LiveController
from stride_desktop.app.live.factories import Factories
from stride_desktop.app.live.picture_places import PicturesOfRuns
from stride_desktop.app.live.recorder import Recordings
from stride_desktop.app.live.source_notices import SourceNotices
from stride_desktop.app.look import shortcuts
from stride_desktop.app.models.controller import Models
from stride_desktop.app.power.base import PowerProbe
from stride_desktop.app.power.saving import PowerSaving
from stride_desktop.app.power.watcher import PowerWatcher
from stride_desktop.app.preview.controller import PreviewController
from stride_desktop.app.preview.live_lanes import LiveLanes
from stride_desktop.app.preview.masking import Masking
from stride_desktop.app.review.bar import ReviewBar
from stride_desktop.app.review.context import ReviewContext
from stride_desktop.app.review.controller import ReviewController
from stride_desktop.app.review.past_questions import PastQuestions
from stride_desktop.app.settings.controller import SettingsController
from stride_desktop.app.system.background import BackgroundQueue
from stride_desktop.app.system.current_settings import CurrentSettings
from stride_desktop.app.system.keychain import Keychain
from stride_desktop.app.system.notices import Notifications
from stride_desktop.app.system.window_state import WindowState
from stride_desktop.app.window.delete_dialog import ask_to_delete
from stride_desktop.app.window.first_picture import FirstPicture
from stride_desktop.app.window.main_window import MainWindow
from stride_desktop.app.window.manual_dialog import ManualDialog
from stride_desktop.app.window.menus import Command
from stride_desktop.app.window.network_cameras import NetworkCameras
from stride_desktop.app.window.recents import Recents
from stride_desktop.app.window.region_choice import RegionChoice
from stride_desktop.app.window.screen_numbers import ScreenNumbers
from stride_desktop.app.window.source_choice import SourceChoice
from stride_desktop.app.window.source_list import SourceList
from stride_desktop.app.window.watch_controls import WatchControls
from stride_desktop.core.settings import Settings
from stride_desktop.pipeline.answer_store import AnswerStore
from stride_desktop.sessions.library import Library
from stride_desktop.user_folders import log_folder


class Controllers(QObject):
    """The window and its controllers. Made in the order in which they need each other."""

    def __init__(
        self,
        factories: Factories,
        settings: CurrentSettings,
        keychain: Keychain,
        state: WindowState,
        library: Library | None,
        power: PowerProbe | None,
        parent: QObject | None = None,
    ) -> None:
        """library: where sessions are stored, None stores none; power: None reports no battery or lock."""
        super().__init__(parent)
        self.notifications = Notifications(self)
        self.live = LiveController(factories, settings.value, self)
        responder = settings.value.responder
        self._make_responder = factories.make_responder
        self.store = AnswerStore()
        self.answers = AnswerQueue(self.store, factories.make_responder(responder), self)
        self.answers.use(responder, self.answers.make)
        self.recordings = Recordings(self.live, lambda: self.answers.busy, library, self.notifications, self)
        self.window = MainWindow(state)
        self._make_views(settings, keychain)
        self._make_answers(factories, keychain)
        self._make_records(library)
        self.review = None if library is None else self._make_review(factories, settings, library)
        lanes = None if self.review is None else self.review.lanes
        self.past_questions = PastQuestions(self.context, self.cards, self.pictures, lanes, self)
        self.snooze = Snooze(self.live, self.preview, self)
        self.alerts = AlertController(
            self.context, self.snooze, self.window, self.window.request.mute.mutes, self
        )
        self.alerts.settings = settings.value.notifications
        self.sources = SourceList(self)
        self._make_choice(settings)
        self.power_watcher = PowerWatcher(power, parent=self)
        self.power = PowerSaving(self.live, settings.value.power, self.power_watcher, self)
        self.models = Models(settings.value, keychain, factories.hub, self.window)
        self.settings = SettingsController(
            self.window, settings, self.answers, keychain, self.alerts, self.models, self.power_watcher, self
        )
        self.masking = Masking(
            self.live, self.preview, self.window.preview, settings, self.notifications, self
        )
        self._fill_menus()
        self._connect_window()
        self._connect_records()
        self._connect_settings(settings)
        self._restore(state)

    def _make_views(self, settings: CurrentSettings, keychain: Keychain) -> None:
        live, window = self.live, self.window
        self.watch = WatchControls(live, window.picker, window.request, self.notifications, self)
        self.cameras = NetworkCameras(window.picker, settings, keychain, self.notifications, self)
        self.watch.kept_address = self.cameras.kept_address
        self.recents = Recents(settings, window.picker, window.request, lambda: live.private, self)
        self.watch.wanted.connect(self.recents.remember)
        self.region = RegionChoice(window, window.picker, self.notifications, self)
        self.preview = PreviewController(live, window.preview, window.timeline, self)
        self.first_picture = FirstPicture(
            live, window.picker, self.preview, window.preview, self.watch.opening, self
        )
        self.watch.released = self.first_picture.released
        self.inspector = InspectorController(live, self.preview, window.timeline, window.inspector, self)
        self.lanes = LiveLanes(live, self.store, self.preview, window.timeline, window.give_lanes_room, self)
        self.lanes.lane_activated.connect(self.inspector.select_lane)

    def _make_answers(self, factories: Factories, keychain: Keychain) -> None:
        chat, timeline, notifications = self.window.chat, self.window.timeline, self.notifications
        self.context = AnswerContext(
            self.live, self.store, self.answers, chat, self.preview, timeline, notifications
        )
        self.cards = AnswerCards(self.context, self)
        self.end_answers = EventEndAnswers(self.context, self)
        self.questions = Questions(self.context, self.cards, self)
        self.breaker = ResponderBreaker(self.answers, notifications, self)
        self.chat_commands = ChatCommands(chat, shortcuts.FIND, self)
        self.alternatives = Alternatives(
            self.context, self.cards, factories.make_responder, keychain.key, self
        )

    def _make_records(self, library: Library | None) -> None:
        self.source_notices = SourceNotices(self.live, self.notifications, self)
        self.answer_recording = AnswerRecording(
            self.store, self.recordings, library, self.notifications, self
        )
        self.pictures = PicturesOfRuns(self.live, self.recordings, library, self)
        self.preview.look_in(self.pictures.now)
        self.answers.hidden = self.pictures.hidden

    def _make_review(
        self, factories: Factories, settings: CurrentSettings, library: Library
    ) -> ReviewController:
        context = ReviewContext(
            library=library,
            factories=factories,
            settings=settings,
            live=self.live,
            preview=self.preview,
            timeline=self.window.timeline,
            cards=self.cards,
            inspector=self.inspector,
            notifications=self.notifications,
            pictures=self.pictures,
            give_room=self.window.give_lanes_room,
            bar=ReviewBar(),
            background=BackgroundQueue(self),
        )
        return ReviewController(context, self)

    def _make_choice(self, settings: CurrentSettings) -> None:
        picker = self.window.picker
        self.sources.changed.connect(picker.set_devices)
        self.screen_numbers = ScreenNumbers(self.window, self.notifications, self)
        self.choice = SourceChoice(picker, self.sources, lambda: settings.value.privacy.hidden, self)
        for text, hint, run in (
            ("&Region…", "Watch a region of a screen", self.region.ask),
            ("&Video file…", "Watch a video file", picker.ask_for_file),
            ("&Folder…", "Watch a folder of pictures", picker.ask_for_folder),
            ("&Address…", "Watch a network camera", self.cameras.ask),
        ):
            self.choice.popup.add_button(text, hint, run)
        hint = "Forget the sources and requests of the last time"
        clear = self.choice.popup.add_button("&Clear recent", hint, self.recents.clear)
        self.recents.offered.connect(clear.setVisible)
        clear.setVisible(self.recents.any)
        hint = "Show on every screen which number it has"
        self.choice.popup.add_button("&Identify screens", hint, self.screen_numbers.show, closes=False)

    def _fill_menus(self) -> None:
        window, menus, review = self.window, self.window.menus, self.review
        opening: list[Command] = [
            ("&Open video file…", shortcuts.OPEN, window.picker.ask_for_file),
            ("Open &folder of pictures…", "", window.picker.ask_for_folder),
            ("Open &network camera…", "", self.cameras.ask),
            ("For&get this network camera", "", self.cameras.forget),
            ("Watch a &region of the screen…", shortcuts.REGION, self.region.ask),
            ("&Identify screens", "", self.screen_numbers.show),
            ("Se&ttings…", shortcuts.SETTINGS, self.settings.edit),
            ("&Models…", "", self.models.show),
        ]
        sessions = [] if review is None else [review.file_actions]
        menus.add("&File", [opening, *sessions, [("&Quit", "Ctrl+Q", window.quit)]])
        watching: list[Command] = [
            ("&Start", shortcuts.START, self.watch.start),
            ("&Watch for this too", shortcuts.ALSO, window.request.also.click),
            ("&Pause", shortcuts.PAUSE, self.live.toggle_pause),
            ("Private &mode", shortcuts.PRIVATE, self.live.toggle_private),
            ("S&top", shortcuts.STOP, self.live.stop),
            ("&Hide a part of the picture…", "", self.masking.edit),
        ]
        newest = ("Go to the &newest picture", shortcuts.LIVE, self.preview.go_live)
        menus.add_watching(watching, [newest], self.snooze.snooze, self._delete_last)
        menus.add("&View", [[self.inspector.action, *self.chat_commands.all]])
        window.timeline.toolbar.add(self.inspector.action)
        if review is not None:
            menus.add("Rev&iew", review.lane_actions)
            window.timeline.toolbar.add(review.review_last)
            window.frame_timeline(review.bar, review.event_bar)
        help_pages: list[Command] = [
            ("&Manual", "", lambda: ManualDialog(window).show()),
            ("&Keyboard shortcuts", shortcuts.HELP, lambda: shortcuts.ShortcutHelp(window).open()),
            ("Open the &log folder", "", _open_log),
        ]
        menus.add("&Help", [help_pages, [("&About Stride Desktop", "", self.models.show_about)]])

    def _delete_last(self, seconds: float) -> None:
        ask_to_delete(self.live, self.preview.clock, self.window, self.answers.settings, seconds)

    def _connect_window(self) -> None:
        live, window, health = self.live, self.window, self.window.health
        live.state_changed.connect(self._show_state)
        self.snooze.changed.connect(self._show_state)
        live.health_changed.connect(health.show_health)
        live.started.connect(window.banner.clear)
        live.model.changed.connect(health.show_model)
        health.cancel.clicked.connect(live.model.cancel)
        self.answers.backlog_changed.connect(health.show_backlog)
        self.recordings.changed.connect(health.show_keeping)
        self.power.changed.connect(health.show_effort)
        self.notifications.posted.connect(window.show_notice)
        self.notifications.withdrawn.connect(window.banner.withdraw)
        self.chat_commands.failed.connect(self.notifications.fail)
        self.models.failed.connect(self.notifications.fail)
        window.pause_toggled.connect(live.toggle_pause)
        window.request.start_named.connect(window.menus.start.setText)
        window.request.hint.models_requested.connect(self.models.show)
        window.camera_dropped.connect(self.cameras.confirm)
        window.picker.region_requested.connect(self.region.ask)
        self.alerts.show_requested.connect(window.come_forward)
        self.alerts.tray.quit_requested.connect(window.quit)
        self._show_state()

    def _connect_records(self) -> None:
        self.live.started.connect(self.breaker.post_again)
        self.answers.backlog_changed.connect(self.recordings.end_finished)
        self.window.timeline.pointer.answer_requested.connect(self.past_questions.answer)
        self.questions.stretch_asked.connect(self.past_questions.ask)
        if self.review is not None:
            self.recordings.stored.connect(self.review.remember)
            self.recordings.open_requested.connect(self.review.open)

    def _connect_settings(self, settings: CurrentSettings) -> None:
        followers = (self.models, self.live, self.recordings, self.power, self.alerts)
        for follower in followers:
            settings.changed.connect(follower.follow_settings)
        settings.failed.connect(self.notifications.fail)
        settings.changed.connect(self._follow_responder)

    @Slot(object, object)
    def _follow_responder(self, before: Settings, after: Settings) -> None:
        if after.responder != before.responder:
            self.answers.use(after.responder, self._make_responder(after.responder))

    @Slot()
    def _show_state(self) -> None:
        live = self.live
        self.window.show_state(live.state, live.pause_reason, self.snooze.until_text)

    def _restore(self, state: WindowState) -> None:
        """Restore the window and its panels as they were last time."""
        self.window.restore()
        self.inspector.action.setChecked(state.flag("refinement"))
        self.inspector.action.toggled.connect(lambda shown: state.set_flag("refinement", shown))


def _open_log() -> None:
    """Open the log folder in the file manager."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(log_folder())))
