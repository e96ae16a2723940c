"""`stride-desktop watch` on real video files."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from stride_desktop.__main__ import main
from stride_desktop.cli import model_choice
from stride_desktop.core.event_kinds import EventKind
from stride_desktop.core.settings import Settings
from stride_desktop.pipeline import model_loading
from stride_desktop.pipeline.settings_store import SettingsStore
from stride_desktop.resources import resource
from stride_desktop.sessions.library import Library
from tests.responders.chat_server import DONE, ChatServer, delta, event
from tests.responders.tiny_models import save_tiny
from tests.responders.transcripts import added, ends

EVENT = "." * 8 + "#" * 8 + "." * 8


def of(kind, lines):
    return [line for line in lines if line["type"] == kind]


@pytest.mark.usefixtures("bright_model")
def test_json_lines(make_video, run_json):
    status, lines = run_json("watch", make_video(EVENT), "--query", "bright", "--json")
    assert status == 0
    ticks = of("tick", lines)
    assert [tick["time"] for tick in ticks] == [float(second) for second in range(1, 24, 2)]
    for tick in ticks:
        assert set(tick) == {"type", "time", "labels", "probabilities", "slot_starts"}
        assert len(tick["labels"]) == len(tick["probabilities"]) == len(tick["slot_starts"]) == 16
        assert set(tick["labels"]) <= {0, 1}
    assert ticks[0]["probabilities"][:14] == [None] * 14, "unseen slots have none"
    assert ticks[-1]["slot_starts"] == [float(start) for start in range(7, 23)]
    assert [line["state"] for line in of("event", lines)][-1] == "closed"
    assert set(of("event", lines)[0]) == {"type", "id", "state", "onset", "reach"}
    (trigger,) = of("trigger", lines)
    assert trigger == {"type": "trigger", "id": 1, "time": 11.0, "onset": 7.0}
    (answer,) = of("answer", lines)
    assert answer["id"] == 1
    assert "bright" in answer["text"]
    assert (
        lines.index(answer) == lines.index(trigger) + 1 or lines[lines.index(trigger) + 1]["type"] != "tick"
    )
    assert lines[-2]["type"] == "health"
    assert (lines[-2]["state"], lines[-2]["reason"]) == ("ended", "It came to its end.")
    assert lines[-1] == {
        "type": "end",
        "reason": "ended",
        "time": 23.0,
        "frames": 24,
        "ticks": 12,
        "triggers": 1,
    }


@pytest.mark.usefixtures("bright_model")
def test_what_holds_in_the_first_frames_is_told_as_that(make_video, run_json, capsys):
    clip = make_video("#" * 8 + "." * 8 + "#" * 8)
    _, lines = run_json("watch", clip, "--query", "bright", "--json")
    assert [trigger.get("from_start") for trigger in of("trigger", lines)] == [True, None]
    assert {line["id"] for line in of("event", lines) if line.get("from_start")} == {1}
    first, second = of("answer", lines)
    assert "It was already so when watching began at 00:00, and was still so at 00:03." in first["text"]
    assert "began at 00:15" in second["text"]
    main(["watch", str(clip), "--query", "bright"])
    assert "0:00:03  Event 1: it was already so when watching began." in capsys.readouterr().out


@pytest.mark.usefixtures("bright_model")
def test_the_same_file_gives_the_same_lines(make_video, run_json):
    command = "watch", make_video(EVENT), "--query", "bright", "--json", "--seed", 3
    assert run_json(*command) == run_json(*command)


@pytest.mark.usefixtures("bright_model")
def test_lines_for_people(make_video, capsys):
    assert main(["watch", str(make_video(EVENT)), "--query", "bright"]) == 0
    text = capsys.readouterr().out
    assert "“bright”" in text
    assert "0:00:11  Event 1: it began 0:00:07." in text
    assert "Answer to event 1" in text
    assert "Event 1 ended 0:00:15." in text
    assert "Done (ended): 24 frames, 1 trigger." in text


@pytest.mark.usefixtures("bright_model")
def test_seconds_limit_the_stream(make_video, run_json):
    status, lines = run_json("watch", make_video(EVENT), "--query", "bright", "--json", "--seconds", "12")
    assert status == 0
    assert lines[-1]["frames"] == 12
    assert lines[-1]["reason"] == "stopped"
    assert of("event", lines)[-1]["state"] == "closed"


@pytest.mark.usefixtures("bright_model")
def test_a_file_in_real_time_gives_what_it_gives_at_once(make_video, run_json):
    command = "watch", make_video("######"), "--query", "bright", "--json"
    _, at_once = run_json(*command)
    status, in_time = run_json(*command, "--realtime")
    assert status == 0
    assert of("tick", in_time) == of("tick", at_once)
    assert of("trigger", in_time) == of("trigger", at_once)
    assert of("answer", in_time) == of("answer", at_once)
    assert of("health", in_time)[-1]["capture_rate"] is not None
    assert all(0 <= line["age"] < 60 for line in of("health", in_time) if line["age"] is not None)
    assert of("health", in_time)[-1]["age"] is not None
    assert in_time[-1]["frames"] == 6


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["watch", "nowhere.mp4", "--query", "x"], 3),
        (["watch", "screen:none", "--query", "x"], 3),
        (["watch", "ftp://host/x.mp4", "--query", "x"], 3),
        (["watch", "x.mp4", "--query", "  "], 2),
        (["watch", "x.mp4", "--query", "x" * 10_000], 2),
        (["watch", "x.mp4", "--query", "x", "--responder", "https://example.org/v1"], 2),
        (
            ["watch", "x.mp4", "--query", "x", "--responder", "example.org", "--responder-model", "m"],
            2,
        ),
        (["watch", "x.mp4", "--query", "x", "--responder", "http://:::"], 2),
    ],
)
@pytest.mark.usefixtures("bright_model")
def test_mistakes_are_one_line_with_a_remedy(arguments, status, capsys):
    assert main(arguments) == status
    said = capsys.readouterr()
    assert said.err.startswith("stride-desktop: ")
    assert said.err.count("\n") == 1
    assert "Traceback" not in said.err


@pytest.mark.parametrize(
    "arguments",
    [
        ["watch"],
        ["watch", "x.mp4"],
        ["watch", "x.mp4", "--query", "x", "--seconds", "0"],
        ["watch", "x.mp4", "--query", "x", "--seconds", "nan"],
        ["watch", "x.mp4", "--query", "x", "--seed", "a"],
        ["watch", "x.mp4", "--query", "x", "--answer-tokens", "0"],
        ["watch", "x.mp4", "--query", "x", "--answer-silence", "-1"],
        ["watch", "x.mp4", "--query", "x", "--answer-seconds", "inf"],
        ["nonsense"],
        ["--nonsense"],
    ],
)
def test_usage_errors(arguments, capsys):
    assert main(arguments) == 2
    assert "usage:" in capsys.readouterr().err


@pytest.mark.usefixtures("bright_model")
def test_a_missing_server_is_told_with_what_to_add(capsys):
    main(["watch", "x.mp4", "--query", "x", "--responder", "example.org", "--responder-model", "m"])
    assert "--allow-host example.org" in capsys.readouterr().err


@pytest.mark.usefixtures("bright_model")
def test_errors_are_json_too(run_json, tmp_path):
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(b"this is no video")
    status, lines = run_json("watch", broken, "--query", "x", "--json")
    assert status == 3
    assert [line["type"] for line in lines] == ["end", "error"]
    assert lines[0]["reason"] == "failed"
    assert lines[1]["what"]
    assert lines[1]["remedy"]


def test_a_model_that_cannot_be_loaded(make_video, run_json, tmp_path):
    status, lines = run_json(
        "watch", make_video("."), "--query", "x", "--json", "--model", tmp_path / "nothing"
    )
    assert status == 4
    assert lines[-1]["type"] == "error"


def test_a_missing_built_in_model_is_a_model_error(make_video, run_json, monkeypatch):
    monkeypatch.setattr(model_loading, "resource", lambda *_: resource("models", "there-is-no-such-model"))
    status, lines = run_json("watch", make_video("."), "--query", "x", "--json")
    assert status == 4
    assert "Install" in lines[-1]["remedy"]


def test_a_device_that_is_not_there_is_a_mistake(make_video, capsys):
    status = main(["watch", str(make_video(".")), "--query", "x", "--device", "warp"])
    assert status in (2, 4)
    assert capsys.readouterr().err.count("\n") == 1


@pytest.fixture
def server():
    server = ChatServer()
    yield server
    server.close()


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


def test_help_documents_the_exit_status(capsys):
    assert main(["watch", "--help"]) == 0
    text = capsys.readouterr().out
    for status in ("0 ", "2 ", "3 ", "4 ", "130 "):
        assert f"\n  {status}" in text


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


@pytest.mark.usefixtures("bright_model")
def test_several_requests_are_told_apart(make_video, run_json, bright_model):
    video = make_video(EVENT)
    status, lines = run_json("watch", video, "--query", "bright", "--query", "dark", "--json")
    assert status == 0
    assert bright_model.encoded == 12, "pictures are encoded once"
    for query in ("bright", "dark"):
        _, alone = run_json("watch", video, "--query", query, "--json", "--seed", int(query == "dark"))
        for kind in ("tick", "event", "trigger", "answer"):
            mine = [
                {name: value for name, value in line.items() if name != "query"}
                for line in of(kind, lines)
                if line["query"] == query
            ]
            assert mine == of(kind, alone)
            assert mine
    assert lines[-1]["triggers"] == len(of("trigger", lines))


def test_requests_that_do_not_fit_are_refused(make_video, capsys, bright_model, monkeypatch):
    monkeypatch.setattr(bright_model, "lane_bytes", lambda *_: 2**20)
    command = [
        "watch",
        str(make_video(EVENT)),
        "--query",
        "bright",
        "--query",
        "dark",
        "--lane-memory",
        "1",
    ]
    assert main(command) == 2
    assert "2 requests at once need 2.0 MiB" in capsys.readouterr().err


def test_a_request_that_the_model_was_not_trained_for_is_watched_for_only_anyway(
    make_video, run_json, bright_model, capsys
):
    bright_model.kinds = (EventKind("bright", ("tell me when it is bright",)), EventKind("dark", ("dark",)))
    clip = make_video(EVENT)
    assert main(["watch", str(clip), "--query", "bright", "--query", "dinner"]) == 2
    error = capsys.readouterr().err
    assert "bright was not trained for requests like “dinner”" in error
    assert "It knows: bright; dark." in error
    assert "--anyway" in error
    status, lines = run_json("watch", clip, "--query", "dinner", "--anyway", "--json")
    assert status == 0
    assert of("trigger", lines) != []


# -- the settings of the window --------------------------------------------------------------------


@pytest.fixture
def save():
    """Saves settings as the window does: sections by name, with what is changed in each."""

    def save(**sections):
        settings = Settings()
        changed = {name: replace(getattr(settings, name), **values) for name, values in sections.items()}
        SettingsStore().save(replace(settings, **changed))

    return save


@pytest.mark.usefixtures("bright_model")
def test_saved_settings_decide_unless_a_flag_says_otherwise(make_video, run_json, server, save):
    server.answer = lambda exchange: exchange.send(delta("It is bright."), DONE)
    answers = {"kind": "openai", "base_url": server.url, "model": "saved", "instruction": "Be brief."}
    save(
        events={"sustain_seconds": 8.0},
        detection={"frames_per_tick": 4},
        responder=answers | {"max_images": 3, "closing": "ask"},
    )
    command = "watch", make_video("." * 8 + "#" * 16 + "." * 8), "--query", "bright", "--json"
    status, lines = run_json(*command)
    assert status == 0
    assert [tick["time"] for tick in of("tick", lines)] == [float(second) for second in range(3, 32, 4)]
    (trigger,) = of("trigger", lines)
    assert trigger["time"] > 12.0, "eight seconds must be bright"
    assert [line.get("occasion") for line in of("answer", lines)] == [None, "closing"]
    asked = [exchange.body for exchange in server.exchanges if exchange.body]
    assert {body["model"] for body in asked} == {"saved"}
    assert "Be brief." in json.dumps(asked[0]["messages"][0])
    assert json.dumps(asked[0]).count("data:image") == 3

    flags = ("--sustain-seconds", "4", "--frames-per-tick", "2", "--no-tell-end")
    _, lines = run_json(*command, *flags, "--responder", "report")
    assert of("trigger", lines)[0]["time"] == 11.0
    assert [line["text"].startswith("You asked") for line in of("answer", lines)] == [True]


@pytest.mark.usefixtures("bright_model")
def test_a_saved_server_needs_the_consent_that_was_given_in_the_window(make_video, run_json, save, capsys):
    answers = {"kind": "openai", "base_url": "https://example.org/v1", "model": "m"}
    command = "watch", str(make_video(".")), "--query", "bright", "--json"
    save(responder=answers)
    assert main(list(command)) == 2
    assert "--allow-host example.org" in capsys.readouterr().err
    save(responder=answers | {"consented_hosts": ("example.org",)})
    status, lines = run_json(*command)
    assert (status, lines[-1]["frames"]) == (0, 1)


@pytest.mark.usefixtures("bright_model")
def test_what_was_sent_is_stored_with_the_answer(make_video, run_json, server, save, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    server.answer = lambda exchange: exchange.send(delta("It is bright."), DONE)
    save(responder={"kind": "openai", "base_url": server.url, "model": "m", "max_images": 4})
    run_json("watch", make_video(EVENT), "--query", "bright", "--json", "--keep", "spans")
    (info,) = Library().sessions()
    with Library().open(info.id) as session:
        (answer,) = session.answers()
        assert len(answer.sent) == 4
        assert set(answer.sent) <= {float(second) for second in range(12)}
        assert session.settings["responder"]["max_images"] == 4


def test_the_saved_model_watches_and_a_flag_names_another(make_video, monkeypatch, save, bright_model):
    loaded = []

    def load(settings, *_):
        loaded.append((settings.checkpoint, settings.device))
        return bright_model

    monkeypatch.setattr(model_choice, "load_model", load)
    save(model={"checkpoint": "some/model", "device": "cpu"})
    for flags in ([], ["--model", "other"], ["--model", "built-in", "--device", "cuda:1"]):
        assert main(["watch", str(make_video(".")), "--query", "bright", *flags]) == 0
    assert loaded == [("some/model", "cpu"), ("other", "cpu"), ("", "cuda:1")]
