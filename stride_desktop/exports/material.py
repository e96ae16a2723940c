"""The data of an export: one stored session with its re-runs, read once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from stride_desktop.core.answers import RequestKind
from stride_desktop.core.errors import StoreError
from stride_desktop.core.masks import Mask
from stride_desktop.core.settings import PrivacySettings
from stride_desktop.core.timeline import Lane
from stride_desktop.sessions.library import Library
from stride_desktop.sessions.reader import StoredSession
from stride_desktop.sessions.records import AnswerRecord, Beginning, ClockRecord, RequestRecord
from stride_desktop.sources.watched_file import WatchedFile


@dataclass(frozen=True, slots=True, eq=False)
class Material:
    """A session's data for exports. Usable while its readers are open, on their thread.

    requests, clocks: of the session, in order. lanes: the session itself, then its re-runs by the time they
    were made; sessions: their readers. pictures: the reader of the stored pictures. frame_times: stream
    second of each picture. start: time of the first frame, the zero of exported times; 0 for a video file,
    whose times are its own. masks: parts of a watched file's pictures that stay hidden.
    first_number: of the first lane. damage: errors of re-runs that cannot be read and are left out.
    """

    beginning: Beginning
    requests: tuple[RequestRecord, ...]
    clocks: tuple[ClockRecord, ...]
    lanes: tuple[Lane, ...]
    sessions: tuple[StoredSession, ...]
    pictures: StoredSession
    frame_times: tuple[float, ...]
    start: float
    masks: tuple[Mask, ...]
    first_number: int = 1
    damage: tuple[StoreError, ...] = ()

    @property
    def numbered(self) -> Iterator[tuple[int, Lane, StoredSession]]:
        """Every lane with its number and its reader."""
        numbers = range(self.first_number, self.first_number + len(self.lanes))
        return zip(numbers, self.lanes, self.sessions, strict=True)

    @property
    def end(self) -> float:
        """The last stream second of the timeline."""
        ends = [lane.snapshot.end or 0.0 for lane in self.lanes]
        newest = [lane.snapshot.newest or 0.0 for lane in self.lanes]
        return float(max(*ends, *newest, *(second + 1.0 for second in self.frame_times[-1:])))

    @property
    def video(self) -> WatchedFile | None:
        """The file or folder that was watched, even if it is missing now; None for other sources."""
        path = None if self.clocks else self.beginning.video
        return None if path is None else WatchedFile(path, self.masks)

    def seconds(self, at: float) -> float:
        """A stream second as an exported time: since `start`, rounded to milliseconds."""
        return round(max(0.0, at - self.start), 3)

    def time_of_day(self, at: float) -> datetime | None:
        """Wall-clock time of a stream second, by the clock as set at that time; None for a file."""
        if not self.clocks:
            return None
        set_before = [clock for clock in self.clocks if clock.at is None or clock.at <= at]
        offset = (set_before or self.clocks[:1])[-1].offset
        return datetime.fromtimestamp(at + offset).astimezone()

    def only(self, number: int) -> Material:
        """A Material with one lane, counted from 1. Raises StoreError."""
        if not 1 <= number <= len(self.lanes):
            raise StoreError(
                f"There is no lane {number}.", f"This session has {len(self.lanes)}, counted from 1."
            )
        which = slice(number - 1, number)
        return replace(self, lanes=self.lanes[which], sessions=self.sessions[which], first_number=number)


@contextmanager
def opened(library: Library, name: str, privacy: PrivacySettings) -> Iterator[Material]:
    """Context manager: the material of a session, its readers open inside the block. Raises StoreError.

    privacy: the user's settings now; what was hidden when the session was made is hidden as well.
    """
    with ExitStack() as stack:
        session, damage = stack.enter_context(library.open(name)), list[StoreError]()
        lanes = {session: _lane(session)}
        for rerun in session.lanes(damage.append):
            stack.enter_context(rerun)
            try:
                lanes[rerun] = _lane(rerun)
            except StoreError as error:
                damage.append(error)
        reruns = sorted(list(lanes)[1:], key=lambda lane: (lane.beginning.started, lane.id))
        clocks, frame_times = session.clocks(), session.frame_times()
        # Pictures come earlier than decisions, where they are stored.
        first = frame_times[0] if frame_times else lanes[session].snapshot.begin or 0.0
        yield Material(
            beginning=session.beginning,
            requests=session.requests(),
            clocks=clocks,
            lanes=tuple(lanes[each] for each in (session, *reruns)),
            sessions=(session, *reruns),
            pictures=session,
            frame_times=frame_times,
            start=first if clocks else 0.0,
            masks=session.masks(privacy),
            damage=tuple(damage),
        )


def _lane(session: StoredSession) -> Lane:
    beginning = session.beginning
    return Lane(
        query=beginning.query,
        model=beginning.model,
        snapshot=session.timeline(),
        review=session.review(),
        answers=_texts(session.answers()),
    )


def _texts(answers: Sequence[AnswerRecord]) -> dict[int, str]:
    """The last complete answer of each event by event id; an incomplete one only where no other exists."""
    answers = [answer for answer in answers if answer.kind is not RequestKind.CLOSING]
    texts = {answer.event_id: answer.text for answer in answers if answer.text}
    return texts | {answer.event_id: answer.text for answer in answers if answer.text and not answer.error}
