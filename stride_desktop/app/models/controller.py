"""Joins the list of models to the disk, the hub and the settings."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QInputDialog, QWidget

from stride_desktop.app.look.confirm import confirmed
from stride_desktop.app.models.choosing import answering
from stride_desktop.app.models.dialog import ModelManager
from stride_desktop.app.models.download import Download
from stride_desktop.app.models.download_dialog import DownloadQuestion
from stride_desktop.app.system.about import AboutDialog
from stride_desktop.app.system.background import BackgroundQueue
from stride_desktop.app.system.keychain import Keychain
from stride_desktop.checkpoints.hub import GatedModel, Quote, ask_hub, is_repo_id
from stride_desktop.checkpoints.hub_config import HOST, Hub, HubConfig, folder_named
from stride_desktop.checkpoints.installed import (
    Installed,
    damaged_files,
    list_installed,
    removal,
    snapshot_of,
)
from stride_desktop.core.amounts import bytes_in_words
from stride_desktop.core.errors import StrideError
from stride_desktop.core.settings import Settings
from stride_desktop.notices import LicenceNotice, notices
from stride_desktop.resources import resource


class Models(QObject):
    """Lists, downloads, checks and removes models for the user. Lives on the GUI thread and never blocks it.

    `chosen(kind, checkpoint)`: use this one. `arrived(repo_id)`: it was downloaded. `failed(StrideError)`:
    a download failed while the list was closed. `ended`: no download is left after `close`.
    """

    chosen = Signal(str, str)
    arrived = Signal(str)
    failed = Signal(object)
    ended = Signal()

    def __init__(self, settings: Settings, keychain: Keychain, hub: Hub, window: QWidget) -> None:
        """hub: is made to follow the settings."""
        super().__init__(window)
        self.hub = hub
        self._keychain = keychain
        self._window = window
        self._settings = settings
        self._background = BackgroundQueue(self)
        self._offered: set[str] = set()
        self.download = Download(self)
        self.download.ended.connect(self._on_downloaded)
        self.manager: ModelManager | None = None
        self.question: DownloadQuestion | None = None
        self._use_hub()

    @Slot(object, object)
    def follow_settings(self, before: Settings, after: Settings) -> None:
        """Use the changed folder of models, and offer to download a named model that is missing."""
        self._settings = after
        if after.models != before.models:
            self._use_hub()
        if after.responder != before.responder:
            self.offer_missing(after)

    def _use_hub(self) -> None:
        settings, token = self._settings.models, partial(self._keychain.key, HOST)
        folder, pins = folder_named(settings.folder), self.hub.config.pins
        self.hub.use(HubConfig(folder, settings.offline, asks_first=True, token=token, pins=pins))

    def close(self) -> None:
        """Cancel the download and all other work; `ended` follows when a download was active."""
        self._background.close(0.5)
        self.download.cancel()

    @Slot()
    def show(self, parent: QWidget | None = None) -> None:
        """Show the list, in front of a dialog if one is given."""
        if self.manager is not None:
            self.manager.raise_()
            return
        manager = self.manager = ModelManager(self.download, parent or self._window)
        manager.destroyed.connect(self._forget_manager)
        manager.download_requested.connect(self.offer)
        manager.other_requested.connect(self._ask_for_name)
        manager.use_requested.connect(self._choose)
        manager.check_requested.connect(self._check)
        manager.update_requested.connect(self._look_for_update)
        manager.remove_requested.connect(self._prepare_removal)
        manager.folder_requested.connect(self._open_folder)
        manager.open()
        self.refresh()

    def offer_missing(self, settings: Settings) -> None:
        """Ask whether to download the models that the settings name and this computer lacks."""
        wanted = [settings.model.checkpoint, answering(settings.responder).strip()]
        names = [name for name in wanted if is_repo_id(name)]
        if names and not self.hub.config.silent:
            work = partial(_missing, names, self.hub.config)
            self._background.run(work, self._offer_first, self._say_failure, "missing", self)

    @Slot(str)
    def offer(self, repo_id: str, refusal: str = "", revision: str = "", look_up: bool = True) -> None:
        """Ask whether to download a model. Nothing is sent to the hub before the user agrees to it.

        look_up: the user has asked for this model: ask the hub for the figures at once.
        """
        if self.question is None and not self.download.active:
            self.question = DownloadQuestion(
                repo_id, self.hub.config, self._background, self.manager or self._window, revision, refusal
            )
            self.question.agreed.connect(self._begin)
            self.question.destroyed.connect(self._forget_question)
            self.question.open()
        if self.question is not None and look_up:
            self.question.look_up()

    @Slot()
    def show_about(self) -> None:
        """Show the About dialog, with the licences of libraries and installed models."""
        about = AboutDialog(self._window)
        about.open()
        self._background.run(
            partial(_parts, self.hub.config), about.show_parts, self._say_failure, owner=about
        )

    @Slot()
    def refresh(self) -> None:
        """List the installed models again."""
        if self.manager is not None:
            work = partial(list_installed, self.hub.config, resource("models", "stride-nano"))
            self._background.run(work, self._show_models, self._say_failure, "list", self.manager)

    def _show_models(self, models: list[Installed]) -> None:
        if self.manager is not None:
            responder = self._settings.responder
            self.manager.show_models(models, self._settings.model.checkpoint, answering(responder))

    @Slot()
    def _ask_for_name(self) -> None:
        words = f"Name on {HOST}, such as Qwen/Qwen3-VL-2B-Instruct:"
        name, agreed = QInputDialog.getText(self.manager or self._window, "Another model", words)
        if not agreed:
            return
        if is_repo_id(name.strip()):
            self.offer(name.strip())
        else:
            self._say(f"“{name}” is not the name of a model on {HOST}. Names look like owner/name.")

    @Slot(object)
    def _choose(self, model: Installed) -> None:
        self.chosen.emit(model.kind, model.checkpoint)
        if self.manager is not None:
            self._say(f"{model.name} is used from now on.", bad=False)
            self.refresh()

    @Slot(object)
    def _open_folder(self, model: Installed) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(model.folder)))

    @Slot(object)
    def _check(self, model: Installed) -> None:
        self._say(f"Verifying {model.name}…", bad=False)
        work = partial(damaged_files, model.folder, lambda: False)
        self._run(work, partial(self._show_check, model))

    def _show_check(self, model: Installed, damaged: list[str]) -> None:
        if damaged:
            files = ", ".join(damaged)
            self._say(f"{model.name} is damaged: {files}. Remove it and download it again.")
        else:
            self._say(f"Every file of {model.name} is what the hub published.", bad=False)

    @Slot(object)
    def _look_for_update(self, model: Installed) -> None:
        self._say(f"Asking {HOST}…", bad=False)
        work = partial(ask_hub, model.name, self.hub.config, "main")
        self._run(work, partial(self._show_update, model))

    def _show_update(self, model: Installed, quote: Quote) -> None:
        if quote.revision == model.revision:
            self._say(f"{model.name}: this is the newest version.", bad=False)
            return
        words = "another version is on the hub. Yours is kept unless you download the other."
        self._say(f"{model.name}: {words}", bad=False)
        self.offer(model.name, revision="main")

    @Slot(object)
    def _prepare_removal(self, model: Installed) -> None:
        work = partial(removal, model.name, self.hub.config)
        self._run(work, partial(self._ask_to_remove, model))

    def _ask_to_remove(self, model: Installed, found: tuple[int, Callable[[], object]]) -> None:
        size, remove = found
        freed = bytes_in_words(size)
        consequences = f"This frees {freed}. Other programs that use the same copy lose it too."
        question = f"Remove {model.name} from this computer?"
        parent = self.manager or self._window
        if confirmed(parent, "Remove a model?", question, consequences, "&Remove"):
            self._run(remove, lambda _result: self._show_removed(model.name, freed))

    def _show_removed(self, name: str, freed: str) -> None:
        self._say(f"{name} was removed: {freed} are free again.", bad=False)
        self.refresh()

    def _run(self, work: Callable[[], object], then: Callable[[Any], None]) -> None:
        """Call `work` in the background, for as long as the list is open."""
        self._background.run(work, then, self._say_failure, owner=self.manager)

    @Slot(str, object, str)
    def _begin(self, repo_id: str, quote: Quote | None, token: str) -> None:
        if token:
            self._keychain.put(HOST, token)
        self._say("")
        self.download.start(repo_id, quote, self.hub.config)
        self.show()

    @Slot(str, object)
    def _on_downloaded(self, repo_id: str, error: StrideError | None) -> None:
        self.ended.emit()
        if isinstance(error, GatedModel):
            self.offer(repo_id, refusal=str(error))
        elif error is not None:
            self._say_failure(error)
        elif self.download.cancelled:
            self._say("Cancelled. The next download continues from the downloaded part.", bad=False)
        else:
            self._say(f"{repo_id} was downloaded.", bad=False)
            self.arrived.emit(repo_id)
        self.refresh()

    def _offer_first(self, missing: list[str]) -> None:
        """Offer a model once: after a no, not again until the program is restarted."""
        for repo_id in missing:
            if repo_id not in self._offered:
                self._offered.add(repo_id)
                self.offer(repo_id, look_up=False)
                return

    def _say(self, words: str, bad: bool = True) -> None:
        if self.manager is not None:
            self.manager.say(words, bad)

    def _say_failure(self, error: StrideError) -> None:
        if self.manager is not None:
            self.manager.say(str(error), bad=True)
        else:
            self.failed.emit(error)

    @Slot()
    def _forget_manager(self) -> None:
        self.manager = None

    @Slot()
    def _forget_question(self) -> None:
        self.question = None


def _parts(hub: HubConfig) -> tuple[list[Installed], tuple[LicenceNotice, ...]]:
    """The installed models, and the notices of the program's own parts."""
    return list(list_installed(hub, resource("models", "stride-nano"))), notices()


def _missing(names: list[str], hub: HubConfig) -> list[str]:
    return [name for name in names if snapshot_of(name, hub) is None]
