"""Whatever a server sends becomes an answer, one that was cut off and says so, or a failure in words."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from itertools import pairwise

import pytest

from stride_desktop.core.answers import AnswerRequest, CutOff, Reply, Usage
from stride_desktop.responders.answer_stream import stream_answer
from stride_desktop.responders.failures import ServerError, is_outage
from stride_desktop.responders.openai import OpenAICompatibleResponder
from stride_desktop.responders.server import ModelServer
from tests.responders.answering import AnswerLimits, never, unheard, whole
from tests.responders.chat_server import DONE, ChatServer, Exchange, delta, event, models
from tests.responders.transcripts import ANSWER, FAILURES, TEXT, USAGE, WHOLE, WORDS, added, ends

LIMITS = AnswerLimits()


@pytest.fixture(scope="module")
def server() -> Iterator[ChatServer]:
    """One for all: starting a server takes longer than an answer."""
    server = ChatServer()
    yield server
    server.close()


@pytest.fixture(autouse=True)
def a_new_start(server: ChatServer) -> None:
    """Every test asks as if it were the first."""
    server.exchanges.clear()
    server.answer = lambda exchange: exchange.send(ANSWER)
    server.list_models = lambda exchange: exchange.send(models("vlm"), content_type="application/json")


@pytest.fixture
def request_alone(request_with_frames: AnswerRequest) -> AnswerRequest:
    """One frame: what is too long cannot be halved."""
    return AnswerRequest(
        1, request_with_frames.query, 65.2, 70.0, 71.0, True, request_with_frames.evidence[:1]
    )


def asked(server: ChatServer, request: AnswerRequest, *pieces: bytes) -> Reply:
    server.answer = lambda exchange: exchange.send(*pieces)
    return whole(OpenAICompatibleResponder(ModelServer(server.url), "vlm"), request)


def failure(server: ChatServer, request: AnswerRequest, *pieces: bytes) -> tuple[ServerError, Reply]:
    """The error, and what was said before it."""
    server.answer = lambda exchange: exchange.send(*pieces)
    answers = [Reply()]
    with pytest.raises(ServerError) as caught:
        answers.extend(
            stream_answer(
                OpenAICompatibleResponder(ModelServer(server.url), "vlm"), request, LIMITS, never, unheard
            )
        )
    assert caught.value.remedy
    return caught.value, answers[-1]


def cut(body: bytes, every: int) -> list[bytes]:
    places = [*range(0, len(body), every), len(body)]
    return [body[start:end] for start, end in pairwise(places)]


@pytest.mark.parametrize("body", WHOLE.values(), ids=WHOLE.keys())
def test_an_answer_is_found_among_what_is_not_known(
    server: ChatServer, request_alone: AnswerRequest, body: bytes
) -> None:
    answer = asked(server, request_alone, *cut(body, 7 if len(body) < 10_000 else 65_536))
    assert (answer.text.strip(), answer.cut_off) == (TEXT, None)


@pytest.mark.parametrize(("body", "words", "verdict"), FAILURES.values(), ids=FAILURES.keys())
def test_a_failure_is_told_in_the_server_s_own_words(
    server: ChatServer, request_alone: AnswerRequest, body: bytes, words: str, verdict: str
) -> None:
    error, said = failure(server, request_alone, body)
    assert words in error.what
    assert error.verdict.value == verdict
    assert said.text.strip() == ""
    assert "\n" not in error.what
    assert len(error.what) < 400


@pytest.mark.parametrize(
    "broken",
    [
        b'error: {"code":500,"message":"slot unavailable","type":"server_error"}\n\n' + DONE,
        event({"error": "CUDA error: out of memory"}),
        b'{"error": {"message": "worker died"}}',
        b"event: error\ndata: gone\n\n",
        ends("error"),
    ],
)
def test_what_was_said_before_a_failure_is_kept(
    server: ChatServer, request_alone: AnswerRequest, broken: bytes
) -> None:
    error, said = failure(server, request_alone, delta("The light "), broken)
    assert said.text == "The light "
    assert error.status is not None
    assert is_outage(error)


def test_a_body_that_is_torn_is_a_failure(server: ChatServer, request_alone: AnswerRequest) -> None:
    error, said = failure(server, request_alone, WORDS, ends("stop")[:25])
    assert "broke off" in error.what
    assert said.text == TEXT


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (delta("The light") + ends("length") + DONE, CutOff.LENGTH),
        (delta("The light") + ends("MAX_TOKENS"), CutOff.LENGTH),
        (delta("The light") + ends("content_filter") + DONE, CutOff.FILTER),
        (delta("The light") + ends("SAFETY") + DONE, CutOff.FILTER),
        (delta("The light") + ends("abort") + DONE, CutOff.CONNECTION),
        (delta("The light"), CutOff.CONNECTION),
        (b'{"message":{"content":"The light"},"done":false}\n', CutOff.CONNECTION),
        (b'{"message":{"content":"The light"},"done":true,"done_reason":"length"}\n', CutOff.LENGTH),
        (
            json.dumps(
                {"choices": [{"message": {"content": "The light"}, "finish_reason": "length"}]}
            ).encode(),
            CutOff.LENGTH,
        ),
    ],
)
def test_an_answer_says_that_it_was_cut_off(
    server: ChatServer, request_alone: AnswerRequest, body: bytes, reason: CutOff
) -> None:
    assert asked(server, request_alone, body) == Reply("The light", "", reason)


@pytest.mark.parametrize("reason", ["stop", "eos", "end_turn", "null", "", "something new"])
def test_other_reasons_are_the_usual_end(
    server: ChatServer, request_alone: AnswerRequest, reason: str
) -> None:
    assert asked(server, request_alone, WORDS, ends(reason), DONE) == Reply(TEXT)


def test_a_connection_that_breaks_off_once_the_answer_is_complete_costs_nothing(
    server: ChatServer, request_alone: AnswerRequest
) -> None:
    def answer(exchange: Exchange) -> None:
        exchange.more(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n" + WORDS + ends("stop"))

    server.answer = answer
    assert whole(OpenAICompatibleResponder(ModelServer(server.url), "vlm"), request_alone) == Reply(TEXT)


def test_counts_are_not_waited_for_for_long(
    server: ChatServer, request_alone: AnswerRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stride_desktop.responders.completion._AFTERWARDS", 0.1)

    def answer(exchange: Exchange) -> None:
        exchange.send(WORDS, ends("stop"))
        exchange.closing.wait(60)  # neither more nor an end

    server.answer = answer
    assert whole(OpenAICompatibleResponder(ModelServer(server.url), "vlm"), request_alone) == Reply(TEXT)


def test_thoughts_are_kept_apart(server: ChatServer, request_alone: AnswerRequest) -> None:
    thought = "The user wants me to look."
    for body in (
        delta(f"<think>\n{thought}\n</think>\n\n") + ANSWER,
        added(reasoning_content=thought) + ANSWER,
        delta(thought) + delta("</think>") + ANSWER,
    ):
        answer = asked(server, request_alone, body)
        assert (answer.text.strip(), answer.thinking.strip()) == (TEXT, thought)


def test_counts_beside_no_choice_are_read(server: ChatServer, request_alone: AnswerRequest) -> None:
    server.answer = lambda exchange: exchange.send(WORDS, ends("stop"), event({"usage": USAGE}), DONE)
    responder = OpenAICompatibleResponder(ModelServer(server.url), "vlm")
    whole(responder, request_alone)
    assert responder.usage == Usage(1, 5, 4)


def test_halves_of_a_character_are_joined_and_lone_ones_replaced(
    server: ChatServer, request_alone: AnswerRequest
) -> None:
    halves = b'data: {"choices":[{"delta":{"content":"\\ud83d"}}]}\n\n'
    halves += b'data: {"choices":[{"delta":{"content":"\\udca1 on \\ud83d off"}}]}\n\n'
    assert asked(server, request_alone, halves, ends("stop")).text == "\U0001f4a1 on \ufffd off"
    assert asked(server, request_alone, halves[:55], ends("stop"), DONE).text == "\ufffd"


def test_a_compressed_answer_is_read(server: ChatServer, request_alone: AnswerRequest) -> None:
    packed = gzip.compress(ANSWER)
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(packed)
    server.answer = lambda exchange: exchange.more(head + packed)
    assert whole(OpenAICompatibleResponder(ModelServer(server.url), "vlm"), request_alone) == Reply(TEXT)


@pytest.mark.parametrize(
    ("status", "body", "words", "verdict"),
    [
        (
            404,
            b"<html><head><title>404 Not Found</title></head><body>nginx</body></html>",
            "404 Not Found",
            "wrong path",
        ),
        (405, b"", "does not know the path", "wrong path"),
        (404, b"404 page not found", "404 page not found", "wrong path"),
        (500, b"<h1>Server Error</h1><p>x", "Server Error", "failed"),
        (502, b"", "error 502", "failed"),
        (500, b'data: {"error": {"message": "worker died"}}\n\n', "worker died", "failed"),
        (400, b'{"message": "Extra inputs are not permitted"}', "Extra inputs", "failed"),
        (400, b'{"error": {"message": "API key not valid."}}', "refused access", "unauthorised"),
        (
            400,
            b'{"message": "At most 4 images may be provided in one prompt."}',
            "At most 4 images",
            "context too small",
        ),
        (422, b'{"detail": [{"loc": ["body", "model"], "msg": "bad"}]}', "body.model: bad", "failed"),
        (503, b'{"error": {"message": "Loading model"}}', "still loading", "busy"),
        (500, b'{"error": "rate limit exceeded"}', "no more requests", "busy"),
        (400, b"\xff\xfe\x00", "error 400", "failed"),
        (400, b"[" * 50_000, "error 400", "failed"),
        (500, b'{"error": {"message": 5}}', "error 500", "failed"),
    ],
)
def test_an_http_error_in_any_body(
    server: ChatServer, request_alone: AnswerRequest, status: int, body: bytes, words: str, verdict: str
) -> None:
    server.answer = lambda exchange: exchange.send(body, status=status)
    with pytest.raises(ServerError) as caught:
        whole(OpenAICompatibleResponder(ModelServer(server.url), "vlm"), request_alone)
    assert words in caught.value.what
    assert caught.value.verdict.value == verdict


def test_a_limit_that_is_refused_is_called_by_its_other_name_or_left_out(
    server: ChatServer, request_alone: AnswerRequest
) -> None:
    refusals = {
        "max_tokens": "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.",
        "max_completion_tokens": "max_completion_tokens: Extra inputs are not permitted",
    }

    def answer(exchange: Exchange) -> None:
        for name, words in refusals.items():
            if name in exchange.body:
                body = json.dumps({"error": {"message": words}}).encode()
                exchange.send(body, status=400, content_type="application/json")
                return
        exchange.send(ANSWER)

    server.answer = answer
    assert whole(OpenAICompatibleResponder(ModelServer(server.url), "vlm"), request_alone).text == TEXT
    posts = [exchange.body for exchange in server.exchanges if exchange.body]
    limits = [{name for name in refusals if name in body} for body in posts]
    assert limits == [{"max_tokens"}, {"max_completion_tokens"}, set()]
    assert posts[0]["max_tokens"] == 4000
    assert all("stream_options" in body for body in posts)


def test_a_context_without_room_for_so_long_an_answer_costs_no_frame(
    server: ChatServer, request_with_frames: AnswerRequest
) -> None:
    def answer(exchange: Exchange) -> None:
        if "max_tokens" not in exchange.body:
            exchange.send(ANSWER)
            return
        words = "maximum context length is 4096 tokens (1200 in the messages, 4000 in the completion)"
        exchange.send(json.dumps({"object": "error", "message": words}).encode(), status=400)

    server.answer = answer
    sent: list[tuple[float, ...]] = []
    responder = OpenAICompatibleResponder(ModelServer(server.url), "vlm")
    assert whole(responder, request_with_frames, sent=sent.append).text == TEXT
    assert [len(seconds) for seconds in sent] == [3]


def test_the_limit_leaves_room_for_what_is_read(
    server: ChatServer, request_with_frames: AnswerRequest
) -> None:
    body = json.dumps({"data": [{"id": "vlm", "max_model_len": 3000}]}).encode()
    server.list_models = lambda exchange: exchange.send(body, content_type="application/json")
    whole(OpenAICompatibleResponder(ModelServer(server.url), "vlm"), request_with_frames)
    assert 256 <= server.exchanges[-1].body["max_tokens"] < 3000
