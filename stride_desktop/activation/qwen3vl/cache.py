"""Keys and values of a prefix, in storage that is allocated ahead and never copied by a call."""

from __future__ import annotations

from torch import Tensor


def grown(capacity: int, tokens: int) -> int:
    """The capacity of a cache that must take so many tokens."""
    return capacity if tokens <= capacity else max(capacity * 3 // 2, tokens)


class KeyValueCache:
    """The keys and values of one prefix, layer by layer.

    A forward pass writes behind the `length` tokens that are kept; only raising it makes them last, so a
    denoising call leaves the prefix as it was without any copy.
    """

    def __init__(self, capacity: int) -> None:
        self.length = 0
        self.capacity = capacity
        self._stores: dict[tuple[int, int], Tensor] = {}  # by layer; 0 for keys, 1 for values

    @property
    def bytes(self) -> int:
        """Memory taken, the room ahead included."""
        return sum(store.nbytes for store in self._stores.values())

    def reserve(self, tokens: int) -> None:
        """Make room for so many in all. Growing by half keeps the copies that it takes rare."""
        self.capacity = grown(self.capacity, tokens)

    def write(self, layer: int, past: int, keys: Tensor, values: Tensor) -> tuple[Tensor, Tensor]:
        """Put new states (heads, new, head size) behind the first `past` tokens.

        Returns views (heads, past + new, head size) of all.
        """
        return self._write((layer, 0), past, keys), self._write((layer, 1), past, values)

    def _write(self, place: tuple[int, int], past: int, states: Tensor) -> Tensor:
        heads, new, size = states.shape
        store = self._stores.get(place)
        if store is None or store.shape[1] < self.capacity:
            larger = states.new_empty((heads, self.capacity, size))
            if store is not None:
                larger[:, : store.shape[1]] = store
            store = self._stores[place] = larger
        store[:, past : past + new] = states
        return store[:, : past + new]
