"""What `stride-desktop` does with its arguments, and as a process."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from types import ModuleType

import pytest

from stride_desktop import __version__
from stride_desktop.__main__ import main
from tests.fake_camera import WHITE
from tests.xserver import REPOSITORY

PROGRAM = [sys.executable, "-m", "tests.cli.bright_program"]


@pytest.fixture
def app(monkeypatch):
    """The window and the demo, which only note how they were called."""
    calls = []
    window, demo = ModuleType("stride_desktop.app.main"), ModuleType("stride_desktop.cli.demo")
    window.run_window = lambda argv: calls.append(("window", list(argv))) or 0
    demo.run_demo = lambda headless, out, model: (
        calls.append(("demo", headless, out and str(out), model.checkpoint)) or 0
    )
    monkeypatch.setitem(sys.modules, "stride_desktop.app.main", window)
    monkeypatch.setitem(sys.modules, "stride_desktop.cli.demo", demo)
    return calls


@pytest.mark.parametrize(
    ("arguments", "call"),
    [
        ([], ("window", [])),
        (["-platform", "offscreen"], ("window", ["-platform", "offscreen"])),
        (["demo"], ("demo", False, None, "")),
        (["demo", "--headless", "--out", "there"], ("demo", True, "there", "")),
        (["demo", "--model", "a/b"], ("demo", False, None, "a/b")),
    ],
)
def test_the_window_and_the_demo(app, arguments, call):
    assert main(arguments) == 0
    assert app == [call]


def test_the_version(capsys):
    assert main(["--version"]) == 0
    assert __version__ in capsys.readouterr().out


@pytest.mark.parametrize("command", ["watch", "sources", "demo", "train", "evaluate"])
def test_every_command_explains_itself(command, capsys):
    assert main([command, "--help"]) == 0
    assert "exit status" in capsys.readouterr().out


@pytest.mark.parametrize("command", ["watch", "demo", "bench", "evaluate"])
def test_the_model_is_chosen_with_the_same_flags(command, capsys):
    main([command, "--help"])
    printed = capsys.readouterr().out
    assert all(flag in printed for flag in ("--model", "--device", "--dtype", "--compile"))


def test_a_folder_that_was_deleted(tmp_path, monkeypatch, capsys):
    folder = tmp_path / "gone"
    folder.mkdir()
    monkeypatch.chdir(folder)
    folder.rmdir()
    for arguments in ([], ["paths"], ["watch", "clip.mp4", "--query", "bright"]):
        assert main(arguments) == 2
        assert "does not exist any more" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        "libEGL.so.1: cannot open shared object file: No such file or directory",
        "/lib/x86_64-linux-gnu/libEGL.so.1: file too short",
    ],
)
def test_a_library_of_the_system_that_is_missing(words, monkeypatch, capsys):
    def fail(_):
        raise ImportError(words)

    monkeypatch.setattr("stride_desktop.cli.paths.run", fail)
    assert main(["paths"]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("stride-desktop: A library of this system is missing or damaged: libEGL.so.1.")
    assert "libegl1" in line


def test_a_mistake_in_the_program_is_no_missing_library(monkeypatch):
    def fail(_):
        raise ImportError("cannot import name 'nothing' from 'stride_desktop'")

    monkeypatch.setattr("stride_desktop.cli.paths.run", fail)
    with pytest.raises(ImportError):
        main(["paths"])


def start(*arguments, **options):
    return subprocess.Popen(
        [*PROGRAM, *map(str, arguments)],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,
    )


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_finishes_cleanly(make_video, number):
    process = start("watch", make_video("#" * 40), "--query", "bright", "--json", "--realtime")
    for line in process.stdout:
        if json.loads(line)["type"] == "answer":
            break
    process.send_signal(number)
    rest, errors = process.communicate(timeout=60)
    lines = [json.loads(line) for line in rest.splitlines()]
    assert process.returncode == 130
    assert lines[-1]["type"] == "end"
    assert lines[-1]["reason"] == "stopped"
    assert [line["state"] for line in lines if line["type"] == "event"][-1] == "closed"
    assert errors == ""


def test_a_reader_that_goes_away_ends_it_quietly(make_video):
    process = start("watch", make_video("." * 2000), "--query", "bright", "--json")
    assert process.stdout.readline()
    process.stdout.close()
    assert process.wait(timeout=120) == 141
    assert process.stderr.read() == ""
    process.stderr.close()


def test_another_encoding_is_no_reason_for_remarks():
    env = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    env.pop("DISPLAY", None)
    process = start("sources", env=env)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 0
    assert [line for line in errors.splitlines() if not line.startswith("stride-desktop: ")] == []


@pytest.mark.x11
def test_a_screen_is_listed_and_watched(x_display):
    listed = start("sources", "--json", env=x_display.env)
    out, errors = listed.communicate(timeout=60)
    assert {"kind": "screen", "address": "screen:1"}.items() <= json.loads(out.splitlines()[0]).items()
    assert (listed.returncode, errors) == (0, "")
    watched = start("watch", "screen:1", "--query", "dark", "--json", "--seconds", "5", env=x_display.env)
    out, errors = watched.communicate(timeout=60)
    lines = [json.loads(line) for line in out.splitlines()]
    assert (watched.returncode, errors) == (0, "")
    assert lines[-1]["reason"] == "stopped"
    assert 0 < lines[-1]["frames"] <= 6, "one a second; fewer on a busy machine"
    ticks = [line["time"] for line in lines if line["type"] == "tick"]
    assert ticks == sorted(ticks)
    assert {line["type"] for line in lines} >= {"health", "end"}


@pytest.mark.x11
def test_a_signal_begins_and_ends_private_mode(x_display):
    watched = start("watch", "screen:1", "--query", "dark", "--json", env=x_display.env)
    lines = []
    for line in watched.stdout:
        lines.append(json.loads(line))
        kinds = [item["type"] for item in lines]
        if lines[-1]["type"] == "tick" and kinds.count("tick") == 1:
            watched.send_signal(signal.SIGUSR1)
            assert "Private: nothing is seen or stored" in watched.stderr.readline()
            seen = len(lines)
            time.sleep(4)
            watched.send_signal(signal.SIGUSR1)
            assert watched.stderr.readline() == "Watching again.\n"
        elif lines[-1]["type"] == "tick" and "gap" in kinds:
            watched.send_signal(signal.SIGINT)
    watched.communicate(timeout=60)
    (gap,) = [line for line in lines if line["type"] == "gap"]
    assert gap["reason"] == "private"
    assert gap["end"] - gap["start"] > 3
    ticks = [line["time"] for line in lines[seen:] if line["type"] == "tick"]
    assert not [second for second in ticks if gap["start"] < second < gap["end"]]


@pytest.mark.camera
def test_a_camera_is_listed_watched_unplugged_and_watched_on(fake_camera):
    fake_camera.show(WHITE)
    listed = fake_camera.start(*PROGRAM, "sources", "--json")
    out, _ = listed.communicate(timeout=60)
    assert f'"address": "camera:{fake_camera.device}"' in out
    watched = fake_camera.start(
        *PROGRAM, "watch", f"camera:{fake_camera.device}", "--query", "bright", "--json"
    )
    lines = []
    for line in watched.stdout:
        lines.append(json.loads(line))
        if lines[-1]["type"] == "answer":
            fake_camera.unplug()
        elif lines[-1].get("state") == "lost":
            fake_camera.plug_in()
        elif lines[-1]["type"] == "gap":
            watched.send_signal(signal.SIGINT)
    assert watched.wait(timeout=60) == 130
    watched.stdout.close()
    watched.stdin.close()
    assert (lines[-1]["type"], lines[-1]["reason"]) == ("end", "stopped")
    source = [(line["state"], line["reason"]) for line in lines if line["type"] == "health"]
    lost = source.index(("lost", "The camera “Fake Camera” was unplugged."))
    assert ("live", "") in source[:lost]
    assert ("live", "") in source[lost:]
    (gap,) = [line for line in lines if line["type"] == "gap"]
    assert gap["reason"] == "lost"
    closed = next(n for n, line in enumerate(lines) if line["type"] == "event" and line["state"] == "closed")
    assert closed < lines.index(gap)
