"""Trying a model server: every way in which it may fail has its own verdict, in the time that is given."""

from __future__ import annotations

import logging
import socket
import threading
from pathlib import Path

import numpy as np
import pytest

from stride_desktop.core.errors import Cancelled, ResponderError
from stride_desktop.responders.probe import Probe, probe
from stride_desktop.responders.reasons import ServerVerdict
from stride_desktop.responders.server import ModelServer
from tests.responders.answering import never
from tests.responders.chat_server import DONE, Answer, ChatServer, Exchange, delta, event, models
from tests.responders.decoding import decoded
from tests.responders.sending import KEY, fails, sends

GREEN = sends(delta("Gre"), delta("en."), DONE)


def tried(server: ChatServer | str, answer: Answer | None = None, seconds: float = 5.0) -> Probe:
    url = server if isinstance(server, str) else server.url
    if answer is not None:
        assert isinstance(server, ChatServer)
        server.answer = answer
    result = probe(ModelServer(url, KEY), "vlm", never, seconds)
    assert result.what
    assert result.remedy or result.verdict is ServerVerdict.FINE
    for secret in (KEY, "base64", "What colour"):
        assert secret not in repr(result)
    return result


def thought(text: str, field: str = "reasoning_content") -> bytes:
    return event({"choices": [{"index": 0, "delta": {field: text}}]})


def cut_short(text: str) -> bytes:
    return event({"choices": [{"index": 0, "delta": {"content": text}, "finish_reason": "length"}]})


# What is sent


def test_one_small_green_picture_and_a_short_question_are_sent(server: ChatServer) -> None:
    tried(server, GREEN)
    (exchange,) = server.exchanges
    assert exchange.path == "/v1/chat/completions"
    assert exchange.headers["Authorization"] == f"Bearer {KEY}"
    assert exchange.body["max_tokens"] == 32
    parts = exchange.body["messages"][1]["content"]
    (picture,) = (decoded(part["image_url"]["url"]) for part in parts if part["type"] == "image_url")
    assert picture.shape == (64, 64, 3)
    assert np.argmax(picture.mean(axis=(0, 1))) == 1


def test_a_server_that_knows_the_limit_by_its_other_name(server: ChatServer) -> None:
    def answer(exchange: Exchange) -> None:
        if "max_tokens" in exchange.body:
            words = "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."
            fails(400, {"error": {"message": words}})(exchange)
        else:
            GREEN(exchange)

    assert tried(server, answer).verdict is ServerVerdict.FINE
    assert server.exchanges[1].body["max_completion_tokens"] == 32


def test_nothing_reaches_a_host_without_consent(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_up: list[object] = []
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **_: looked_up.append(args))
    with pytest.raises(ResponderError, match="not agreed"):
        probe(ModelServer("https://api.example.com/v1", KEY), "vlm", never)
    assert looked_up == []


def test_neither_key_nor_picture_is_logged(caplog: pytest.LogCaptureFixture, server: ChatServer) -> None:
    caplog.set_level(logging.DEBUG)
    tried(server, GREEN)
    tried(server, fails(401, {"error": {"message": f"bad key {KEY}"}}))
    assert caplog.text
    for secret in (KEY, "base64", "What colour"):
        assert secret not in caplog.text


# It answers


def test_a_server_that_is_fine(server: ChatServer) -> None:
    usage = event({"model": "vlm-2b", "choices": [], "timings": {"predicted_per_second": 41.5}})
    result = tried(server, sends(delta("Gre"), delta("en."), usage, DONE))
    assert result.verdict is ServerVerdict.FINE
    assert result.tokens_per_second == 41.5
    assert result.first_word is not None
    assert f"The first word came after {1000 * result.first_word:.0f} ms" in result.what
    assert f"“vlm” at {server.url} (it calls itself “vlm-2b”) answers." in result.what
    assert "41.5 tokens a second" in result.what


