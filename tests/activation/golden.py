"""The recordings of the official detector, and how to play one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from stride_desktop.activation import ActivationDetector, DetectorSettings, load_checkpoint
from stride_desktop.activation.base import ActivationModel
from stride_desktop.core import Frame
from stride_desktop.core.ticks import Pass

GOLDEN = Path(__file__).parent.parent / "golden"
TINY = GOLDEN / "tiny-stride"
CASES = sorted(path.stem for path in (GOLDEN / "cases").glob("*.json"))


def read_case(name: str) -> dict[str, Any]:
    return json.loads((GOLDEN / "cases" / f"{name}.json").read_text())


def read_frames(case: dict[str, Any], name: str) -> list[Frame]:
    with np.load(GOLDEN / "cases" / f"{name}.frames.npz") as archive:
        images = archive["frames"]
    return [Frame(image, time) for image, time in zip(images, case["timestamps"], strict=True)]


def load_tiny(single_sequence: bool = False) -> ActivationModel:
    return load_checkpoint(
        TINY, device="cpu", dtype="float32", overrides={"single_sequence": single_sequence}
    )


def settings_of(case: dict[str, Any]) -> DetectorSettings:
    return DetectorSettings(
        frames_per_tick=case["chunk"],
        max_window_frames=case["mega"],
        drop_frames=case["stride"],
        unmasking_steps=case["steps"],
        confidence_threshold=case["thr"],
        margin_seconds=case["margin"],
        multi_event=case["multi"],
        max_events=case["max_events"],
    )


def detector_of(case: dict[str, Any], model: ActivationModel) -> ActivationDetector:
    rng = np.random.RandomState(case["seed"])
    return ActivationDetector(model, query=case["query"], settings=settings_of(case), rng=rng)


def play(detector: ActivationDetector, frames: list[Frame]) -> list[tuple[float, Pass]]:
    """Every pass with the time of its tick."""
    ticks = [tick for frame in frames if (tick := detector.push(frame)) is not None]
    return [(tick.timestamp, item) for tick in ticks for item in tick.passes]
