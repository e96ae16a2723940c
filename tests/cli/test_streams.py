"""Standard streams that are closed, full or slow: a proper end, the right status, one sentence at most."""

from __future__ import annotations

import fcntl
import io
import json
import os
import subprocess
import sys
import termios
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from stride_desktop.cli.streams import StandardStream
from stride_desktop.sessions.library import Library
from tests.cli.conftest import MakeVideo
from tests.xserver import REPOSITORY

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="/dev/full and redirections of a shell")

PROGRAM = f"exec {sys.executable} -m tests.cli.bright_program"
SMALLEST_PIPE = 4096
FULL = "stride-desktop: The output cannot be written (No space left on device). Send it somewhere else.\n"
CLOSED = FULL.replace("No space left on device", "it is closed")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(variable, str(tmp_path / variable))


def run(arguments: str, redirections: str = "", *more: str) -> subprocess.CompletedProcess[str]:
    """Run the program with a shell's redirections. more: arguments as they are."""
    command = ["bash", "-c", f'{PROGRAM} {arguments} "$@" {redirections}', "bash", *more]
    return subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize(
    ("arguments", "redirections", "errors"),
    [("paths", ">/dev/full", FULL), ("export", ">&-", CLOSED), ("watch --help", ">/dev/full 2>&-", "")],
)
def test_what_cannot_be_written_is_said_once(arguments: str, redirections: str, errors: str) -> None:
    done = run(arguments, redirections)
    assert (done.returncode, done.stderr) == (1, errors)


@pytest.mark.parametrize("redirections", ["2>/dev/full", "<&- 2>&-"])
def test_streams_that_are_not_needed_may_be_missing(redirections: str) -> None:
    done = run("paths", redirections)
    assert done.returncode == 0
    assert "Settings:" in done.stdout
    assert run("watch /no/such/file --query bright", redirections).returncode == 3


def test_nobody_is_asked_where_nobody_can_answer() -> None:
    done = run("paths --delete-all", "<&-")
    assert done.returncode == 2
    assert "Add --yes" in done.stderr


def kept_ticks() -> Sequence[float]:
    """Times of the decisions in the only session, which has a proper end."""
    (info,) = Library().sessions()
    assert info.reason == "stopped"
    with Library().open(info.id) as session:
        return [tick.timestamp for tick in session.ticks()]


def test_a_watch_whose_output_is_full_from_the_start_has_a_proper_end(make_video: MakeVideo) -> None:
    done = run("watch", ">/dev/full", str(make_video("." * 40)), "--query", "bright", "--keep", "spans")
    assert (done.returncode, done.stderr) == (1, FULL)
    kept_ticks()


@pytest.mark.parametrize("requests", [["bright"], ["bright", "something bright"]])
def test_a_reader_that_goes_away_leaves_a_complete_session(
    make_video: MakeVideo, requests: list[str]
) -> None:
    queries = [argument for request in requests for argument in ("--query", request)]
    command = f'{PROGRAM} watch "$@" --json --keep spans'
    process = subprocess.Popen(
        ["bash", "-c", command, "bash", str(make_video("." * 2000)), *queries],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    seen = [process.stdout.readline() for _ in range(4)]
    process.stdout.close()
    assert process.wait(60) == 141
    assert process.stderr.read() == ""
    process.stderr.close()
    ticks = [tick for tick in map(json.loads, seen) if tick.get("query", "bright") == "bright"]
    assert ticks
    assert {tick["time"] for tick in ticks} <= set(kept_ticks())


def test_a_slow_reader_that_must_not_be_waited_for_gets_everything() -> None:
    reading, writing = os.pipe()
    fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, SMALLEST_PIPE)
    os.set_blocking(writing, False)
    text = os.urandom(3 * SMALLEST_PIPE)
    with os.fdopen(reading, "rb") as pipe, ThreadPoolExecutor() as pool:
        stream = StandardStream(writing)
        buffer = io.BufferedWriter(stream)
        written = pool.submit(lambda: (buffer.write(text), buffer.flush()))
        while waiting_in(reading) < SMALLEST_PIPE:
            assert not written.done()
        assert pipe.read(len(text)) == text
        written.result()
        os.close(writing)
    assert stream.lost is None


def waiting_in(pipe: int) -> int:
    """Bytes that were written to a pipe and not read yet."""
    return int.from_bytes(fcntl.ioctl(pipe, termios.FIONREAD, b"\0" * 4), sys.byteorder)
