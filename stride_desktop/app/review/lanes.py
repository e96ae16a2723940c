"""The lanes of the open session, the active one, and their display in the window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from stride_desktop.app.review.context import ReviewContext
from stride_desktop.app.review.editing import Editing
from stride_desktop.app.system.background import ignore
from stride_desktop.core.comparison import agreement, score
from stride_desktop.core.events import Event, EventSettings, Trigger
from stride_desktop.core.review import Review, Verdict
from stride_desktop.core.timeline import Lane
from stride_desktop.sessions.opened import Opened, OpenedLane, ticks_around


@dataclass(frozen=True, slots=True, eq=False)
class Derived:
    """The events and triggers of a lane under other settings."""

    lane_id: str
    settings: EventSettings
    events: tuple[Event, ...]
    triggers: tuple[Trigger, ...]


class OpenLanes(QObject):
    """Shows lanes on the timeline, and the active one in the chat and in the inspector, too.

    `active_changed`: another lane is active, or none. A review of a lane is stored at once.
    """

    active_changed = Signal()

    def __init__(self, context: ReviewContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._timeline = timeline = context.timeline
        self.editing = Editing(timeline, self)
        self.opened: Opened | None = None
        self.index = 0
        self._derived: dict[str, Derived] = {}
        self._growing: Lane | None = None
        self._painted_lanes = 0
        timeline.pointer.lane_chosen.connect(self.choose)
        self.editing.changed.connect(self._on_edited)

    @property
    def active(self) -> OpenedLane | None:
        """The lane that commands are about."""
        return None if self.opened is None else self.opened.lanes[self.index]

    @property
    def rerun_active(self) -> bool:
        """The active lane is a re-run, not what was watched first."""
        return self.index > 0

    def derived(self, lane: OpenedLane) -> Derived | None:
        """The lane's events under other event settings; None while it is shown as watched."""
        return self._derived.get(lane.id)

    def show(self, opened: Opened) -> None:
        """Show the lanes of a session, the first one active."""
        self.opened, self.index = opened, 0
        self._timeline.editor.set_enabled(True)
        self._show_active()

    def clear(self) -> None:
        """Forget the lanes; the window shows them until something else is shown."""
        self.opened, self.index, self._growing = None, 0, None
        self._painted_lanes = 0
        self._derived.clear()
        self.editing.end()
        self._timeline.editor.set_enabled(False)
        self._context.inspector.look_back(None)
        self.active_changed.emit()

    @Slot(int)
    def choose(self, index: int) -> None:
        """Make another lane the active one."""
        if self.opened is not None and index < len(self.opened.lanes) and index != self.index:
            self.index = index
            self._show_active()

    def add(self, lane: OpenedLane) -> None:
        """Add a lane, which becomes active."""
        if self.opened is not None:
            self.opened = self.opened.with_lane(lane)
            self.index = len(self.opened.lanes) - 1
            self._show_active()

    def remove_active(self) -> None:
        """Remove a re-run, and delete it from the disk."""
        active = self.active
        if self.opened is not None and active is not None and self.rerun_active:
            self.opened, self.index = self.opened.without_lane(active.id), 0
            self._show_active()
            work = partial(self._context.library.delete, active.id)
            self._context.background.run(work, ignore, self._context.notifications.fail)

    def grow(self, lane: Lane | None) -> None:
        """Show the unfinished lane of a re-run below the others; None removes it."""
        self._growing = lane
        self._paint()

    def try_events(self, derived: Derived | None) -> None:
        """Show a lane with the events of other settings; None shows all lanes as they were watched."""
        if derived is None:
            self._derived.clear()
        else:
            self._derived[derived.lane_id] = derived
        if self.active is not None:
            self.editing.edit(self.active.id, self._said(self.active))
        self._paint()

    def _show_active(self) -> None:
        active = self.active
        if active is not None:
            self._timeline.editor.select(None)
            self.editing.edit(active.id, self._said(active))
            self._paint()
            self._context.cards.look_back(active)
            self._context.inspector.look_back(self._ask_ticks, active.lane.snapshot.newest or 0.0)
            self.active_changed.emit()

    def painted(self) -> list[Lane]:
        """All lanes as they are shown."""
        lanes = [] if self.opened is None else [self._painted(lane) for lane in self.opened.lanes]
        return lanes if self._growing is None else [*lanes, self._growing]

    def _paint(self) -> None:
        if self.opened is not None:
            lanes = self.painted()
            self._timeline.set_lanes(lanes, self.index)
            self._context.bar.show_comparison(comparison(lanes, self.index))
            if len(lanes) > self._painted_lanes:
                self._context.give_room()
            self._painted_lanes = len(lanes)

    def _painted(self, opened: OpenedLane) -> Lane:
        """The lane with the events of the tried settings, and with its review."""
        lane, derived = opened.lane, self._derived.get(opened.id)
        if derived is not None:
            snapshot = replace(lane.snapshot, events=derived.events, triggers=derived.triggers)
            lane = replace(lane, snapshot=snapshot)
        return replace(lane, review=self.editing.review) if opened is self.active else lane

    def _said(self, opened: OpenedLane) -> Review:
        """The review of a lane; before its first edit, every event is an open span."""
        derived = self._derived.get(opened.id)
        events = opened.lane.snapshot.events if derived is None else derived.events
        return Review.of(events) if opened.lane.review is None else opened.lane.review

    def _ask_ticks(self, second: float) -> None:
        if self.active is not None:
            work = partial(ticks_around, self._context.library, self.active.id, second)
            self._context.background.run(
                work, self._context.inspector.take, self._context.notifications.fail, key="ticks"
            )

    @Slot(str, object)
    def _on_edited(self, lane_id: str, review: Review) -> None:
        active = self.active
        if self.opened is not None and active is not None and active.id == lane_id:
            self.opened = self.opened.with_lane(replace(active, lane=replace(active.lane, review=review)))
            self._paint()
            save = partial(self._context.library.save_review, lane_id, review)
            self._context.background.run(
                save, ignore, self._context.notifications.fail, key=f"review {lane_id}"
            )


def comparison(lanes: Sequence[Lane], active: int) -> str:
    """Compares the active lane with the first one and with the user's review, in words; may be empty.

    Lanes of different requests are not compared. A review counts for every lane of the same request.
    """
    lane, parts = lanes[active], []
    comparable = active and lane.query == lanes[0].query
    share = agreement(lanes[0].snapshot, lane.snapshot) if comparable else None
    if share is not None:
        parts.append(f"as the first lane in {share:.0%} of the seconds")
    reviews = [each.review for each in (lane, *lanes) if each.query == lane.query]
    truth = next((review for review in reviews if _said_anything(review)), None)
    if truth is not None:
        result = score(truth, lane.snapshot)
        wanted = result.found + result.missed
        parts.append(f"{result.found} of {wanted} spans found, {result.false} false")
    return " · ".join(parts)


def _said_anything(review: Review | None) -> bool:
    """The user judged, moved or added a span, or marked the lane as reviewed."""
    return review is not None and (
        review.reviewed or any(span.verdict is not Verdict.OPEN for span in review.spans)
    )
