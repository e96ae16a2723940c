"""A model that several lanes share, so that each pair of frames is encoded once."""

from __future__ import annotations

from stride_desktop.activation.base import ActivationModel, Group
from stride_desktop.core.frames import Frame


class SharedModel:
    """An activation model that encodes the newest pair of frames once, however often it is asked."""

    def __init__(self, model: ActivationModel) -> None:
        self._model = model
        self._newest: tuple[Frame, Frame, Group] | None = None
        self.name, self.compute, self.kinds = model.name, model.compute, model.kinds
        self.window_past, self.window_future = model.window_past, model.window_future
        self.resolution = model.resolution
        self.understands, self.lane_bytes = model.understands, model.lane_bytes
        self.open, self.denoise_together, self.compile = model.open, model.denoise_together, model.compile

    def encode(
        self, first: Frame, second: Frame, max_frame_tokens: int, previous: Group | None = None
    ) -> Group:
        """The group of the very same two frames if it is the newest, else a new one."""
        newest = self._newest
        if newest is not None and newest[0] is first and newest[1] is second:
            return newest[2]
        group = self._model.encode(first, second, max_frame_tokens, previous)
        self._newest = (first, second, group)
        return group

    def trim(self) -> None:
        """Release memory that only serves to make the next calls faster."""
        self._newest = None
        self._model.trim()
