"""The Qwen3-VL network: vision tower, language model and the two label rows of its head."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any
from weakref import WeakSet

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from stride_desktop.activation.qwen3vl.attention import causal_mask
from stride_desktop.activation.qwen3vl.cache import KeyValueCache, grown
from stride_desktop.activation.qwen3vl.last_layer import shortened
from stride_desktop.activation.qwen3vl.pixels import MERGE, PATCH
from stride_desktop.activation.qwen3vl.together import JointCache, split

SMALLEST_CACHE = 2048
"""Tokens that the first cache has room for."""


@dataclass(frozen=True, slots=True, eq=False)
class VisionFeatures:
    """What the vision tower made of a group.

    tokens: (rows·columns, hidden); deepstack: the same shape, one for each of the first layers of
    the language model; rows, columns: merged patches.
    """

    tokens: Tensor
    deepstack: tuple[Tensor, ...]
    rows: int
    columns: int


class Network:
    """The forward passes, without gradients. Not re-entrant."""

    def __init__(self, model: Any, label_tokens: tuple[int, int]) -> None:  # noqa: ANN401 - untyped library
        """model: a Qwen3VLForConditionalGeneration; label_tokens: ids of `<inactive>` and `<active>`."""
        self.model = model
        self._visual = model.model.visual
        self._language = model.model.language_model
        self._last = shortened(self._language)
        self._label_rows = model.lm_head.weight[list(label_tokens)].detach().float()
        config = model.config.text_config
        self._layers = int(config.num_hidden_layers)
        self._query_groups = int(config.num_attention_heads) // int(config.num_key_value_heads)
        self._token_numbers = int(config.num_key_value_heads) * int(config.head_dim)
        self.device = self._label_rows.device
        self._dtype = model.dtype
        self._largest_cache = SMALLEST_CACHE
        self._caches: WeakSet[KeyValueCache] = WeakSet()
        self._mask: Tensor | None = None
        self._mask_shape = (0, 0)

    def new_cache(self) -> KeyValueCache:
        """An empty cache with room for as many tokens as any before needed: prefixes are alike in length."""
        cache = KeyValueCache(self._layers, self._largest_cache)
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
    def run(
        self,
        embeddings: Tensor,
        positions: NDArray[np.int64],
        cache: KeyValueCache,
        vision: tuple[slice, VisionFeatures] | None = None,
        read: int = 0,
    ) -> Tensor:
        """Hidden states (read, hidden) of the last new tokens behind the prefix in `cache`.

        embeddings: (count, hidden); positions: int64 (3, count); vision: where among the new
        tokens a group's vision tokens are, for the features that enter deeper layers. read: how many are
        wanted; behind an empty prefix none are.
        """
        count = len(embeddings)
        cache.reserve(count)
        self._largest_cache = max(self._largest_cache, cache.capacity)
        extra = {}
        if vision is not None:
            where = torch.zeros((1, count), dtype=torch.bool, device=self.device)
            where[:, vision[0]] = True
            extra = {"visual_pos_masks": where, "deepstack_visual_embeds": list(vision[1].deepstack)}
        with self._reading(read, vision):
            output = self._language(
                inputs_embeds=embeddings[None],
                position_ids=torch.from_numpy(positions).to(self.device)[:, None],
                attention_mask=self._causal_mask(cache.length, count),
                past_key_values=cache,
                use_cache=True,
                **extra,
            )
        hidden: Tensor = output.last_hidden_state[0]
        return hidden[len(hidden) - read :]

    def _reading(
        self, read: int, vision: tuple[slice, VisionFeatures] | None
    ) -> AbstractContextManager[None]:
        """Let the last layer do no more than that, unless features are added to what comes out of it."""
        whole = vision is not None and len(vision[1].deepstack) >= self._layers
        return nullcontext() if whole else self._last.reading(read)

    @torch.inference_mode()
    def run_together(
        self,
        embeddings: Sequence[Tensor],
        positions: Sequence[NDArray[np.int64]],
        caches: Sequence[KeyValueCache],
    ) -> tuple[Tensor, ...]:
        """Hidden states (count, hidden) of new tokens behind each of several prefixes; see `run`."""
        new = [len(part) for part in embeddings]
        masks = [
            causal_mask(cache.length, count, self._query_groups, self._dtype, self.device)
            for cache, count in zip(caches, new, strict=True)
        ]
        for cache, count in zip(caches, new, strict=True):
            cache.reserve(count)
            self._largest_cache = max(self._largest_cache, cache.capacity)
        output = self._language(
            inputs_embeds=torch.cat(list(embeddings))[None],
            position_ids=torch.from_numpy(np.concatenate(positions, axis=1)).to(self.device)[:, None],
            # Each lane has a mask of its own; this one only keeps the library from making another.
            attention_mask=torch.zeros((1, 1, 1, 1), dtype=self._dtype, device=self.device),
            past_key_values=JointCache(caches, new, masks),
            use_cache=True,
        )
        hidden: Tensor = output.last_hidden_state[0]
        return split(hidden, new, 0)

    def bytes_for(self, tokens: int) -> int:
        """Memory of a cache that grows to so many tokens."""
        capacity = SMALLEST_CACHE
        while capacity < tokens:
            capacity = grown(capacity, min(tokens, capacity + 1))
        capacity = max(capacity, self._largest_cache)
        size: int = self._dtype.itemsize
        return 2 * self._layers * self._token_numbers * capacity * size

    def forget_sizes(self) -> None:
        """Make new caches small again."""
        self._largest_cache = SMALLEST_CACHE

    def _causal_mask(self, past: int, new: int) -> Tensor | None:
        # All denoising calls of a tick have the same shape.
        if self._mask_shape != (past, new):
            self._mask = causal_mask(past, new, self._query_groups, self._dtype, self.device)
            self._mask_shape = (past, new)
        return self._mask

    @torch.inference_mode()
    def active_probability(self, hidden: Tensor) -> NDArray[np.float64]:
        """P(active) between the two labels, float64 (count,), from hidden states (count, hidden)."""
        logits = hidden.float() @ self._label_rows.T
        probabilities: NDArray[np.float64] = logits.softmax(dim=-1)[:, 1].double().cpu().numpy()
        return probabilities
