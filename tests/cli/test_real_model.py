"""The command line from a video file through a real checkpoint folder to its lines."""

from __future__ import annotations

import math

import pytest

from stride_desktop.core.events import EventState
from stride_desktop.resources import resource
from tests.small_nano import save_untrained


@pytest.fixture
def untrained(tmp_path):
    """A small model of the built-in kind with random weights, which changes its mind a lot."""
    return save_untrained(tmp_path / "nano")


def test_the_demo_clip_through_a_checkpoint_folder(untrained, run_json):
    clip = resource("demo", "demo.mp4")
    command = "watch", clip, "--query", "Tell me when the light goes off", "--json", "--model", untrained
    status, lines = run_json(*command)
    assert status == 0
    end = lines[-1]
    assert (end["type"], end["reason"], end["frames"], end["ticks"]) == ("end", "ended", 60, 30)
    ticks = [line for line in lines if line["type"] == "tick"]
    assert [tick["time"] for tick in ticks] == [float(time) for time in range(1, 60, 2)]
    for tick in ticks:
        known = [value for value in tick["probabilities"] if value is not None]
        assert known
        assert all(0 <= value <= 1 and math.isfinite(value) for value in known)
    final = {line["id"]: line["state"] for line in lines if line["type"] == "event"}
    assert set(final.values()) <= {EventState.CLOSED, EventState.FORGOTTEN}
    told = [line["id"] for line in lines if line["type"] == "trigger"]
    assert len(told) == len(set(told)) == end["triggers"]
    assert [line["id"] for line in lines if line["type"] == "answer"] == told
    assert run_json(*command, "--seed", 0)[1] == lines, "the same seed, the same lines"
