"""A scripted model watched by the detector."""

from __future__ import annotations

import numpy as np

from stride_desktop.activation import ActivationDetector, DetectorSettings
from tests.activation.scripted import frames


def watch(model, times, settings=None, seed=0, **changes):
    settings = settings or DetectorSettings(**({"unmasking_steps": 4} | changes))
    detector = ActivationDetector(model, "x", settings, np.random.RandomState(seed))
    ticks = [tick for frame in frames(times) if (tick := detector.push(frame)) is not None]
    return detector, ticks


def spans(segments):
    return [(segment.start, segment.end) for segment in segments]
