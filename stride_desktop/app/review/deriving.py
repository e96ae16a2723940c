"""Events under other event settings, derived from stored decisions on a background thread."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Signal

from stride_desktop.app.system.background import BackgroundQueue
from stride_desktop.core.derivation import Step, derive
from stride_desktop.core.events import Event, EventSettings, Trigger
from stride_desktop.sessions.library import Library


@dataclass(frozen=True, slots=True, eq=False)
class Derived:
    """The events and triggers of a lane under other settings."""

    lane_id: str
    settings: EventSettings
    events: tuple[Event, ...]
    triggers: tuple[Trigger, ...]


class Deriving(QObject):
    """`derived(Derived)`, `failed(StrideError)`. Of settings asked for in a hurry, the last count."""

    derived = Signal(object)
    failed = Signal(object)

    def __init__(self, library: Library, background: BackgroundQueue, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._background = background
        self._known: tuple[str, tuple[Step, ...]] = ("", ())  # steps of the lane that was asked about last

    def ask(self, lane_id: str, settings: EventSettings) -> None:
        """Work out what these settings lead to in a lane."""
        self._background.run(
            partial(self._derive, lane_id, settings), self.derived.emit, self.failed.emit, key="derive"
        )

    def forget(self) -> None:
        """Let go of the decisions that are kept in memory."""
        self._background.run(self._let_go, _ignore, self.failed.emit)

    def _derive(self, lane_id: str, settings: EventSettings) -> Derived:
        """Runs on the background thread, which alone touches what is kept."""
        if self._known[0] != lane_id:
            with self._library.open(lane_id) as session:
                self._known = lane_id, tuple(session.steps())
        events, triggers = derive(self._known[1], settings)
        return Derived(lane_id, settings, events, triggers)

    def _let_go(self) -> None:
        self._known = "", ()


def _ignore(_result: object) -> None:
    """There is nothing to tell."""
