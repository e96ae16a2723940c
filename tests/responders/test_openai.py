import json
import logging
import socket
import threading
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from stride_desktop.core.answers import AnswerRequest
from stride_desktop.core.errors import ResponderError
from stride_desktop.responders.openai import OpenAICompatibleResponder
from stride_desktop.responders.phrases import phrases_for
from stride_desktop.responders.server import ModelServer, Timeouts
from tests.responders.answering import never, said, whole
from tests.responders.chat_server import DONE, Answer, ChatServer, Exchange, delta, event
from tests.responders.decoding import decoded
from tests.responders.sending import KEY, fails, sends


def answer_of(server: ChatServer, request: AnswerRequest, answer: Answer | None = None) -> str:
    if answer is not None:
        server.answer = answer
    return whole(OpenAICompatibleResponder(ModelServer(server.url, KEY), "vlm"), request).text


def failure(request: AnswerRequest, url: str, key: str = KEY, silence: float = 60.0) -> ResponderError:
    responder = OpenAICompatibleResponder(ModelServer(url, key, timeouts=Timeouts(silence=silence)), "vlm")
    with pytest.raises(ResponderError) as caught:
        list(responder.respond(request, never))
    error = caught.value
    assert error.what
    assert error.remedy
    for secret in (key, request.query, "base64"):
        assert secret not in repr(error) + error.detail
    return error


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


# Failures


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


# Privacy


def test_nothing_reaches_a_host_without_consent(
    monkeypatch: pytest.MonkeyPatch, request_with_frames: AnswerRequest
) -> None:
    looked_up: list[object] = []
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **_: looked_up.append(args))
    monkeypatch.setattr(socket.socket, "connect", lambda _, address: looked_up.append(address))
    error = failure(request_with_frames, "https://api.example.com/v1")
    assert "you have not agreed to send frames to api.example.com" in error.what
    assert looked_up == []


def test_a_host_with_consent_is_asked(
    monkeypatch: pytest.MonkeyPatch, server: ChatServer, request_with_frames: AnswerRequest
) -> None:
    """The name is made to lead to the loopback server, as a hosts file would."""
    real = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda _, *args, **kw: real("127.0.0.1", *args, **kw))
    url = server.url.replace("127.0.0.1", "Vlm.example")
    responder = OpenAICompatibleResponder(ModelServer(url, consented_hosts=frozenset({"vlm.example"})), "vlm")
    assert list(responder.respond(request_with_frames, never)) == ["hello"]


def test_redirects_are_not_followed(server: ChatServer, request_with_frames: AnswerRequest) -> None:
    other = ChatServer()
    try:
        head = f"HTTP/1.1 307 X\r\nLocation: {other.url}/v1/chat/completions\r\nContent-Length: 0\r\n\r\n"
        server.answer = lambda exchange: exchange.more(head.encode())
        assert "redirects" in failure(request_with_frames, server.url).what
        assert other.exchanges == []
    finally:
        other.close()


def test_a_proxy_is_not_used_for_this_machine(
    monkeypatch: pytest.MonkeyPatch, server: ChatServer, request_with_frames: AnswerRequest
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert answer_of(server, request_with_frames) == "hello"


def test_a_proxy_setting_that_cannot_work_is_explained(
    monkeypatch: pytest.MonkeyPatch, request_with_frames: AnswerRequest
) -> None:
    monkeypatch.setenv("ALL_PROXY", "gopher://x")
    responder = OpenAICompatibleResponder(
        ModelServer("http://vlm.example", consented_hosts=frozenset({"vlm.example"})), "vlm"
    )
    with pytest.raises(ResponderError, match="proxy"):
        list(responder.respond(request_with_frames, never))


def test_neither_key_nor_request_is_logged_or_shown(
    caplog: pytest.LogCaptureFixture, server: ChatServer, request_with_frames: AnswerRequest
) -> None:
    caplog.set_level(logging.DEBUG)
    answer_of(server, request_with_frames)
    shown = caplog.text + repr(OpenAICompatibleResponder(ModelServer("https://u:pw@h/", KEY), "vlm"))
    for secret in (KEY, request_with_frames.query, "base64", "u:pw"):
        assert secret not in shown
