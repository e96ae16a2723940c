"""Times of a live source in words that mean something."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from stride_desktop.core.answers import AnswerRequest
from stride_desktop.pipeline.time_of_day import in_time_of_day
from tests.pipeline.pictures import picture

REQUEST = AnswerRequest(
    event_id=1,
    query="x",
    onset=5000.0,
    reach=5010.0,
    now=5012.0,
    ongoing=True,
    evidence=(picture(True, 5004.0),),
)


def test_a_file_keeps_its_times():
    assert in_time_of_day(REQUEST, None) is REQUEST


def test_a_live_source_counts_from_local_midnight():
    began = datetime(2026, 3, 4, 13, 5, 6).astimezone().timestamp()
    shifted = in_time_of_day(REQUEST, began - 5000.0)
    assert shifted.onset == 13 * 3600 + 5 * 60 + 6
    assert (shifted.reach, shifted.now) == (shifted.onset + 10, shifted.onset + 12)
    assert shifted.evidence[0].timestamp == shifted.onset + 4
    assert shifted.query == "x"


def test_every_frame_has_a_second_of_its_own():
    """Stamps that jitter around a full second of the clock are a second apart all the same."""
    began = datetime(2026, 3, 4, 13, 5, 6).astimezone().timestamp()
    frames = tuple(picture(True, 5000.0 + second) for second in (-0.01, 1.01, 1.98, 3.0))
    first = frames[0].timestamp
    told = in_time_of_day(replace(REQUEST, evidence=frames), began - 5000.0, first)
    seconds = [frame.timestamp % 60 for frame in told.evidence]
    assert seconds == [5.0, 6.0, 7.0, 8.0]
    assert told.onset == told.evidence[0].timestamp


def test_nothing_is_told_to_have_been_before_the_first_frame():
    """The slot of the first frame begins a second before it."""
    told = in_time_of_day(replace(REQUEST, onset=4999.0), 1e9, 5000.0)
    assert told.reach - told.onset == 10.0
