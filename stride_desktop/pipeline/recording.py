"""Records the frames, updates and answers of a watch in a session store."""

from __future__ import annotations

import json
import math
import threading
import time
from collections.abc import Iterable, Mapping
from typing import Any

from stride_desktop.core.addresses import address_of, path_of
from stride_desktop.core.answers import Answer
from stride_desktop.core.masks import Mask
from stride_desktop.core.settings import CAPTURED
from stride_desktop.core.timeline import Gap, TimelineSnapshot
from stride_desktop.pipeline.updates import (
    Deleted,
    EventMoved,
    Finished,
    GapSeen,
    RequestRemoved,
    Ticked,
    Update,
)
from stride_desktop.sessions.base import SessionStore
from stride_desktop.sessions.pictures import EncodedPicture
from stride_desktop.sessions.records import (
    Beginning,
    ClockRecord,
    DeletionRecord,
    EventRecord,
    GapRecord,
    HealthRecord,
    Kept,
    MaskRecord,
    RequestRecord,
    TickRecord,
    TimelineRecord,
    answer_record,
)
from stride_desktop.sources.base import SourceHealth, SourceInfo


def beginning(
    source: SourceInfo, live: bool, model: str, kept: Kept, query: str, settings: Mapping[str, Any]
) -> Beginning:
    """The Beginning of a session that starts now. settings: stored as JSON; must hold no secret."""
    words = json.dumps(settings, ensure_ascii=False)
    # A file has to be found again from wherever the program is started next time.
    replayable = source.kind.traits.replayable
    address = address_of(path_of(source.address)) if replayable else source.address
    return Beginning(time.time(), source.name, address, live, model, kept, query, words)


class Recorder:
    """Appends one watch to a session store while it goes on.

    Threads: any may call anything; each entry is one call to the store. Pictures are compressed on the
    thread that brings them.
    """

    def __init__(
        self,
        store: SessionStore,
        query: str,
        pictures: bool,
        asked_at: float | None = None,
        look: str = CAPTURED,
    ) -> None:
        """pictures: store frames; otherwise `see` does nothing. look: see the attribute.

        asked_at: when the request was made, stream seconds, if that was while watching.
        """
        self._store = store
        self._pictures = pictures
        self.look = look
        """Of the pictures from now on, see KeepingSettings.pictures."""
        self._now: float | None = None  # of the newest decision
        self._left_out = (0, 0)
        self._source: SourceHealth | None = None
        self._reason = "stopped"
        self._timeline: TimelineSnapshot | None = None  # unless decisions followed
        self._triggered_at: dict[int, float] = {}  # when, by event
        self._deleted_triggers: set[int] = set()  # events whose trigger was deleted
        self._offset: float | None = None  # of the clock, as it was set last
        self._masks: set[Mask] = set()  # that are stored
        self._lock = threading.Lock()  # between pictures and deletion
        self._deleted_until = -math.inf
        self._request = RequestRecord(asked_at, query)
        self._ended = False  # the request is not watched for any more
        store.append(self._request)

    def see(self, second: float, picture: EncodedPicture) -> None:
        """Store the picture of a stream second."""
        if not self._pictures:
            return
        record = picture.stored_as(self.look).record(second)
        with self._lock:
            if second > self._deleted_until:
                self._store.append(record)

    def hide(self, masks: Iterable[Mask]) -> None:
        """Store each of the masks of a frame once, since a watched file is read again later."""
        for mask in masks:
            if mask not in self._masks:
                self._masks.add(mask)
                self._store.append(MaskRecord(str(mask)))

    def stop_pictures(self) -> None:
        """Store no frame from now on."""
        self._pictures = False

    def record(self, updates: Iterable[Update]) -> None:
        """Store what a frame or a command led to."""
        for item in updates:
            if isinstance(item, Ticked):
                self._now, self._timeline = item.tick.timestamp, None
                self._store.append(TickRecord(item.tick, item.inference_seconds))
            elif isinstance(item, EventMoved):
                self._store.append(EventRecord(self._now, item.change))
                if item.change.trigger is not None:
                    self._triggered_at[item.change.event.id] = item.change.trigger.time
            elif isinstance(item, GapSeen):
                self._store.append(GapRecord(item.gap))
            elif isinstance(item, RequestRemoved):
                self._ended = True
                if self._now is not None:  # the place at which its events were closed, and why
                    self._store.append(GapRecord(Gap(self._now, self._now, item.reason)))
            elif isinstance(item, Finished):
                self._reason, self._timeline = item.reason, item.timeline
            elif isinstance(item, Deleted):
                self._delete(item)

    def _delete(self, item: Deleted) -> None:
        """Record a deletion, and again the request and the clock, which still apply."""
        gap = item.gap
        with self._lock:
            self._deleted_until = gap.end
            self._store.append(DeletionRecord(gap))
        self._now = gap.start
        asked_at = self._request.at
        if not self._ended and asked_at is not None and asked_at > gap.start:
            self._request = RequestRecord(gap.start, self._request.query)
            self._store.append(self._request)
        self._deleted_triggers |= {
            event for event, second in self._triggered_at.items() if second > gap.start
        }
        if self._timeline is not None:
            self._timeline = item.timeline
        if self._offset is not None:
            self._store.append(ClockRecord(self._now, self._offset))

    def set_clock(self, offset: float) -> None:
        """Record wall-clock minus stream time, if it has changed."""
        if offset == self._offset:
            return
        self._offset = offset
        self._store.append(ClockRecord(self._now, offset))

    def answered(self, answer: Answer) -> None:
        """Store an answer that is over, unless its trigger was deleted meanwhile."""
        if answer.event_id in self._deleted_triggers:
            return
        at = self._now if answer.kind.occasion else self._triggered_at.get(answer.event_id or 0, self._now)
        self._store.append(answer_record(at, answer))

    def keeping_up(self, behind: int, skipped: int) -> None:
        """Record how many decisions and pairs of frames were left out so far, if it has changed."""
        if (behind, skipped) != self._left_out:
            self._left_out = behind, skipped
            words = f"{behind} decisions and {skipped} pairs of frames were left out so far."
            self.note("overload", words)

    def source_does(self, health: SourceHealth) -> None:
        """Record a problem of the source, or its end."""
        news, self._source = health.news(self._source), health
        if news:
            self.note(health.state, news)

    def note(self, kind: str, words: str) -> None:
        """Record a remark on the watch itself, such as a failed source."""
        self._store.append(HealthRecord(self._now, time.time(), kind, words))

    def end(self, reason: str = "") -> None:
        """Record the end. reason: "" for that of the last Finished."""
        if self._timeline is not None:
            self._store.append(TimelineRecord(self._timeline))
        self._store.close(reason or self._reason)
