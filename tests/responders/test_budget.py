"""How many frames, and how large, fit into what a model reads at once."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stride_desktop.core.answers import AnswerRequest, Usage
from stride_desktop.core.errors import ResponderError
from stride_desktop.core.frames import Frame
from stride_desktop.responders.budget import SIDES, Budget, fit, image_tokens, plan, text_tokens
from stride_desktop.responders.context import ContextSizes
from stride_desktop.responders.openai import OpenAICompatibleResponder
from stride_desktop.responders.server import ModelServer
from tests.responders.answering import whole
from tests.responders.chat_server import DONE, ChatServer, Exchange, delta, event
from tests.responders.decoding import decoded


def never() -> bool:
    return False


def with_frames(count: int, size: tuple[int, int] = (720, 1280)) -> AnswerRequest:
    rng = np.random.default_rng(0)
    frames = tuple(Frame(rng.integers(0, 255, (*size, 3), dtype=np.uint8), float(n)) for n in range(count))
    return AnswerRequest(1, "tell me when it rains", 2.0, 5.0, float(count - 1), True, frames)


def test_without_a_limit_every_frame_goes_at_the_usual_size() -> None:
    planned = plan(Budget(None, pictures=8), 12, 1080, 1920, 100)
    assert (planned.pictures, planned.side) == (8, 768)


def test_pictures_get_smaller_before_they_get_fewer() -> None:
    sides = {}
    for context in (8192, 5000, 3000, 1500, 900):
        planned = plan(Budget(context, pictures=8), 8, 1080, 1920, 100)
        sides[context] = (planned.pictures, planned.side)
    assert sides[8192] == (8, 768)
    assert sides[5000][0] == 8
    assert sides[5000][1] == 768
    assert sides[3000] == (8, 512)
    assert sides[1500][0] < 8
    assert sides[1500][1] == 384
    assert sides[900][0] == 1


def test_a_side_that_was_chosen_stays() -> None:
    planned = plan(Budget(2000, pictures=8, side=1024), 8, 1080, 1920, 100)
    assert planned.side == 1024
    assert planned.pictures < 8


def test_not_even_one_picture_is_said_in_words() -> None:
    with pytest.raises(ResponderError) as caught:
        plan(Budget(512, answer=800, pictures=8), 8, 1080, 1920, 100)
    assert "Not even one picture fits into the 512 tokens" in caught.value.what
    assert caught.value.remedy


def test_without_frames_there_is_nothing_to_fit() -> None:
    assert plan(Budget(1024, answer=800), 0, 0, 0, 100).pictures == 0


@given(
    context=st.integers(1024, 200_000),
    answer=st.integers(16, 512),
    frames=st.integers(1, 64),
    most=st.integers(1, 64),
    height=st.integers(1, 4000),
    width=st.integers(1, 4000),
    text=st.integers(0, 300),
)
def test_what_is_planned_fits_and_a_larger_context_never_gets_less(
    context: int, answer: int, frames: int, most: int, height: int, width: int, text: int
) -> None:
    budget = Budget(context, answer, most)
    try:
        planned = plan(budget, frames, height, width, text)
    except ResponderError:
        return
    assert 1 <= planned.pictures <= min(frames, most)
    assert planned.side in SIDES
    assert budget.room is not None
    assert planned.tokens <= budget.room <= context - min(answer, 256)
    more = plan(replace(budget, context=2 * context), frames, height, width, text)
    assert (more.pictures, more.side) >= (planned.pictures, planned.side)


def test_estimates_are_on_the_safe_side_for_known_models() -> None:
    # Qwen2.5-VL: 28-pixel cells; Qwen3-VL: 32-pixel cells; Gemma 3 and InternVL3: 256 of any size.
    assert image_tokens(432, 768, 768) >= 16 * 28
    assert image_tokens(100, 100, 768) >= 256
    assert text_tokens("窓が開いたら教えて") >= 9
    assert text_tokens("a" * 300) == 100


def test_the_frames_are_thinned_by_the_rule_and_shrunk() -> None:
    request = with_frames(9)
    small = fit(Budget(None, pictures=3, side=384), request)
    assert [frame.timestamp for frame in small.evidence][-1] == 8.0
    assert 3.0 in [frame.timestamp for frame in small.evidence]
    assert {frame.image.shape for frame in small.evidence} == {(216, 384, 3)}
    assert request.evidence[0].image.shape == (720, 1280, 3)


LISTS = [
    ({"id": "vlm", "max_model_len": 4096}, 4096),  # vLLM
    ({"id": "vlm", "meta": {"n_ctx_train": 32768, "n_ctx": 8192}}, 8192),  # llama.cpp
    ({"id": "vlm", "meta": {"n_ctx_train": 32768}}, 32768),
    ({"id": "vlm", "loaded_context_length": 2048, "max_context_length": 131072}, 2048),  # LM Studio
    ({"id": "vlm", "context_length": True}, None),
    ({"id": "vlm", "max_model_len": "many"}, None),
    ({"id": "other", "max_model_len": 4096}, None),
]


@pytest.mark.parametrize(("entry", "size"), LISTS)
def test_the_server_tells_how_much_its_model_reads_and_is_asked_once(
    server: ChatServer, entry: dict, size: int | None
) -> None:
    body = json.dumps({"object": "list", "data": [entry]}).encode()
    server.list_models = lambda exchange: exchange.send(body, content_type="application/json")
    sizes = ContextSizes()
    for _ in range(2):
        assert sizes.of(ModelServer(server.url, None), "vlm", never) == size
    assert len(server.exchanges) == 1


def test_a_server_that_does_not_tell_is_asked_again_the_next_time(server: ChatServer) -> None:
    server.list_models = lambda exchange: exchange.send(b"no", content_type="text/plain", status=500)
    sizes = ContextSizes()
    assert sizes.of(ModelServer(server.url, None), "vlm", never) is None
    assert sizes.of(ModelServer(server.url, None), "vlm", never) is None
    assert len(server.exchanges) == 2


def test_nothing_is_asked_of_a_host_without_consent() -> None:
    with pytest.raises(ResponderError, match="Nothing was sent"):
        ContextSizes().of(ModelServer("http://192.0.2.1:1/v1", None), "vlm", never)


def pictures_in(exchange: Exchange) -> list[np.ndarray]:
    content = exchange.body["messages"][1]["content"]
    return [decoded(part["image_url"]["url"]) for part in content if part["type"] == "image_url"]


def test_what_is_sent_fits_what_the_server_told_and_is_told(server: ChatServer) -> None:
    body = json.dumps({"data": [{"id": "vlm", "max_model_len": 1500}]}).encode()
    server.list_models = lambda exchange: exchange.send(body, content_type="application/json")
    responder = OpenAICompatibleResponder(ModelServer(server.url), "vlm")
    told: list[tuple[float, ...]] = []
    assert whole(responder, with_frames(8), sent=told.append).text == "hello"
    pictures = pictures_in(server.exchanges[-1])
    assert 1 <= len(pictures) < 8
    assert {picture.shape for picture in pictures} == {(216, 384, 3)}
    assert len(told) == 1
    assert len(told[0]) == len(pictures)
    assert told[0][-1] == 7.0
    assert 3.0 in told[0]


def test_a_request_that_was_too_long_is_sent_with_half_of_the_frames(server: ChatServer) -> None:
    def answer(exchange: Exchange) -> None:
        if len(pictures_in(exchange)) > 2:
            problem = {"error": {"message": "maximum context length is 2048 tokens", "code": 400}}
            exchange.send(json.dumps(problem).encode(), content_type="application/json", status=400)
        else:
            exchange.send(delta("It rains."), DONE)

    server.answer = answer
    told: list[tuple[float, ...]] = []
    responder = OpenAICompatibleResponder(ModelServer(server.url), "vlm")
    assert whole(responder, with_frames(8), sent=told.append).text == "It rains."
    assert [len(seconds) for seconds in told] == [8, 4, 2]
    assert told[-1] == (3.0, 7.0)  # the first of the event and the newest


def test_when_one_frame_is_too_much_it_is_said(server: ChatServer) -> None:
    problem = json.dumps({"error": {"message": "maximum context length is 10 tokens"}}).encode()
    server.answer = lambda exchange: exchange.send(problem, content_type="application/json", status=400)
    with pytest.raises(ResponderError, match="more than the model"):
        whole(OpenAICompatibleResponder(ModelServer(server.url), "vlm"), with_frames(3))
    posts = [exchange for exchange in server.exchanges if exchange.body]
    assert [len(pictures_in(exchange)) for exchange in posts] == [3, 1]


def test_the_server_counts_the_tokens(server: ChatServer) -> None:
    counted = event({"choices": [], "usage": {"prompt_tokens": 812, "completion_tokens": 9}})
    server.answer = lambda exchange: exchange.send(delta("hello"), counted, DONE)
    responder = OpenAICompatibleResponder(ModelServer(server.url), "vlm")
    assert responder.usage is None
    list(responder.respond(with_frames(2, (64, 64)), never))
    assert responder.usage == Usage(2, 812, 9)
    assert server.exchanges[0].body["stream_options"] == {"include_usage": True}


def test_a_server_that_refuses_to_count_is_asked_without(server: ChatServer) -> None:
    def answer(exchange: Exchange) -> None:
        if "stream_options" in exchange.body:
            problem = {"error": {"message": "Unrecognized request argument: stream_options", "code": 400}}
            exchange.send(json.dumps(problem).encode(), content_type="application/json", status=400)
        else:
            exchange.send(delta("hello"), DONE)

    server.answer = answer
    responder = OpenAICompatibleResponder(ModelServer(server.url), "vlm")
    assert whole(responder, with_frames(1, (64, 64))).text == "hello"
    assert responder.usage == Usage(1)


def test_the_frames_can_go_as_one_video(server: ChatServer) -> None:
    responder = OpenAICompatibleResponder(ModelServer(server.url), "vlm", as_video=True)
    list(responder.respond(with_frames(3, (64, 96)), never))
    text, video = server.exchanges[0].body["messages"][1]["content"]
    assert "00:00, 00:01, 00:02" in text["text"]
    assert video["type"] == "video_url"
    head, _, body = video["video_url"]["url"].partition(",")
    assert head == "data:video/jpeg;base64"
    frames = [decoded(f"data:image/jpeg;base64,{jpeg}") for jpeg in body.split(",")]
    assert [frame.shape for frame in frames] == [(64, 96, 3)] * 3


def test_frames_of_two_sources_become_one_size_in_a_video(server: ChatServer) -> None:
    wide, high = (np.full((*size, 3), 200, np.uint8) for size in ((64, 96), (96, 32)))
    request = replace(with_frames(0), evidence=(Frame(wide, 0.0), Frame(high, 1.0)))
    list(OpenAICompatibleResponder(ModelServer(server.url), "vlm", as_video=True).respond(request, never))
    _, video = server.exchanges[0].body["messages"][1]["content"]
    jpegs = video["video_url"]["url"].partition(",")[2].split(",")
    first, second = (decoded(f"data:image/jpeg;base64,{jpeg}") for jpeg in jpegs)
    assert first.shape == second.shape == (96, 96, 3)
    assert first[48, 48].min() > 180
    assert second[48, 48].min() > 180
    assert first[2, 48].max() < 20  # beside the picture it is black
    assert second[48, 2].max() < 20
