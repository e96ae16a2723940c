"""Failures of a model server, as they are told."""

import json
import socket

import pytest

from stride_desktop.core.answers import AnswerRequest
from stride_desktop.core.errors import ResponderError
from stride_desktop.responders.openai import OpenAICompatibleResponder
from stride_desktop.responders.server import ModelServer, Timeouts
from tests.responders.answering import never
from tests.responders.asking import failure
from tests.responders.chat_server import DONE, Answer, ChatServer, Exchange, delta, event
from tests.responders.sending import KEY, fails, sends


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (fails(401, {"error": {"message": f"Incorrect API key provided: {KEY}"}}), "refused access"),
        (fails(403, b"<html>forbidden</html>", "text/html"), "refused access"),
        (
            fails(404, {"error": {"message": "model 'vlm' not found, try pulling it"}}),
            "not found, try pulling",
        ),
        (fails(404, b"404 page not found", "text/plain"), "does not know the path, or not the model “vlm”"),
        (fails(429, {"error": {"message": "slow down"}}), "no more requests"),
        (fails(500, {"error": "CUDA out of memory"}), "CUDA out of memory"),
        (fails(503, {"error": {"message": "Loading model"}}), "still loading the model"),
        (fails(503, b"<html>Bad gateway</html>", "text/html"), "failed (error 503)"),
        (fails(400, {"error": {"message": "vlm is not a multimodal model"}}), "does not take these pictures"),
        (fails(500, {"error": {"message": "image input is not supported"}}), "does not take these pictures"),
        (fails(400, {"object": "error", "message": "maximum context length is 4096"}), "more than the model"),
        (fails(413, b""), "more than the model"),
        (fails(422, {"detail": [{"msg": "bad", "input": "data:image/jpeg;base64,AAAA"}]}), "error 422"),
        (sends(b"<!doctype html><title>x</title>", content_type="text/html"), "web page"),
        (sends(b'{"status": "ok"}', content_type="application/json"), "no chat answer"),
        (sends(b"[" * 100_000, content_type="application/json"), "no chat answer"),
        (sends(event("not json")), "no chat answer"),
        (sends(b"data: " + b"x" * (10 << 20)), "no chat answer"),
        (sends(event({"error": {"message": "boom", "code": 502}})), "boom"),
        (sends(event({"error": {"message": "quota", "code": 429}})), "no more requests"),
        (sends(DONE), "answered with no text"),
        (sends(), "answered with no text"),
    ],
)
def test_failures_are_explained(
    server: ChatServer, request_with_frames: AnswerRequest, answer: Answer, expected: str
) -> None:
    server.answer = answer
    assert expected in failure(request_with_frames, server.url).what


def test_the_name_of_a_model_is_no_complaint_about_pictures(
    server: ChatServer, request_with_frames: AnswerRequest
) -> None:
    server.answer = fails(404, {"error": {"message": "model 'llama-vision' not found"}})
    with pytest.raises(ResponderError, match="does not know the model"):
        list(
            OpenAICompatibleResponder(ModelServer(server.url), "llama-vision").respond(
                request_with_frames, never
            )
        )


def test_an_error_in_mid_stream_comes_after_what_was_said(
    server: ChatServer, request_with_frames: AnswerRequest
) -> None:
    server.answer = sends(delta("It ra"), event({"error": {"message": "worker died"}}))
    pieces = OpenAICompatibleResponder(ModelServer(server.url), "vlm").respond(request_with_frames, never)
    assert next(pieces) == "It ra"
    with pytest.raises(ResponderError, match="worker died"):
        next(pieces)


def test_a_connection_lost_in_mid_answer(server: ChatServer, request_with_frames: AnswerRequest) -> None:
    def answer(exchange: Exchange) -> None:
        exchange.more(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n" + delta("It ra"))

    server.answer = answer
    assert "broke off" in failure(request_with_frames, server.url).what


def test_a_connection_that_ends_in_the_middle_of_a_character(
    server: ChatServer, request_with_frames: AnswerRequest
) -> None:
    """Nothing but the broken event shows that more was to come."""
    torn = delta("ça")
    server.answer = sends(delta("It ra"), torn[: torn.index("ç".encode()) + 1])
    pieces = OpenAICompatibleResponder(ModelServer(server.url), "vlm").respond(request_with_frames, never)
    assert next(pieces) == "It ra"
    with pytest.raises(ResponderError, match="broke off"):
        next(pieces)


def test_what_a_server_echoes_is_not_repeated(server: ChatServer, request_with_frames: AnswerRequest) -> None:
    def answer(exchange: Exchange) -> None:
        fails(400, {"error": {"message": f"cannot take {json.dumps(exchange.body['messages'])}"}})(exchange)

    server.answer = answer
    failure(request_with_frames, server.url)  # asserts what must not be in it


def test_nobody_listens(request_with_frames: AnswerRequest) -> None:
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        error = failure(request_with_frames, f"http://127.0.0.1:{reserved.getsockname()[1]}")
    assert "No model server answers at http://127.0.0.1:" in error.what


def test_https_to_a_plain_server(server: ChatServer, request_with_frames: AnswerRequest) -> None:
    error = failure(request_with_frames, server.url.replace("http://", "https://"))
    assert "secure connection" in error.what


def test_a_silent_server(server: ChatServer, request_with_frames: AnswerRequest) -> None:
    server.answer = lambda exchange: exchange.closing.wait(30)
    error = failure(request_with_frames, server.url, silence=0.2)
    assert "was silent for 0.2 seconds" in error.what


def test_a_server_that_falls_silent_in_mid_answer(
    server: ChatServer, request_with_frames: AnswerRequest
) -> None:
    def answer(exchange: Exchange) -> None:
        exchange.send(delta("It ra"))
        exchange.closing.wait(30)

    server.answer = answer
    responder = OpenAICompatibleResponder(ModelServer(server.url, timeouts=Timeouts(silence=0.2)), "vlm")
    pieces = responder.respond(request_with_frames, never)
    assert next(pieces) == "It ra"
    with pytest.raises(ResponderError, match=r"silent for 0\.2 seconds"):
        next(pieces)


def test_a_certificate_that_nobody_trusts(
    secure_server: ChatServer, request_with_frames: AnswerRequest
) -> None:
    assert "certificate" in failure(request_with_frames, secure_server.url).what
    assert secure_server.exchanges == []


@pytest.mark.parametrize("key", ["sk-with\nnewline", "sk-ünïcode"])
def test_a_key_that_cannot_be_sent(server: ChatServer, request_with_frames: AnswerRequest, key: str) -> None:
    assert "key contains" in failure(request_with_frames, server.url, key).what
    assert server.exchanges == []
