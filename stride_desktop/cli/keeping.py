"""`watch --keep`: the session is stored while it is watched, beside what is printed."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass

from stride_desktop.cli.output import NO_ANSWER, End, Health, Output
from stride_desktop.cli.through import Through
from stride_desktop.core.answers import Answer
from stride_desktop.core.errors import StrideError
from stride_desktop.core.frames import Frame
from stride_desktop.pipeline.recording import Recorder, beginning
from stride_desktop.pipeline.settings import WatchSettings
from stride_desktop.pipeline.stream_clock import StreamClock
from stride_desktop.pipeline.updates import Update
from stride_desktop.sessions.base import StoreNotice
from stride_desktop.sessions.library import Library
from stride_desktop.sessions.notices import NoticesOnce
from stride_desktop.sessions.records import Kept
from stride_desktop.sessions.writer import SessionWriter
from stride_desktop.sources.base import Source

_PATIENCE_SECONDS = 10.0

NOTHING = "nothing"
CHOICES = (NOTHING, *Kept)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the option to a parser."""
    parser.add_argument(
        "--keep",
        choices=CHOICES,
        default=NOTHING,
        help="what is stored on this machine: nothing (default), spans (decisions and answers), or frames "
        "(pictures as well); “stride-desktop paths” says where",
    )


@dataclass(frozen=True, slots=True)
class RecordedOutput:
    """An output that is taken down as well.

    recorders: by request; the first one also takes down what belongs to none.
    """

    output: Output
    recorders: Mapping[str, Recorder]
    responder: str

    def happened(self, updates: Iterable[Update], query: str = "") -> None:
        """What one frame led to."""
        updates = tuple(updates)
        self._recorder(query).happened(updates)
        self.output.happened(updates, query)

    def answered(self, event_id: int, answer: Answer, occasion: str = "", query: str = "") -> None:
        """An answer."""
        self._recorder(query).answered(event_id, self.responder, answer, occasion=occasion)
        self.output.answered(event_id, answer, occasion, query)

    def failed(
        self, error: StrideError, event_id: int | None = None, query: str = "", answer: Answer = NO_ANSWER
    ) -> None:
        """An answer that failed, or why the watch did."""
        if event_id is None:
            self._recorder(query).note("failed", str(error))
        else:
            self._recorder(query).answered(event_id, self.responder, answer, str(error))
        self.output.failed(error, event_id, query, answer)

    def health(self, health: Health) -> None:
        """How well watching keeps up."""
        self._recorder("").keeping_up(health.behind, health.skipped)
        if health.source is not None:
            self._recorder("").source_does(health.source)
        self.output.health(health)

    def ended(self, end: End) -> None:
        """The end."""
        self.output.ended(end)

    def _recorder(self, query: str) -> Recorder:
        return self.recorders.get(query) or next(iter(self.recorders.values()))


@dataclass(frozen=True, slots=True)
class About:
    """What is stored of a watch beside what happens: name of the model, requests, settings."""

    model: str
    queries: Sequence[str]
    settings: WatchSettings


@contextmanager
def kept(
    what: str, source: Source, output: Output, responder: str, about: About, clock: StreamClock
) -> Iterator[tuple[Source, Output]]:
    """The source and the output to use while a session is stored, which ends with the block.

    what: one of CHOICES. clock: the one that gave the source's frames their times. Every request after the
    first has a lane of its own in the session. Storing that fails is told on stderr; it never ends the watch.
    """
    if what == NOTHING:
        yield source, output
        return
    # The budget is the window's business: a command must not delete what was kept there.
    writers = list(_writers(Library(), Kept(what), source, about))
    recorders = {
        query: Recorder(writer, query, pictures=writer is writers[0] and what == Kept.FRAMES)
        for query, writer in zip(about.queries, writers, strict=True)
    }
    first = recorders[about.queries[0]]

    def taken_down(frame: Frame) -> Frame:
        if clock.wall_offset is not None:
            first.set_clock(clock.wall_offset)
        first.see(frame)
        return frame

    try:
        yield Through(source, taken_down), RecordedOutput(output, recorders, responder)
    finally:
        for recorder in recorders.values():
            recorder.end()
        stored = [writer.join(_PATIENCE_SECONDS) for writer in writers]
        if not all(stored):
            sys.stderr.write("stride-desktop: the disk is too slow; the end of the session was not stored.\n")


def _writers(library: Library, kept: Kept, source: Source, about: About) -> Iterator[SessionWriter]:
    """One for each request: of the session, and of lanes in it."""
    settings = asdict(about.settings)
    first, *others = (
        beginning(source.info, source.traits.live, about.model, kind, query, settings)
        for query, kind in zip(about.queries, [kept, *[Kept.SPANS] * len(about.queries)], strict=False)
    )
    tell = NoticesOnce(_tell)
    session = library.begin(first, None, tell)
    yield session
    for begun in others:
        yield library.begin_lane(library.id_of(session), begun, tell)


def _tell(notice: StoreNotice) -> None:
    sys.stderr.write(f"stride-desktop: {notice.what} {notice.remedy}".strip() + "\n")
