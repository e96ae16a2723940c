"""The detector's settings in the settings form."""

from __future__ import annotations

from dataclasses import dataclass

from stride_desktop.core.setting import Number, Section, Whole, setting


def _in_pairs(frames: int) -> str:
    return f"{frames} is odd, but frames are looked at in pairs." if frames % 2 else ""


@dataclass(frozen=True, slots=True)
class DetectionSettings(Section):
    """Settings of the detector, see DetectorSettings. max_window_frames: None follows the device.

    confidence_threshold: None carries no past slots forward. lane_memory_mb: limit for all requests together,
    besides the model; None for no limit.
    """

    frames_per_tick: int = setting(
        2,
        "Decide every",
        Whole(2, 64, 2, " frames"),
        "One frame is taken each second. Fewer frames: quicker, more work.",
        flag="--frames-per-tick",
        check=_in_pairs,
    )
    max_window_frames: int | None = setting(
        None, "Look back over", Whole(8, 512, 2, " frames", "Automatic"), flag="--window", check=_in_pairs
    )
    unmasking_steps: int = setting(
        8,
        "Refinement steps",
        Whole(1, 64),
        "In how many steps a decision is refined. More: steadier, more work.",
        flag="--unmasking-steps",
    )
    confidence_threshold: float | None = setting(
        0.75,
        "Carry decisions forward above",
        Number(0.5, 1.0, 0.05, none="Never", decimals=2),
        flag="--confidence-threshold",
    )
    margin_seconds: float = setting(
        1.0, "An event is over after", Number(0.0, 30.0, 0.5, " s"), flag="--margin-seconds"
    )
    max_frame_tokens: int = setting(
        256,
        "Detail per picture",
        Whole(16, 1024, 16, " tokens"),
        "Only for models that read pictures as tokens, such as STRIDE-2B.",
        flag="--max-frame-tokens",
    )
    lane_memory_mb: int | None = setting(
        None,
        "Memory for requests",
        Whole(1, 1_048_576, 64, " MB", "No limit"),
        "What all requests at once may take beside the model. One that would not fit is refused.",
        flag="--lane-memory",
    )

    @property
    def lane_bytes(self) -> int | None:
        """The limit on the memory of requests in bytes, None for no limit."""
        return None if self.lane_memory_mb is None else self.lane_memory_mb * 2**20

    def conflicts(self) -> dict[str, str]:
        """Reports a frames_per_tick above the window's size."""
        if self.max_window_frames is not None and self.frames_per_tick > self.max_window_frames:
            return {"frames_per_tick": "A decision cannot need more frames than the window holds."}
        return {}
