"""Triggers become cards; what the model takes back is withdrawn before it is asked for."""

from __future__ import annotations

from datetime import datetime

from stride_desktop.app.conversation import in_time_of_day
from stride_desktop.core.answers import AnswerRequest
from tests.app.fakes import frame


def request(onset):
    evidence = (frame(onset, True), frame(onset + 1, True))
    return AnswerRequest(1, "tell me", onset, onset + 4, onset + 4, True, evidence)


def test_a_files_times_stay_as_they_are():
    given = request(12.0)
    assert in_time_of_day(given, None) is given


def test_a_live_sources_times_become_times_of_day():
    moment = datetime(2026, 3, 5, 14, 30, 10).timestamp()
    told = in_time_of_day(request(1000.0), moment - 1000.0)
    assert told.onset == 14 * 3600 + 30 * 60 + 10
    assert told.now - told.onset == 4.0
    assert [item.timestamp - told.onset for item in told.evidence] == [0.0, 1.0]
