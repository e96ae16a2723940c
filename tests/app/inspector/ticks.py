"""Ticks of the real detector on models that hesitate."""

from __future__ import annotations

import numpy as np

from stride_desktop.activation.detector import ActivationDetector
from stride_desktop.core.detection import DetectorSettings
from stride_desktop.core.ticks import Tick
from tests.activation.scripted import ScriptedModel, frames


def undecided(
    seconds: int = 60, window: int = 32, steps: int = 8, seed: int = 0, threshold: float = 0.75
) -> list[Tick]:
    """A model that sees one long span, is sure of its middle, and wavers everywhere else."""
    rng = np.random.default_rng(seed)
    middle, half = seconds * 0.7, seconds * 0.12

    def answer(ends, now):  # noqa: ARG001
        sure = 1 / (1 + np.exp((np.abs(ends - middle) - half) * 0.35))
        return np.clip(sure + rng.normal(0, 0.14, ends.shape), 0.01, 0.99)

    model = ScriptedModel(answer, window_past=window)
    settings = DetectorSettings(
        max_window_frames=2 * window,
        drop_frames=window // 2,
        unmasking_steps=steps,
        confidence_threshold=threshold,
    )
    detector = ActivationDetector(model, "when?", settings, np.random.RandomState(seed))
    return [tick for frame in frames(np.arange(seconds)) if (tick := detector.push(frame)) is not None]
