"""`watch --keep`: the session is stored while it is watched, beside what is printed."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass

from stride_desktop.cli.output import End, Health, Output
from stride_desktop.cli.through import Through
from stride_desktop.core.clock import stream_time
from stride_desktop.core.errors import StrideError
from stride_desktop.core.frames import Frame
from stride_desktop.pipeline.happenings import Happening
from stride_desktop.pipeline.recording import Recorder, beginning
from stride_desktop.pipeline.settings import WatchSettings
from stride_desktop.sessions.base import StoreNotice
from stride_desktop.sessions.library import Library
from stride_desktop.sessions.records import Kept
from stride_desktop.sources.base import Source, SourceKind

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
    """An output that is taken down as well."""

    output: Output
    recorder: Recorder
    responder: str

    def happened(self, happenings: Iterable[Happening]) -> None:
        """What one frame led to."""
        happenings = tuple(happenings)
        self.recorder.happened(happenings)
        self.output.happened(happenings)

    def answered(self, event_id: int, text: str, occasion: str = "") -> None:
        """An answer."""
        self.recorder.answered(event_id, self.responder, text, occasion=occasion)
        self.output.answered(event_id, text, occasion)

    def failed(self, error: StrideError, event_id: int | None = None) -> None:
        """An answer that failed, or why the watch did."""
        if event_id is None:
            self.recorder.note("failed", str(error))
        else:
            self.recorder.answered(event_id, self.responder, "", str(error))
        self.output.failed(error, event_id)

    def health(self, health: Health) -> None:
        """How well watching keeps up."""
        self.recorder.keeping_up(health.behind, health.skipped)
        self.output.health(health)

    def ended(self, end: End) -> None:
        """The end."""
        self.output.ended(end)


@contextmanager
def kept(
    what: str, source: Source, output: Output, responder: str, about: tuple[str, str, WatchSettings]
) -> Iterator[tuple[Source, Output]]:
    """The source and the output to use while a session is stored, which ends with the block.

    what: one of CHOICES. about: name of the model, request and settings. Storing that fails is told on
    stderr; it never ends the watch.
    """
    if what == NOTHING:
        yield source, output
        return
    model, query, settings = about
    begun = beginning(source.info, source.live, model, Kept(what), query, asdict(settings))
    # The budget is the window's business: a command must not delete what was kept there.
    writer = Library().begin(begun, None, _tell)
    recorder = Recorder(writer, query, pictures=what == Kept.FRAMES)
    if source.info.kind is not SourceKind.VIDEO:
        recorder.set_clock(time.time() - stream_time())

    def taken_down(frame: Frame) -> Frame:
        recorder.see(frame)
        return frame

    try:
        yield Through(source, taken_down), RecordedOutput(output, recorder, responder)
    finally:
        recorder.end()
        if not writer.join(_PATIENCE_SECONDS):
            sys.stderr.write("stride-desktop: the disk is too slow; the end of the session was not stored.\n")


def _tell(notice: StoreNotice) -> None:
    sys.stderr.write(f"stride-desktop: {notice.what} {notice.remedy}".strip() + "\n")
