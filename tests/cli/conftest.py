"""Real video files, and the command line with a model that finds bright pictures."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

from stride_desktop.__main__ import main
from stride_desktop.cli import model_choice
from tests.pipeline.pictures import BrightModel, pattern

FRAMES_PER_SECOND = 4

MakeVideo = Callable[[str], Path]


@pytest.fixture(autouse=True)
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of settings of a user who has saved none."""
    folder = tmp_path / "config"
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder))
    return folder


@pytest.fixture
def make_video(tmp_path: Path) -> MakeVideo:
    """Writes "..##" as a video file: a bright or a dark second each."""

    def write(text: str, name: str = "clip.avi") -> Path:
        path = tmp_path / name
        writer = cv2.VideoWriter(str(path), cv2.VideoWriter_fourcc(*"MJPG"), FRAMES_PER_SECOND, (64, 48))
        for bright in pattern(text):
            for _ in range(FRAMES_PER_SECOND):
                writer.write(np.full((48, 64, 3), 230 if bright else 20, dtype=np.uint8))
        writer.release()
        return path

    return write


@pytest.fixture
def bright_model(monkeypatch: pytest.MonkeyPatch) -> BrightModel:
    """Stands in for the checkpoint, at the Protocol."""
    model = BrightModel()
    monkeypatch.setattr(model_choice, "load_model", lambda *_: model)
    return model


@pytest.fixture
def run_json(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, list[dict]]]:
    """Runs a command; returns its exit status and the objects it printed."""

    def run(*arguments: object) -> tuple[int, list[dict]]:
        status = main([str(argument) for argument in arguments])
        return status, [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return run
