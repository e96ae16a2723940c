"""What is sent to a model server, what is understood of its answer, and how it is stopped."""

import threading
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from stride_desktop.core.answers import AnswerRequest
from stride_desktop.responders.openai import OpenAICompatibleResponder
from stride_desktop.responders.phrases import phrases_for
from stride_desktop.responders.server import ModelServer, Timeouts
from tests.responders.answering import never, said
from tests.responders.asking import answer_of
from tests.responders.chat_server import DONE, ChatServer, Exchange, delta, event
from tests.responders.decoding import decoded
from tests.responders.sending import KEY, sends

# What is sent


def test_the_frames_arrive_decodable_in_order_and_under_their_times(
    server: ChatServer, request_with_frames: AnswerRequest
) -> None:
    responder = OpenAICompatibleResponder(ModelServer(server.url, KEY), "vlm")
    assert said(responder.respond(responder.fitted(request_with_frames, never), never)) == "hello"
    listing, exchange = server.exchanges
    assert listing.path == "/v1/models"
    assert exchange.path == "/v1/chat/completions"
    assert exchange.headers["Authorization"] == f"Bearer {KEY}"
    assert exchange.body["model"] == "vlm"
    assert exchange.body["stream"] is True
    system, user = exchange.body["messages"]
    assert system == {"role": "system", "content": phrases_for("").instruction}
    text, *frames = user["content"]
    assert request_with_frames.query in text["text"]
    assert "began at 01:05" in text["text"]
    assert "still going on at 01:11, 6 seconds later" in text["text"]
    assert [part["text"] for part in frames[::2]] == ["01:05", "01:07", "01:09"]
    pictures = [decoded(part["image_url"]["url"]) for part in frames[1::2]]
    assert [picture.shape for picture in pictures] == [(230, 768, 3)] * 3
    assert [int(np.argmax(picture[100, 300])) for picture in pictures] == [0, 1, 2]


def test_an_instruction_replaces_the_default_and_a_span_may_be_over(
    server: ChatServer, request_with_frames: AnswerRequest
) -> None:
    answer_of(
        server, replace(request_with_frames, instruction="Answer in Dutch.", ongoing=False, evidence=())
    )
    system, user = server.exchanges[-1].body["messages"]
    assert system["content"] == "Answer in Dutch."
    assert "ended at 01:10, 5 seconds later; it is now 01:11" in user["content"]


def test_without_a_key_no_authorization_is_sent(
    server: ChatServer, request_with_frames: AnswerRequest
) -> None:
    list(
        OpenAICompatibleResponder(ModelServer(server.url + "/v1", " "), "vlm").respond(
            request_with_frames, never
        )
    )
    assert "Authorization" not in server.exchanges[0].headers


def test_the_name_tells_model_and_host() -> None:
    assert (
        OpenAICompatibleResponder(ModelServer("localhost:11434"), "qwen3-vl").name == "qwen3-vl (localhost)"
    )
    assert OpenAICompatibleResponder(ModelServer("http://["), "qwen3-vl").name == "qwen3-vl"


# What is understood


def test_pieces_come_as_the_server_sends_them(server: ChatServer, request_with_frames: AnswerRequest) -> None:
    first_read = threading.Event()

    def answer(exchange: Exchange) -> None:
        exchange.send(delta("It "))
        if first_read.wait(10):  # the second piece is only sent once the first has been read
            exchange.more(delta("rains."), DONE)

    server.answer = answer
    pieces = OpenAICompatibleResponder(ModelServer(server.url), "vlm").respond(request_with_frames, never)
    assert next(pieces) == "It "
    first_read.set()
    assert list(pieces) == ["rains."]


def test_characters_split_between_packets(server: ChatServer, request_with_frames: AnswerRequest) -> None:
    stream = delta("Il pleut 🌧, ça mouille") + DONE
    assert (
        answer_of(server, request_with_frames, sends(*(bytes([byte]) for byte in stream)))
        == "Il pleut 🌧, ça mouille"
    )


