"""The program: its start, its end, and its reaction to changed settings."""

from __future__ import annotations

from dataclasses import replace
from time import monotonic

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from stride_desktop.app.live.factories import Factories
from stride_desktop.app.look.theme import apply_scheme
from stride_desktop.app.power.base import PowerProbe
from stride_desktop.app.settings.keeping_dialog import KeepingDialog
from stride_desktop.app.system.crash import CrashReporter, logger
from stride_desktop.app.system.current_settings import CurrentSettings
from stride_desktop.app.system.keychain import Keychain
from stride_desktop.app.system.window_state import WindowState
from stride_desktop.app.wiring import Controllers
from stride_desktop.checkpoints.hub_config import RevisionPins
from stride_desktop.core.errors import NotDownloaded
from stride_desktop.core.events import EventSettings
from stride_desktop.core.settings import KEEPING, Settings
from stride_desktop.pipeline.settings_store import SettingsStore
from stride_desktop.responders.kinds import foreign_host, responder_name
from stride_desktop.sessions.library import Library

SHUTDOWN_SECONDS = 5.0
"""The process ends at most this long after the window was closed, even if a thread hangs."""

_PATIENCE_MS = 3000
"""Threads that still run after this are abandoned; the rest of the time is for storing."""


class Program(QObject):
    """Owns the window and all controllers.

    `ended`: the process may end, because no thread is left, or one hangs for too long after `close`; see
    `abandoned`.
    """

    ended = Signal()

    def __init__(
        self,
        store: SettingsStore,
        keychain: Keychain,
        factories: Factories,
        crashes: CrashReporter | None = None,
        library: Library | None = None,
        power: PowerProbe | None = None,
    ) -> None:
        """library: where sessions are stored; None stores nothing, regardless of the settings.

        power: reads battery and lock; None reports neither.
        """
        super().__init__()
        self._keychain = keychain
        self._crashes = crashes
        self._closing = False
        self._library = library
        self._ends_at = 0.0
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._patience.timeout.connect(self._abandon)
        self.abandoned = False
        """A call in a thread does not return: the process must end without that thread."""
        self.erases_data = False
        """The caller must delete all data of the program once it has ended."""
        self.settings = CurrentSettings(store, self)
        apply_scheme(self.settings.value.appearance.scheme)
        self._state = WindowState(store.path.with_name("window.ini"))
        self.controllers = Controllers(factories, self.settings, keychain, self._state, library, power, self)
        self.live, self.window = self.controllers.live, self.controllers.window
        self._connect()
        pins = RevisionPins(factories.hub.config.pins)
        for notice in (self.settings.notice, pins.mend(), self._state.notice):
            if notice is not None:
                self.controllers.notifications.warn(notice)

    def start(self) -> None:
        """Show the window, then do slow work in the background."""
        self.window.show()
        self.controllers.alerts.start()
        self._follow_tray()
        QTimer.singleShot(0, self._after_showing)

    @Slot()
    def close(self) -> None:
        """Hide the window and end everything; `ended` follows within `SHUTDOWN_SECONDS`."""
        if self._closing:
            return
        self._closing = True
        self._ends_at = monotonic() + SHUTDOWN_SECONDS
        self._patience.start()
        it = self.controllers
        self.window.hide()
        it.alerts.stop()
        it.sources.close()
        it.choice.close()
        it.first_picture.close()
        it.screen_numbers.close()
        self.live.close()
        it.answers.close()
        it.models.close()
        it.power_watcher.close()
        self._check_ended()

    def _connect(self) -> None:
        it = self.controllers
        self.window.close_requested.connect(self.close)
        self.window.put_away.connect(self._on_put_away)
        self.settings.changed.connect(self._on_settings)
        it.settings.erase_requested.connect(self.erase)
        it.models.arrived.connect(self._on_model_arrived)
        it.sources.imported.connect(self._show_responder)
        self.live.model.changed.connect(self._on_model)
        self._keychain.kept.connect(self._on_key_kept)
        for closed in (self.live.closed, it.answers.closed):
            closed.connect(self._on_watching_closed)
        for ended in (it.models.ended, it.alerts.ended, it.sources.imported):
            ended.connect(self._check_ended)
        if it.review is not None:
            it.review.event_bar.adopted.connect(self._adopt_events)
            it.review.rewatching.active_changed.connect(self._check_ended)
        if self._crashes is not None:
            self._crashes.crashed.connect(self._on_crash)

    @Slot()
    def _after_showing(self) -> None:
        if not self._closing:
            it = self.controllers
            it.sources.start()
            it.power_watcher.look()
            self.live.load_model()
            it.recordings.look_back()
            self._ask_what_to_keep()

    @property
    def _watching_closed(self) -> bool:
        return self.live.closed_down and self.controllers.answers.ended

    @Slot()
    def _on_watching_closed(self) -> None:
        if self._watching_closed and not self.abandoned:
            self._close_the_rest()
            self._check_ended()

    def _close_the_rest(self) -> None:
        """Close the parts that runs and answers use until they end, and store pending data."""
        it = self.controllers
        it.breaker.close()
        it.alternatives.close()
        it.preview.close()
        it.recordings.close(self._seconds_left)
        it.past_questions.close()
        it.answer_recording.close(self._seconds_left)
        if it.review is not None:
            it.review.shut_down(self._seconds_left)

    @property
    def _seconds_left(self) -> float:
        return max(0.0, self._ends_at - monotonic())

    @Slot()
    def _abandon(self) -> None:
        """Store all pending data, and exit without waiting for running threads."""
        logger.warning("closing: a thread still runs after %d ms", _PATIENCE_MS)
        self.abandoned = True
        if not self._watching_closed:
            self._close_the_rest()
        self.ended.emit()

    def _ask_what_to_keep(self) -> None:
        """Ask at the first start; nothing is kept until the user answers."""
        if self._library is None or self.settings.value.keeping.asked:
            return
        dialog = KeepingDialog(self.window)
        dialog.chosen.connect(self._keep)
        dialog.open()

    @Slot(str)
    def _keep(self, what: str) -> None:
        self.settings.use(self.settings.value.having({"keeping.what": what, "keeping.asked": True}))

    @Slot()
    def erase(self) -> None:
        """End the program and delete all its data."""
        self.erases_data = True
        self.close()

    @Slot()
    def _check_ended(self) -> None:
        if self._closing and self._watching_closed and not self.abandoned and not self._at_work():
            self._patience.stop()
            self.ended.emit()

    def _at_work(self) -> bool:
        """A thread other than those of runs and answers is left."""
        it = self.controllers
        rewatching = it.review is not None and it.review.rewatching.active
        notifying, downloading = it.alerts.notifier.running, it.models.download.active
        return rewatching or notifying or downloading or it.sources.importing

    @Slot(object)
    def _on_model(self) -> None:
        error = self.live.model.status.error
        if error is not None and not self._closing:
            self.controllers.notifications.fail(error)
        if isinstance(error, NotDownloaded) and not self._closing:
            self.controllers.models.offer_missing(self.settings.value)

    @Slot(str)
    def _on_model_arrived(self, repo_id: str) -> None:
        if repo_id == self.settings.value.model.checkpoint and self.live.model.model is None:
            self.live.load_model()

    @Slot(object, object)
    def _on_settings(self, before: Settings, after: Settings) -> None:
        if after.appearance != before.appearance:
            apply_scheme(after.appearance.scheme)
        if after.notifications != before.notifications:
            self._follow_tray()
        if after.responder != before.responder:
            self._show_responder()
        if self.live.running and _counts_later(before, after):
            self.controllers.notifications.inform("The changed settings take effect at the next start.")

    def _follow_tray(self) -> None:
        """Let closing hide the window only if the tray icon is visible."""
        wanted = self.settings.value.notifications.keep_in_tray
        self.window.stays_in_tray = wanted and self.controllers.alerts.tray.visible

    @Slot()
    def _on_put_away(self) -> None:
        """Notify that the program goes on, only the first time."""
        if not self._state.flag("told of tray"):
            self._state.set_flag("told of tray", True)
            self.controllers.alerts.tell_of_tray()

    @Slot(object)
    def _adopt_events(self, events: EventSettings) -> None:
        """Use the event settings that were tried on a stored session."""
        settings = self.settings.value
        events = replace(events, by_runs=settings.events.by_runs)  # an older session may be by segments
        self.settings.use(replace(settings, events=events))
        self.controllers.notifications.inform("These event settings are used from the next start on.")

    @Slot()
    def _show_responder(self) -> None:
        responder = self.settings.value.responder
        self.window.health.show_responder(responder_name(responder), foreign_host(responder))

    @Slot(str, bool)
    def _on_key_kept(self, host: str, in_keychain: bool) -> None:
        if not in_keychain:
            what = "password of the camera" if "://" in host else "API key"
            self.controllers.notifications.inform(
                "This system has no keychain that can be used.",
                f"The {what} is kept for this session only and must be entered again next time.",
            )

    @Slot(str)
    def _on_crash(self, problem: str) -> None:
        if self._crashes is not None and not self._closing:
            self.controllers.notifications.fault(self._crashes.diagnostics(problem))


def _counts_later(before: Settings, after: Settings) -> bool:
    """Whether a setting changed that takes effect only at the next start. Keeping less does so at once."""
    more = KEEPING.index(after.keeping.chosen) > KEEPING.index(before.keeping.chosen)
    return more or (before.detection, before.events) != (after.detection, after.events)
