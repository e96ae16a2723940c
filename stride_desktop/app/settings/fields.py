"""The kinds of field that the settings page is made of: each knows its widget and its value."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt, QTime, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QCompleter,
    QDoubleSpinBox,
    QLineEdit,
    QSpinBox,
    QTimeEdit,
    QWidget,
)

Value = str | int | float | None


class Field(QObject):
    """A widget for one value. `edited`: the user, or `set`, changed it."""

    edited = Signal()

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.widget = widget

    def get(self) -> Value:
        """The value as it stands."""
        raise NotImplementedError

    def set(self, value: Value) -> None:
        """Show this value."""
        raise NotImplementedError


class TextField(Field):
    """One line of text."""

    def __init__(self, placeholder: str = "") -> None:
        self.edit = QLineEdit()
        self.edit.setPlaceholderText(placeholder)
        super().__init__(self.edit)
        self.edit.textChanged.connect(self.edited)

    def get(self) -> str:
        """The text, without blanks around it."""
        return self.edit.text().strip()

    def set(self, value: Value) -> None:
        """Show a text."""
        self.edit.setText(str(value))


class _SuggestionBox(QComboBox):
    """`opened`: its list is about to be shown."""

    opened = Signal()

    def showPopup(self) -> None:  # noqa: N802
        self.opened.emit()
        super().showPopup()


def _list_completer(box: QComboBox) -> QCompleter:
    """Offers what fits what is typed in a list, and completes nothing in the text itself."""
    completer = QCompleter(box.model(), box)
    completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    return completer


class SuggestionField(Field):
    """One line of text, with a list to pick from. `opened`: somebody opens the list."""

    opened = Signal()

    def __init__(self, placeholder: str = "") -> None:
        self.combo = _SuggestionBox()
        edit = QLineEdit()
        edit.setPlaceholderText(placeholder)
        self.combo.setLineEdit(edit)
        self.combo.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.combo.setCompleter(_list_completer(self.combo))
        super().__init__(self.combo)
        self._awaited = False
        self.combo.editTextChanged.connect(self.edited)
        self.combo.opened.connect(self._on_opened)

    def get(self) -> str:
        """The text, without blanks around it."""
        return self.combo.currentText().strip()

    def set(self, value: Value) -> None:
        """Show a text."""
        self.combo.setEditText(str(value))

    def suggest(self, texts: Sequence[str]) -> None:
        """Offer these texts; what is entered stays. A list that was opened while empty opens now."""
        text = self.combo.currentText()
        blocked = self.combo.blockSignals(True)
        self.combo.clear()
        self.combo.addItems(list(texts))
        self.combo.setCurrentIndex(self.combo.findText(text))
        self.combo.setEditText(text)
        self.combo.blockSignals(blocked)
        if texts and self._awaited and self.combo.hasFocus():
            self.combo.showPopup()

    @Slot()
    def _on_opened(self) -> None:
        self._awaited = not self.combo.count()
        self.opened.emit()


class SwitchField(Field):
    """Yes or no."""

    def __init__(self, words: str) -> None:
        self.box = QCheckBox(words)
        super().__init__(self.box)
        self.box.toggled.connect(self.edited)

    def get(self) -> bool:
        """Whether it is on."""
        return self.box.isChecked()

    def set(self, value: Value) -> None:
        """Switch it."""
        self.box.setChecked(bool(value))


class TimeField(Field):
    """A time of day, such as "22:00"."""

    def __init__(self) -> None:
        self.edit = QTimeEdit()
        self.edit.setDisplayFormat("HH:mm")
        super().__init__(self.edit)
        self.edit.timeChanged.connect(self.edited)

    def get(self) -> str:
        """Hours and minutes, as in the settings file."""
        return self.edit.time().toString("HH:mm")

    def set(self, value: Value) -> None:
        """Show a time."""
        self.edit.setTime(QTime.fromString(str(value), "HH:mm"))


class ChoiceField(Field):
    """One of a few values, shown in words."""

    def __init__(self, choices: Sequence[tuple[str, str]]) -> None:
        self.combo = QComboBox()
        for value, words in choices:
            self.combo.addItem(words, value)
        super().__init__(self.combo)
        self.combo.currentIndexChanged.connect(self.edited)

    def get(self) -> str:
        """The chosen value."""
        return str(self.combo.currentData())

    def set(self, value: Value) -> None:
        """Choose a value."""
        self.combo.setCurrentIndex(max(0, self.combo.findData(value)))


class WholeField(Field):
    """A whole number. none: what the lowest position means when it stands for "no number"."""

    def __init__(self, low: int, high: int, step: int = 1, suffix: str = "", none: str = "") -> None:
        self.spin = QSpinBox()
        self._none = low - step if none else None
        self.spin.setRange(low - step if none else low, high)
        self.spin.setSingleStep(step)
        self.spin.setSuffix(suffix)
        self.spin.setSpecialValueText(none)
        super().__init__(self.spin)
        self.spin.valueChanged.connect(self.edited)

    def get(self) -> int | None:
        """The number, None at the lowest position if that stands for it."""
        return None if self.spin.value() == self._none else self.spin.value()

    def set(self, value: Value) -> None:
        """Show a number."""
        self.spin.setValue(self.spin.minimum() if value is None else int(value))


class NumberField(Field):
    """A number with decimals. none: as in WholeField."""

    def __init__(
        self, low: float, high: float, step: float, suffix: str = "", none: str = "", decimals: int = 1
    ) -> None:
        self.spin = QDoubleSpinBox()
        self._may_be_none = bool(none)
        self.spin.setDecimals(decimals)
        self.spin.setRange(low - step if none else low, high)
        self.spin.setSingleStep(step)
        self.spin.setSuffix(suffix)
        self.spin.setSpecialValueText(none)
        super().__init__(self.spin)
        self.spin.valueChanged.connect(self.edited)

    def get(self) -> float | None:
        """The number, None at the lowest position if that stands for it."""
        value = self.spin.value()
        return None if self._may_be_none and value == self.spin.minimum() else value

    def set(self, value: Value) -> None:
        """Show a number."""
        self.spin.setValue(self.spin.minimum() if value is None else float(value))
