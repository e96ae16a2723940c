"""When to speak: the detector of STRIDE (arXiv 2603.27593), for any activation model."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from stride_desktop.activation.base import ActivationModel, Group
from stride_desktop.activation.refinement import Refinement
from stride_desktop.activation.steps import DenoiseSteps, run_one
from stride_desktop.activation.window import FrameWindow
from stride_desktop.checkpoints.device import is_out_of_memory
from stride_desktop.core.detection import GROUP_FRAMES, DetectorSettings
from stride_desktop.core.errors import Cancelled, FrameError
from stride_desktop.core.frames import Frame
from stride_desktop.core.schedule import RandomSource
from stride_desktop.core.segments import SegmentTracker
from stride_desktop.core.slots import SlotGrid, SlotHistory, slot_grid
from stride_desktop.core.ticks import Pass, Segment, Tick

LIVE_SETTINGS = DetectorSettings()


def never() -> bool:
    """The `cancelled` of work that cannot be cancelled."""
    return False


class ActivationDetector:
    """Watches one stream for one request, frame by frame, and never looks ahead.

    `push`, `flush` and `finish` ask `cancelled` before every group encoding, every appended group
    and every denoising call, and raise Cancelled when it is true. A frame whose group was not
    encoded yet counts as not pushed. A tick cut short is abandoned: its frames stay in the window,
    while history and segments are as before it, so the detector goes on with the next frames.

    When memory runs out, the window permanently drops its older half and the tick is tried again;
    `max_frames` is then the size of the window, and `starved` is True when not even one group was possible.
    """

    def __init__(
        self,
        model: ActivationModel,
        query: str,
        settings: DetectorSettings = LIVE_SETTINGS,
        rng: RandomSource | None = None,
    ) -> None:
        """rng: source of the random draws; a fresh one when None. Raises RequestError."""
        self._model = model
        self._settings = settings
        self._rng = np.random.default_rng() if rng is None else rng
        self._window = FrameWindow(model, query, settings)
        self._waiting: Frame | None = None  # first half of a group
        self._latest: Group | None = None  # which a model that compares goes on from
        self._newest = -math.inf  # time of the newest frame taken
        self._due = 0  # frames in the window that no tick has looked at
        self.starved = False
        """There was not memory enough for the newest decision, not even with the shortest window."""
        self._forget_decisions()

    def branch(self, query: str, rng: RandomSource | None = None) -> ActivationDetector:
        """Another detector, for another request, that has seen the same frames and decided nothing yet.

        The encoded groups are shared. Raises RequestError.
        """
        other = ActivationDetector(self._model, query, self._settings, rng)
        other._window = self._window.branch(query)
        other._waiting, other._newest, other._due = self._waiting, self._newest, self._due
        other._latest = self._latest
        return other

    @property
    def done(self) -> bool:
        """The first event of a single-event request is over, or `max_events` are."""
        limit = self._settings.max_events if self._settings.multi_event else 1
        return limit is not None and self._tracker.completed_count >= limit

    @property
    def mid_group(self) -> bool:
        """The next frame completes a group of two."""
        return self._waiting is not None

    @property
    def max_frames(self) -> int:
        """The most frames that it looks back at; fewer than set after memory ran out."""
        return self._window.max_frames

    @property
    def segments(self) -> tuple[Segment, ...]:
        """All tracked segments, not clipped."""
        return self._tracker.segments

    def push(self, frame: Frame, cancelled: Callable[[], bool] = never, denoise: bool = True) -> Tick | None:
        """Take the next frame; every `frames_per_tick` frames this decides and returns a Tick.

        denoise: False takes the frame in without deciding anything, for when time is short.
        After `finish` or once `done`, frames are ignored. Raises Cancelled, and FrameError when time
        runs backwards or the model cannot take a pair of frames; what it cannot take is left out.
        """
        self.take(frame, cancelled)
        return run_one(self.decide(cancelled, denoise), cancelled)

    def take(self, frame: Frame, cancelled: Callable[[], bool] = never) -> None:
        """The first half of `push`: take the frame in. Raises Cancelled before it is, and FrameError."""
        if self._finished or self.done:
            return
        if not self._newest <= frame.timestamp < math.inf:
            raise FrameError(
                f"The source's clock went from {self._newest:.1f} s to {frame.timestamp:.1f} s.",
                "Stop watching and start again.",
            )
        if self._waiting is None:
            self._waiting, self._newest = frame, frame.timestamp
            return
        if cancelled():
            raise Cancelled
        self._newest = frame.timestamp
        first, self._waiting = self._waiting, None
        group = self._encode(first, frame)
        self._latest = group
        if group is not None:
            self._window.add(group, first.timestamp, frame.timestamp)
            self._due += GROUP_FRAMES

    def decide(
        self, cancelled: Callable[[], bool] = never, denoise: bool = True
    ) -> DenoiseSteps[Tick | None]:
        """The second half of `push`: what follows from the frame just taken, as steps to carry out."""
        if self._finished or self.done or self._waiting is not None:
            return None
        if self._due < self._settings.frames_per_tick:
            return None
        self._due = 0
        return (yield from self._within_memory(lambda: self._advance(cancelled, denoise)))

    def restart(self, query: str, keep_frames: bool = True) -> None:
        """Watch for `query` from here on, with empty history and no segments.

        keep_frames: the encoded groups stay in the window; False also forgets them, as after a
        gap or a change of source. Raises RequestError and then changes nothing.
        """
        self._window.reopen(query)
        if not keep_frames:
            self._window.clear()
            self._waiting, self._latest, self._newest = None, None, -math.inf
            self._due = 0
        self._forget_decisions()

    def flush(self, cancelled: Callable[[], bool] = never) -> Tick | None:
        """Decide on the groups that no tick has looked at; None when there are none."""
        if self._finished or self.done or not self._due:
            return None
        tick = run_one(self._within_memory(lambda: self._catch_up(cancelled)), cancelled)
        self._due = 0
        return tick

    def finish(self, cancelled: Callable[[], bool] = never) -> tuple[Segment, ...]:
        """End the stream: all tracked segments, the open one included, starts clipped at 0.

        A lone last frame is ignored. Calling it again gives the same.
        """
        self.flush(cancelled)
        self._finished = True
        self._waiting = None
        return tuple(replace(segment, start=max(segment.start, 0.0)) for segment in self.segments)

    def _forget_decisions(self) -> None:
        self._history: SlotHistory | None = None
        self._tracker = SegmentTracker(self._settings.margin_seconds, max_gap=self._settings.span_gap_seconds)
        self._finished = False

    def _encode(self, first: Frame, second: Frame) -> Group | None:
        """Encode a group; None when memory does not suffice, even with all others released."""
        while True:
            try:
                limit = self._settings.max_frame_tokens
                return self._model.encode(first, second, limit, self._latest)
            except Exception as error:
                if not is_out_of_memory(error):
                    raise
            if not self._window.shorten():
                self.starved = True
                return None

    def _within_memory(self, attempt: Callable[[], DenoiseSteps[Tick | None]]) -> DenoiseSteps[Tick | None]:
        """Try with ever fewer groups while memory runs out; None when not even one is possible."""
        while True:
            try:
                tick = yield from attempt()
            except Exception as error:
                if not is_out_of_memory(error):
                    raise
            else:
                self.starved = False
                return tick
            # Out here the error and all that its traceback holds are gone.
            if not self._window.shorten():
                self.starved = True
                return None

    def _advance(self, cancelled: Callable[[], bool], denoise: bool) -> DenoiseSteps[Tick | None]:
        self._window.advance(cancelled)
        self._window.prepare_slide(cancelled)
        return (yield from self._decide()) if denoise else None

    def _catch_up(self, cancelled: Callable[[], bool]) -> DenoiseSteps[Tick | None]:
        self._window.advance(cancelled)
        return (yield from self._decide())

    def _decide(self) -> DenoiseSteps[Tick]:
        """One tick: as many passes over the same frames as events complete."""
        window, model = self._window, self._model
        grid = slot_grid(window.now, window.start, model.window_past, model.window_future, model.resolution)
        before = self._history, self._tracker
        passes: list[Pass] = []
        try:
            while not passes or self._another_pass(passes):
                passes.append((yield from self._pass(grid)))
        except BaseException:  # also when the steps are closed half way
            self._history, self._tracker = before
            raise
        return Tick(window.now, tuple(passes))

    def _another_pass(self, passes: list[Pass]) -> bool:
        if not passes[-1].completed:
            return False
        # Decisions around a completed event tell nothing about the next one.
        self._history = None
        return not self.done and len(passes) != self._settings.max_passes

    def _pass(self, grid: SlotGrid) -> DenoiseSteps[Pass]:
        """Refine the whole window once and update the segments."""
        settings, prefix = self._settings, self._window.prefix
        # Slots up to the end of the latest completed event are settled; they start out inactive.
        fixed = grid.settled(self._tracker.settled_until, settings.settle_by_centre)
        known = self._window.known if settings.reuse_calls else None
        window = Refinement(prefix, grid, fixed, known)
        # Carry past decisions forward where the model is still confident of them.
        if self._history is not None and settings.confidence_threshold is not None:
            yield from window.retain(self._history, settings.confidence_threshold)
        # Decide the other slots over several rounds, the most confident first.
        yield from window.unmask(settings.unmasking_steps, self._rng)
        # Remember the decisions for the next window.
        self._history = SlotHistory.of(grid, window.labels)
        # Join the active slots into one span and see what it means for the segments.
        gap = settings.span_gap_seconds
        span = grid.span(window.labels, math.inf if gap is None else gap)
        self._tracker, completed = self._tracker.update(span, grid.first_seen, self._window.now)
        if settings.forget_closed:
            self._tracker = self._tracker.forget_before(float(grid.starts[0]))
        return Pass(
            prefix_tokens=prefix.tokens,
            slot_starts=grid.starts,
            slot_ends=grid.ends,
            unseen=grid.unseen,
            labels=window.labels,
            probabilities=window.probabilities,
            origin=window.origin,
            completed=completed,
            segments=self._tracker.segments,
            calls=tuple(window.calls),
        )
