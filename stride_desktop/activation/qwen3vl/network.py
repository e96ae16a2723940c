"""The Qwen3-VL network: vision tower, language model and the two label rows of its head."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from weakref import WeakSet

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from stride_desktop.activation.qwen3vl.cache import KeyValueCache, grown
from stride_desktop.activation.qwen3vl.decoder import Continuation, Decoder, VisionFeatures
from stride_desktop.activation.qwen3vl.pixels import CELL, PATCH

SMALLEST_CACHE = 2048
"""Tokens that the first cache has room for."""


class Network:
    """The forward passes, without gradients. Not re-entrant."""

    def __init__(self, model: Any, label_tokens: tuple[int, int]) -> None:  # noqa: ANN401 - untyped library
        """model: a Qwen3VLForConditionalGeneration; label_tokens: ids of `<inactive>` and `<active>`."""
        self.model = model
        self._visual = model.model.visual
        self._language = model.model.language_model
        self.decoder = Decoder(self._language)
        self._label_rows = model.lm_head.weight[list(label_tokens)].detach().float()
        self.device = self._label_rows.device
        self._dtype = model.dtype
        self.new_cache_tokens = SMALLEST_CACHE
        """Room in a new cache: the most that any needed before, since prefixes are alike in length."""
        self._caches: WeakSet[KeyValueCache] = WeakSet()
        self.reuse_slots = True
        """Slots with the same labels as in the call before are not computed again, see `Qwen3VLPrefix`."""

    def new_cache(self) -> KeyValueCache:
        """An empty cache with room for `new_cache_tokens`."""
        cache = KeyValueCache(self.new_cache_tokens)
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
        return VisionFeatures(
            output.pooler_output, tuple(output.deepstack_features), height // CELL, width // CELL
        )

    @torch.inference_mode()
    def embed(self, tokens: list[int]) -> Tensor:
        """Embeddings of text tokens, (count, hidden)."""
        embedded: Tensor = self._language.embed_tokens(torch.tensor(tokens, device=self.device))
        return embedded

    @torch.inference_mode()
    def run(self, *parts: Continuation) -> Tensor:
        """Hidden states (read, hidden) of the outputs that the parts ask for, one part after the other.

        Each part sees its own cache only.
        """
        for part in parts:
            part.cache.reserve(part.past + part.new)
            self.new_cache_tokens = max(self.new_cache_tokens, part.cache.capacity)
        return self.decoder.run(parts)

    def bytes_for(self, tokens: int) -> int:
        """Memory of a cache that grows to so many tokens."""
        capacity = SMALLEST_CACHE
        while capacity < tokens:
            capacity = grown(capacity, min(tokens, capacity + 1))
        capacity = max(capacity, self.new_cache_tokens)
        config = self.model.config.text_config
        token = 2 * config.num_hidden_layers * config.num_key_value_heads * config.head_dim
        return int(token * self._dtype.itemsize) * capacity

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
