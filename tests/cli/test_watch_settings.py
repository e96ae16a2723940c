"""The settings of the window, which a watch on the command line follows."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from stride_desktop.__main__ import main
from stride_desktop.cli import model_choice
from stride_desktop.core.settings import Settings
from stride_desktop.pipeline.settings_store import SettingsStore
from stride_desktop.sessions.library import Library
from tests.cli.watching import (
    EVENT,
    of,
    server,  # noqa: F401 - fixtures
)
from tests.responders.chat_server import DONE, delta


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
