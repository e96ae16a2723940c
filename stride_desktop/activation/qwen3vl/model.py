"""A released STRIDE checkpoint as an activation model."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stride_desktop.activation.qwen3vl.group import Qwen3VLGroup
from stride_desktop.activation.qwen3vl.network import Network, VisionFeatures
from stride_desktop.activation.qwen3vl.pixels import PixelRule, fit_pair, patches
from stride_desktop.activation.qwen3vl.prefix import Qwen3VLPrefix
from stride_desktop.activation.qwen3vl.prompt import Prompt, check_request
from stride_desktop.core.frames import Frame


@dataclass(frozen=True, slots=True)
class WindowRule:
    """The activation window of the checkpoint's config.

    past, future: slots; resolution: seconds per slot; copies: how often the slots are written.
    """

    past: int
    future: int
    resolution: float
    copies: int


class Qwen3VLActivationModel:
    """Qwen3-VL with three extra tokens: reads a request and frames, predicts slots.

    network, prompt, pixels, copies: its parts, for who measures or rebuilds it.
    """

    def __init__(
        self, name: str, network: Network, prompt: Prompt, pixels: PixelRule, window: WindowRule, dtype: str
    ) -> None:
        self.name = name
        self.device = str(network.device)
        self.dtype = dtype
        self.window_past = window.past
        self.window_future = window.future
        self.resolution = window.resolution
        self.copies = window.copies
        self.network = network
        self.prompt = prompt
        self.pixels = pixels
        self._last_pair: NDArray[np.uint8] | None = None
        self._last_features: VisionFeatures | None = None

    def encode(self, first: Frame, second: Frame, max_frame_tokens: int) -> Qwen3VLGroup:
        """Encode two consecutive frames; a pair equal to the last one reuses its features.

        Raises FrameError when the frames cannot be shown at `max_frame_tokens` vision tokens.
        """
        pair = fit_pair(first.image, second.image, max_frame_tokens)
        features = self._last_features
        if features is None or self._last_pair is None or not np.array_equal(pair, self._last_pair):
            features = self.network.see(patches(pair, self.pixels), *pair.shape[1:3])
            self._last_pair, self._last_features = pair, features
        return Qwen3VLGroup((first.timestamp + second.timestamp) / 2, features)

    def open(self, query: str) -> Qwen3VLPrefix:
        """A new prefix holding only the request. Raises RequestError."""
        check_request(query)
        return Qwen3VLPrefix(self.network, self.prompt, query, self.copies)
