"""Keys and values of a prefix, in storage that is allocated ahead and never copied by a call."""

from __future__ import annotations

import torch
from torch import Tensor


class KeyValueCache:
    """Takes the place of a transformers cache in the attention layers.

    Every forward pass writes behind the `length` tokens that are kept; only `keep` makes them
    last, so a denoising call leaves the cache as it was without any copy.
    """

    def __init__(self, layers: int, capacity: int) -> None:
        self.length = 0
        self.capacity = capacity
        self._keys: list[Tensor | None] = [None] * layers
        self._values: list[Tensor | None] = [None] * layers

    @property
    def bytes(self) -> int:
        """Memory taken, the room ahead included."""
        stores = [store for store in (*self._keys, *self._values) if store is not None]
        return sum(store.nbytes for store in stores)

    def reserve(self, tokens: int) -> None:
        """Make room for `tokens` more. Growing by half keeps the copies that it takes rare."""
        if self.length + tokens > self.capacity:
            self.capacity = max(self.capacity * 3 // 2, self.length + tokens)

    def keep(self, tokens: int) -> None:
        """The last forward pass's `tokens` become part of the prefix."""
        self.length += tokens

    def update(self, keys: Tensor, values: Tensor, layer: int) -> tuple[Tensor, Tensor]:
        """Write behind the kept tokens; returns views (1, heads, kept + new, head size) of all."""
        return (
            self._write(self._keys, keys, layer),
            self._write(self._values, values, layer),
        )

    def _write(self, stores: list[Tensor | None], states: Tensor, layer: int) -> Tensor:
        store = stores[layer]
        if store is None or store.shape[2] < self.capacity:
            store = stores[layer] = self._enlarged(store, states)
        end = self.length + states.shape[2]
        store[:, :, self.length : end] = states
        return store[:, :, :end]

    def _enlarged(self, store: Tensor | None, states: Tensor) -> Tensor:
        batch, heads, _, size = states.shape
        larger = torch.empty((batch, heads, self.capacity, size), dtype=states.dtype, device=states.device)
        if store is not None:
            larger[:, :, : self.length] = store[:, :, : self.length]
        return larger
