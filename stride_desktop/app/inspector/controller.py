"""Selects the second and the tick that the inspector shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, Slot

from stride_desktop.app.inspector.view import InspectorView
from stride_desktop.app.live.controller import LiveController
from stride_desktop.app.live.display import LiveLane
from stride_desktop.app.look.shortcuts import REFINEMENT, command
from stride_desktop.app.preview.controller import PreviewController
from stride_desktop.app.timeline.view import TimelineView
from stride_desktop.core.frames import INSIDE
from stride_desktop.core.tick_history import KeptTick, TickHistory
from stride_desktop.core.ticks import Tick
from stride_desktop.core.timeline import Gap
from stride_desktop.pipeline.updates import RequestRemoved, Ticked, Update

_NEAR_SECONDS = 120.0
"""Stored ticks are asked for again when the second is further than this from where they were read."""


class InspectorController(QObject):
    """Shows the tick of the play-head's second, or without a play-head the newest tick.

    `action` shows or hides the inspector. Nothing is computed while it is hidden.
    """

    def __init__(
        self,
        live: LiveController,
        preview: PreviewController,
        timeline: TimelineView,
        view: InspectorView,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._histories = {0: TickHistory()}  # by lane
        self._lane = 0
        self._preview = preview
        self._view = view
        self._second: float | None = None  # None follows the newest
        self._tick: KeptTick | None = None  # None is the newest that looked at the second
        self._shown: tuple[KeptTick, ...] = ()
        self._index = 0
        self._at = 0.0  # the second that is shown
        self._ask: Callable[[float], None] | None = None
        self._end = 0.0  # of the stored session
        self._near: float | None = None  # around this second, stored ticks are in memory or on their way
        hint = "How the model decided, slot by slot"
        self.action = command("&Refinement", REFINEMENT, lambda: None, self, hint)
        self.action.setCheckable(True)
        self.action.toggled.connect(view.setVisible)
        view.hide()
        live.happened.connect(self._on_update)
        live.deleted.connect(self._on_deleted)
        live.lanes_changed.connect(self._on_lanes)
        timeline.playhead.moved.connect(self._on_playhead)
        view.shown.connect(self.refresh)
        view.tick_chosen.connect(self._choose)
        view.matrix.stepped.connect(self._step)
        view.matrix.second_chosen.connect(self._choose_second)

    def look_back(self, ask: Callable[[float], None] | None, end: float = 0.0) -> None:
        """Inspect a stored lane, which ends at the second `end`; None ends that.

        ask: called when the ticks around a second are needed, answered with `take`.
        """
        self._ask, self._end, self._near = ask, end, None
        self._lane = 0
        self.ticks.clear()
        self._second = self._tick = None
        self.refresh()

    @property
    def ticks(self) -> TickHistory:
        """The ticks of the inspected lane, as many as fit in memory."""
        return self._histories[self._lane]

    def select_lane(self, lane: int) -> None:
        """Inspect another lane of the run."""
        self._histories.setdefault(lane, TickHistory())
        self._lane, self._tick = lane, None
        self.refresh()

    def take(self, ticks: Iterable[tuple[int, Tick]]) -> None:
        """Take the requested ticks, each with the number of the request in force."""
        self.ticks.clear()
        made_for = None
        for request, tick in ticks:
            if made_for not in (None, request):
                self.ticks.change_request()
            made_for = request
            self.ticks.add(tick)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Show the tick of the current second."""
        if not self._view.isVisible() or self._asks():
            return
        newest = self.ticks.newest
        if newest is None:
            self._show_nothing("Nothing decided yet — choose a source and press Start")
            return
        second = self._at = newest.newest if self._second is None else self._second
        self._shown = self.ticks.at(second, self._tick.request if self._tick else None)
        if not self._shown:
            when = self._preview.clock.text(second + INSIDE)
            self._show_nothing(f"No decision about {when} is in memory")
            return
        self._index = self._shown.index(self._tick) if self._tick in self._shown else len(self._shown) - 1
        self._view.show_ticks(self._shown, self._index, second, self._preview.clock)

    def _asks(self) -> bool:
        """Request stored ticks, unless those around the second are in memory; True when it did."""
        second = self._end if self._second is None else self._second
        if self._ask is None or (self._near is not None and abs(second - self._near) <= _NEAR_SECONDS):
            return False
        self._near = second
        self._ask(second)
        return True

    def _show_nothing(self, why: str) -> None:
        self._shown = ()
        self._view.show_nothing(why)

    @Slot(int, object)
    def _on_update(self, lane: int, update: Update) -> None:
        if isinstance(update, Ticked):
            self._histories.setdefault(lane, TickHistory()).add(update.tick)
        elif isinstance(update, RequestRemoved) and update.successor is None:
            self._histories.setdefault(lane, TickHistory()).clear()

    @Slot(object)
    def _on_deleted(self, gap: Gap) -> None:
        for history in self._histories.values():
            history.delete_after(gap.start)
        self._tick = None
        self.refresh()

    @Slot(object)
    def _on_lanes(self, lanes: tuple[LiveLane, ...]) -> None:
        if not lanes:  # another run
            self._histories, self._lane = {0: self._histories[0]}, 0
            self.ticks.clear()
            self._second = self._tick = None
        self.refresh()

    @Slot(object)
    def _on_playhead(self, second: float | None) -> None:
        # The middle of the slot that ends with the frame at the play-head.
        middle = None if second is None else second - INSIDE
        if middle == self._second:
            return
        self._second = middle
        self._tick = None
        self.refresh()

    @Slot(int)
    def _choose(self, index: int) -> None:
        tick = self._shown[index]
        self._tick = None if tick in self.ticks.at(self._at)[-1:] else tick  # None goes on to follow
        self.refresh()

    @Slot(float)
    def _choose_second(self, second: float) -> None:
        if self._shown:
            self._go(self._shown[self._index], second)

    @Slot(int)
    def _step(self, step: int) -> None:
        """Show the next tick with the second in its window, or else the next one at its nearest second."""
        index = self._index + step
        if 0 <= index < len(self._shown):
            self._choose(index)
        elif self._shown and (tick := self.ticks.beside(self._shown[self._index], step)) is not None:
            self._go(tick, tick.newest if step < 0 else tick.first_seen)

    def _go(self, tick: KeptTick, second: float) -> None:
        self._second, self._tick = second, tick
        self._preview.go_to(second + INSIDE)
        self.refresh()
