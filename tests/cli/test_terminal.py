"""Any text on any terminal: nothing acts on it, nothing ends in a traceback."""

import io
import os
import subprocess
import sys

import pytest

from stride_desktop.cli import model_choice
from stride_desktop.core.settings import ModelSettings
from stride_desktop.core.terminal import TerminalText, steering
from stride_desktop.pipeline import model_loading

HOSTILE = "\x1b[2J\x1b]0;owned\x07 \ud83d \u202egnp “light”…\rover"


def printed(encoding: str) -> str:
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding, newline="")
    print(HOSTILE, file=TerminalText(stream), flush=True)
    return stream.buffer.getvalue().decode(encoding)


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "ascii", "cp437", "cp1252", "gb18030"])
def test_what_would_act_is_replaced_in_every_encoding(encoding):
    text = printed(encoding)
    assert not set("\x1b\x07\r\u202e") & set(text)
    assert "light" in text
    assert "over" in text


def test_plain_letters_stand_for_ours():
    assert '"light"...' in printed("ascii")


def test_progress_steers_the_stream_behind():
    stream = io.StringIO()
    steering(TerminalText(stream)).write("\r 10 %")
    assert stream.getvalue() == "\r 10 %"
    assert steering(stream) is stream


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252:strict"])
@pytest.mark.parametrize(
    "arguments", [["watch", "--help"], ["watch", "no“ne\x1b[2J\udce9.mp4", "--query", "日本"]]
)
def test_the_command_line_speaks_any_encoding(encoding, arguments):
    env = os.environ | {"PYTHONIOENCODING": encoding}
    command = [sys.executable, "-m", "stride_desktop", *arguments]
    done = subprocess.run(command, env=env, capture_output=True, timeout=60)
    assert b"Traceback" not in done.stderr + done.stdout
    assert b"\x1b" not in done.stderr + done.stdout
    assert done.returncode == (0 if "--help" in arguments else 3), done.stderr


def test_the_progress_of_loading_steers_the_terminal(monkeypatch):
    def load(_settings, _hub, _cancelled, progress):
        progress("Downloading", 0.5)
        progress("Downloading", 1.0)

    screen = io.StringIO()
    screen.isatty = lambda: True
    monkeypatch.setattr(sys, "stderr", TerminalText(screen))
    monkeypatch.setattr(model_loading, "load_model", load)
    model_choice.load_model(ModelSettings())
    assert screen.getvalue() == "\r\x1b[KDownloading 50%\r\x1b[KDownloading 100%\n"
