"""Event settings tried on a stored session: the sliders, and the lane they change."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QSlider, QWidget

from stride_desktop.app.look.arrange import column, row
from stride_desktop.app.look.wheel_guard import guard_wheel
from stride_desktop.app.review.context import ReviewContext
from stride_desktop.app.review.lanes import Derived, OpenLanes
from stride_desktop.app.system.background import ignore
from stride_desktop.core.amounts import counted, elapsed
from stride_desktop.core.derivation import Step, derive
from stride_desktop.core.events import EventSettings
from stride_desktop.sessions.library import Library

_RATIOS = tuple(percent / 100 for percent in range(10, 101, 5))
_SUSTAINS = (*map(float, range(1, 21)), 25.0, 30.0, 45.0, 60.0)
_GAPS = (*map(float, range(11)), 12.0, 15.0, 20.0, 30.0, 45.0, 60.0)
_COOLDOWNS = (0.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0, 3600.0, 14400.0, 86400.0)


class EventSettingsBar(QWidget):
    """`moved(EventSettings)` while a slider moves; `adopted(EventSettings)`: watch with them, too."""

    moved = Signal(object)
    adopted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Event settings")
        self._base = EventSettings()
        self.rows = {
            "sustain_ratio": _Row("Active share", _RATIOS, "of the newest seconds, to speak"),
            "sustain_seconds": _Row("Seconds", _SUSTAINS, "that are looked at for it"),
            "merge_gap_seconds": _Row("Gap", _GAPS, "that two spans of one event may have"),
            "cooldown_seconds": _Row("Cool-down", _COOLDOWNS, "after an alert, without one"),
        }
        grid = QGridLayout()
        for number, slider in enumerate(self.rows.values()):
            first = 4 * (number // 2)
            for place, widget in enumerate((slider.name, slider.slider, slider.value)):
                grid.addWidget(widget, number % 2, first + place)
            grid.setColumnStretch(first + 1, 1)
            grid.setColumnMinimumWidth(first + 3, self.fontMetrics().averageCharWidth() * 3)
            slider.slider.valueChanged.connect(self._on_moved)
        self.outcome = QLabel(self, wordWrap=True)
        self.reset = QPushButton("As &watched", self)
        self.reset.setToolTip("Back to the settings that were used")
        self.adopt = QPushButton("&Use for watching", self)
        self.adopt.setToolTip("Watch with these settings from the next start on")
        self.reset.clicked.connect(self._on_reset)
        self.adopt.clicked.connect(lambda: self.adopted.emit(self.settings))
        below = row(self.outcome, self.reset, self.adopt, wide=self.outcome)
        column(grid, below, parent=self).unsetContentsMargins()
        guard_wheel(self)

    @property
    def settings(self) -> EventSettings:
        """The settings of the sliders; an unmoved slider keeps its exact value."""
        numbers: dict[str, Any] = {name: row.number for name, row in self.rows.items()}
        return replace(self._base, **numbers)

    def show_settings(self, watched: EventSettings, tried: EventSettings | None = None) -> None:
        """Show the settings of a lane, or those tried on it. Values between two stops are kept."""
        self._base = watched
        for name, slider in self.rows.items():
            slider.show_number(getattr(tried or watched, name))
        self.reset.setEnabled(self.settings != watched)

    def show_outcome(self, triggers: int) -> None:
        """Say how many alerts these settings lead to."""
        self.outcome.setText(f"With these settings: {counted(triggers, 'alert')}")

    @Slot()
    def _on_moved(self) -> None:
        self.reset.setEnabled(self.settings != self._base)
        self.moved.emit(self.settings)

    @Slot()
    def _on_reset(self) -> None:
        self.show_settings(self._base)
        self.moved.emit(self._base)


class _Row:
    """A name, a slider that stops at certain numbers, and the number in words."""

    def __init__(self, name: str, stops: tuple[float, ...], hint: str) -> None:
        self._stops = stops
        self.number = stops[0]
        self._share = max(stops) <= 1.0
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, len(stops) - 1)
        self.slider.setPageStep(3)
        self.slider.setAccessibleName(name)
        self.slider.setAccessibleDescription(hint)
        self.slider.valueChanged.connect(self._on_value)
        self.name = QLabel(name)
        self.name.setBuddy(self.slider)
        self.value = QLabel()
        self.value.setMinimumWidth(self.value.fontMetrics().averageCharWidth() * 9)
        for widget in (self.name, self.slider, self.value):
            widget.setToolTip(hint)
        self._on_value(0)

    def show_number(self, number: float) -> None:
        """Show the nearest stop; `value` stays exact until the slider is moved."""
        nearest = min(range(len(self._stops)), key=lambda index: abs(self._stops[index] - number))
        blocked = self.slider.blockSignals(True)
        self.slider.setValue(nearest)
        self.slider.blockSignals(blocked)
        self._set(number)

    def _on_value(self, index: int) -> None:
        self._set(self._stops[index])

    def _set(self, number: float) -> None:
        self.number = number
        self.value.setText(f"{number:.0%}" if self._share else elapsed(number))


class _Deriving:
    """Derives events, and keeps the decisions of the last lane in memory. Used on the background thread."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._known: tuple[str, tuple[Step, ...]] = ("", ())

    def derive(self, lane_id: str, settings: EventSettings) -> Derived:
        """The events of a lane under these settings. Raises StoreError."""
        if self._known[0] != lane_id:
            with self._library.open(lane_id) as session:
                self._known = lane_id, tuple(session.steps())
        events, triggers = derive(self._known[1], settings)
        return Derived(lane_id, settings, events, triggers)

    def forget(self) -> None:
        """Free the memory of the decisions."""
        self._known = "", ()


class EventTrial(QObject):
    """Shows the active lane with the events that the sliders give. action: shows and hides the sliders."""

    def __init__(
        self, context: ReviewContext, lanes: OpenLanes, sliders: EventSettingsBar, action: QAction
    ) -> None:
        super().__init__(lanes)
        self._context = context
        self._lanes = lanes
        self._sliders = sliders
        self._action = action
        self._deriving = _Deriving(context.library)
        sliders.moved.connect(self._on_moved)
        action.toggled.connect(self._on_toggled)
        lanes.active_changed.connect(self._on_active_changed)

    @Slot(bool)
    def _on_toggled(self, shown: bool) -> None:
        self._sliders.setVisible(shown)
        if shown:
            self._begin()
        else:
            self._lanes.try_events(None)

    @Slot()
    def _on_active_changed(self) -> None:
        if self._lanes.active is None:
            self._context.background.run(self._deriving.forget, ignore, ignore)
            self._action.setChecked(False)
        elif self._action.isChecked():
            self._begin()

    def _begin(self) -> None:
        """Show the settings of the lane, or those tried on it last."""
        active = self._lanes.active
        if active is not None:
            derived = self._lanes.derived(active)
            self._sliders.show_settings(active.events, None if derived is None else derived.settings)
            self._on_moved(self._sliders.settings)

    @Slot(object)
    def _on_moved(self, settings: EventSettings) -> None:
        active = self._lanes.active
        if active is not None:
            work = partial(self._deriving.derive, active.id, settings)
            self._context.background.run(
                work, self._on_derived, self._context.notifications.fail, key="derive"
            )

    def _on_derived(self, derived: Derived) -> None:
        active = self._lanes.active
        if active is not None and active.id == derived.lane_id and self._action.isChecked():
            self._sliders.show_outcome(len(derived.triggers))
            self._lanes.try_events(derived)
