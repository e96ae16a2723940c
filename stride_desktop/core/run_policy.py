"""Events made of runs: the rules of `core.event_policy` for live watching.

A *run* is a row of active slots. Runs with at most `merge_gap_seconds` between them are one *stretch*. What
the window shows is as the newest labels say; what it no longer shows, and what a completed segment settles,
stays as it was. For "segment" the rules then read "stretch":

1. A stretch belongs to the event that owns the part of it that cannot change any more, else to the nearby
   one that chose it: of several stretches nearby, an event that triggered chooses the one nearest to its
   trigger, any other the one nearest to its onset. Where several chose one, the oldest takes the others in.
2. A stretch that belongs to no event begins one. Onset and reach follow the stretch, also when it shrinks, so
   that no event covers more than `merge_gap_seconds` without activity, and no two overlap. An event that is
   active from the first slot that detection saw on is `from_start`.
3. *Sustained* is judged by the slots of the stretch alone.
4. As published.
5. A stretch is complete when its end cannot change any more. One of at least `min_event_seconds`, and
   active for `sustain_ratio` of them, triggers late; any other is closed by rule 9.
6. As published.
7. and 8. An event is dropped when no stretch is left of it.
9. An event is closed once T > the latest end that it ever had + `merge_gap_seconds`.
10. and 11. As published. What follows a closed event begins at its reach, not before.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from stride_desktop.core.event_policy import EPSILON, EventPolicy, LiveEvent
from stride_desktop.core.events import MERGED, EventChange, EventSettings, EventState
from stride_desktop.core.ticks import ACTIVE, Outline


@dataclass(frozen=True, slots=True)
class ActiveRun:
    """Range from the first active second to the last. active: active seconds in it. Stream seconds."""

    start: float
    end: float
    active: float

    def up_to(self, edge: float) -> ActiveRun:
        """The part of an unbroken run before `edge`; all of one that ends there."""
        return self if self.end <= edge else ActiveRun(self.start, edge, edge - self.start)

    def after(self, edge: float) -> ActiveRun:
        """The part of an unbroken run after `edge`."""
        return self if self.start >= edge else ActiveRun(edge, self.end, self.end - edge)

    def joined(self, later: ActiveRun) -> ActiveRun:
        """One run that covers both and the time between them."""
        return ActiveRun(self.start, later.end, self.active + later.active)


def grouped(runs: Iterable[ActiveRun], gap: float) -> list[ActiveRun]:
    """Runs in order of time, those with at most `gap` seconds between them joined."""
    groups: list[ActiveRun] = []
    for run in runs:
        if groups and run.start - groups[-1].end <= gap + EPSILON:
            groups[-1] = groups[-1].joined(run)
        else:
            groups.append(run)
    return groups


class RunPolicy(EventPolicy):
    """The EventPolicy for events that are made of runs."""

    def __init__(self, settings: EventSettings, numbers: Iterator[int] | None = None) -> None:
        super().__init__(settings, numbers)
        self.runs: list[ActiveRun] = []
        """The active runs of the live events, in order of time."""
        self._settled = -math.inf  # end of the latest completed segment or closed event
        self._edge = -math.inf  # time before it is final: settled, or out of the window
        self._first_slot: float | None = None  # end of the first slot that detection saw

    def update(self, tick: Outline) -> tuple[EventChange, ...]:
        """As in EventPolicy; an event after a closed one begins at the closed one's reach, not before."""
        changes = super().update(tick)
        for event in (change.event for change in changes if change.event.state is EventState.CLOSED):
            if event.reason != MERGED:
                self._settle(event.reach)
                self.runs = [run for run in self.runs if not event.onset <= run.start < event.reach]
        return changes

    def close(self, reason: str) -> tuple[EventChange, ...]:
        """Rule 10, as in EventPolicy."""
        changes = super().close(reason)
        for change in changes:
            self._settle(change.event.reach)
        self.runs, self._first_slot = [], None
        return changes

    def _settle(self, until: float) -> None:
        self._settled = max(self._settled, until)
        self._edge = max(self._edge, until)

    def _claim_all(self, tick: Outline) -> None:
        if self._first_slot is None:
            self._first_slot = tick.first + (tick.unseen + 1) * tick.resolution
        self.runs = self._known(tick)
        stretches = grouped(self.runs, self._settings.merge_gap_seconds)
        owners: list[list[LiveEvent]] = [[] for _ in stretches]
        for item in self._live:  # oldest first
            if (chosen := self._choice(item, stretches)) is not None:
                owners[stretches.index(chosen)].append(item)
        for segment in tick.completed:
            self._settle(segment.end)
        for stretch, items in zip(stretches, owners, strict=True):
            bounds = (stretch.start, stretch.end, stretch.start < self._first_slot - EPSILON)
            owner = items[0] if items else self._begin(*bounds)
            for other in items[1:]:
                self._absorb(owner, other)
            self._place(owner, *bounds)
            self._judge(owner, stretch, tick)

    def _known(self, tick: Outline) -> list[ActiveRun]:
        """All runs as of this tick, in order of time."""
        slots = np.arange(tick.labels.size)
        decided = (slots >= tick.unseen) & (slots < tick.seen) & (tick.centres >= self._edge)
        if not decided.any():
            return self.runs
        starts = tick.first + slots * tick.resolution
        self._edge = max(self._edge, float(starts[np.argmax(decided)]))
        before = [run.up_to(self._edge) for run in self.runs if run.start < self._edge]
        # Finished runs near each other are joined, as hours of flicker would otherwise take memory.
        over = [run for run in before if run.end < self._edge]
        touching = before[len(over) :]
        active = starts[decided & (tick.labels == ACTIVE)].tolist()
        now = grouped([ActiveRun(start, start + tick.resolution, tick.resolution) for start in active], 0.0)
        # A slot that only begins in the settled range shows its end; alone it is no activity.
        straddles = bool(now) and now[0].start < self._settled - EPSILON
        if straddles and not touching and now[0].active == tick.resolution:
            del now[0]
        now = [run.after(self._edge) for run in now]
        return [*grouped(over, self._settings.merge_gap_seconds), *grouped([*touching, *now], 0.0)]

    def _choice(self, item: LiveEvent, stretches: Sequence[ActiveRun]) -> ActiveRun | None:
        """Rule 1: the stretch that belongs to the event, None without one."""
        event, gap = item.event, self._settings.merge_gap_seconds
        first, last = event.onset - gap, item.latest + gap
        own = [each for each in stretches if each.start == event.onset < self._edge]
        near = [each for each in stretches if each.start <= last and each.end >= first]
        spoke = [second for second in (event.suppressed_at, event.triggered_at) if second is not None]
        place = [*spoke, event.onset][0]
        return min(own or near, key=lambda each: max(each.start - place, place - each.end, 0.0), default=None)

    def _judge(self, item: LiveEvent, stretch: ActiveRun, tick: Outline) -> None:
        """Apply rules 3 and 5 to an event and its stretch."""
        seconds = stretch.end - stretch.start
        newest = tick.first + tick.seen * tick.resolution
        item.claimed = True
        item.open = stretch.end > self._edge + EPSILON
        item.completed = not item.open
        item.since = stretch.start if stretch.end > newest - EPSILON else math.inf
        item.lasting = (
            seconds >= self._settings.min_event_seconds - EPSILON
            and stretch.active >= self._settings.sustain_ratio * seconds - EPSILON
        )

    def _is_over(self, item: LiveEvent) -> bool:
        """Rule 9."""
        return self._now > item.latest + self._settings.merge_gap_seconds


def event_policy(settings: EventSettings, numbers: Iterator[int] | None = None) -> EventPolicy:
    """The policy that these settings ask for; numbers: as in EventPolicy."""
    return RunPolicy(settings, numbers) if settings.by_runs else EventPolicy(settings, numbers)
