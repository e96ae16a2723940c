"""`watch --keep`: stores the session while it is watched."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from stride_desktop.core.settings import Settings
from stride_desktop.core.settings_json import to_json
from stride_desktop.pipeline.lane_recording import LaneRecorder, begin_recording
from stride_desktop.sessions.base import StoreNotice
from stride_desktop.sessions.library import Library
from stride_desktop.sessions.records import Kept
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
        "(pictures as well); “stride-desktop paths” prints where",
    )


@contextmanager
def recording(
    what: str, source: Source, queries: Sequence[str], model: str, settings: Settings
) -> Iterator[LaneRecorder | None]:
    """The recorder of a session that ends with the block; None for NOTHING.

    what: one of CHOICES. Storing that fails is reported on stderr; it never ends the watch.
    """
    if what == NOTHING:
        yield None
        return
    # The budget is the window's business: a command must not delete what was kept there.
    values, look = to_json(settings), settings.keeping.pictures
    stored = begin_recording(Library(), source, queries, model, Kept(what), values, _tell, look=look)
    try:
        yield stored.recorder
    finally:
        stored.recorder.end()
        if not stored.join(time.monotonic() + _PATIENCE_SECONDS):
            sys.stderr.write("stride-desktop: the disk is too slow; the end of the session was not stored.\n")


def _tell(notice: StoreNotice) -> None:
    sys.stderr.write(f"stride-desktop: {notice.what} {notice.remedy}".strip() + "\n")