def test_the_first_word_is_timed_from_the_end_of_the_request(
    monkeypatch: pytest.MonkeyPatch, server: ChatServer
) -> None:
    """What comes before, such as making the connection, says nothing about the model. The clock is ours."""
    now = [0.0]
    sent = threading.Event()  # the clock was read once the name had been looked up
    real = socket.getaddrinfo

    def clock() -> float:
        if now[0]:
            sent.set()
        return now[0]

    def look_up(_name: object, *args: object, **options: object) -> object:
        now[0] += 100.0
        return real("127.0.0.1", *args, **options)

    def answer(exchange: Exchange) -> None:
        sent.wait(4)
        now[0] += 2.0
        GREEN(exchange)

    monkeypatch.setattr("stride_desktop.responders.probe.monotonic", clock)
    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    server.answer = answer
    assert tried(server.url.replace("127.0.0.1", "localhost")).first_word == 2.0
    assert now == [102.0]


def test_tokens_are_counted_over_the_time_they_took(server: ChatServer) -> None:
    first_read = threading.Event()

    def answer(exchange: Exchange) -> None:
        exchange.send(delta("Gre"))
        first_read.wait(0.2)
        exchange.more(delta("en"), event({"choices": [], "usage": {"completion_tokens": 3}}), DONE)

    result = tried(server, answer)
    assert result.tokens_per_second is not None
    assert result.tokens_per_second <= 2 / 0.15


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (sends(delta("Blue\x07\n or\tso"), DONE), "the answer was “Blue␇ or so”"),
        (sends(thought("It is "), cut_short(""), DONE), "thinks before it answers"),
        (sends(thought("It is ", "reasoning"), DONE), "thinks before it answers"),
        (sends(cut_short(""), DONE), "thinks before it answers"),
    ],
)
def test_what_does_not_show_whether_it_sees_is_no_success(
    server: ChatServer, answer: Answer, words: str
) -> None:
    result = tried(server, answer)
    assert result.verdict is ServerVerdict.UNSURE
    assert words in result.what


# It does not


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        (fails(401, {"error": {"message": "who are you"}}), ServerVerdict.UNAUTHORISED),
        (fails(403, b"<html>forbidden</html>", "text/html"), ServerVerdict.UNAUTHORISED),
        (fails(404, b"404 page not found", "text/plain"), ServerVerdict.WRONG_PATH),
        (fails(404, b"<!doctype html>", "text/html"), ServerVerdict.WRONG_PATH),
        (sends(b"<!doctype html><title>x</title>", content_type="text/html"), ServerVerdict.WRONG_PATH),
        (sends(b'{"status": "ok"}', content_type="application/json"), ServerVerdict.WRONG_PATH),
        (fails(308, b""), ServerVerdict.WRONG_PATH),
        (fails(500, {"error": {"message": "image input is not supported"}}), ServerVerdict.NO_PICTURES),
        (
            fails(400, {"object": "error", "message": "maximum context length is 16"}),
            ServerVerdict.CONTEXT_TOO_SMALL,
        ),
        (fails(429, {"error": {"message": "slow down"}}), ServerVerdict.BUSY),
        (fails(500, {"error": "CUDA out of memory"}), ServerVerdict.FAILED),
        (fails(500, {"error": {"message": "model 'vlm' not found"}}), ServerVerdict.MODEL_MISSING),
        (sends(b"data: " + b"x" * (10 << 20)), ServerVerdict.WRONG_PATH),
        (sends(DONE), ServerVerdict.NO_TEXT),
        (
            lambda exchange: exchange.more(b"HTTP/1.1 200 X\r\nContent-Length: 999\r\n\r\n" + delta("Gre")),
            ServerVerdict.BROKEN_OFF,
        ),
    ],
)
def test_every_failure_has_its_verdict(server: ChatServer, answer: Answer, verdict: ServerVerdict) -> None:
    assert tried(server, answer).verdict is verdict


