"""A request and the frames seen so far, as stride-nano holds them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from stride_desktop.activation.base import Group
from stride_desktop.activation.nano.config import NanoConfig
from stride_desktop.activation.nano.groups import NanoGroup
from stride_desktop.activation.nano.network import NanoNetwork


class NanoPrefix:
    """Reads each appended frame with the request once; `denoise` costs only the slot transformer."""

    tokens = 0
    next_position = 0

    def __init__(
        self, config: NanoConfig, network: NanoNetwork, request: Tensor, bias: float | None = None
    ) -> None:
        """request: float (1, text_size), the encoded request. bias: of its kind; None: that of the config."""
        self._bias = config.bias if bias is None else bias
        self._config = config
        self._network = network
        self._request = request
        self._times: list[float] = []
        self._features: list[Tensor] = []
        self._states: list[Tensor] = []
        self._slots: tuple[Tensor, Tensor, Tensor] | None = None

    @property
    def states(self) -> NDArray[np.float64]:
        """P(the request is active in the frame alone), float64 (frames,): the baseline without a window."""
        return torch.stack(self._states).sigmoid().cpu().numpy().astype(np.float64)

    def append(self, group: Group, seconds: float) -> None:  # noqa: ARG002
        """Add a group of two frames; their own times count, `seconds` is not needed."""
        read = cast("NanoGroup", group)  # groups come from this model's `encode`
        with torch.inference_mode():
            features, states, _ = self._network.reader(
                read.changes, read.present, read.overall, self._request.expand(2, -1)
            )
        self._times += read.times
        self._features += features
        self._states += states
        self._slots = None

    def denoise(self, labels: NDArray[np.int8]) -> NDArray[np.float64]:
        """P(active) of every slot, float64 (W,), given labels int8 (W,)."""
        return self.denoise_together([(self, labels)])[0]

    @staticmethod
    def denoise_together(
        calls: Sequence[tuple[NanoPrefix, NDArray[np.int8]]],
    ) -> list[NDArray[np.float64]]:
        """P(active), float64 (W,), for prefixes of one model, as one batch."""
        slots = [prefix._pair_with_slots() for prefix, _ in calls]
        features, states, seen = (torch.cat(parts) for parts in zip(*slots, strict=True))
        request = torch.cat([prefix._request for prefix, _ in calls])
        given = torch.from_numpy(np.stack([labels for _, labels in calls]).astype(np.int64))
        first, _ = calls[0]
        with torch.inference_mode():
            logits = first._network.slots(features, states, seen, request, given.to(features.device))
        margin = (logits[..., 1] - logits[..., 0]).cpu().numpy().astype(np.float64)
        biases = np.array([[prefix._bias] for prefix, _ in calls])
        return list(1 / (1 + np.exp(-(margin + biases) / first._config.temperature)))

    def _pair_with_slots(self) -> tuple[Tensor, Tensor, Tensor]:
        """Features (1, W, F), state logits (1, W) and which slots have a frame, bool (1, W).

        A frame belongs to the slot at whose end it was taken; of several in a slot the newest counts.
        """
        if self._slots is not None:
            return self._slots
        config, device = self._config, self._request.device
        features = torch.zeros(1, config.slots, config.feature_size, device=device)
        states = torch.zeros(1, config.slots, device=device)
        seen = torch.zeros(1, config.slots, dtype=torch.bool, device=device)
        for time, feature, state in zip(self._times, self._features, self._states, strict=True):
            age = round((self._times[-1] - time) / config.trigger_temporal_resolution)
            slot = config.trigger_window_past - 1 - age
            if slot >= 0:
                features[0, slot], states[0, slot], seen[0, slot] = feature, state, True
        self._slots = features, states, seen
        return self._slots
