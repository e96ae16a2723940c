"""The settings of watching one stream."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from stride_desktop.core.detection import DetectorSettings
from stride_desktop.core.events import EventSettings
from stride_desktop.core.settings import Settings

GPU_WINDOW = 128
CPU_WINDOW = 64
"""Frames that the model looks back at."""


@dataclass(frozen=True, slots=True)
class WatchSettings:
    """Settings of a watch; the defaults suit live watching on a CPU.

    gap_seconds: longest silence of the source that detection survives.
    preroll_seconds: what is kept of the time before an answer, as lead-in to the next event.
    max_images: frames sent with a trigger at most. instruction: system prompt of the answer.
    """

    detector: DetectorSettings = field(default_factory=lambda: DetectorSettings.live(CPU_WINDOW))
    events: EventSettings = field(default_factory=EventSettings.live)
    gap_seconds: float = 10.0
    preroll_seconds: float = 5.0
    max_images: int = 8
    instruction: str = ""

    @classmethod
    def live(cls, device: str = "cpu") -> WatchSettings:
        """Live defaults for the device a model runs on, such as "cpu" or "cuda:0"."""
        window = CPU_WINDOW if device.startswith("cpu") else GPU_WINDOW
        return cls(detector=DetectorSettings.live(window))

    @classmethod
    def of(cls, settings: Settings, device: str) -> WatchSettings:
        """The live defaults of the device, and over them what the user set."""
        live, mine, answers = cls.live(device), settings.detection, settings.responder
        detector = replace(
            DetectorSettings.live(mine.max_window_frames or live.detector.max_window_frames),
            frames_per_tick=mine.frames_per_tick,
            unmasking_steps=mine.unmasking_steps,
            confidence_threshold=mine.confidence_threshold,
            margin_seconds=mine.margin_seconds,
            max_frame_tokens=mine.max_frame_tokens,
        )
        return replace(
            live,
            detector=detector,
            events=settings.events,
            max_images=answers.max_images,
            instruction=answers.instruction,
        )
