"""The kinds of field that the settings page is made of: each knows its widget and its value."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt, QTime, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QCompleter, QDoubleSpinBox, QLineEdit, QTimeEdit, QWidget

from stride_desktop.core.setting import Number, Whole

Value = str | int | float | None


class Field(QObject):
    """A widget for one value. `edited`: the user, or `set`, changed it."""

    edited = Signal()

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.widget = widget

    def get(self) -> Value:
        """The current value."""
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
    """One line of text with a list of values. `opened`: the user opens the list."""

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


class NumberField(Field):
    """A number, as declared; the position below the lowest number stands for None, where that is allowed."""

    def __init__(self, declared: Number) -> None:
        self._whole = isinstance(declared, Whole)
        self._may_be_none = bool(declared.none)
        self.spin = QDoubleSpinBox()
        self.spin.setDecimals(0 if self._whole else declared.decimals)
        lowest = declared.low - declared.step if declared.none else declared.low
        self.spin.setRange(lowest, declared.high)
        self.spin.setSingleStep(declared.step)
        self.spin.setSuffix(declared.unit)
        self.spin.setSpecialValueText(declared.none)
        super().__init__(self.spin)
        self.spin.valueChanged.connect(self.edited)

    def get(self) -> int | float | None:
        """The number, None at the lowest position if that stands for it."""
        value = self.spin.value()
        if self._may_be_none and value == self.spin.minimum():
            return None
        return round(value) if self._whole else value

    def set(self, value: Value) -> None:
        """Show a number."""
        self.spin.setValue(self.spin.minimum() if value is None else float(value))