def test_nothing_is_read_after_done(server: ChatServer, request_with_frames: AnswerRequest) -> None:
    def answer(exchange: Exchange) -> None:
        exchange.send(delta("yes"), DONE)
        exchange.closing.wait(30)  # a server that keeps the connection open

    assert answer_of(server, request_with_frames, answer) == "yes"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (delta("a") + delta("b"), "text/event-stream"),  # no [DONE]
        (b": processing\r\n\r\n" + (delta("a") + delta("b") + DONE).replace(b"\n", b"\r\n"), "text/plain"),
        (event({"choices": [{"delta": {"role": "assistant", "content": None}}]}) + delta("ab"), "x/y"),
        (delta("ab") + event({"choices": [], "usage": {"total_tokens": 3}}) + DONE, "text/event-stream"),
        (b'data: {"choices": [\ndata: {"delta": {"content": "ab"}}]}\n\n', "text/event-stream"),
        (b'{"choices": [{"message": {"content": "ab"}}]}', "application/json"),
        (b'\n {"choices": [{"message": {"content": "ab"}}]}', "text/event-stream"),
        (
            b'{"choices": [{"message": {"content": [{"type": "text", "text": "a"}, {"text": "b"}]}}]}',
            "application/json",
        ),
    ],
)
def test_the_shapes_servers_answer_in(
    server: ChatServer, request_with_frames: AnswerRequest, body: bytes, content_type: str
) -> None:
    assert answer_of(server, request_with_frames, sends(body, content_type=content_type)) == "ab"


# Stopping


def say_nothing(exchange: Exchange) -> None:
    pass


def send_headers(exchange: Exchange) -> None:
    exchange.send()


def send_a_piece(exchange: Exchange) -> None:
    exchange.send(delta("It "))


@pytest.mark.parametrize(
    ("begin", "spoken"), [(say_nothing, []), (send_headers, []), (send_a_piece, ["It "])]
)
def test_a_stalled_server_does_not_hold_up_cancelling(
    server: ChatServer,
    request_with_frames: AnswerRequest,
    begin: Callable[[Exchange], None],
    spoken: list[str],
) -> None:
    stalled, hung_up = threading.Event(), threading.Event()
    pieces: list[str] = []
    asked: list[bool] = []

    def answer(exchange: Exchange) -> None:
        begin(exchange)
        stalled.set()
        if exchange.client_hung_up(within=20):
            hung_up.set()

    def cancelled() -> bool:
        asked.append(stalled.is_set() and pieces == spoken)
        return sum(asked) > 3  # asked several times while nothing comes

    server.answer = answer
    responder = OpenAICompatibleResponder(ModelServer(server.url, timeouts=Timeouts(silence=60)), "vlm")
    for piece in responder.respond(request_with_frames, cancelled):
        pieces.append(piece)  # noqa: PERF402 - cancelled() looks at the pieces read so far
    assert pieces == spoken
    assert hung_up.wait(10), "the server must see that nobody listens any more"


def test_cancelled_from_the_start_nothing_is_sent(
    server: ChatServer, request_with_frames: AnswerRequest
) -> None:
    responder = OpenAICompatibleResponder(ModelServer(server.url), "vlm")
    assert list(responder.respond(request_with_frames, lambda: True)) == []
    assert server.exchanges == []


def test_closing_the_iterator_closes_the_connection(
    server: ChatServer, request_with_frames: AnswerRequest
) -> None:
    hung_up = threading.Event()

    def answer(exchange: Exchange) -> None:
        exchange.send(delta("one"))
        if exchange.client_hung_up(within=20):
            hung_up.set()

    server.answer = answer
    pieces = OpenAICompatibleResponder(ModelServer(server.url), "vlm").respond(request_with_frames, never)
    assert next(pieces) == "one"
    pieces.close()
    assert hung_up.wait(10)
