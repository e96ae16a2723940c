"""Drives the live loop on a command line: its threads, its output, and the answers to its triggers."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby

from stride_desktop.cli.output import End, Output
from stride_desktop.core.answers import Answer, AnswerState
from stride_desktop.pipeline.answering import Answers
from stride_desktop.pipeline.health import Health
from stride_desktop.pipeline.lane_recording import LaneRecorder
from stride_desktop.pipeline.lane_set import LaneUpdate
from stride_desktop.pipeline.live_loop import LiveLoop, LoopListener
from stride_desktop.pipeline.updates import Ended, Ticked, Triggered
from stride_desktop.sources.base import SourceHealth

HEALTH_SECONDS = 5.0
"""Between two `health` lines of a live source."""

_POLL_SECONDS = 0.1
_CLOSE_SECONDS = 5.0


def _start_thread(work: Callable[[], None]) -> Callable[[float], object]:
    thread = threading.Thread(target=work, name="capture", daemon=True)
    thread.start()
    return thread.join


@dataclass(frozen=True, slots=True)
class EventLoopHooks:
    """Hooks for a source's event loop. The defaults suit all sources except those made of Qt.

    pump: called now and then on the main thread.
    spawn: runs a function on a thread; returns what waits for it, at most so many seconds.
    """

    pump: Callable[[], None] = lambda: None
    spawn: Callable[[Callable[[], None]], Callable[[float], object]] = _start_thread


class WatchReport(LoopListener):
    """Prints what a live loop reports, has its triggers answered, and prints and stores the answers."""

    loop: LiveLoop

    def __init__(
        self, output: Output, answers: Answers, recorder: LaneRecorder | None = None, tell_end: bool = False
    ) -> None:
        """recorder: stores the answers. tell_end: ask how events ended, too."""
        self._output = output
        self._answers = answers
        self._recorder = recorder
        self._tell_end = tell_end
        self._ticks = self._triggers = 0
        answers.store.changed.append(self._on_answer)

    def on_updates(self, updates: tuple[LaneUpdate, ...]) -> None:
        """See LoopListener."""
        for (lane, query), items in groupby(updates, lambda item: (item.lane, item.query)):
            found = tuple(item.update for item in items)
            self._ticks += sum(isinstance(item, Ticked) for item in found)
            self._output.updated(found, query)
            for item in found:
                self._triggers += isinstance(item, Triggered)
                if isinstance(item, Triggered) or (isinstance(item, Ended) and self._tell_end):
                    clock = self.loop.clock
                    self._answers.ask(lane, item.request, clock.wall_offset, clock.first)

    def on_source(self, health: SourceHealth) -> None:  # noqa: ARG002 - `self.health` reads it from the loop
        """See LoopListener."""
        if self.loop.source.traits.live:
            self.health()

    def _on_answer(self, before: Answer, after: Answer) -> None:
        """Print and store an answer that is over, or why there is none."""
        if not after.over or before.over or after.state is AnswerState.STOPPED:
            return
        if self._recorder is not None:
            self._recorder.lane(int(after.lane_id)).answered(after)
        self._output.answered(after)

    def health(self) -> None:
        """Print how well watching keeps up; a file waits, and has no more than a time."""
        now = self.loop.health.measured()
        self._output.health(
            now
            if self.loop.source.traits.live
            else Health(source=now.source, time=now.time, refused=now.refused)
        )

    def close(self) -> None:
        """Wait for the answers, then print the end."""
        self._answers.close()
        if self.loop.source.traits.live or self.loop.error is None:
            self.health()
        reason = "failed" if self.loop.error else self.loop.reason
        figures = (self.loop.health.newest, self.loop.health.frames, self._ticks, self._triggers)
        self._output.ended(End(reason, *figures))


def _hide(loop: LiveLoop, hidden: bool) -> None:
    """Begin or end private mode, and say so."""
    if hidden:
        loop.pause("private")
    else:
        loop.resume()
    words = "Private: nothing is seen or stored until the next SIGUSR1." if hidden else "Watching again."
    print(words, file=sys.stderr, flush=True)


def drive(
    loop: LiveLoop,
    report: WatchReport,
    interrupted: threading.Event,
    hooks: EventLoopHooks | None = None,
    private: Callable[[], bool] = lambda: False,
) -> None:
    """Run a loop to its end. interrupted: set from anywhere, ends it cleanly.

    private: whether nothing of a live source is to be seen or stored at the moment.
    Raises what the source and the model raise, after everything was closed and the end was printed.
    """
    hooks = hooks or EventLoopHooks()
    join = hooks.spawn(loop.capture)
    detection = threading.Thread(target=loop.detect, name="detection", daemon=True)
    detection.start()
    printed, hidden = time.monotonic(), False
    while detection.is_alive():
        hooks.pump()
        if interrupted.is_set():
            loop.stop()
        if loop.source.traits.live and private() != hidden:
            hidden = not hidden
            _hide(loop, hidden)
        if loop.source.traits.live and time.monotonic() - printed >= HEALTH_SECONDS:
            printed = time.monotonic()
            report.health()
        detection.join(_POLL_SECONDS)
    join(_CLOSE_SECONDS)
    report.close()
    if loop.error is not None:
        raise loop.error
