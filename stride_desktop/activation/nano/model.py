"""stride-nano behind the activation contract: pictures in, probabilities out."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from stride_desktop.activation.base import Group, Prefix
from stride_desktop.activation.nano.config import NanoConfig
from stride_desktop.activation.nano.groups import NanoGroup, Remembrance
from stride_desktop.activation.nano.network import NanoNetwork
from stride_desktop.activation.nano.prefix import NanoPrefix
from stride_desktop.activation.nano.tokenizer import LONGEST_TEXT, NanoTokenizer
from stride_desktop.checkpoints.device import Compute
from stride_desktop.core.detection import DetectorSettings
from stride_desktop.core.errors import FrameError, RequestError
from stride_desktop.core.frames import Frame, Image

SMALLEST_SIDE = 16
"""Pixels; smaller pictures show nothing that the model was trained on."""


class NanoModel:
    """A loaded stride-nano checkpoint. See `stride_desktop.activation.base` for the contract."""

    name = "stride-nano"

    def __init__(
        self, config: NanoConfig, tokenizer: NanoTokenizer, network: NanoNetwork, device: str = "cpu"
    ) -> None:
        self.config = config
        self.tokenizer = tokenizer
        self.network = network.to(device).eval()
        self.device = device
        self.compute = Compute(device)
        self.window_past, self.window_future = config.trigger_window_past, config.trigger_window_future
        self.resolution, self.kinds = config.trigger_temporal_resolution, config.kinds
        self._newest: tuple[Image, Image] | None = None  # as it came, and at the model's size

    def compile(self) -> None:
        """Nothing: the model is too small to gain from it."""

    def encode(
        self,
        first: Frame,
        second: Frame,
        max_frame_tokens: int,  # noqa: ARG002
        previous: Group | None = None,
    ) -> NanoGroup:
        """Encode two consecutive frames; `max_frame_tokens` does not apply to this model.

        Raises FrameError for pictures that are too small.
        """
        known: Remembrance | None = previous.newest if isinstance(previous, NanoGroup) else None
        with torch.inference_mode():
            earlier = self._after(known, first)
            newest = self._after(earlier, second)
            parts = [item.read(self.config.change_size, self.device) for item in (earlier, newest)]
        changes, present, overall = (torch.cat(column) for column in zip(*parts, strict=True))
        return NanoGroup((first.timestamp, second.timestamp), changes, present, overall, newest)

    def _after(self, known: Remembrance | None, frame: Frame) -> Remembrance:
        """What is remembered once a frame has been seen."""
        picture = self._shrink(frame.image)
        if known is None:
            return Remembrance.begin(picture, frame.timestamp)
        return known.after(picture, frame.timestamp, self.network, self.device)

    def open(self, query: str) -> NanoPrefix:
        """A new prefix holding only the request. Raises RequestError when it is empty or too long."""
        request = self._read(query)
        return NanoPrefix(self.config, self.network, request, self._bias(request))

    def _bias(self, request: Tensor) -> float:
        """Offset of a request's logits, by the kinds that it may be of."""
        kinds, biases = self.network.kinds, self.config.kind_biases
        if kinds is None or not biases:
            return self.config.bias
        with torch.inference_mode():
            shares: list[float] = (kinds(request) / self.config.kind_temperature).softmax(-1)[0, :-1].tolist()
        return self.config.bias + sum(share * bias for share, bias in zip(shares, biases, strict=True))

    def _read(self, query: str) -> Tensor:
        """The request as float (1, text_size)."""
        if not query.strip():
            raise RequestError("The request is empty.", "Say what to watch for.")
        if len(query) > LONGEST_TEXT:
            raise RequestError(
                f"The request has {len(query):,} characters.", f"Use at most {LONGEST_TEXT:,} characters."
            )
        pieces = torch.from_numpy(self.tokenizer.encode(query)).to(self.device)
        with torch.inference_mode():
            return self.network.text(pieces.unsqueeze(0))  # type: ignore[no-any-return]

    def understands(self, query: str) -> float:
        """P(the request is of a kind that the checkpoint was trained for), 0–1; 1 without kinds.

        Any thread. Raises RequestError.
        """
        kinds = self.network.kinds
        if kinds is None:
            return 1.0
        with torch.inference_mode():
            logits = kinds(self._read(query)) / self.config.kind_temperature
        return float(1 - logits.softmax(-1)[0, -1])

    def denoise_together(
        self, calls: Sequence[tuple[Prefix, NDArray[np.int8]]]
    ) -> Sequence[NDArray[np.float64]]:
        """Several calls as one batch. See `stride_desktop.activation.base`."""
        return NanoPrefix.denoise_together(calls)  # type: ignore[arg-type]  # prefixes come from `open`

    def lane_bytes(self, query: str, settings: DetectorSettings) -> int:  # noqa: ARG002
        """Memory of the two prefixes of a lane at most; requests of any length take the same."""
        config = self.config
        frames = settings.max_window_groups * 2
        numbers = frames * (config.feature_size + 1) + config.text_size
        slots = config.slots * (4 * (config.feature_size + 1) + 1)
        return 2 * (4 * numbers + slots)

    def trim(self) -> None:
        """Nothing: all that is kept lies in the groups."""

    def _shrink(self, image: Image) -> Image:
        """A picture at the model's size, RGB uint8 (height, width, 3)."""
        height, width = image.shape[:2]
        if min(height, width) < SMALLEST_SIDE:
            raise FrameError(
                f"The picture is only {width}×{height} pixels large.", "Choose a larger picture."
            )
        size = (self.config.image_width, self.config.image_height)
        if (width, height) == size:
            return image
        if self._newest is None or self._newest[0] is not image:  # else nothing has changed, see `Frame`
            small = np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)
            self._newest = image, small
        return self._newest[1]
