"""Keys and values of a prefix, in storage that is allocated ahead and never copied by a call."""

from __future__ import annotations

from torch import Tensor


def grown(capacity: int, tokens: int) -> int:
    """The capacity of a cache that must take so many tokens."""
    return capacity if tokens <= capacity else max(capacity * 3 // 2, tokens)


class KeyValueCache:
    """The keys and values of one prefix, layer by layer.

    A forward pass writes behind the `length` tokens that are kept; only `keep` makes them last, so a
    denoising call leaves the prefix as it was without any copy.
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
        """Make room for so many in all. Growing by half keeps the copies that it takes rare."""
        self.capacity = grown(self.capacity, tokens)

    def keep(self, tokens: int) -> None:
        """The last forward pass's `tokens` become part of the prefix."""
        self.length += tokens

    def write(self, layer: int, past: int, keys: Tensor, values: Tensor) -> tuple[Tensor, Tensor]:
        """Put new states (heads, new, head size) behind the first `past` tokens.

        Returns views (heads, past + new, head size) of all.
        """
        return _write(self._keys, layer, past, keys, self.capacity), _write(
            self._values, layer, past, values, self.capacity
        )


def _write(stores: list[Tensor | None], layer: int, past: int, states: Tensor, capacity: int) -> Tensor:
    store = stores[layer]
    if store is None or store.shape[1] < capacity:
        store = stores[layer] = _enlarged(store, capacity, states)
    end = past + states.shape[1]
    store[:, past:end] = states
    return store[:, :end]


def _enlarged(store: Tensor | None, capacity: int, states: Tensor) -> Tensor:
    heads, _, size = states.shape
    larger = states.new_empty((heads, capacity, size))
    if store is not None:
        larger[:, : store.shape[1]] = store
    return larger
