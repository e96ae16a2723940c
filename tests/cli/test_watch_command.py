"""`stride-desktop watch` on real video files."""

from __future__ import annotations

import pytest

from stride_desktop.__main__ import main
from stride_desktop.core.event_kinds import EventKind
from stride_desktop.pipeline import model_loading
from stride_desktop.resources import resource
from tests.cli.watching import EVENT, of


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


def test_help_documents_the_exit_status(capsys):
    assert main(["watch", "--help"]) == 0
    text = capsys.readouterr().out
    for status in ("0 ", "2 ", "3 ", "4 ", "130 "):
        assert f"\n  {status}" in text


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
