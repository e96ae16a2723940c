"""The capture side of the live loop: the frames of a source on their way into the mailbox."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import closing

from stride_desktop.core.frames import Frame
from stride_desktop.pipeline.mailbox import Mailbox, Posted
from stride_desktop.pipeline.stream_clock import StreamClock
from stride_desktop.sources.base import Source, SourceHealth
from stride_desktop.sources.persistent import Persistent


class Capture:
    """Puts the frames of a source into a mailbox for as long as they are wanted.

    A source that is lost is opened again until it is back. `run` runs on the capture thread; everything else
    may be called from any thread.
    """

    def __init__(
        self,
        source: Source,
        clock: StreamClock,
        mailbox: Mailbox,
        on_frame: Callable[[Frame], None],
        on_health: Callable[[SourceHealth], None],
        interval: float,
        seconds: float | None,
    ) -> None:
        """on_frame, on_health: called on the capture thread. interval, seconds: as in LiveLoop."""
        self.source = source
        self.error: Exception | None = None
        """Why the source failed; None while it gives frames, and when it ended as it should."""
        self._live = source.traits.live
        self._clock = clock
        self._mailbox = mailbox
        self._on_frame = on_frame
        self._on_health = on_health
        self._interval = interval
        self._seconds = seconds
        self._persistent = Persistent(source, self._on_change)
        self._changed = threading.Condition()  # of the four below
        self._wanted = True  # the source is to be open
        self._stop = threading.Event()  # ends the iteration that is going on
        self._other_source = False  # what is opened next is not what was open before
        self._over = False

    def run(self) -> None:
        """Take frames until the source ends or fails, or `stop` is called."""
        while (stop := self._wait_until_wanted()) is not None:
            reason = "ended"
            try:
                self._take_frames(stop)
            except Exception as error:
                if not stop.is_set():
                    self.error, reason = error, "source failed"
            if not stop.is_set():
                self._end(reason)

    def close(self) -> None:
        """Close the source, and take no frame until `open`.

        A frame that was taken before may still be reported; none is whose pixels were read afterwards.
        """
        with self._changed:
            self._wanted = False
            self._mailbox.hold(True)  # first: what is put from now on may be of a time after `stop` was set
            self._stop.set()

    def open(self) -> None:
        """Open the source as soon as what was open before is closed."""
        with self._changed:
            self._wanted = True
            self._changed.notify_all()

    def change_source(self, source: Source) -> None:
        """Open another source instead the next time."""
        with self._changed:
            self.source = source
            self._persistent = Persistent(source, self._on_change)
            self._other_source = True

    def stop(self) -> None:
        """End `run`; it cannot be started again."""
        with self._changed:
            self._over = True
            self._stop.set()
            self._changed.notify_all()

    def _wait_until_wanted(self) -> threading.Event | None:
        """Wait while the source is to be closed; what ends its iteration, None when all is over."""
        with self._changed:
            self._changed.wait_for(lambda: self._wanted or self._over)
            if self._over:
                return None
            self._stop = threading.Event()
            if self._other_source:
                self._clock.change_source()
                self._other_source = False
            if self._live:
                self._mailbox.hold(False)
            return self._stop

    def _take_frames(self, stop: threading.Event) -> None:
        with closing(self._persistent.frames(stop)) as frames:
            for taken in frames:
                frame = self._clock.place(taken)
                if frame is None:
                    continue
                if self._is_enough(frame):
                    self._end("stopped")
                    return
                self._mailbox.put(Posted(frame, time.monotonic()))
                if stop.is_set():  # then some of its pixels may have been read since
                    return
                self._on_frame(frame)
                stop.wait(self._interval)

    def _is_enough(self, frame: Frame) -> bool:
        first = frame.timestamp if self._clock.first is None else self._clock.first
        return self._seconds is not None and frame.timestamp - first >= self._seconds

    def _on_change(self, health: SourceHealth) -> None:
        if not self._stop.is_set():
            self._on_health(health)

    def _end(self, reason: str) -> None:
        """The source gives no more frames; those that wait are still looked at."""
        self._mailbox.close(reason)
        with self._changed:
            self._over = True
