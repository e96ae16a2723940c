"""The settings of the detector."""

from __future__ import annotations

from dataclasses import dataclass

from stride_desktop.core.errors import SettingsError

GROUP_FRAMES = 2
"""Number of frames that are encoded together."""


@dataclass(frozen=True, slots=True)
class DetectorSettings:
    """Settings of the detector; the defaults suit live watching on a CPU.

    frames_per_tick: frames between two decisions, an even number.
    max_window_frames: the most frames the model looks back at.
    drop_frames: how many old frames leave when there are more, rounded up to whole groups of two.
    unmasking_steps: rounds in which the slots are decided (K).
    confidence_threshold: how sure the model must still be of a past decision to carry it
        forward, 0 to 1; None decides every slot afresh.
    margin_seconds: how long ago a span must have ended to be complete.
    multi_event: go on after the first completed segment.
    max_events: stop for good after this many completed segments; None never stops.
    max_passes: refinements per tick at most; None goes on until one completes nothing.
    max_frame_tokens: vision tokens per group at most, for models that have such.
    forget_closed: completed segments leave memory once the slots no longer reach them.
    reuse_calls: a denoising call with the same labels on the same prefix is not computed again, which
        changes nothing but the time.
    settle_by_centre: a completed segment settles the slots whose centre lies before its end, not only
        those that end by then. Corrects for frame times that jitter; not as published.
    span_gap_seconds: the longest inactive stretch inside the span of a pass; what comes behind a longer
        one is left to later passes. None: none is too long, as published.

    Raises SettingsError for values that make no sense.
    """

    frames_per_tick: int = 2
    max_window_frames: int = 64
    drop_frames: int = 16
    unmasking_steps: int = 8
    confidence_threshold: float | None = 0.75
    margin_seconds: float = 1.0
    multi_event: bool = True
    max_events: int | None = None
    max_passes: int | None = None
    max_frame_tokens: int = 256
    forget_closed: bool = False
    reuse_calls: bool = True
    settle_by_centre: bool = False
    span_gap_seconds: float | None = None

    def __post_init__(self) -> None:
        for name in ("frames_per_tick", "max_window_frames"):
            _check_count(name, getattr(self, name), GROUP_FRAMES)
        for name in ("drop_frames", "unmasking_steps", "max_frame_tokens", "max_events", "max_passes"):
            if getattr(self, name) is not None:
                _check_count(name, getattr(self, name), 1)
        if self.frames_per_tick % GROUP_FRAMES:
            raise _invalid("frames_per_tick", self.frames_per_tick, "an even number of frames")
        if self.drop_groups > self.max_window_groups:
            raise _invalid("drop_frames", self.drop_frames, "no more than max_window_frames")
        threshold = self.confidence_threshold
        if threshold is not None and not 0.0 <= threshold <= 1.0:
            raise _invalid("confidence_threshold", threshold, "between 0 and 1, or off")
        if not 0.0 <= self.margin_seconds < float("inf"):
            raise _invalid("margin_seconds", self.margin_seconds, "zero or more seconds")
        if self.span_gap_seconds is not None and not 0.0 <= self.span_gap_seconds < float("inf"):
            raise _invalid("span_gap_seconds", self.span_gap_seconds, "zero or more seconds, or off")

    @property
    def max_window_groups(self) -> int:
        """The most groups of two frames in the frame window."""
        return self.max_window_frames // GROUP_FRAMES

    @property
    def drop_groups(self) -> int:
        """Groups that leave the frame window at once."""
        return -(-self.drop_frames // GROUP_FRAMES)

    @classmethod
    def live(cls, max_window_frames: int = 64) -> DetectorSettings:
        """For watching a live source: 64 frames suit a CPU, 128 a GPU. A quarter is dropped at once."""
        return cls(
            max_window_frames=max_window_frames,
            drop_frames=max(1, max_window_frames // 4),
            max_passes=4,
            forget_closed=True,
            settle_by_centre=True,
            span_gap_seconds=2.0,
        )


def _check_count(name: str, value: object, least: int) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        raise _invalid(name, value, f"a whole number, {least} or more")


def _invalid(name: str, value: object, wanted: str) -> SettingsError:
    return SettingsError(f"The setting {name} is {value!r}.", f"Set it to {wanted}.")
