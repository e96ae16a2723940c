"""Ticks of the real detector on a model that is told what to answer."""

from __future__ import annotations

import numpy as np

from stride_desktop.activation.detector import ActivationDetector
from stride_desktop.core.detection import DetectorSettings
from stride_desktop.core.tick_history import TickHistory
from tests.activation.scripted import ScriptedModel, active_during, frames


def detected(seconds=60, window=16, spans=((10.0, 14.0), (30.0, 37.0)), begin=0.0, steps=4, seed=0, **other):
    """The ticks of the real detector on a model that is active during the spans."""
    model = ScriptedModel(active_during(*spans), window_past=window)
    settings = DetectorSettings(max_window_frames=12, drop_frames=4, unmasking_steps=steps, **other)
    detector = ActivationDetector(model, "when?", settings, np.random.RandomState(seed))
    ticks = [detector.push(frame) for frame in frames(begin + np.arange(seconds))]
    return [tick for tick in ticks if tick is not None]


def kept(ticks, **other):
    history = TickHistory(**other)
    for tick in ticks:
        history.add(tick)
    return history
