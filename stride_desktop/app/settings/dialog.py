"""The settings dialog. Nothing counts until it is saved, and only what makes sense is saved."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import cast

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QScrollArea,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from stride_desktop.app.answers.responders import foreign_host
from stride_desktop.app.look.plain_label import PlainLabel
from stride_desktop.app.look.theme import theme_of
from stride_desktop.app.look.wheel_guard import guard_wheel
from stride_desktop.app.settings.budget_line import BudgetLine
from stride_desktop.app.settings.consent import Consent
from stride_desktop.app.settings.erase_row import EraseRow
from stride_desktop.app.settings.fields import SuggestionField, SwitchField, TextField
from stride_desktop.app.settings.form import make_form
from stride_desktop.app.settings.key_row import Hint, KeyRow
from stride_desktop.app.settings.rows import CheckpointRow
from stride_desktop.app.settings.server_rows import MakeServer, ModelsRow, PresetRow, TestRow, entered_server
from stride_desktop.app.settings.settings_entry import Entry
from stride_desktop.checkpoints.catalogue import ANSWERS
from stride_desktop.core.settings import Settings
from stride_desktop.core.settings_check import problems
from stride_desktop.responders.hosts import chat_url, host_of

_SERVER_ROWS = ("preset", "responder.base_url", "responder.model", "key", "test", "responder.as_video")
_LOCAL_ROWS = ("responder.checkpoint", "responder.device", "responder.dtype")
_MODEL_ROWS = (
    "responder.picture_side",
    "responder.context_tokens",
    "responder.answer_tokens",
    "responder.silence_seconds",
    "responder.answer_seconds",
    "budget",
    "responder.instruction",
)
"""Rows that only count for some kinds of answers."""


class SettingsPage(QDialog):
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
        """What is edited, and what is known about this computer.

        unavailable: why an entry has no effect here, in words, by "section.field".
        stored_key: the key that is kept for a host; may block, and is called beside the GUI thread.
        """
        super().__init__(parent)
        self.setWindowTitle("Settings")
        self._unavailable = unavailable or {}
        self.consent = Consent(settings.responder.consented_hosts)
        self._asked = settings.keeping.asked
        self._stored_key = stored_key
        form = make_form()
        self._rows: dict[str, tuple[QFormLayout, QVBoxLayout | QWidget]] = {}
        self._entries = {entry.path: entry for entries in form.values() for entry in entries}
        self._make_server_rows()
        self._complaints: dict[str, QLabel] = {}
        self._tab_of: dict[str, int] = {}
        self.tabs = QTabWidget(self)
        for title, entries in form.items():
            self.tabs.addTab(self._section(entries), title)
        self.tabs.currentChanged.connect(self._on_tab)
        Button = QDialogButtonBox.StandardButton  # noqa: N806
        self.buttons = QDialogButtonBox(Button.Save | Button.Cancel | Button.RestoreDefaults, self)
        self.buttons.accepted.connect(self.save)
        self.buttons.rejected.connect(self.reject)
        self.buttons.button(Button.RestoreDefaults).clicked.connect(self.restore_defaults)
        self.summary = QLabel(self)
        self.summary.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.addWidget(self.tabs, 1)
        layout.addWidget(self.summary)
        layout.addWidget(self.buttons)
        guard_wheel(self)
        self._show(settings)
        for entry in self._entries.values():
            entry.field.edited.connect(self._check)
        self._check()
        unit = self.fontMetrics().averageCharWidth()
        width = max(84 * unit, self.tabs.tabBar().sizeHint().width() + 6 * unit)  # all titles in sight
        height = max(self.sizeHint().height(), width * 2 // 3)
        self.resize(QSize(width, height).boundedTo(self.screen().availableSize() * 0.9))

    def settings(self) -> Settings:
        """The settings as the fields stand, sensible or not."""
        values: dict[str, dict[str, object]] = {}
        for path, entry in self._entries.items():
            section, _, key = path.partition(".")
            values.setdefault(section, {})[key] = entry.field.get()
        values["responder"]["consented_hosts"] = self.consent.hosts
        values["keeping"]["asked"] = self._asked
        base = Settings()
        sections = {name: replace(getattr(base, name), **part) for name, part in values.items()}
        return replace(base, **sections)

    @Slot()
    def save(self) -> None:
        """Keep the settings, after asking about a host that is not this machine."""
        settings = self.settings()
        if found := problems(settings):
            self._go_to(next(iter(found)))
            return
        if not self.consent.permits(foreign_host(settings.responder), ask=True):
            return
        settings = self.settings()
        if self.key.text() and settings.responder.kind == "openai":
            self.key_entered.emit(host_of(chat_url(settings.responder.base_url)), self.key.text().strip())
        self.saved.emit(settings)
        self.accept()

    def done(self, result: int) -> None:
        """Close the dialog, and ask the server nothing more."""
        self.models.question.close()
        self.test.question.close()
        super().done(result)

    def choose_model(self, kind: str, checkpoint: str) -> None:
        """Enter a model of the list; it counts when it is saved. kind: as in the catalogue of models."""
        if kind == ANSWERS:
            self._entries["responder.kind"].field.set("local")
        path = "responder.checkpoint" if kind == ANSWERS else "model.checkpoint"
        self._entries[path].field.set(checkpoint)

    @Slot()
    def restore_defaults(self) -> None:
        """Show the defaults; they count when they are saved."""
        self.consent.clear()
        self.key.clear()
        self._show(Settings())

    # -- building ----------------------------------------------------------------------------------

    def _section(self, entries: list[Entry]) -> QScrollArea:
        page = QWidget(self)
        column = QVBoxLayout(page)
        form = QFormLayout()
        column.addLayout(form)
        column.addStretch(1)  # or rows that are tall enough would be given the rest of the page
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for entry in entries:
            self._tab_of[entry.path] = self.tabs.count()
            self._add_row(form, entry)
            if entry.path == "responder.kind":
                form.addRow("Kind of server", self.preset)
                self._rows["preset"] = form, self.preset
            elif entry.path == "responder.model":
                form.addRow("API key", self.key_row)
                self._rows["key"] = form, self.key_row
                form.addRow("Connection", self.test)
                self._rows["test"] = form, self.test
            elif entry.path == "responder.answer_tokens":
                form.addRow("Budget", self.budget)
                self._rows["budget"] = form, self.budget
        if any(entry.path == "responder.base_url" for entry in entries):
            form.addRow("Privacy", self.consent)
        if any(entry.path == "keeping.what" for entry in entries):
            self.erase = EraseRow()
            self.erase.erase_requested.connect(self._erase)
            form.addRow("", self.erase)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidget(page)
        return area

    def _add_row(self, form: QFormLayout, entry: Entry) -> None:
        why_not = self._unavailable.get(entry.path, "")
        entry.field.widget.setEnabled(not why_not)
        entry.field.widget.setAccessibleName(entry.label)
        entry.field.widget.setAccessibleDescription(why_not or entry.hint)
        label = QLabel(entry.label, self)
        label.setBuddy(entry.field.widget)
        cell = QVBoxLayout()
        cell.setSpacing(2)
        cell.addWidget(self._cell(entry))
        complaint = PlainLabel(parent=self)
        complaint.setWordWrap(True)
        complaint.setStyleSheet(f"color: {theme_of(self.palette()).error.name()}")
        complaint.hide()
        self._complaints[entry.path] = complaint
        if hint := why_not or entry.hint:
            cell.addWidget(Hint(hint, self))
        cell.addWidget(complaint)
        form.addRow(label, cell)
        self._rows[entry.path] = form, cell

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
        address = cast("TextField", self._entries["responder.base_url"].field)
        model = cast("SuggestionField", self._entries["responder.model"].field)
        self.budget = BudgetLine()
        self.preset = PresetRow(address)
        self.models = ModelsRow(model, self._reach)
        as_video = cast("SwitchField", self._entries["responder.as_video"].field)
        self.test = TestRow(model, as_video, self._reach)
        self.key_row = KeyRow()
        self.key = self.key_row.edit
        for edited in (address.edited, self.key.textChanged):
            edited.connect(self.models.forget)
            edited.connect(self.test.forget)
        model.edited.connect(self.test.forget)

    # -- reacting ----------------------------------------------------------------------------------

    def _show(self, settings: Settings) -> None:
        for path, entry in self._entries.items():
            section, _, key = path.partition(".")
            entry.field.set(getattr(getattr(settings, section), key))

    @Slot()
    def _check(self) -> None:
        """Say what is wrong, field by field, and what the choice means for privacy."""
        settings = self.settings()
        found = problems(settings)
        self._offer_answers(settings, found)
        for path, complaint in self._complaints.items():  # after the rows, which show all that is in them
            complaint.setText(found.get(path, ""))
            complaint.setVisible(path in found)
        self.summary.setText("Some settings make no sense yet, see above." if found else "")
        self.summary.setVisible(bool(found))
        self.buttons.button(QDialogButtonBox.StandardButton.Save).setEnabled(not found)

    def _offer_answers(self, settings: Settings, found: Mapping[str, str]) -> None:
        """What can be set about answers depends on who gives them. found: as `problems` says."""
        server = settings.responder.kind == "openai"
        local = settings.responder.kind == "local"
        self._offer(_SERVER_ROWS, server)
        self._offer(_LOCAL_ROWS, local)
        self._offer(_MODEL_ROWS, server or local)
        self.budget.show_for(settings.responder)
        self.models.refresh.setEnabled(server and "responder.base_url" not in found)
        self.test.setEnabled(server and not found.keys() & {"responder.base_url", "responder.model"})
        self.consent.show_destination(foreign_host(settings.responder), server)

    def _offer(self, rows: Sequence[str], offered: bool) -> None:
        """Show rows, or take away those that mean nothing for who answers."""
        for name in rows:
            form, row = self._rows[name]
            form.setRowVisible(row, offered)
            if name in self._entries:
                self._entries[name].field.widget.setEnabled(offered)

    def _reach(self, ask: bool) -> MakeServer | None:
        if not self.consent.permits(foreign_host(self.settings().responder), ask):
            return None
        responder = self.settings().responder
        typed = self.key.text().strip()
        return partial(entered_server, responder, typed, self._stored_key)

    @Slot(int)
    def _on_tab(self, index: int) -> None:
        """Who saves after seeing what is kept has been asked about it."""
        self._asked |= index == self._tab_of["keeping.what"]

    @Slot()
    def _erase(self) -> None:
        self.reject()
        self.erase_requested.emit()

    def _go_to(self, path: str) -> None:
        self.tabs.setCurrentIndex(self._tab_of.get(path, 0))
        if path in self._entries:
            self._entries[path].field.widget.setFocus(Qt.FocusReason.OtherFocusReason)
