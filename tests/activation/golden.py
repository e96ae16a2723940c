"""The recordings of the official detector, and how to play one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from stride_desktop.activation import ActivationDetector, DetectorSettings, load_checkpoint
from stride_desktop.activation.base import ActivationModel
from stride_desktop.core.frames import Frame
from stride_desktop.core.ticks import Pass

GOLDEN = Path(__file__).parent.parent / "golden"
TINY = GOLDEN / "tiny-stride"
PROBABILITY, SECONDS = 1e-4, 1e-6
CASES = sorted(path.stem for path in (GOLDEN / "cases").glob("*.json"))


def read_case(name: str) -> dict[str, Any]:
    return json.loads((GOLDEN / "cases" / f"{name}.json").read_text())


def read_frames(case: dict[str, Any], name: str) -> list[Frame]:
    with np.load(GOLDEN / "cases" / f"{name}.frames.npz") as archive:
        images = archive["frames"]
    return [Frame(image, time) for image, time in zip(images, case["timestamps"], strict=True)]


def load_tiny(single_sequence: bool = False, compiled: bool = False) -> ActivationModel:
    overrides = {"single_sequence": single_sequence}
    return load_checkpoint(TINY, device="cpu", dtype="float32", overrides=overrides, compiled=compiled)


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


def detector_of(
    case: dict[str, Any], model: ActivationModel, rng: np.random.RandomState | None = None
) -> ActivationDetector:
    """rng: None for one with the seed of the case."""
    rng = rng or np.random.RandomState(case["seed"])
    return ActivationDetector(model, query=case["query"], settings=settings_of(case), rng=rng)


def play(detector: ActivationDetector, frames: list[Frame]) -> list[tuple[float, Pass]]:
    """Every pass with the time of its tick."""
    ticks = [tick for frame in frames if (tick := detector.push(frame)) is not None]
    return [(tick.timestamp, item) for tick in ticks for item in tick.passes]


def check_recording(
    case: dict[str, Any], detector: ActivationDetector, passes: list[tuple[float, Pass]]
) -> None:
    """All passes, the calls in them, and what `finish` says are as recorded."""
    assert len(passes) == len(case["ticks"])
    for (time, item), recorded in zip(passes, case["ticks"], strict=True):
        assert time == pytest.approx(recorded["last_time"], abs=SECONDS)
        assert item.prefix_tokens == recorded["prefix_len"]
        np.testing.assert_allclose(item.slot_starts, recorded["starts"], atol=SECONDS, rtol=0)
        np.testing.assert_allclose(item.slot_ends, recorded["ends"], atol=SECONDS, rtol=0)
        assert item.unseen.tolist() == recorded["unseen"]
        assert item.labels.tolist() == recorded["labels"]
        _check_segments(item.segments, recorded["segments"])
        assert [(s.start, s.end) for s in item.completed] == [
            pytest.approx(segment[:2], abs=SECONDS) for segment in recorded["completed"]
        ]
        _check_calls(item.calls, case["denoise"][slice(*recorded["calls"])])
    final = detector.finish()
    assert [(s.start, s.end) for s in final] == [
        pytest.approx((s["start_sec"], s["end_sec"]), abs=SECONDS) for s in case["segments"]
    ]


def _check_segments(segments, recorded):
    assert [segment.completed for segment in segments] == [complete for _, _, complete in recorded]
    for segment, (start, end, _) in zip(segments, recorded, strict=True):
        assert (segment.start, segment.end) == pytest.approx((start, end), abs=SECONDS)


def _check_calls(calls, recorded):
    for call, wanted in zip(calls, recorded, strict=True):
        assert call.labels.tolist() == wanted["labels"]
        assert call.first_position == wanted["first_pos"]
        np.testing.assert_allclose(call.probabilities, wanted["probs"], atol=PROBABILITY, rtol=0)
