"""The rows of the settings that connect a model server: its kind, its models, and a test."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QComboBox, QPushButton, QWidget

from stride_desktop.app.look.arrange import column, row
from stride_desktop.app.look.plain_label import MutedLabel
from stride_desktop.app.look.status_label import Icon, OutcomeLine
from stride_desktop.app.settings.fields import Field, SuggestionField
from stride_desktop.app.system.background import CancellableCall
from stride_desktop.core.errors import StrideError
from stride_desktop.responders.models import list_models
from stride_desktop.responders.presets import PRESETS, Preset, fits, preset_of
from stride_desktop.responders.probe import Probe, probe
from stride_desktop.responders.reasons import ServerVerdict
from stride_desktop.responders.server import ModelServer

MakeServer = Callable[[], ModelServer]
"""Makes the entered server; called in the background, since looking up a key may block."""

Reach = Callable[[bool], MakeServer | None]
"""Returns the entered server, None without consent; called with True, it asks the user for consent."""

_ICONS = {
    ServerVerdict.FINE: Icon.SP_DialogApplyButton,
    ServerVerdict.UNSURE: Icon.SP_MessageBoxWarning,
    ServerVerdict.BUSY: Icon.SP_MessageBoxWarning,
    ServerVerdict.SLOW: Icon.SP_MessageBoxWarning,
}


class PresetRow(QWidget):
    """Fills in the address of a well-known server, and shows the command that starts it.

    The preset follows the address: it is not stored. Of two with the same address, the chosen one stays while
    the address fits.
    """

    def __init__(self, address: Field) -> None:
        super().__init__()
        self._address = address
        self.combo = QComboBox(self)
        self.combo.addItems([*(preset.name for preset in PRESETS), "Custom"])
        self.combo.setAccessibleName("Kind of server")
        self.combo.activated.connect(self._on_chosen)
        self.command = MutedLabel(parent=self)
        self.command.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row(self.combo, self.command, parent=self, wide=self.command)
        self.setFocusProxy(self.combo)
        address.edited.connect(self._follow)
        self._follow()

    @property
    def preset(self) -> Preset | None:
        """The preset that is shown, None for a custom server."""
        index = self.combo.currentIndex()
        return PRESETS[index] if 0 <= index < len(PRESETS) else None

    @Slot()
    def _on_chosen(self) -> None:
        if self.preset is not None:
            self._address.set(self.preset.address)
        else:
            self._address.widget.setFocus(Qt.FocusReason.TabFocusReason)  # selects the text as well
        self._explain()

    @Slot()
    def _follow(self) -> None:
        address = str(self._address.get())
        if self.preset is None or not fits(self.preset, address):
            found = preset_of(address)
            self.combo.setCurrentIndex(PRESETS.index(found) if found else len(PRESETS))
        self._explain()

    def _explain(self) -> None:
        custom = "Any that speaks the OpenAI chat format"
        self.command.setText(f"Start it with: {self.preset.command}" if self.preset else custom)


class _RequestRow(QWidget):
    """A button that sends a request to the entered server or cancels it, and the outcome of the request."""

    def __init__(self, name: str, start: str, stop: str, reach: Reach) -> None:
        """name: of the outcome, for assistive technology. start, stop: labels of the button."""
        super().__init__()
        self._labels, self._reach = (start, stop), reach
        self.call = CancellableCall(self)
        self.call.failed.connect(self._on_failed)
        self.call.changed.connect(self._show_activity)
        self.button = QPushButton()
        self.button.clicked.connect(self._on_click)
        self.outcome = OutcomeLine(name, self)
        self._show_activity()

    @Slot()
    def forget(self) -> None:
        """Cancel the request and drop its outcome."""
        self.call.cancel()
        self.outcome.say("")

    def start(self) -> None:
        """Send the request; the user pressed the button."""
        raise NotImplementedError

    @Slot(object)
    def _on_failed(self, error: StrideError) -> None:
        self.outcome.say(str(error), Icon.SP_MessageBoxCritical)

    @Slot()
    def _on_click(self) -> None:
        if self.call.running:
            self.call.cancel()
            self.outcome.say("")
        else:
            self.start()

    @Slot()
    def _show_activity(self) -> None:
        self.button.setText(self._labels[self.call.running])


class ModelsRow(_RequestRow):
    """The model's name. Opening its list, or the button, asks the server for its models."""

    def __init__(self, model: SuggestionField, reach: Reach) -> None:
        super().__init__("Models", "&Refresh", "S&top", reach)
        self._model = model
        self._known = False
        self.call.answered.connect(self._on_models)
        self.button.setAccessibleDescription("Asks the server which models it has")
        column(row(model.widget, self.button, wide=model.widget), self.outcome, parent=self)
        model.opened.connect(self._on_opened)

    @Slot()
    def forget(self) -> None:
        """Drop the models of the server that was entered before."""
        super().forget()
        self._known = False
        self._model.suggest(())

    def start(self) -> None:
        """Ask for the models, and the user for consent if necessary."""
        self._model.widget.setFocus(Qt.FocusReason.OtherFocusReason)
        self._ask(with_question=True)

    @Slot()
    def _on_opened(self) -> None:
        if not self._known and not self.call.running:
            self._ask(with_question=False)

    def _ask(self, with_question: bool) -> None:
        make = self._reach(with_question)
        if make is None:
            self.outcome.say("Nothing was asked: you have not agreed to send anything there.")
            return
        self.outcome.say("Asking the server which models it has…")
        self.call.run(partial(_list, make))

    @Slot(object)
    def _on_models(self, names: tuple[str, ...]) -> None:
        self._known = True
        if names:
            self.outcome.say("")
        else:
            self.outcome.say("The server has no models yet.", Icon.SP_MessageBoxWarning)
        self._model.suggest(names)


class TestRow(_RequestRow):
    """Tests the entered server with the current settings, and shows the result."""

    def __init__(self, model: Field, as_video: Field, reach: Reach) -> None:
        super().__init__("Result of the test", "&Test", "&Stop test", reach)
        self._model, self._as_video = model, as_video
        as_video.edited.connect(self.forget)
        self.call.answered.connect(self._on_tested)
        hint = MutedLabel("Asks what colour a small green picture has", self)
        column(row(self.button, hint, wide=hint), self.outcome, parent=self)
        self.setFocusProxy(self.button)

    def start(self) -> None:
        """Test the server, after asking the user for consent if necessary."""
        make = self._reach(True)
        if make is not None:
            self.outcome.say("Testing: waiting for the server, five seconds at most…")
            self.call.run(partial(_test, make, str(self._model.get()), bool(self._as_video.get())))

    @Slot(object)
    def _on_tested(self, result: Probe) -> None:
        icon = _ICONS.get(result.verdict, Icon.SP_MessageBoxCritical)
        self.outcome.say(f"{result.what} {result.remedy}".strip(), icon)


def _list(make: MakeServer, cancelled: threading.Event) -> tuple[str, ...]:
    return list_models(make(), cancelled.is_set)


def _test(make: MakeServer, model: str, as_video: bool, cancelled: threading.Event) -> Probe:
    return probe(make(), model, cancelled.is_set, as_video=as_video)
