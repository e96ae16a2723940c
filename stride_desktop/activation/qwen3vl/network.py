"""The Qwen3-VL network: vision tower, language model and the two label rows of its head."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakSet

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from stride_desktop.activation.qwen3vl.cache import KeyValueCache, grown
from stride_desktop.activation.qwen3vl.decoder import Decoder, NewTokens
from stride_desktop.activation.qwen3vl.pixels import MERGE, PATCH

SMALLEST_CACHE = 2048
"""Tokens that the first cache has room for."""


@dataclass(frozen=True, slots=True, eq=False)
class VisionFeatures:
    """The vision tower's output for a group.

    tokens: (rows·columns, hidden); deepstack: the same shape, one for each of the first layers of
    the language model; rows, columns: merged patches.
    """

    tokens: Tensor
    deepstack: tuple[Tensor, ...]
    rows: int
    columns: int


@dataclass(frozen=True, slots=True, eq=False)
class Continuation:
    """New tokens behind the first `past` ones of a cache.

    embeddings: (new, hidden); positions: int64 (3, new). read: how many of the last of them are wanted.
    vision: where among the new tokens a group's vision tokens begin, and the group's features.
    """

    embeddings: Tensor
    positions: NDArray[np.int64]
    cache: KeyValueCache
    past: int
    read: int = 0
    vision: tuple[int, VisionFeatures] | None = None


class Network:
    """The forward passes, without gradients. Not re-entrant."""

    def __init__(self, model: Any, label_tokens: tuple[int, int]) -> None:  # noqa: ANN401 - untyped library
        """model: a Qwen3VLForConditionalGeneration; label_tokens: ids of `<inactive>` and `<active>`."""
        self.model = model
        self._visual = model.model.visual
        self._language = model.model.language_model
        self.decoder = Decoder(self._language)
        self._label_rows = model.lm_head.weight[list(label_tokens)].detach().float()
        config = model.config.text_config
        self._layers = int(config.num_hidden_layers)
        self._token_numbers = int(config.num_key_value_heads) * int(config.head_dim)
        self.device = self._label_rows.device
        self._dtype = model.dtype
        self.new_cache_tokens = SMALLEST_CACHE
        """Room in a new cache: the most that any needed before, since prefixes are alike in length."""
        self._caches: WeakSet[KeyValueCache] = WeakSet()
        self.reuse_slots = True
        """Slots that stand as in the call before are not read again, see `Qwen3VLPrefix`."""

    def new_cache(self) -> KeyValueCache:
        """An empty cache with room for `new_cache_tokens`."""
        cache = KeyValueCache(self._layers, self.new_cache_tokens)
        self._caches.add(cache)
        return cache

    @property
    def cache_bytes(self) -> int:
        """Memory that the open prefixes' keys and values take."""
        return sum(cache.bytes for cache in self._caches)

    @torch.inference_mode()
    def see(self, patches: NDArray[np.float32], height: int, width: int) -> VisionFeatures:
        """Encode a group of two pictures of `height`×`width` pixels."""
        grid = torch.tensor([[1, height // PATCH, width // PATCH]], device=self.device)
        output = self._visual(torch.from_numpy(patches).to(self.device, self._dtype), grid_thw=grid)
        cell = PATCH * MERGE
        return VisionFeatures(
            output.pooler_output, tuple(output.deepstack_features), height // cell, width // cell
        )

    @torch.inference_mode()
    def embed(self, tokens: list[int]) -> Tensor:
        """Embeddings of text tokens, (count, hidden)."""
        embedded: Tensor = self._language.embed_tokens(torch.tensor(tokens, device=self.device))
        return embedded

    @torch.inference_mode()
    def run(self, *parts: Continuation) -> Tensor:
        """Hidden states (read, hidden) of what is read of the parts, one after the other.

        Each part sees its own cache only.
        """
        lanes = [NewTokens(part.cache, part.past, len(part.embeddings), part.read) for part in parts]
        for lane in lanes:
            lane.cache.reserve(lane.past + lane.new)
            self.new_cache_tokens = max(self.new_cache_tokens, lane.cache.capacity)
        positions = torch.from_numpy(np.concatenate([part.positions for part in parts], axis=1))
        return self.decoder.run(
            torch.cat([part.embeddings for part in parts]),
            positions.to(self.device),
            lanes,
            self._features(parts),
        )

    def _features(self, parts: Sequence[Continuation]) -> tuple[Tensor, list[Tensor]] | None:
        """Positions of the vision tokens of all parts, and their inputs to deeper layers."""
        begin = 0
        where, deepstacks = [], []
        for part in parts:
            if part.vision is not None:
                first, features = begin + part.vision[0], part.vision[1]
                where.append(torch.arange(first, first + len(features.tokens), device=self.device))
                deepstacks.append(features.deepstack)
            begin += len(part.embeddings)
        if not where:
            return None
        return torch.cat(where), [torch.cat(layer) for layer in zip(*deepstacks, strict=True)]

    def bytes_for(self, tokens: int) -> int:
        """Memory of a cache that grows to so many tokens."""
        capacity = SMALLEST_CACHE
        while capacity < tokens:
            capacity = grown(capacity, min(tokens, capacity + 1))
        capacity = max(capacity, self.new_cache_tokens)
        size: int = self._dtype.itemsize
        return 2 * self._layers * self._token_numbers * capacity * size

    def forget_sizes(self) -> None:
        """Make new caches small again."""
        self.new_cache_tokens = SMALLEST_CACHE

    @torch.inference_mode()
    def active_probability(self, hidden: Tensor) -> NDArray[np.float64]:
        """P(active) between the two labels, float64 (count,), from hidden states (count, hidden)."""
        logits = hidden.float() @ self._label_rows.T
        probabilities: NDArray[np.float64] = logits.softmax(dim=-1)[:, 1].double().cpu().numpy()
        return probabilities


@dataclass(frozen=True, slots=True, eq=False)
class Qwen3VLGroup:
    """Encoded once, reusable in any prefix. `seconds`: mean of the two frames' times, stream seconds."""

    seconds: float
    features: VisionFeatures
