"""The settings dialog. Changes take effect when they are saved; invalid settings cannot be saved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import cast

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QTabWidget, QWidget

from stride_desktop.app.look.arrange import column
from stride_desktop.app.look.wheel_guard import guard_wheel
from stride_desktop.app.models.choosing import with_model
from stride_desktop.app.settings.consent import Consent
from stride_desktop.app.settings.fields import SuggestionField
from stride_desktop.app.settings.form import Entry, make_form
from stride_desktop.app.settings.form_page import FormPage
from stride_desktop.app.settings.masks_row import MasksRow
from stride_desktop.app.settings.rows import BudgetLine, CheckpointRow, EraseRow, KeyRow
from stride_desktop.app.settings.server_rows import MakeServer, ModelsRow, PresetRow, TestRow
from stride_desktop.core.settings import Settings
from stride_desktop.responders.hosts import chat_url, host_of
from stride_desktop.responders.kinds import counts, foreign_host, kind_of, problems
from stride_desktop.responders.server import server_of


class SettingsDialog(QDialog):
    """Edits a Settings value. `saved(Settings)`; `key_entered(host, key)` when a key was typed.

    `erase_requested`: all data of the program are to be deleted. `models_requested`: show the list of models.
    """

    saved = Signal(object)
    key_entered = Signal(str, str)
    erase_requested = Signal()
    models_requested = Signal()

    def __init__(
        self,
        settings: Settings,
        parent: QWidget | None = None,
        unavailable: Mapping[str, str] | None = None,
        stored_key: Callable[[str], str | None] | None = None,
    ) -> None:
        """settings: to begin with. unavailable: why an entry has no effect here, by "section.field".

        stored_key: the key that is kept for a host; may block, and is called beside the GUI thread.
        """
        super().__init__(parent)
        self.setWindowTitle("Settings")
        self._settings = settings
        self._unavailable = unavailable or {}
        self._stored_key = stored_key or (lambda _host: None)
        self.consent = Consent(settings.responder.consented_hosts)
        self.tabs = QTabWidget(self)
        self.entries: dict[str, Entry] = {}
        self.page_of: dict[str, FormPage] = {}
        self._add_pages()
        Button = QDialogButtonBox.StandardButton  # noqa: N806
        self.buttons = QDialogButtonBox(Button.Save | Button.Cancel | Button.RestoreDefaults, self)
        self.buttons.accepted.connect(self.save)
        self.buttons.rejected.connect(self.reject)
        self.buttons.button(Button.RestoreDefaults).clicked.connect(self.restore_defaults)
        self.summary = QLabel(self, wordWrap=True)
        column(self.tabs, self.summary, self.buttons, parent=self, wide=self.tabs).unsetContentsMargins()
        guard_wheel(self)
        self._show(settings)
        for entry in self.entries.values():
            entry.field.edited.connect(self._check)
        self._check()
        self.tabs.currentChanged.connect(self._on_tab)
        unit = self.fontMetrics().averageCharWidth()
        width = max(84 * unit, self.tabs.tabBar().sizeHint().width() + 6 * unit)  # all titles in sight
        height = max(self.sizeHint().height(), width * 2 // 3)
        self.resize(QSize(width, height).boundedTo(self.screen().availableSize() * 0.9))

    def settings(self) -> Settings:
        """The entered settings, which may be invalid."""
        values: dict[str, object] = {path: entry.field.get() for path, entry in self.entries.items()}
        beside = {"responder.consented_hosts": self.consent.hosts, "privacy.masks": self.masks.texts}
        return self._settings.having(values | beside)

    @Slot()
    def save(self) -> None:
        """Keep the settings, after asking about a host that is not this machine."""
        settings = self.settings()
        if found := problems(settings):
            path = next(iter(found))
            self.tabs.setCurrentWidget(self.page_of[path])
            self.entries[path].field.widget.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        if not self.consent.permits(foreign_host(settings.responder), ask=True):
            return
        settings = self.settings()
        if self.key.text() and kind_of(settings.responder).host is not None:
            self.key_entered.emit(host_of(chat_url(settings.responder.base_url)), self.key.text().strip())
        self.saved.emit(settings)
        self.accept()

    def done(self, result: int) -> None:
        """Close the dialog and cancel requests to the server."""
        self.models.call.close()
        self.test.call.close()
        super().done(result)

    def choose_model(self, kind: str, checkpoint: str) -> None:
        """Enter a model of the list. kind: as in the catalogue of models."""
        self._show(with_model(self.settings(), kind, checkpoint))

    @Slot()
    def restore_defaults(self) -> None:
        """Show the defaults. Masks stay: nothing that was hidden is seen again unnoticed."""
        self.consent.clear()
        self.key.clear()
        self._settings = Settings().having({"keeping.asked": self._settings.keeping.asked})
        self._show(self._settings)

    def _add_pages(self) -> None:
        form = make_form()
        self.entries = {entry.path: entry for entries in form.values() for entry in entries}
        self._make_server_rows()
        for title, entries in form.items():
            page = FormPage()
            self.tabs.addTab(page, title)
            for entry in entries:
                self.page_of[entry.path] = page
                if entry.path == "responder.base_url":
                    page.add_widget("Kind of server", self.preset, entry.path)
                page.add_entry(entry, self._cell(entry), self._unavailable.get(entry.path, ""))
                if entry.path == "responder.model":
                    page.add_widget("API key", self.key_row, entry.path)
                    page.add_widget("Connection", self.test, entry.path)
                elif entry.path == "responder.answer_tokens":
                    page.add_widget("Budget", self.budget, entry.path)
        self.page_of["responder.kind"].add_widget("Privacy", self.consent)
        self.masks = MasksRow(self._settings.privacy.masks)
        self.page_of["privacy.hidden_windows"].add_widget("Hidden parts", self.masks)
        self.erase = EraseRow()
        self.erase.erase_requested.connect(self._erase)
        self.page_of["keeping.what"].add_widget("", self.erase)

    def _cell(self, entry: Entry) -> QWidget:
        match entry.path:
            case "model.checkpoint" | "responder.checkpoint":
                row = CheckpointRow(entry.field)
                row.models_requested.connect(self.models_requested)
                return row
            case "models.folder":
                return CheckpointRow(entry.field, with_models=False)
            case "responder.model":
                return self.models
        return entry.field.widget

    def _make_server_rows(self) -> None:
        address = self.entries["responder.base_url"].field
        model = cast("SuggestionField", self.entries["responder.model"].field)
        self.budget = BudgetLine()
        self.preset = PresetRow(address)
        self.models = ModelsRow(model, self._reach)
        self.test = TestRow(model, self.entries["responder.as_video"].field, self._reach)
        self.key_row = KeyRow()
        self.key = self.key_row.edit
        for edited in (address.edited, self.key.textChanged):
            edited.connect(self.models.forget)
            edited.connect(self.test.forget)
        model.edited.connect(self.test.forget)

    def _show(self, settings: Settings) -> None:
        for path, entry in self.entries.items():
            entry.field.set(settings.value(path))

    @Slot()
    def _check(self) -> None:
        """Show what is wrong with each field, and the consequences for privacy."""
        settings = self.settings()
        found = problems(settings)
        self._offer_answers(settings, found)
        for page in set(self.page_of.values()):  # after the rows, which show all that is in them
            page.complain(found)
        self.summary.setText("Some settings are not valid yet, see above." if found else "")
        self.summary.setVisible(bool(found))
        self.buttons.button(QDialogButtonBox.StandardButton.Save).setEnabled(not found)

    def _offer_answers(self, settings: Settings, found: Mapping[str, str]) -> None:
        """Show the settings that the kind of responder uses. found: as `problems` returns it."""
        kind = kind_of(settings.responder)
        for path in self.entries:
            section, _, name = path.partition(".")
            if section == "responder":
                self.page_of[path].offer(path, counts(name, kind))
        sends = kind.host is not None
        self.budget.show_for(settings.responder)
        self.models.button.setEnabled(sends and "responder.base_url" not in found)
        self.test.setEnabled(sends and not found.keys() & {"responder.base_url", "responder.model"})
        self.consent.show_destination(foreign_host(settings.responder), sends)

    def _reach(self, ask: bool) -> MakeServer | None:
        if not self.consent.permits(foreign_host(self.settings().responder), ask):
            return None
        typed, stored = self.key.text().strip(), self._stored_key
        return partial(server_of, self.settings().responder, lambda host: typed or stored(host))

    @Slot(int)
    def _on_tab(self, _index: int) -> None:
        """Saving after this page was shown answers the question of the first start."""
        if self.tabs.currentWidget() is self.page_of["keeping.what"]:
            self._settings = self._settings.having({"keeping.asked": True})

    @Slot()
    def _erase(self) -> None:
        self.reject()
        self.erase_requested.emit()
