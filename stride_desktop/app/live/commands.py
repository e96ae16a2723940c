"""What the window may ask of running lanes; each is carried out on the detection worker."""

from __future__ import annotations

from collections.abc import Iterable

from stride_desktop.app.live.mailbox import Order
from stride_desktop.core.timeline import Gap
from stride_desktop.pipeline.lane_set import LaneSet, LaneUpdate


def change_request(query: str, lane: int) -> Order:
    """Watch for something else instead of what a lane is about.

    Carrying it out raises RequestError and SettingsError.
    """
    return lambda lanes: lanes.change_request(query, lane)


def add_request(query: str) -> Order:
    """Watch for this too. Carrying it out raises RequestError and SettingsError."""
    return lambda lanes: lanes.add(query)


def remove_request(lane: int) -> Order:
    """Watch no longer for what a lane is about."""
    return lambda lanes: lanes.remove(lane, "removed")


def ask(question: str, lane: int) -> Order:
    """Something a person wants to know, about a lane or what is watched instead. May raise RequestError."""
    return lambda lanes: lanes.ask(question, lane)


def answer_now(event_id: int) -> Order:
    """Speak about an event that was kept quiet."""
    return lambda lanes: lanes.answer_now(event_id)


def snooze(until: float) -> Order:
    """Keep quiet until a stream second."""

    def keep_quiet(lanes: LaneSet) -> Iterable[LaneUpdate]:
        lanes.snooze(until)
        return ()

    return keep_quiet


def delete(gap: Gap) -> Order:
    """Forget everything after the gap's start."""
    return lambda lanes: lanes.delete(gap)


def break_off(reason: str) -> Order:
    """End detection for now; the next frame begins it afresh, behind a gap with this reason."""
    return lambda lanes: lanes.finish(reason)
