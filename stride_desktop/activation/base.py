"""The contract between the detector and an activation model.

Threads: a model, its groups and its prefixes belong to one thread at a time (the detection
worker). Nothing here is re-entrant. `encode`, `append` and `denoise` may take long; the caller
checks for cancellation between them. One lane uses only `encode`, `open`, `append` and
`denoise`; the rest serves several lanes and a full memory.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from stride_desktop.checkpoints.device import Compute
from stride_desktop.core.detection import DetectorSettings
from stride_desktop.core.event_kinds import EventKind
from stride_desktop.core.frames import Frame


class Group(Protocol):
    """Two consecutive frames, encoded once and reusable in any prefix.

    The detector reads nothing of it but `seconds`.
    """

    @property
    def seconds(self) -> float:
        """Mean of the two frames' times, stream seconds."""


class Prefix(Protocol):
    """A request and the groups seen so far, ready to be denoised against."""

    @property
    def tokens(self) -> int:
        """Tokens before the activation tokens (0 for models without a token prefix)."""

    @property
    def next_position(self) -> int:
        """Position of the first activation token (0 for models without positions)."""

    def append(self, group: Group, seconds: float) -> None:
        """Add a group. `seconds`: its time relative to the first frame of the frame window."""

    def denoise(self, labels: NDArray[np.int8]) -> NDArray[np.float64]:
        """One denoising call.

        labels: int8 (W,), INACTIVE, ACTIVE or MASKED. Returns P(active), float64 (W,), each
        slot predicted at its own position. Leaves the prefix as it was.
        """


class ActivationModel(Protocol):
    """A loaded checkpoint. The window has W = window_past + window_future slots."""

    @property
    def name(self) -> str:
        """Short name to show, such as "stride-nano" or "STRIDE-2B"."""

    @property
    def compute(self) -> Compute:
        """Device and number format, and whether the model runs compiled."""

    def compile(self) -> None:
        """Have torch compile the model if it gains from that. On failure see `Compute.compile_failure`."""

    @property
    def window_past(self) -> int:
        """Slots up to the newest frame."""

    @property
    def window_future(self) -> int:
        """Slots after the newest frame; 0 in all released checkpoints."""

    @property
    def resolution(self) -> float:
        """Seconds per slot."""

    @property
    def kinds(self) -> tuple[EventKind, ...]:
        """Kinds of event that the model was trained for; empty when it takes any request."""

    def understands(self, query: str) -> float:
        """P(the request is about one of `kinds`), 0–1; 1 without kinds. Any thread. Raises RequestError."""

    def encode(
        self, first: Frame, second: Frame, max_frame_tokens: int, previous: Group | None = None
    ) -> Group:
        """Encode two consecutive frames.

        `max_frame_tokens` bounds the vision tokens of the group for models that have such. `previous`: the
        group of the two frames before these, for models that compare; None at the start and after a gap.
        Raises FrameError when the frames cannot be shown to the model.
        """

    def open(self, query: str) -> Prefix:
        """A new prefix holding only the request. Several may be open. Raises RequestError."""

    def denoise_together(
        self, calls: Sequence[tuple[Prefix, NDArray[np.int8]]]
    ) -> Sequence[NDArray[np.float64]]:
        """Denoising calls on several prefixes of this model, at less cost than one after the other.

        The result for each prefix differs from its own `denoise` by rounding at most.
        """

    def lane_bytes(self, query: str, settings: DetectorSettings) -> int:
        """Memory that watching for one more request needs at most. Raises RequestError."""

    def trim(self) -> None:
        """Release memory that only serves to make the next calls faster."""
