"""Watches a stored session again: its pictures, or the file or folder that was watched."""

from __future__ import annotations

import threading
from collections.abc import Callable

from stride_desktop.core.errors import SourceError
from stride_desktop.core.frames import Frame, Image
from stride_desktop.core.settings import PrivacySettings
from stride_desktop.pipeline.recording import Recorder
from stride_desktop.pipeline.updates import Finished, Ticked, Update
from stride_desktop.pipeline.watch import Watch
from stride_desktop.sessions.library import Library
from stride_desktop.sessions.pictures import decompress
from stride_desktop.sessions.reader import StoredSession
from stride_desktop.sources.base import Frames, Source, SourceInfo, Traits
from stride_desktop.sources.catalog import kind_of
from stride_desktop.sources.masked import MaskedSource
from stride_desktop.sources.watched_file import WatchedFile


class StoredFrames:
    """The pictures of a stored session at the times at which they were taken; see `sources.base`."""

    traits = Traits(live=False, own_clock=True)
    warning = ""

    def __init__(self, library: Library, session: str, info: SourceInfo) -> None:
        self._library = library
        self._session = session
        self.info = info

    def frames(self, stop: threading.Event) -> Frames:
        """Yield every stored picture. Raises SourceError for one that is damaged, and StoreError."""
        with self._library.open(self._session) as session:
            for at, jpeg in session.pictures():
                if stop.is_set():
                    return
                yield Frame(_decoded(jpeg), at)


def replay_source(library: Library, session: StoredSession, privacy: PrivacySettings) -> tuple[Source, float]:
    """The source of a stored session, and its last second.

    privacy: the user's settings now; what was hidden when the session was made is hidden as well. Raises
    SourceError when neither its pictures nor its file are there any more.
    """
    what = session.beginning
    masks = session.masks(privacy)
    if what.video is not None and (video := WatchedFile(what.video, masks)).exists:
        return video.source(), session.timeline().newest or 0.0
    if times := session.frame_times():
        info = SourceInfo(kind_of(what.address), what.address, what.source)
        return MaskedSource(StoredFrames(library, session.id, info), lambda *_: masks), times[-1]
    if what.video is not None:
        raise SourceError(f"The file {what.address} is no longer there.", "Put it back, and try again.")
    raise SourceError(
        "No pictures of this session were kept, so it cannot be watched again.",
        "Keep pictures (Settings, Privacy) if you want to try other requests on what was seen.",
    )


def rerun(
    watch: Watch,
    source: Source,
    recorder: Recorder,
    stop: threading.Event,
    tell: Callable[[Update], None],
) -> None:
    """Watch and record a source to its end, as fast as it gives frames. tell: called with ticks and the end.

    Raises what the source and the watch raise; Cancelled when `stop` is set during a decision.
    """
    for frame in source.frames(stop):
        _pass_on(watch.push(frame, stop.is_set), recorder, tell)
    if not stop.is_set():
        _pass_on(watch.finish("ended", stop.is_set), recorder, tell)


def _pass_on(updates: tuple[Update, ...], recorder: Recorder, tell: Callable[[Update], None]) -> None:
    recorder.record(updates)
    for item in updates:
        if isinstance(item, Ticked | Finished):
            tell(item)


def _decoded(jpeg: bytes) -> Image:
    picture = decompress(jpeg)
    if picture is None:
        raise SourceError("A stored picture is damaged.", "The session can be reviewed, but not run again.")
    return picture
