from dataclasses import replace

import pytest

from stride_desktop.core.answers import AnswerRequest, RequestKind
from stride_desktop.responders.report import ReportResponder
from stride_desktop.responders.wording import clock, duration

SPAN = AnswerRequest(
    event_id=3, query="  tell me when it rains ", onset=65.4, reach=77.0, now=78.6, ongoing=True, evidence=()
)


def report(request: AnswerRequest) -> str:
    return "".join(ReportResponder().respond(request, lambda: False))


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.0, "00:00"),
        (-3.0, "00:00"),
        (59.99, "00:59"),
        (65.4, "01:05"),
        (3599.9, "59:59"),
        (3661, "1:01:01"),
    ],
)
def test_clock(seconds: float, text: str) -> None:
    assert clock(seconds) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (-1.0, "less than a second"),
        (0.97, "less than a second"),
        (1.0, "1 second"),
        (59.4, "59 seconds"),
        (59.6, "1 minute"),
        (61.0, "1 minute 1 second"),
        (120.0, "2 minutes"),
        (3599.7, "1 hour"),
        (3780.0, "1 hour 3 minutes"),
        (7199.0, "2 hours"),
        (90_000.0, "25 hours"),
    ],
)
def test_duration(seconds: float, text: str) -> None:
    assert duration(seconds) == text


def test_an_ongoing_span(request_with_frames: AnswerRequest) -> None:
    assert report(request_with_frames) == (
        "You asked: “tell me when the kettle boils over”. "
        "The moment began at 01:05 and was still going on at 01:11, 6 seconds later. "
        "3 keyframes are attached. This report gives times only; nothing here describes the pictures."
    )


def test_a_span_that_is_over() -> None:
    text = report(replace(SPAN, ongoing=False))
    assert "“tell me when it rains”" in text
    assert "began at 01:05, lasted 12 seconds and ended at 01:17." in text
    assert "No keyframes are attached." in text


def test_a_single_keyframe_and_hours(request_with_frames: AnswerRequest) -> None:
    text = report(replace(SPAN, now=7265.4, evidence=request_with_frames.evidence[:1]))
    assert "2 hours later" in text
    assert "1 keyframe is attached." in text


def test_a_start_before_the_stream_counts_from_its_beginning() -> None:
    assert "began at 00:00 and was still going on at 00:02, 2 seconds later" in report(
        replace(SPAN, onset=-5.0, now=2.0)
    )


def test_it_says_that_it_is_no_model() -> None:
    assert ReportResponder().name == "Built-in report (no model)"


def test_it_stops_between_pieces_when_cancelled() -> None:
    answers = iter([False, True])
    pieces = list(ReportResponder().respond(SPAN, lambda: next(answers)))
    assert pieces == ["You asked: “tell me when it rains”."]


def test_how_it_ended() -> None:
    ended = replace(
        SPAN, ongoing=False, kind=RequestKind.CLOSING, question="It stopped after 12 seconds. How?"
    )
    assert report(ended) == "You asked: “tell me when it rains”. It ended at 01:17 and lasted 12 seconds."


def test_what_was_so_from_the_first_frame_on() -> None:
    began = replace(SPAN, from_start=True)
    assert "It was already so when watching began at 01:05, and was still so at 01:18." in report(began)
    over = replace(began, ongoing=False)
    assert "It was already so when watching began at 01:05, and ended at 01:17." in report(over)
    ended = replace(over, kind=RequestKind.CLOSING, question="It stopped. How?")
    assert report(ended).endswith(" It ended at 01:17; it was already so when watching began.")
