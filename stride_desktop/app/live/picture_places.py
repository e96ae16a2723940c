"""The stores of a stream's pictures: memory, the stored session, the video that was watched."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TypeVar

import numpy as np
from PySide6.QtCore import QObject, Slot

from stride_desktop.app.live.controller import LiveController
from stride_desktop.app.live.recent_frames import KeptFrame, RecentFrames
from stride_desktop.app.live.recorder import Recordings
from stride_desktop.app.live.task import Task
from stride_desktop.core.addresses import address_of, path_of
from stride_desktop.core.answers import Answer
from stride_desktop.core.errors import SourceError, StoreError
from stride_desktop.core.frames import EARLY
from stride_desktop.core.masks import Mask, blackened
from stride_desktop.core.timeline import DELETED, Gap
from stride_desktop.sessions.library import Library
from stride_desktop.sessions.opened import Opened
from stride_desktop.sessions.pictures import EncodedPicture, decompress
from stride_desktop.sessions.reader import StoredSession
from stride_desktop.sources.watched_file import WatchedFile

T = TypeVar("T")

Open = Callable[[], StoredSession]


@dataclass(frozen=True, slots=True)
class PicturePlaces:
    """Where the pictures of a stream are. A second has the same picture in each place. Threads: any.

    stored: opens the session that has them. video: the watched file; lost_video: the same, if it is gone or
    was changed since. deleted: stretches without pictures, even if the video has them. masks: parts of a
    watched file that are hidden, also in pictures that were taken before they were.
    """

    memory: RecentFrames | None = None
    stored: Open | None = None
    video: WatchedFile | None = None
    lost_video: Path | None = None
    deleted: tuple[Gap, ...] = ()
    masks: tuple[Mask, ...] = ()

    @property
    def elsewhere(self) -> bool:
        """Not all pictures are in memory as they may be seen."""
        return self.stored is not None or self.video is not None or bool(self.masks)

    def in_memory(self, second: float) -> KeptFrame | None:
        """The picture that is shown for a second, if it is in memory as it may be seen."""
        return None if self.memory is None else self._if_hidden(self.memory.find(second))

    def left_over(self, second: float) -> KeptFrame | None:
        """The next picture in memory, for a second whose own was dropped to save memory."""
        return None if self.memory is None else self._if_hidden(self.memory.find_thinned(second))

    def fetch(self, seconds: Sequence[float], thumbnail: bool = False) -> dict[float, KeptFrame]:
        """The pictures of these seconds, as far as there are any. seconds: ascending. Slow.

        thumbnail: small pictures are enough. Raises StoreError.
        """
        found: dict[float, KeptFrame] = {}
        for place in (self._in_recent, self._in_session, self._in_video):
            missing = [second for second in seconds if second not in found]
            found |= place(missing, thumbnail) if missing else {}
        return found

    def between(self, start: float, end: float, most: int) -> list[KeptFrame]:
        """At most `most` pictures of a stretch, evenly spread, oldest first. Slow. Raises StoreError."""
        kept = [] if self.memory is None else evenly(self.memory.between(start, end), most)
        if not kept and self.stored is not None:
            with self.stored() as session:
                kept = [KeptFrame(*picture) for picture in session.pictures_between(start, end, most)]
        if not kept:
            seconds = evenly([float(at) for at in range(math.ceil(start), math.floor(end) + 1)], most)
            kept = list(self._in_video(seconds).values())
        return [self._hidden(frame) for frame in kept]

    def _in_recent(self, seconds: Iterable[float], _thumbnail: bool) -> dict[float, KeptFrame]:
        if self.memory is None:
            return {}
        found = ((second, self.memory.find(second)) for second in seconds)
        return {second: self._hidden(kept) for second, kept in found if kept is not None}

    def _in_session(self, seconds: Iterable[float], thumbnail: bool) -> dict[float, KeptFrame]:
        if self.stored is None:
            return {}
        found = {}
        with self.stored() as session:
            for second in seconds:
                with suppress(StoreError):  # a file that is gone or damaged leaves the others
                    if (picture := session.picture(second, thumbnail)) is not None:
                        found[second] = self._hidden(KeptFrame(*picture))
        return found

    def _in_video(self, seconds: Iterable[float], _thumbnail: bool = False) -> dict[float, KeptFrame]:
        """Pictures of the video, which is watched at its full seconds."""
        frame_of = {second: float(math.ceil(second - EARLY)) for second in seconds if not self._gone(second)}
        if self.video is None or not frame_of:
            return {}
        wanted = sorted(set(frame_of.values()))
        try:
            kept = {frame.timestamp: EncodedPicture(frame.image).jpeg for frame in self.video.stills(wanted)}
        except SourceError:  # the file was moved, or is another one now
            return {}
        return {second: KeptFrame(frame, kept[frame], self.masks) for second, frame in frame_of.items()}

    def _gone(self, second: float) -> bool:
        return any(gap.start < second <= gap.end for gap in self.deleted)

    def _if_hidden(self, kept: KeptFrame | None) -> KeptFrame | None:
        return kept if kept is not None and set(self.masks) <= set(kept.masks) else None

    def _hidden(self, kept: KeptFrame) -> KeptFrame:
        """The picture with all masks. Slow where it was taken without one."""
        if self._if_hidden(kept) is not None or (image := decompress(kept.jpeg)) is None:
            return kept
        return KeptFrame(kept.second, EncodedPicture(blackened(image, self.masks)).jpeg, self.masks)


class PicturesOfRuns(QObject):
    """Finds the places of pictures: of the current or last run, and of stored sessions."""

    def __init__(
        self,
        live: LiveController,
        recordings: Recordings,
        library: Library | None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._live = live
        self._recordings = recordings
        self._library = library
        self._video: Path | None = None
        self._since = 0.0
        self._deleted: tuple[Gap, ...] = ()
        live.started.connect(self._on_started)
        live.deleted.connect(self._on_deleted)

    def now(self) -> PicturePlaces:
        """The places of the current or last run."""
        stored = self._recordings.with_pictures(self._live.run_number)
        reading = partial(self._library.open, stored) if self._library is not None and stored else None
        places = PicturePlaces(self._live.frames, reading, deleted=self._deleted)
        return self._with_file(places, self._video, self._live.frames.masks, self._since)

    def hidden(self, answer: Answer) -> tuple[Mask, ...]:
        """What is hidden by now in the watched file that the frames of an answer are of."""
        return self.now().masks if answer.run == self._live.run_number else ()

    def of(self, opened: Opened) -> PicturePlaces:
        """The places of a stored session; pictures of the last run may still be in memory."""
        last = self._recordings.complete(self._live.run_number) == opened.id
        path, reading = opened.beginning.video if opened.offset is None else None, None
        if self._library is not None and opened.masks is not None:
            reading = partial(self._library.open, opened.id)
        deleted = (gap for lane in opened.lanes for gap in lane.lane.snapshot.gaps if gap.reason == DELETED)
        places = PicturePlaces(self._live.frames if last else None, reading, deleted=tuple(deleted))
        if opened.masks is None:
            return places
        return self._with_file(places, path, opened.masks, opened.beginning.started)

    @Slot(object)
    def _on_started(self, task: Task) -> None:
        source = task.source
        self._video = path_of(source.info.address) if source.traits.replayable else None
        self._since, self._deleted = time.time(), ()

    def _with_file(
        self, places: PicturePlaces, path: Path | None, masks: tuple[Mask, ...], since: float
    ) -> PicturePlaces:
        """The places of a watched file. path: None for no file; since: when watching it began.

        masks: of its pictures; those of the settings are added.
        """
        if path is None:
            return places
        masks = tuple(dict.fromkeys((*masks, *self._live.settings.privacy.masks_of(address_of(path), ""))))
        if _is_unchanged(path, since):
            return replace(places, video=WatchedFile(path, masks), masks=masks)
        return replace(places, lost_video=path, masks=masks)

    @Slot(object)
    def _on_deleted(self, gap: Gap) -> None:
        self._deleted = (*self._deleted, gap)


def _is_unchanged(path: Path, since: float) -> bool:
    """Whether the file is there and unchanged since a time in seconds since the epoch."""
    try:
        return path.stat().st_mtime <= since
    except (OSError, ValueError):
        return False


def evenly(items: Sequence[T], most: int) -> list[T]:
    """At most `most` of the items, the first and the last among them."""
    if len(items) <= most:
        return list(items)
    return [items[round(index)] for index in np.linspace(0, len(items) - 1, most)]
