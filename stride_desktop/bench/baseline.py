"""The plain way to decide: at every tick, encode all frames and read the whole prompt again.

Nothing but the network's weights is shared with the engine: the vision tower and the language model
run as transformers runs them, with its own attention and its own growing cache.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from transformers import DynamicCache

from stride_desktop.activation.base import ActivationModel, Group, Prefix
from stride_desktop.activation.qwen3vl.model import Qwen3VLActivationModel
from stride_desktop.activation.qwen3vl.network import Network
from stride_desktop.activation.qwen3vl.pixels import CELL, PATCH, fit_pair, patches
from stride_desktop.activation.qwen3vl.positions import marked_positions, text_positions
from stride_desktop.core.frames import Frame


@dataclass(frozen=True, slots=True, eq=False)
class FramePair:
    """Two frames as they came: nothing is kept but the pixels."""

    seconds: float
    first: Frame
    second: Frame
    max_frame_tokens: int


class RebuiltModel:
    """Any activation model, rebuilt for every tick; drives the same detector as the engine."""

    def __init__(self, model: ActivationModel) -> None:
        self.model = model
        self.name = f"{model.name}, rebuilt"
        self.compute, self.kinds, self.resolution = model.compute, model.kinds, model.resolution
        self.window_past, self.window_future = model.window_past, model.window_future
        self.understands, self.lane_bytes, self.compile = model.understands, model.lane_bytes, model.compile

    def encode(
        self,
        first: Frame,
        second: Frame,
        max_frame_tokens: int,
        previous: Group | None = None,  # noqa: ARG002 - pairs are encoded in a row later
    ) -> FramePair:
        """Keep the two frames."""
        return FramePair((first.timestamp + second.timestamp) / 2, first, second, max_frame_tokens)

    def open(self, query: str) -> Prefix:
        """A prefix that is read anew after every append. Raises RequestError."""
        if isinstance(self.model, Qwen3VLActivationModel):
            return RebuiltQwen3VLPrefix(self.model, query)
        return RebuiltPrefix(self.model, query)

    def denoise_together(
        self, calls: Sequence[tuple[Prefix, NDArray[np.int8]]]
    ) -> Sequence[NDArray[np.float64]]:
        """One after the other."""
        return [prefix.denoise(labels) for prefix, labels in calls]

    def trim(self) -> None:
        """Nothing to release."""


class _RecordedPairs:
    """The recorded pairs of a prefix."""

    def __init__(self) -> None:
        self._pairs: list[tuple[FramePair, float]] = []
        self._stale = False

    def append(self, group: Group, seconds: float) -> None:
        """Record the pair."""
        self._pairs.append((cast("FramePair", group), seconds))
        self._stale = True


class RebuiltPrefix(_RecordedPairs):
    """Encodes and appends everything again before the first denoising call after an append."""

    def __init__(self, model: ActivationModel, query: str) -> None:
        super().__init__()
        self._model = model
        self._query = query
        self._prefix = model.open(query)

    @property
    def tokens(self) -> int:
        """Value of the last denoising call."""
        return self._prefix.tokens

    @property
    def next_position(self) -> int:
        """Value of the last denoising call."""
        return self._prefix.next_position

    def denoise(self, labels: NDArray[np.int8]) -> NDArray[np.float64]:
        """P(active) of each slot, float64 (W,)."""
        if self._stale:
            self._prefix = self._model.open(self._query)
            group: Group | None = None
            for pair, seconds in self._pairs:
                group = self._model.encode(pair.first, pair.second, pair.max_frame_tokens, group)
                self._prefix.append(group, seconds)
            self._stale = False
        return self._prefix.denoise(labels)


class RebuiltQwen3VLPrefix(_RecordedPairs):
    """Reads the whole prompt in one forward pass of the plain transformers model."""

    def __init__(self, model: Qwen3VLActivationModel, query: str) -> None:
        super().__init__()
        self._model = model
        self._query = query
        self._cache: DynamicCache | None = None
        self.tokens = 0
        self.next_position = 0

    @torch.inference_mode()
    def denoise(self, labels: NDArray[np.int8]) -> NDArray[np.float64]:
        """P(active) of each slot, float64 (W,)."""
        network, slots = self._model.network, self._model.prompt.slots
        if self._cache is None or self._stale:
            self._cache, self._stale = self._read(), False
        tokens = [slots[label] for label in np.tile(labels, self._model.copies)]
        positions = text_positions(self.next_position, len(tokens))
        hidden = plain_forward(network, network.embed(tokens), positions, self._cache)
        self._cache.crop(-len(tokens))
        return network.active_probability(hidden[-len(labels) :])

    def _read(self) -> DynamicCache:
        """Encode all pairs at once and read the request and all groups."""
        network, prompt = self._model.network, self._model.prompt
        fitted = [fit_pair(p.first.image, p.second.image, p.max_frame_tokens) for p, _ in self._pairs]
        features, deepstack = self._see(fitted)
        embeddings, places, mask = [], [], []
        position = done = 0
        for (_, seconds), pixels in zip(self._pairs, fitted, strict=True):
            rows, columns = pixels.shape[1] // CELL, pixels.shape[2] // CELL
            text = prompt.between(seconds) if done else prompt.opening(self._query, seconds)
            count = rows * columns
            shown = features[done : done + count]
            embeddings += [network.embed(text), shown, network.embed([prompt.vision_end])]
            marked, position = marked_positions(position, len(text), rows, columns)
            places.append(marked)
            mask += [False] * len(text) + [True] * count + [False]
            done += count
        cache = DynamicCache(config=network.model.config.text_config)
        vision = {
            "visual_pos_masks": torch.tensor([mask], device=network.device),
            "deepstack_visual_embeds": deepstack,
        }
        plain_forward(network, torch.cat(embeddings), np.concatenate(places, axis=1), cache, **vision)
        self.tokens, self.next_position = len(mask), position
        return cache

    def _see(self, fitted: list[NDArray[np.uint8]]) -> tuple[Tensor, list[Tensor]]:
        network = self._model.network
        pixels = np.concatenate([patches(pair, self._model.pixels) for pair in fitted])
        grid = [[1, pair.shape[1] // PATCH, pair.shape[2] // PATCH] for pair in fitted]
        output = network.model.model.visual(
            torch.from_numpy(pixels).to(network.device, network.model.dtype),
            grid_thw=torch.tensor(grid, device=network.device),
        )
        return output.pooler_output, list(output.deepstack_features)


@torch.inference_mode()
def plain_forward(
    network: Network,
    embeddings: Tensor,
    positions: NDArray[np.int64],
    cache: Any,  # noqa: ANN401 - any transformers cache
    **vision: Any,  # noqa: ANN401
) -> Tensor:
    """Hidden states (count, hidden) of new tokens, (count, hidden), as transformers computes them."""
    output = network.model.model.language_model(
        inputs_embeds=embeddings[None],
        position_ids=torch.from_numpy(positions).to(network.device)[:, None],
        past_key_values=cache,
        use_cache=True,
        **vision,
    )
    hidden: Tensor = output.last_hidden_state[0]
    return hidden