@pytest.mark.parametrize(
    "answer",
    [
        fails(404, {"error": {"message": "model 'vlm' not found, try pulling it"}}),
        fails(404, {"object": "error", "message": "The model `vlm` does not exist."}),
        fails(404, b"", "text/plain"),
        fails(400, {"error": {"message": "Invalid model name passed in model=vlm"}}),
        fails(400, {"error": {"message": "bad request"}}),
        fails(400, {"detail": "Server is pinned to 'eye-0'; requested 'vlm'."}),
    ],
)
def test_a_missing_model_is_told_with_those_that_are_there(server: ChatServer, answer: Answer) -> None:
    names = tuple(f"eye-{number}" for number in range(8))
    server.list_models = sends(models(*names), content_type="application/json")
    result = tried(server, answer)
    assert result.verdict is ServerVerdict.MODEL_MISSING
    assert result.models == names
    assert "has no model “vlm”" in result.what
    assert result.remedy == "Choose one that it has: eye-0, eye-1, eye-2, eye-3, eye-4, eye-5 and 2 more."
    assert server.exchanges[-1].path == "/v1/models"
    assert server.exchanges[-1].headers["Authorization"] == f"Bearer {KEY}"


def test_a_server_that_fails_may_only_lack_the_model(server: ChatServer) -> None:
    """Some servers list only a part of what they have, so the failure stays what it is."""
    server.list_models = sends(models("eye"), content_type="application/json")
    result = tried(server, fails(500, b"Internal Server Error", "text/plain"))
    assert result.verdict is ServerVerdict.FAILED
    assert result.remedy.endswith("The models that it lists: eye.")


@pytest.mark.parametrize(
    "names", [sends(models("vlm"), content_type="application/json"), fails(404, b"", "text/plain")]
)
def test_a_wrong_path_stays_one_when_no_other_model_is_known(server: ChatServer, names: Answer) -> None:
    server.list_models = names
    result = tried(server, fails(404, b"404 page not found", "text/plain"))
    assert result.verdict is ServerVerdict.WRONG_PATH
    assert result.models == ()


def test_nobody_listens() -> None:
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        result = tried(f"http://127.0.0.1:{reserved.getsockname()[1]}")
    assert result.verdict is ServerVerdict.UNREACHABLE
    assert "No model server answers at http://127.0.0.1:" in result.what


def test_a_name_that_nobody_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    server = ModelServer("http://vlm.example", consented_hosts=frozenset({"vlm.example"}))
    result = probe(server, "vlm", never)
    assert result.verdict is ServerVerdict.UNREACHABLE
    assert "The name in http://vlm.example is not known" in result.what


def test_a_connection_that_is_never_made() -> None:
    """A full queue of a socket that accepts nobody: the next connection is neither made nor refused."""
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(0)
        waiting = [socket.socket() for _ in range(4)]
        for client in waiting:
            client.setblocking(False)
            client.connect_ex(deaf.getsockname())
        result = tried(f"http://127.0.0.1:{deaf.getsockname()[1]}", seconds=1.0)
        for client in waiting:
            client.close()
    assert result.verdict is ServerVerdict.UNREACHABLE


def test_a_certificate_that_nobody_trusts(secure_server: ChatServer) -> None:
    result = tried(secure_server, GREEN)
    assert result.verdict is ServerVerdict.INSECURE
    assert "certificate of https://127.0.0.1" in result.what
    assert secure_server.exchanges == []


