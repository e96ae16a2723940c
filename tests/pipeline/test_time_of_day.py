"""Times of a live source in words that mean something."""

from __future__ import annotations

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
