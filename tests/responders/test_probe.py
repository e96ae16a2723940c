"""Trying a model server: every way in which it may fail has its own verdict, in the time that is given."""

from __future__ import annotations

import logging
import socket
import threading

import numpy as np
import pytest

from stride_desktop.core.errors import ResponderError
from stride_desktop.responders.probe import Probe, probe
from stride_desktop.responders.reasons import ServerVerdict
from stride_desktop.responders.server import ModelServer
from tests.responders.answering import never
from tests.responders.chat_server import DONE, Answer, ChatServer, Exchange, delta, event
from tests.responders.decoding import decoded
from tests.responders.probing import GREEN, cut_short, thought, tried
from tests.responders.sending import KEY, fails, sends

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
