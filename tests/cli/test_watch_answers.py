"""Answers of a watch on the command line."""

from __future__ import annotations

import json

import pytest

from stride_desktop.__main__ import main
from tests.cli.watching import (
    EVENT,
    of,
    server,  # noqa: F401 - fixtures
)
from tests.responders.chat_server import DONE, delta, event
from tests.responders.tiny_models import save_tiny
from tests.responders.transcripts import added, ends


@pytest.mark.usefixtures("bright_model")
def test_a_model_server_answers(make_video, run_json, server):
    server.answer = lambda exchange: exchange.send(delta("It is "), delta("bright."), DONE)
    status, lines = run_json(
        *("watch", make_video(EVENT), "--query", "bright", "--json"),
        *("--responder", server.url, "--responder-model", "m"),
    )
    assert status == 0
    assert of("answer", lines) == [{"type": "answer", "id": 1, "text": "It is bright."}]
    listing, exchange = server.exchanges
    assert listing.path == "/v1/models"  # how much does the model read at once?
    assert exchange.body["model"] == "m"
    assert "bright" in json.dumps(exchange.body["messages"])


@pytest.fixture
def watch_with(make_video, run_json, server):
    """Watches with a server that sends these pieces. more: options; then: what it does next."""

    def watch(*pieces, more=(), then=lambda _exchange: None):
        def answer(exchange):
            exchange.send(*pieces)
            then(exchange)

        server.answer = answer
        answers = ("--responder", server.url, "--responder-model", "m", *more)
        status, lines = run_json("watch", make_video(EVENT), "--query", "bright", "--json", *answers)
        assert status == 0
        assert lines[-1]["frames"] == 24, "whatever becomes of an answer, the watch goes on"
        return lines

    return watch


@pytest.mark.usefixtures("bright_model")
def test_an_answer_that_was_cut_off_says_so(watch_with):
    lines = watch_with(delta("It is br"), ends("length"), DONE)
    assert of("answer", lines) == [{"type": "answer", "id": 1, "text": "It is br", "cut_off": "length"}]
    lines = watch_with(delta("It is br"), ends("content_filter"), DONE)
    assert of("answer", lines)[0]["cut_off"] == "content_filter"


@pytest.mark.usefixtures("bright_model")
def test_what_was_said_before_a_failure_is_told_with_it(watch_with):
    lines = watch_with(delta("It is br"), b'error: {"message": "slot unavailable"}\n\n')
    assert of("answer", lines) == []
    (error,) = of("error", lines)
    assert error["id"] == 1
    assert error["text"] == "It is br"
    assert "slot unavailable" in error["what"]
    assert error["message"] == f"{error['what']} {error['remedy']}"


@pytest.mark.usefixtures("bright_model")
def test_thoughts_are_no_part_of_an_answer(watch_with):
    lines = watch_with(delta("<think>Hm.</think>"), added(reasoning="Hm."), delta("It is bright."), DONE)
    assert of("answer", lines) == [{"type": "answer", "id": 1, "text": "It is bright."}]


@pytest.mark.usefixtures("bright_model")
def test_the_limits_of_an_answer_are_options(watch_with, server):
    endless = delta("word ") * 100
    (answer,) = of("answer", watch_with(endless, more=("--answer-tokens", "10")))
    assert answer == {"type": "answer", "id": 1, "text": "word " * 7 + "word", "cut_off": "length"}
    assert server.exchanges[-1].body["max_tokens"] == 10

    for option, reason in (("--answer-silence", "silence"), ("--answer-seconds", "time")):
        lines = watch_with(
            delta("It is"), more=(option, "0.3"), then=lambda exchange: exchange.closing.wait(30)
        )
        assert of("answer", lines) == [{"type": "answer", "id": 1, "text": "It is", "cut_off": reason}]


@pytest.mark.usefixtures("bright_model")
def test_people_read_why_an_answer_ended_early(make_video, server, capsys):
    command = ["watch", str(make_video(EVENT)), "--query", "bright", "--responder", server.url]
    command += ["--responder-model", "m"]
    server.answer = lambda exchange: exchange.send(delta("It is br"), ends("length"), DONE)
    assert main(command) == 0
    assert "Answer to event 1: It is br\n          [Cut off: " in capsys.readouterr().out
    server.answer = lambda exchange: exchange.send(delta("It is br"), event({"error": "slot unavailable"}))
    assert main(command) == 0
    said = capsys.readouterr()
    assert "Answer to event 1: It is br\n" in said.out
    assert "the answer to event 1 is not complete" in said.err
    assert "slot unavailable" in said.err


@pytest.mark.usefixtures("bright_model")
def test_an_answer_that_fails_does_not_end_the_watch(make_video, run_json, server):
    server.answer = lambda exchange: exchange.send(b"no", status=500)
    status, lines = run_json(
        *("watch", make_video(EVENT), "--query", "bright", "--json"),
        *("--responder", server.url, "--responder-model", "m"),
    )
    assert status == 0
    (error,) = of("error", lines)
    assert error["id"] == 1
    assert lines[-1]["frames"] == 24


@pytest.mark.usefixtures("bright_model")
def test_a_model_in_this_process_answers(make_video, run_json, tmp_path):
    folder = save_tiny("internvl", tmp_path / "tiny-internvl")
    command = "watch", make_video(EVENT), "--query", "bright", "--json", "--device", "cpu"
    status, lines = run_json(*command, "--responder", f"local:{folder}")
    assert status == 0
    (answer,) = of("answer", lines)
    assert answer["text"]
    status, lines = run_json(*command, "--responder", "local:")
    assert status != 0


@pytest.mark.usefixtures("bright_model")
def test_the_end_is_told_if_it_is_asked_for(make_video, run_json, server, capsys):
    asked = []

    def answer(exchange):
        asked.append(exchange.body["messages"])
        exchange.send(delta(f"Answer {len(asked)}."), DONE)

    server.answer = answer
    answers = ("--responder", server.url, "--responder-model", "vlm", "--tell-end")
    status, lines = run_json("watch", make_video(EVENT), "--query", "bright", "--json", *answers)
    assert status == 0
    assert of("answer", lines) == [
        {"type": "answer", "id": 1, "text": "Answer 1."},
        {"type": "answer", "id": 1, "text": "Answer 2.", "occasion": "closing"},
    ]
    first, second = asked
    assert len(first) == 2
    assert second[-2] == {"role": "assistant", "content": "Answer 1."}
    assert "It stopped after 8 seconds" in second[-1]["content"]
    assert main(["watch", str(make_video(EVENT)), "--query", "bright", "--tell-end"]) == 0
    assert "How event 1 ended: You asked" in capsys.readouterr().out
