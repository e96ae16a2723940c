"""What a model is told: the moment, or a question and what was said before."""

from __future__ import annotations

from dataclasses import astuple, replace

import pytest

from stride_desktop.core.answers import Exchange, RequestKind
from stride_desktop.responders.phrases import phrases_for
from stride_desktop.responders.prompt import messages
from stride_desktop.responders.report import ReportResponder
from tests.core.requests_by_language import REQUESTS


def first_text(message):
    return message["content"][0]["text"]


def pictures(message):
    return [part for part in message["content"] if part["type"] == "image_url"]


TYPED = {"event_id": None, "kind": RequestKind.QUESTION}


def test_a_question_stands_in_place_of_the_moment(request_with_frames):
    question = replace(
        request_with_frames,
        event_id=None,
        kind=RequestKind.QUESTION,
        ongoing=False,
        question="what is on the stove?",
    )
    system, user = messages(question)
    assert system["role"] == "system"
    text = first_text(user)
    assert "The person asks: what is on the stove?" in text
    assert "It is 01:11 of the stream." in text
    assert "began" not in text
    assert "kettle boils over" in text  # what is watched for is worth knowing
    assert len(pictures(user)) == 3


def test_a_question_about_a_stretch_of_the_past_says_which(request_with_frames):
    times = {"onset": 60.0, "reach": 70.0, "now": 300.0}
    past = replace(
        request_with_frames, event_id=None, kind=RequestKind.QUESTION, ongoing=False, question="who?", **times
    )
    text = first_text(messages(past)[1])
    assert "It is 05:00 of the stream. The frames are of the time from 01:00 to 01:10." in text
    assert "The person asks: who?" in text


def test_a_question_during_an_event_says_so(request_with_frames):
    (_, user) = messages(replace(request_with_frames, **TYPED, question="why?"))
    assert "began at 01:05" in first_text(user)


def test_what_was_said_before_stands_between_the_frames_and_the_question(request_with_frames):
    history = (Exchange("", "It boils."), Exchange("which one?", "The red one."))
    told = messages(replace(request_with_frames, question="since when?", history=history))
    assert [message["role"] for message in told] == [
        "system",
        "user",
        "assistant",
        "user",
        "assistant",
        "user",
    ]
    assert "began at 01:05" in first_text(told[1])  # a trigger asked first
    assert "asks" not in first_text(told[1])
    assert len(pictures(told[1])) == 3
    assert [message["content"] for message in told[2:]] == [
        "It boils.",
        "which one?",
        "The red one.",
        "since when?",
    ]


def test_the_built_in_report_says_that_it_cannot_answer_questions(request_with_frames):
    asked = replace(request_with_frames, question="what is on the stove?")
    text = "".join(ReportResponder().respond(asked, lambda: False))
    assert "what is on the stove?" in text
    assert "choose a vision-language model" in text
    assert "began" not in text


def test_how_to_answer_is_told_after_the_request(request_with_frames):
    text = first_text(messages(replace(request_with_frames, answer_style=" only the score "))[1])
    lines = text.splitlines()
    assert lines[0] == "Standing request: tell me when the kettle boils over"
    assert lines[1] == "How to answer it: only the score"
    assert "How to answer" not in first_text(messages(request_with_frames)[1])


@pytest.mark.parametrize("language", REQUESTS)
def test_the_times_are_told_in_the_language_of_the_request(request_with_frames, language):
    query = REQUESTS[language][0]
    lasting = first_text(messages(replace(request_with_frames, query=query))[1])
    over = first_text(messages(replace(request_with_frames, query=query, ongoing=False))[1])
    assert query in lasting
    assert "01:05" in lasting
    assert "01:11" in lasting  # now
    assert "01:10" in over  # its end
    assert ("The moment" in lasting) == (language == "en")
    assert "{" not in lasting + over


def test_every_language_says_everything():
    told = [phrases_for(requests[0]) for requests in REQUESTS.values()]
    for phrases in told:
        assert all(astuple(phrases)[:10])
        assert phrases.lasting.format("A", "B", "C").count("C") == 1
    for number in range(10):
        assert len({astuple(phrases)[number] for phrases in told}) == len(told)


def test_lengths_need_no_plural_in_other_languages():
    german = phrases_for("Sag mir Bescheid, wenn das Licht ausgeht")
    assert [german.length(seconds) for seconds in (0.4, 5, 125, 3600, 3900.0)] == [
        "< 1 s",
        "5 s",
        "2 min 5 s",
        "1 h",
        "1 h 5 min",
    ]


@pytest.mark.parametrize("request_text", [requests[0] for requests in REQUESTS.values()])
def test_what_was_so_from_the_first_frame_on_is_said_to_be(request_with_frames, request_text):
    usual = replace(request_with_frames, query=request_text)
    over = replace(usual, ongoing=False)
    texts = {
        first_text(messages(replace(request, from_start=from_start))[1])
        for request in (usual, over)
        for from_start in (False, True)
    }
    assert len(texts) == 4
    assert all("01:05" in text for text in texts)
    english = phrases_for(usual.query) is phrases_for("tell me")
    assert not english or sum("already so when watching began" in text for text in texts) == 2
