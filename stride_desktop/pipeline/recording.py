"""Takes down what a watch sees and decides, for a session store. No Qt, no disk of its own."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from stride_desktop.core.frames import Frame
from stride_desktop.core.timeline import TimelineSnapshot
from stride_desktop.pipeline.happenings import (
    EventMoved,
    Finished,
    GapSeen,
    Happening,
    RequestChanged,
    Ticked,
)
from stride_desktop.sessions.base import SessionStore
from stride_desktop.sessions.pictures import compress
from stride_desktop.sessions.records import (
    AnswerRecord,
    Beginning,
    ClockRecord,
    EventRecord,
    GapRecord,
    HealthRecord,
    Kept,
    RequestRecord,
    TickRecord,
    TimelineRecord,
)
from stride_desktop.sources.base import SourceInfo, SourceKind


def beginning(
    source: SourceInfo, live: bool, model: str, kept: Kept, query: str, settings: Mapping[str, Any]
) -> Beginning:
    """What a session that begins now is about. settings: goes to JSON; must hold no secret."""
    words = json.dumps(settings, ensure_ascii=False)
    # A file has to be found again from wherever the program is started next time.
    address = str(Path(source.address).absolute()) if source.kind is SourceKind.VIDEO else source.address
    return Beginning(time.time(), source.name, address, live, model, kept, query, words)


class Recorder:
    """One watch, appended to one store as it goes on.

    Threads: any may call anything; each entry is one call to the store. Pictures are compressed on the
    thread that brings them.
    """

    def __init__(self, store: SessionStore, query: str, pictures: bool) -> None:
        """pictures: store frames; otherwise `see` does nothing."""
        self._store = store
        self._pictures = pictures
        self._now: float | None = None  # of the newest decision
        self._left_out = (0, 0)
        self._reason = "stopped"
        self._timeline: TimelineSnapshot | None = None
        store.append(RequestRecord(None, query))

    def see(self, frame: Frame) -> None:
        """A frame was taken."""
        if self._pictures:
            self._store.append(compress(frame))

    def stop_pictures(self) -> None:
        """Store no frame from now on."""
        self._pictures = False

    def happened(self, happenings: Iterable[Happening]) -> None:
        """What a frame, or an order, led to."""
        for item in happenings:
            if isinstance(item, Ticked):
                self._now = item.tick.timestamp
                self._store.append(TickRecord(item.tick, item.inference_seconds))
            elif isinstance(item, EventMoved):
                self._store.append(EventRecord(self._now, item.change))
            elif isinstance(item, GapSeen):
                self._store.append(GapRecord(item.gap))
            elif isinstance(item, RequestChanged):
                self._store.append(RequestRecord(self._now, item.query))
            elif isinstance(item, Finished):
                self._reason, self._timeline = item.reason, item.timeline

    def set_clock(self, offset: float) -> None:
        """When stream time is by the wall clock: wall-clock minus stream time, seconds."""
        self._store.append(ClockRecord(self._now, offset))

    def answered(self, event_id: int, responder: str, text: str, error: str = "") -> None:
        """An answer is complete, or failed with `error` after `text`."""
        self._store.append(AnswerRecord(self._now, event_id, responder, text, error))

    def keeping_up(self, behind: int, skipped: int) -> None:
        """Decisions and pairs of frames left out so far; taken down when it is more than before."""
        if (behind, skipped) != self._left_out:
            self._left_out = behind, skipped
            words = f"{behind} decisions and {skipped} pairs of frames were left out so far."
            self.note("overload", words)

    def note(self, kind: str, words: str) -> None:
        """Something about the watching itself, such as a source that failed."""
        self._store.append(HealthRecord(self._now, time.time(), kind, words))

    def end(self) -> None:
        """The watch is over, for the reason that it finished with; everything is stored soon."""
        if self._timeline is not None:
            self._store.append(TimelineRecord(self._timeline))
        self._store.close(self._reason)
