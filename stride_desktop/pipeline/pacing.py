"""Keeps up with a live source by leaving out work when frames come faster than decisions.

First only denoising is left out, while the frames still join the frame window; then whole groups are.
Frames of a file wait instead. Deciding less often to save energy is no loss, and is not counted.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from stride_desktop.activation.detector import never
from stride_desktop.core.detection import GROUP_FRAMES
from stride_desktop.core.frames import Frame
from stride_desktop.pipeline.lane_set import LaneSet, LaneUpdate
from stride_desktop.pipeline.updates import Ticked


class Pace(Enum):
    """What to do with a frame. APPEND and REST are the same to the watch, but only one of them is a loss."""

    DENOISE = "denoise"
    APPEND = "append"
    REST = "rest"
    SKIP = "skip"


class Pacer:
    """Decides group by group what a live source's lanes get. Everything left out is counted."""

    def __init__(self, append_after: float = 2.5, skip_after: float = 8.0, max_undecided: int = 4) -> None:
        """append_after: seconds that a frame may have waited before denoising is left out.

        skip_after: seconds before it is left out itself. max_undecided: groups taken in without a decision
        before others are left out to get to one.
        """
        self._append_after = append_after
        self._skip_after = skip_after
        self._max_undecided = max_undecided
        self._pace = Pace.DENOISE
        self._rest = 0  # frames of a skipped group still to come
        self._undecided = 0  # groups since the last decision
        self._rested = 0  # groups, on purpose, since the last decision
        self.every = 1
        """Groups for one decision; more than one saves energy. Any thread may set it."""
        self.behind = 0
        """Groups taken in without a decision, so far."""
        self.skipped = 0
        """Groups left out, so far."""

    def decide(self, lag: float, waiting: int, mid_group: bool) -> Pace:
        """What to do with the next frame.

        lag: seconds since it was captured; waiting: frames behind it; mid_group: it completes a
        group, which is never torn apart.
        """
        if self._rest:
            self._rest -= 1
            return Pace.SKIP
        if not mid_group:
            self._pace = self._choose(lag, waiting)
            self._count()
        return self._pace

    def feed(
        self,
        lanes: LaneSet,
        frame: Frame,
        lag: float,
        waiting: int,
        cancelled: Callable[[], bool] = never,
    ) -> tuple[LaneUpdate, ...]:
        """Decide, and give the lanes the frame accordingly; raises what `LaneSet.push` raises."""
        pace = self.decide(lag, waiting, lanes.mid_group)
        if pace is Pace.SKIP:
            lanes.skip(1)
            return ()
        updates = lanes.push(frame, cancelled, denoise=pace is Pace.DENOISE)
        if any(isinstance(item.update, Ticked) for item in updates):
            self._rested = 0
        return updates

    def _choose(self, lag: float, waiting: int) -> Pace:
        pace = self._keep_up(lag, waiting)
        may_rest = self._rested < self.every - 1 and pace is not Pace.SKIP
        return Pace.REST if may_rest else pace

    def _keep_up(self, lag: float, waiting: int) -> Pace:
        # Leaving out the newest whole group would gain nothing: there is none to hurry on to.
        if waiting < 2 * GROUP_FRAMES - 1:
            return Pace.DENOISE
        # Once groups are left out, all but the newest are; a little fewer would only be late again.
        too_late = lag >= self._skip_after or self._undecided >= self._max_undecided
        if too_late or self._pace is Pace.SKIP:
            return Pace.SKIP
        return Pace.APPEND if lag >= self._append_after else Pace.DENOISE

    def _count(self) -> None:
        if self._pace is Pace.DENOISE:
            self._undecided = 0
        elif self._pace is Pace.APPEND:
            self._undecided += 1
            self.behind += 1
        elif self._pace is Pace.REST:
            self._rested += 1
        else:
            self._rest = GROUP_FRAMES - 1
            self.skipped += 1
