"""The rows of the settings that connect a model server: which kind, which models, and whether it works."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from stride_desktop.app.look.status_label import Icon, OutcomeLine
from stride_desktop.app.settings.fields import SuggestionField, SwitchField, TextField
from stride_desktop.app.settings.rows import Hint
from stride_desktop.app.system.background import CancellableCall, Cancelling
from stride_desktop.core.errors import StrideError
from stride_desktop.responders.models import list_models
from stride_desktop.responders.presets import PRESETS, Preset, fits, preset_of
from stride_desktop.responders.probe import Probe, probe
from stride_desktop.responders.reasons import Verdict
from stride_desktop.responders.server import ModelServer

MakeServer = Callable[[], ModelServer]
"""Makes the server that is entered; called beside the GUI thread, since looking up a key may block."""

Reach = Callable[[bool], MakeServer | None]
"""Returns the entered server, None without consent; called with True, it asks the user for consent."""

_ICONS = {
    Verdict.FINE: Icon.SP_DialogApplyButton,
    Verdict.UNSURE: Icon.SP_MessageBoxWarning,
    Verdict.BUSY: Icon.SP_MessageBoxWarning,
    Verdict.SLOW: Icon.SP_MessageBoxWarning,
}


class PresetRow(QWidget):
    """Fills the address of a usual server, and says how to start it.

    The preset is read off the address: nothing of it is stored. Of two that share an address, the one that
    was chosen stays for as long as the address fits.
    """

    def __init__(self, address: TextField) -> None:
        super().__init__()
        self._address = address
        self.combo = QComboBox(self)
        for preset in PRESETS:
            self.combo.addItem(preset.name)
        self.combo.addItem("Custom")
        self.combo.setAccessibleName("Kind of server")
        self.combo.activated.connect(self._on_chosen)
        self.command = Hint("", self)
        self.command.setTextFormat(Qt.TextFormat.PlainText)
        self.command.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.combo)
        row.addWidget(self.command, 1)
        self.setFocusProxy(self.combo)
        address.edited.connect(self._follow)
        self._follow()

    @property
    def preset(self) -> Preset | None:
        """The preset that is shown, None for a server of one's own."""
        index = self.combo.currentIndex()
        return PRESETS[index] if 0 <= index < len(PRESETS) else None

    @Slot()
    def _on_chosen(self) -> None:
        if self.preset is not None:
            self._address.set(self.preset.address)
        else:
            self._address.edit.setFocus(Qt.FocusReason.OtherFocusReason)
            self._address.edit.selectAll()
        self._explain()

    @Slot()
    def _follow(self) -> None:
        address = self._address.get()
        if self.preset is None or not fits(self.preset, address):
            found = preset_of(address)
            self.combo.setCurrentIndex(PRESETS.index(found) if found else len(PRESETS))
        self._explain()

    def _explain(self) -> None:
        if self.preset is None:
            self.command.setText("Any that speaks the OpenAI chat format")
        else:
            self.command.setText(f"Start it with: {self.preset.command}")


class ModelsRow(QWidget):
    """The model's name, which the server can be asked for: by opening the list, or by a button."""

    def __init__(self, model: SuggestionField, reach: Reach) -> None:
        super().__init__()
        self._model, self._reach = model, reach
        self._known = False
        self.call = CancellableCall(self)
        self.call.answered.connect(self._on_models)
        self.call.failed.connect(self._on_failed)
        self.call.changed.connect(self._show_activity)
        self.refresh = QPushButton()  # the layout adopts it after the box, which is the order of Tab
        self.refresh.setAccessibleDescription("Asks the server which models it has")
        self.refresh.clicked.connect(self._on_refresh)
        self.outcome = OutcomeLine("Models", self)
        row = QHBoxLayout()
        row.addWidget(model.widget, 1)
        row.addWidget(self.refresh)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row)
        column.addWidget(self.outcome)
        model.opened.connect(self._on_opened)
        self._show_activity()

    @Slot()
    def forget(self) -> None:
        """Another server is entered: what the one before has no longer counts."""
        self._known = False
        self.call.cancel()
        self._model.suggest(())
        self.outcome.clear()

    @Slot()
    def _on_refresh(self) -> None:
        if self.call.running:
            self.call.cancel()
            self.outcome.clear()
        else:
            self._model.widget.setFocus(Qt.FocusReason.OtherFocusReason)
            self._ask(may_ask_person=True)

    @Slot()
    def _on_opened(self) -> None:
        if not self._known and not self.call.running:
            self._ask(may_ask_person=False)

    def _ask(self, may_ask_person: bool) -> None:
        make = self._reach(may_ask_person)
        if make is None:
            self.outcome.say("Nothing was asked: you have not agreed to send anything there.")
            return
        self.outcome.say("Asking the server which models it has…")
        self.call.run(partial(_list, make))

    @Slot(object)
    def _on_models(self, names: tuple[str, ...]) -> None:
        self._known = True
        if names:
            self.outcome.clear()
        else:
            self.outcome.say("The server has no models yet.", Icon.SP_MessageBoxWarning)
        self._model.suggest(names)

    @Slot(object)
    def _on_failed(self, error: StrideError) -> None:
        self.outcome.say(str(error), Icon.SP_MessageBoxCritical)

    @Slot()
    def _show_activity(self) -> None:
        self.refresh.setText("S&top" if self.call.running else "&Refresh")


class TestRow(QWidget):
    """Tries the server that is entered, in the way that is set, and says what came of it."""

    def __init__(self, model: SuggestionField, as_video: SwitchField, reach: Reach) -> None:
        super().__init__()
        self._model, self._as_video, self._reach = model, as_video, reach
        as_video.edited.connect(self.forget)
        self.call = CancellableCall(self)
        self.call.answered.connect(self._on_tested)
        self.call.failed.connect(self._on_failed)
        self.call.changed.connect(self._show_activity)
        self.button = QPushButton(self)
        self.button.clicked.connect(self._on_click)
        self.outcome = OutcomeLine("Result of the test", self)
        hint = Hint("Asks what colour a small green picture has", self)
        row = QHBoxLayout()
        row.addWidget(self.button)
        row.addWidget(hint, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row)
        column.addWidget(self.outcome)
        self.setFocusProxy(self.button)
        self._show_activity()

    @Slot()
    def forget(self) -> None:
        """Something else is entered: what came of the test no longer counts."""
        self.call.cancel()
        self.outcome.clear()

    @Slot()
    def _on_click(self) -> None:
        if self.call.running:
            self.forget()
            return
        make = self._reach(True)
        if make is not None:
            self.outcome.say("Testing: waiting for the server, five seconds at most…")
            self.call.run(partial(_test, make, self._model.get(), self._as_video.get()))

    @Slot(object)
    def _on_tested(self, probe: Probe) -> None:
        icon = _ICONS.get(probe.verdict, Icon.SP_MessageBoxCritical)
        self.outcome.say(f"{probe.what} {probe.remedy}".strip(), icon)

    @Slot(object)
    def _on_failed(self, error: StrideError) -> None:
        self.outcome.say(str(error), Icon.SP_MessageBoxCritical)

    @Slot()
    def _show_activity(self) -> None:
        self.button.setText("&Stop test" if self.call.running else "&Test")


def _list(make: MakeServer, cancelled: Cancelling) -> tuple[str, ...]:
    return list_models(make(), cancelled)


def _test(make: MakeServer, model: str, as_video: bool, cancelled: Cancelling) -> Probe:
    return probe(make(), model, cancelled, as_video=as_video)
