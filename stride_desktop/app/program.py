"""The program: everything there is once, how it starts, and how it ends."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from stride_desktop.app.alerts import AlertController
from stride_desktop.app.answers.alternatives import Alternatives
from stride_desktop.app.answers.recording import AnswerRecording
from stride_desktop.app.answers.responders import foreign_host, responder_name
from stride_desktop.app.live.controller import LiveController
from stride_desktop.app.live.picture_places import PicturesOfRuns
from stride_desktop.app.live.recorder import Recordings
from stride_desktop.app.live.source_notices import SourceNotices
from stride_desktop.app.live.task import Factories
from stride_desktop.app.look.appearance import apply_scheme
from stride_desktop.app.models.controller import Models
from stride_desktop.app.power.base import PowerProbe
from stride_desktop.app.power.saving import PowerSaving
from stride_desktop.app.power.watcher import PowerWatcher
from stride_desktop.app.review.controller import ReviewController
from stride_desktop.app.review.past_questions import PastQuestions
from stride_desktop.app.settings.controller import SettingsController
from stride_desktop.app.settings.keeping_dialog import KeepingDialog
from stride_desktop.app.system.crash import CrashReporter
from stride_desktop.app.system.keychain import Keychain
from stride_desktop.app.system.notices import Notifications
from stride_desktop.app.system.window_state import WindowState
from stride_desktop.app.window.main_window import MainWindow
from stride_desktop.app.window.source_list import SourceList
from stride_desktop.checkpoints import place as places
from stride_desktop.checkpoints.place import Pins
from stride_desktop.core.errors import NotDownloaded, SettingsError
from stride_desktop.core.events import EventSettings
from stride_desktop.core.settings import KEEPING, Settings
from stride_desktop.pipeline.settings_store import SettingsStore
from stride_desktop.sessions.library import Library


class Program(QObject):
    """Owns the window and everything behind it. `ended`: all threads are over, the process may go."""

    ended = Signal()

    def __init__(
        self,
        store: SettingsStore,
        keychain: Keychain,
        parts: Factories,
        crashes: CrashReporter | None = None,
        library: Library | None = None,
        power: PowerProbe | None = None,
    ) -> None:
        """library: where sessions are stored; None stores nothing, whatever the settings say.

        power: tells about battery and lock; None knows nothing of them.
        """
        super().__init__()
        self._store = store
        self._keychain = keychain
        self._crashes = crashes
        self._closing = False
        self._session_closed = False
        self._library = library
        self.erases_data = False
        """Whoever runs the program must delete all its data once it has ended."""
        loaded = store.load()
        apply_scheme(loaded.settings.appearance.scheme)
        state = self._state = WindowState(store.path.with_name("window.ini"))
        self.notifications = Notifications(self)
        self.recordings = Recordings(library, self.notifications, self)
        self.session = LiveController(replace(parts, record=self.recordings.begin), loaded.settings, self)
        self.window = MainWindow(self.session, self.notifications, state)
        self.recordings.follow(self.session)
        self._source_notices = SourceNotices(self.session, self.notifications, self)
        conversation = self.window.conversation
        self.alternatives = Alternatives(
            self.session, self.window.chat, conversation, parts.make_responder, keychain.key, self
        )
        self._answers = AnswerRecording(self.session.answers, conversation, self.recordings, self)
        self.window.closing.asked.connect(self._answers.note_run)
        self.pictures = PicturesOfRuns(self.session, self.recordings, library, self)
        self.window.viewing.look_in(self.pictures.now)
        self.reviewing = (
            None
            if library is None
            else ReviewController(library, parts, self.window, self.notifications, self.pictures, self)
        )
        lanes = None if self.reviewing is None else self.reviewing.lanes
        about = (self.window, self.recordings, self._answers, self.notifications)
        self.past_questions = PastQuestions(*about, self.pictures, library, lanes, self)
        self.alerts = AlertController(self.session, self.window, self)
        self.sources = SourceList(self)
        self._watcher = None if power is None else PowerWatcher(power, parent=self)
        self.power = PowerSaving(self.session, loaded.settings.power, self._watcher, self)
        self.models = Models(loaded.settings, keychain, self.window)
        about_settings = (self.window, keychain, self.alerts, self.models, self.power)
        self.settings_controller = SettingsController(*about_settings, self)
        self._connect()
        for notice in (loaded.notice, Pins(places.current().pins).mend(), state.notice):
            if notice is not None:
                self.notifications.warn(notice)

    def start(self) -> None:
        """Show the window, then do what takes long in the background."""
        self.window.show()
        self.alerts.start()
        self._follow_tray()
        QTimer.singleShot(0, self._after_showing)

    @Slot()
    def close(self) -> None:
        """End everything; the window is gone at once, `ended` follows when no thread is left."""
        if self._closing:
            return
        self._closing = True
        self.window.hide()
        self.alerts.stop()
        self.session.close()
        self.models.close()
        if self._watcher is not None:
            self._watcher.close()
        self._check_ended()

    def _connect(self) -> None:
        self.window.close_requested.connect(self.close)
        self.settings_controller.changed.connect(self.apply_settings)
        self.settings_controller.erase_requested.connect(self.erase)
        self.window.models_requested.connect(self.models.show)
        self.window.about_requested.connect(self.models.show_about)
        self.models.arrived.connect(self._on_model_arrived)
        self.models.failed.connect(self.notifications.fail)
        self.models.ended.connect(self._check_ended)
        self.alerts.ended.connect(self._check_ended)
        self.alerts.quit_requested.connect(self.window.quit)
        self.window.put_away.connect(self._on_put_away)
        self.window.picker.refresh_requested.connect(self.sources.refresh)
        self.sources.changed.connect(self.window.picker.set_devices)
        self.sources.imported.connect(self._show_responder)
        self.sources.imported.connect(self._check_ended)
        self.session.closed.connect(self.alternatives.close)
        self.session.closed.connect(self._on_session_closed)
        self.recordings.changed.connect(self.window.health.show_keeping)
        self.session.model.changed.connect(self._on_model)
        self.power.changed.connect(self.window.health.show_effort)
        if self._watcher is not None:
            self._watcher.finished.connect(self._on_watcher_finished)
        self._keychain.kept.connect(self._on_key_kept)
        self.window.event_sliders.adopted.connect(self._adopt_events)
        if self.reviewing is not None:
            self.recordings.stored.connect(self.reviewing.remember)
            self.recordings.open_requested.connect(self.reviewing.open)
            self.reviewing.rewatching.reruns.active_changed.connect(self._check_ended)
        if self._crashes is not None:
            self._crashes.crashed.connect(self._on_crash)

    @Slot()
    def _after_showing(self) -> None:
        if not self._closing:
            self.sources.start()
            if self._watcher is not None:
                self._watcher.start()
            self.session.load_model()
            self.recordings.look_back()
            self._ask_what_to_keep()

    @Slot()
    def _on_session_closed(self) -> None:
        self._session_closed = True
        self.window.viewing.close()
        self.past_questions.close()
        self.recordings.close()
        if self.reviewing is not None:
            self.reviewing.shut_down()
        self._check_ended()

    def _ask_what_to_keep(self) -> None:
        """Once, at the first start; until it is answered nothing is kept."""
        if self._library is None or self.session.settings.keeping.asked:
            return
        dialog = KeepingDialog(self.window)
        dialog.chosen.connect(self._keep)
        dialog.open()

    @Slot(str)
    def _keep(self, what: str) -> None:
        settings = self.session.settings
        self.apply_settings(replace(settings, keeping=replace(settings.keeping, what=what, asked=True)))

    @Slot()
    def erase(self) -> None:
        """End the program, and leave nothing of it behind."""
        self.erases_data = True
        self.close()

    @Slot()
    def _on_watcher_finished(self) -> None:
        if self._watcher is not None:
            self._watcher.wait()
        self._check_ended()

    @Slot()
    def _check_ended(self) -> None:
        if self._closing and self._session_closed and not self._at_work():
            self.ended.emit()

    def _at_work(self) -> bool:
        """A thread is left beside those of the session."""
        looking = self._watcher is not None and self._watcher.isRunning()
        watching_again = self.reviewing is not None and self.reviewing.rewatching.reruns.active
        busy = self.sources.importing or self.alerts.at_work or self.models.download.active
        return looking or watching_again or busy

    @Slot(object)
    def _on_model(self) -> None:
        error = self.session.model.status.error
        if error is not None and not self._closing:
            self.notifications.fail(error)
        if isinstance(error, NotDownloaded) and not self._closing:
            self.models.offer_missing(self.session.settings)

    @Slot(str)
    def _on_model_arrived(self, repo_id: str) -> None:
        if repo_id == self.session.settings.model.checkpoint and self.session.model.model is None:
            self.session.load_model()

    @Slot(object)
    def apply_settings(self, settings: Settings) -> None:
        """Use these settings from now on, and keep them."""
        before = self.session.settings
        apply_scheme(settings.appearance.scheme)
        self.models.use(settings)
        self.session.set_settings(settings)
        if before.responder != settings.responder:
            self.models.offer_missing(settings)
        self.recordings.use(settings.keeping)
        self.power.use(settings.power)
        self._follow_tray()
        self._show_responder()
        if self.session.running and _counts_later(before, settings):
            self.notifications.inform("What you changed about watching counts from the next start on.")
        try:
            self._store.save(settings)
        except SettingsError as error:
            self.notifications.fail(error)

    def _follow_tray(self) -> None:
        """Closing hides the window only where something is left to click on."""
        wanted = self.session.settings.notifications.keep_in_tray
        self.window.stays_in_tray = wanted and self.alerts.has_tray

    @Slot()
    def _on_put_away(self) -> None:
        """Say once, ever, that the program goes on."""
        if not self._state.flag("told of tray"):
            self._state.set_flag("told of tray", True)
            self.alerts.tell_of_tray()

    @Slot(object)
    def _adopt_events(self, events: EventSettings) -> None:
        """Watch with the event settings that were tried on a stored session."""
        settings = self.session.settings
        events = replace(events, by_runs=settings.events.by_runs)  # an older session may be by segments
        self.apply_settings(replace(settings, events=events))
        self.notifications.inform("These event settings are used from the next start on.")

    @Slot()
    def _show_responder(self) -> None:
        settings = self.session.settings
        self.window.health.show_responder(responder_name(settings), foreign_host(settings.responder))

    @Slot(str, bool)
    def _on_key_kept(self, _host: str, in_keychain: bool) -> None:
        if not in_keychain:
            self.notifications.inform(
                "This system has no keychain that can be used.",
                "The API key is kept for this session only and must be entered again next time.",
            )

    @Slot(str)
    def _on_crash(self, problem: str) -> None:
        if self._crashes is not None and not self._closing:
            self.notifications.fault(self._crashes.diagnostics(problem))


def _counts_later(before: Settings, after: Settings) -> bool:
    """Something changed that a running watch does not follow; keeping less, it does."""
    more = KEEPING.index(after.keeping.chosen) > KEEPING.index(before.keeping.chosen)
    return more or (before.detection, before.events) != (after.detection, after.events)
