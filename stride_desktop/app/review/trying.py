"""Other event settings, tried on the active lane while the sliders are shown."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction

from stride_desktop.app.review.deriving import Derived, Deriving
from stride_desktop.app.review.event_settings import EventSettingsBar
from stride_desktop.app.review.lanes import OpenLanes
from stride_desktop.app.system.background import Background
from stride_desktop.app.system.notices import Notifications
from stride_desktop.core.events import EventSettings
from stride_desktop.sessions.library import Library


class Trying(QObject):
    """Joins the sliders with the lanes. action: shows and hides the sliders."""

    def __init__(
        self,
        library: Library,
        background: Background,
        lanes: OpenLanes,
        sliders: EventSettingsBar,
        action: QAction,
        notifications: Notifications,
    ) -> None:
        super().__init__(lanes)
        self._lanes = lanes
        self._sliders = sliders
        self._action = action
        self._deriving = Deriving(library, background, self)
        self._deriving.derived.connect(self._on_derived)
        self._deriving.failed.connect(notifications.fail)
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
            self._deriving.forget()
            self._action.setChecked(False)
        elif self._action.isChecked():
            self._begin()

    def _begin(self) -> None:
        """Stand as the lane was watched, or as it was tried last."""
        active = self._lanes.active
        if active is not None:
            derived = self._lanes.derived(active)
            self._sliders.show_settings(active.events, None if derived is None else derived.settings)
            self._on_moved(self._sliders.settings)

    @Slot(object)
    def _on_moved(self, settings: EventSettings) -> None:
        active = self._lanes.active
        if active is not None:
            self._deriving.ask(active.id, settings)

    @Slot(object)
    def _on_derived(self, derived: Derived) -> None:
        active = self._lanes.active
        if active is not None and active.id == derived.lane_id and self._action.isChecked():
            self._sliders.show_outcome(len(derived.triggers))
            self._lanes.try_events(derived)
