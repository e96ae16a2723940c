"""The kinds of field of the settings form: a widget, with its value."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QObject, Qt, QTime, Signal, SignalInstance, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QCompleter, QDoubleSpinBox, QLineEdit, QTimeEdit, QWidget

from stride_desktop.core.setting import Number, Whole

Value = str | int | float | None


class Field(QObject):
    """A widget for one value: `get` returns it, `set` shows it. `edited`: the user, or `set`, changed it."""

    edited = Signal()

    def __init__(
        self,
        widget: QWidget,
        get: Callable[[], Value],
        set: Callable[[Any], object],  # noqa: A002
        changed: SignalInstance,
    ) -> None:
        super().__init__(widget)
        self.widget, self.get, self.set = widget, get, set
        changed.connect(self.edited)


def text_field(placeholder: str = "") -> Field:
    """One line of text, without blanks around it."""
    edit = QLineEdit(placeholderText=placeholder)
    return Field(edit, lambda: edit.text().strip(), edit.setText, edit.textChanged)


def switch_field(words: str) -> Field:
    """A check box."""
    box = QCheckBox(words)
    return Field(box, box.isChecked, box.setChecked, box.toggled)


def time_field() -> Field:
    """A time of day, such as "22:00"."""
    edit = QTimeEdit()
    edit.setDisplayFormat("HH:mm")
    return Field(
        edit,
        lambda: edit.time().toString("HH:mm"),
        lambda text: edit.setTime(QTime.fromString(text, "HH:mm")),
        edit.timeChanged,
    )


def choice_field(choices: Sequence[tuple[str, str]]) -> Field:
    """One of a few values, each shown in words."""
    box = QComboBox()
    for value, words in choices:
        box.addItem(words, value)
    return Field(
        box,
        lambda: str(box.currentData()),
        lambda value: box.setCurrentIndex(max(0, box.findData(value))),
        box.currentIndexChanged,
    )


def number_field(declared: Number) -> Field:
    """A number as declared; where None is allowed, it is one step below the lowest number."""
    whole = isinstance(declared, Whole)
    lowest = declared.low - declared.step if declared.none else declared.low
    spin = QDoubleSpinBox(
        decimals=0 if whole else declared.decimals,
        minimum=lowest,
        maximum=declared.high,
        singleStep=declared.step,
        suffix=declared.unit,
    )
    spin.setSpecialValueText(declared.none)

    def get() -> Value:
        if declared.none and spin.value() == spin.minimum():
            return None
        return round(spin.value()) if whole else spin.value()

    return Field(
        spin, get, lambda value: spin.setValue(lowest if value is None else value), spin.valueChanged
    )


class _SuggestionBox(QComboBox):
    """`opened`: its list is about to be shown."""

    opened = Signal()

    def showPopup(self) -> None:  # noqa: N802
        self.opened.emit()
        super().showPopup()


class SuggestionField(Field):
    """One line of text with a list of values. `opened`: the user opens the list."""

    opened = Signal()

    def __init__(self, placeholder: str = "") -> None:
        box = self._box = _SuggestionBox(insertPolicy=QComboBox.InsertPolicy.NoInsert)
        box.setLineEdit(QLineEdit(placeholderText=placeholder))
        # Lists the values that contain the typed text, and completes nothing in the text itself.
        completer = QCompleter(box.model(), box)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        box.setCompleter(completer)
        super().__init__(box, lambda: box.currentText().strip(), box.setEditText, box.editTextChanged)
        self._awaited = False
        box.opened.connect(self._on_opened)

    def suggest(self, texts: Sequence[str]) -> None:
        """List these values; the entered text stays. A list that was opened while empty opens now."""
        box, text = self._box, self._box.currentText()
        blocked = box.blockSignals(True)
        box.clear()
        box.addItems(list(texts))
        box.setCurrentIndex(box.findText(text))
        box.setEditText(text)
        box.blockSignals(blocked)
        if texts and self._awaited and box.hasFocus():
            box.showPopup()

    @Slot()
    def _on_opened(self) -> None:
        self._awaited = not self._box.count()
        self.opened.emit()
