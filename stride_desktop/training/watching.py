"""Watching a rendered stream with the real detector and the real event policy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from stride_desktop.activation import ActivationDetector, DetectorSettings
from stride_desktop.activation.base import ActivationModel, Group
from stride_desktop.activation.shared import SharedModel
from stride_desktop.core.event_policy import EventPolicy
from stride_desktop.core.frames import Frame
from stride_desktop.training.conditions import Span

LIVE = DetectorSettings(
    frames_per_tick=2,
    max_window_frames=64,
    drop_frames=16,
    unmasking_steps=8,
    confidence_threshold=0.75,
    margin_seconds=1.0,
    multi_event=True,
)


@dataclass(frozen=True, slots=True)
class Watch:
    """What one request came to: spans found, and the times of the triggers, stream seconds.

    calls: denoising calls that the decisions took.
    """

    predicted: tuple[Span, ...]
    triggers: tuple[float, ...]
    calls: int


class EncodedOnce(SharedModel):
    """An activation model that remembers all groups by their times, so that one stream can be watched
    for several requests, one after the other, at the price of one encoding.
    """  # noqa: D205

    def __init__(self, model: ActivationModel) -> None:
        super().__init__(model)
        self._groups: dict[tuple[float, float], Group] = {}

    def encode(
        self, first: Frame, second: Frame, max_frame_tokens: int, previous: Group | None = None
    ) -> Group:
        """The remembered group, or a new one."""
        times = first.timestamp, second.timestamp
        if times not in self._groups:
            self._groups[times] = super().encode(first, second, max_frame_tokens, previous)
        return self._groups[times]


def watch(
    model: ActivationModel,
    frames: Sequence[Frame],
    query: str,
    seed: int = 0,
    settings: DetectorSettings = LIVE,
) -> Watch:
    """Watch frames for a request with the live settings, as the program does."""
    detector = ActivationDetector(model, query, settings, np.random.RandomState(seed))
    policy = EventPolicy()
    triggers: list[float] = []
    calls = 0
    for frame in frames:
        tick = detector.push(frame)
        if tick is None:
            continue
        calls += sum(len(item.calls) for item in tick.passes)
        triggers += [change.trigger.time for change in policy.update(tick.outline) if change.trigger]
    segments = detector.finish()
    return Watch(tuple(Span(item.start, item.end) for item in segments), tuple(triggers), calls)


def differences(frames: Sequence[Frame]) -> NDArray[np.float64]:
    """Mean absolute difference of each frame to the one before it, float64 (T,); 0 for the first."""
    changes = [0.0]
    for before, after in pairwise(frames):
        changes.append(float(np.abs(after.image.astype(np.int16) - before.image).mean()))
    return np.array(changes)