def test_a_certificate_of_ones_own(
    monkeypatch: pytest.MonkeyPatch, certificate: Path, secure_server: ChatServer
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert tried(secure_server, GREEN).verdict is ServerVerdict.FINE


@pytest.mark.parametrize("asked_for", ["https", "http"])
def test_the_wrong_scheme(asked_for: str, server: ChatServer, secure_server: ChatServer) -> None:
    if asked_for == "https":
        assert tried(server.url.replace("http:", "https:")).verdict is ServerVerdict.INSECURE
    else:
        assert tried(secure_server.url.replace("https:", "http:")).verdict is ServerVerdict.BROKEN_OFF


# It takes too long


def stall(*pieces: bytes) -> Answer:
    def answer(exchange: Exchange) -> None:
        if pieces:
            exchange.send(*pieces)
        exchange.closing.wait(20)

    return answer


def test_a_server_that_says_nothing_in_time(server: ChatServer) -> None:
    result = tried(server, stall(), seconds=0.4)
    assert result.verdict is ServerVerdict.SLOW
    assert result.first_word is None
    assert "said nothing within 0.4 seconds" in result.what
    assert "still be loading" in result.remedy


@pytest.mark.parametrize("piece", [delta("Gre"), thought("Hm. ")])
def test_a_server_that_stalls_in_mid_answer(server: ChatServer, piece: bytes) -> None:
    result = tried(server, stall(piece), seconds=0.6)
    assert result.verdict is ServerVerdict.SLOW
    assert result.first_word is not None
    assert "was not done after 0.6 seconds" in result.what


def test_a_list_of_models_that_does_not_come_in_time(server: ChatServer) -> None:
    server.list_models = stall()
    result = tried(server, fails(404, {"error": {"message": "model 'vlm' not found"}}), seconds=0.6)
    assert result.verdict is ServerVerdict.MODEL_MISSING
    assert result.models == ()


def test_a_probe_can_be_cancelled(server: ChatServer) -> None:
    hung_up = threading.Event()

    def answer(exchange: Exchange) -> None:
        if exchange.client_hung_up(within=20):
            hung_up.set()

    server.answer = answer
    with pytest.raises(Cancelled):
        probe(ModelServer(server.url), "vlm", lambda: bool(server.exchanges), seconds=60)
    assert hung_up.wait(10)


# Pictures as one video


def as_video(server: ChatServer, answer: Answer) -> Probe:
    server.answer = answer
    return probe(ModelServer(server.url, KEY), "vlm", never, as_video=True)


def test_a_video_is_tried_where_one_is_to_be_sent(server: ChatServer) -> None:
    result = as_video(server, GREEN)
    assert result.verdict is ServerVerdict.FINE
    assert "takes the pictures as one video" in result.what
    _, part = server.exchanges[0].body["messages"][1]["content"]
    head, _, jpegs = part["video_url"]["url"].partition(",")
    assert head == "data:video/jpeg;base64"
    assert [decoded(f"data:image/jpeg;base64,{jpeg}").shape for jpeg in jpegs.split(",")] == [(64, 64, 3)] * 2


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (400, "Invalid uri-encoded base64 value"),  # llama.cpp
        (400, "Invalid value: 'video_url'. Supported values are: 'text' and 'image_url'."),
        (422, "messages.1.content.1.type: unexpected value"),
        (500, "video input is not supported"),
    ],
)
def test_a_server_that_takes_no_video(server: ChatServer, status: int, words: str) -> None:
    result = as_video(server, fails(status, {"error": {"message": words}}))
    assert result.verdict is ServerVerdict.NO_VIDEO
    assert "Switch off" in result.remedy
    assert as_pictures(server).verdict is not ServerVerdict.NO_VIDEO


def as_pictures(server: ChatServer) -> Probe:
    return probe(ModelServer(server.url, KEY), "vlm", never)


def test_a_server_that_leaves_videos_out_is_noticed(server: ChatServer) -> None:
    result = as_video(server, sends(delta("I see no picture."), DONE))
    assert result.verdict is ServerVerdict.UNSURE
    assert "may leave videos out" in result.remedy


def test_a_missing_model_is_no_matter_of_videos(server: ChatServer) -> None:
    result = as_video(server, fails(404, {"error": {"message": "model 'vlm' not found"}}))
    assert result.verdict is ServerVerdict.MODEL_MISSING
