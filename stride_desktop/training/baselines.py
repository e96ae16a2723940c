"""Simpler ways to decide with the same model, so that the worth of iterative refinement is a number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from stride_desktop.activation.base import ActivationModel, Group, Prefix
from stride_desktop.core.detection import DetectorSettings
from stride_desktop.core.frames import Frame
from stride_desktop.training.conditions import Request, Span
from stride_desktop.training.scores import spans_of
from stride_desktop.training.watching import watch

ONE_STEP = "one step"
NO_RETENTION = "no retention"
PER_FRAME = "per frame"
_SHORTEST = 2
"""Frames that a threshold has to be passed in, one after the other, to count."""


@runtime_checkable
class _FrameByFrame(Protocol):
    """A prefix that can also say P(condition holds) of every frame alone."""

    @property
    def states(self) -> NDArray[np.float64]: ...


def baseline_spans(
    model: ActivationModel, frames: Sequence[Frame], request: Request, seed: int, settings: DetectorSettings
) -> dict[str, list[Span]]:
    """What is found by each of these, by name:

    ONE_STEP: all slots are decided in one denoising call. NO_RETENTION: every tick decides all slots anew.
    PER_FRAME: a threshold of 0.5 on what the model's encoder says of single frames; left out for models
    that cannot say.
    """  # noqa: D400, D415 - a list follows
    found = {
        name: list(watch(model, frames, request.text, seed, other).predicted)
        for name, other in (
            (ONE_STEP, replace(settings, unmasking_steps=1)),
            (NO_RETENTION, replace(settings, confidence_threshold=None)),
        )
    }
    states = frame_by_frame(model, frames, request.text)
    if states is not None:
        found[PER_FRAME] = spans_of(states > 0.5, _SHORTEST)
    return found


def frame_by_frame(model: ActivationModel, frames: Sequence[Frame], query: str) -> NDArray[np.float64] | None:
    """P(condition holds) of every frame on its own, float64 (T,); None for models that cannot say."""
    prefix: Prefix = model.open(query)
    group: Group | None = None
    for first, second in zip(frames[::2], frames[1::2], strict=False):
        group = model.encode(first, second, 256, group)
        prefix.append(group, first.timestamp)
    return prefix.states if isinstance(prefix, _FrameByFrame) else None
