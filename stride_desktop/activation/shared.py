"""A model that several lanes share: what one of them encoded, the others need not."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from stride_desktop.activation.base import ActivationModel, Group, Prefix
from stride_desktop.core.detection import DetectorSettings
from stride_desktop.core.frames import Frame


class SharedModel:
    """An activation model that encodes the newest pair of frames once, however often it is asked."""

    def __init__(self, model: ActivationModel) -> None:
        self._model = model
        self._newest: tuple[Frame, Frame, int, Group] | None = None
        self.name = model.name
        self.window_past = model.window_past
        self.window_future = model.window_future
        self.resolution = model.resolution
        self.kinds = model.kinds
        self.compute = model.compute

    def understands(self, query: str) -> float:
        """Forwards to the model. Raises RequestError."""
        return self._model.understands(query)

    def compile(self) -> None:
        """Compile the model."""
        self._model.compile()

    def encode(self, first: Frame, second: Frame, max_frame_tokens: int) -> Group:
        """The group of the very same two frames if it is the newest, else a new one."""
        newest = self._newest
        if newest is not None:
            same = newest[0] is first and newest[1] is second and newest[2] == max_frame_tokens
            if same:
                return newest[3]
        group = self._model.encode(first, second, max_frame_tokens)
        self._newest = (first, second, max_frame_tokens, group)
        return group

    def open(self, query: str) -> Prefix:
        """A new prefix of the model. Raises RequestError."""
        return self._model.open(query)

    def denoise_together(
        self, calls: Sequence[tuple[Prefix, NDArray[np.int8]]]
    ) -> Sequence[NDArray[np.float64]]:
        """Several calls as one."""
        return self._model.denoise_together(calls)

    def lane_bytes(self, query: str, settings: DetectorSettings) -> int:
        """Memory of one more lane at most."""
        return self._model.lane_bytes(query, settings)

    def trim(self) -> None:
        """Give back memory that is only kept to be quicker next time."""
        self._newest = None
        self._model.trim()
