"""A released STRIDE checkpoint as an activation model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stride_desktop.activation.base import Group, Prefix
from stride_desktop.activation.qwen3vl.decoder import VisionFeatures
from stride_desktop.activation.qwen3vl.network import SMALLEST_CACHE, Network, Qwen3VLGroup
from stride_desktop.activation.qwen3vl.pixels import PixelRule, fit_pair, patches
from stride_desktop.activation.qwen3vl.prefix import Qwen3VLPrefix, denoise_together
from stride_desktop.activation.qwen3vl.prompt import Prompt, check_request
from stride_desktop.activation.trial import decide_once
from stride_desktop.checkpoints.device import Compute
from stride_desktop.core.detection import DetectorSettings
from stride_desktop.core.event_kinds import EventKind
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

    network, prompt, pixels, copies: its parts, for benchmarks. kinds: none, it takes any request.
    """

    kinds: tuple[EventKind, ...] = ()

    def __init__(
        self, name: str, network: Network, prompt: Prompt, pixels: PixelRule, window: WindowRule, dtype: str
    ) -> None:
        self.name = name
        self.device = str(network.device)
        self._dtype = dtype
        self.window_past = window.past
        self.window_future = window.future
        self.resolution = window.resolution
        self.copies = window.copies
        self.network = network
        self.prompt = prompt
        self.pixels = pixels
        self._last_pair: NDArray[np.uint8] | None = None
        self._last_features: VisionFeatures | None = None
        self.reuse_features = True
        """A pair equal to the last one is not encoded again, which changes nothing but the time."""

    def understands(self, query: str) -> float:  # noqa: ARG002
        """1: the model takes any request."""
        return 1.0

    @property
    def compute(self) -> Compute:
        """Device and number format, and whether the model runs compiled."""
        return Compute(self.device, self._dtype, self.network.decoder.compile_failure)

    def compile(self) -> None:
        """Have torch compile the decoder, which takes seconds to minutes, and go through all of it once.

        Where that fails, the model runs as before: see `Compute.compile_failure`.
        """
        self.network.decoder.compile()
        decide_once(self)

    def encode(
        self,
        first: Frame,
        second: Frame,
        max_frame_tokens: int,
        previous: Group | None = None,  # noqa: ARG002 - frames are encoded each for itself
    ) -> Qwen3VLGroup:
        """Encode two consecutive frames; a pair equal to the last one reuses its features.

        Raises FrameError when the frames cannot be shown at `max_frame_tokens` vision tokens.
        """
        pair = fit_pair(first.image, second.image, max_frame_tokens)
        features = self._last_features if self.reuse_features else None
        if features is None or self._last_pair is None or not np.array_equal(pair, self._last_pair):
            features = self.network.see(patches(pair, self.pixels), *pair.shape[1:3])
            self._last_pair, self._last_features = pair, features
        return Qwen3VLGroup((first.timestamp + second.timestamp) / 2, features)

    def open(self, query: str) -> Qwen3VLPrefix:
        """A new prefix holding only the request. Raises RequestError."""
        check_request(query)
        return Qwen3VLPrefix(self.network, self.prompt, query, self.copies)

    def denoise_together(
        self, calls: Sequence[tuple[Prefix, NDArray[np.int8]]]
    ) -> Sequence[NDArray[np.float64]]:
        """Several calls as one. See `stride_desktop.activation.base`."""
        return denoise_together(calls)  # type: ignore[arg-type]  # prefixes come from `open`

    def lane_bytes(self, query: str, settings: DetectorSettings) -> int:
        """Memory of the two key/value caches of a lane at most."""
        check_request(query)
        opening, between = self.prompt.opening(query, 1e5), self.prompt.between(1e5)
        group = len(between) + settings.max_frame_tokens + 1
        slots = self.copies * (self.window_past + self.window_future)
        return 2 * self.network.bytes_for(len(opening) + settings.max_window_groups * group + slots)

    def trim(self) -> None:
        """Release the features of the last pair, and make new caches small again."""
        self._last_pair = self._last_features = None
        self.network.new_cache_tokens = SMALLEST_CACHE
