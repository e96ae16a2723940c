"""Recordings are traced, to learn from beside drawn streams."""

import argparse

import pytest

from stride_desktop.cli import train as command
from stride_desktop.core.errors import StrideError
from stride_desktop.training import screen_recording
from stride_desktop.training.recorded_traces import trace_recordings
from stride_desktop.training.recordings import record
from stride_desktop.training.screen_recording import draw_stream


def test_a_damaged_recording_is_reported(tmp_path):
    (tmp_path / "scene.npz").write_bytes(b"not a recording")
    with pytest.raises(StrideError, match="damaged"):
        list(trace_recordings(tmp_path / "traces", tmp_path))


def test_the_command_learns_from_recordings_too(tmp_path, monkeypatch, qapp):  # noqa: ARG001
    monkeypatch.setattr(screen_recording, "SECONDS", 12)
    (tmp_path / "recordings").mkdir()
    record(draw_stream(12, None), tmp_path / "recordings" / "scene.npz")
    words = ["--out", str(tmp_path / "out"), "--minutes", "0.02", "--streams", "1", "--seed", "12"]
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    assert command.run(parser.parse_args([*words, "--recordings", str(tmp_path / "recordings")])) == 0
    found = {path.name for path in (tmp_path / "out" / "streams").glob("*.npz")}
    assert found == {"12.npz", "recorded-scene.npz"}
