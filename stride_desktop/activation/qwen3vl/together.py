"""Several prefixes in one forward pass: one sequence to the linear layers, one lane each to attention."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from torch import Tensor

from stride_desktop.activation.qwen3vl.cache import KeyValueCache


def split(states: Tensor, new: list[int], axis: int) -> tuple[Tensor, ...]:
    """The states of each lane, of which it has as many as `new` says."""
    parts: tuple[Tensor, ...] = states.split(new, axis)  # type: ignore[no-untyped-call]
    return parts


@dataclass(frozen=True, slots=True, eq=False)
class LaneStates:
    """Keys or values of several lanes in one layer.

    parts: (1, heads, kept + new, head size) of each lane; new: its new tokens; masks: see `causal_mask`.
    """

    parts: tuple[Tensor, ...]
    new: list[int]
    masks: list[Tensor | None]


class JointCache:
    """Takes the place of a cache: the new tokens of all lanes, one lane after the other."""

    def __init__(self, caches: Sequence[KeyValueCache], new: list[int], masks: list[Tensor | None]) -> None:
        self._caches = caches
        self._new = new
        self._masks = masks

    def update(self, keys: Tensor, values: Tensor, layer: int) -> tuple[LaneStates, LaneStates]:
        """Write behind the kept tokens of every lane."""
        lanes = zip(self._caches, split(keys, self._new, 2), split(values, self._new, 2), strict=True)
        updated = [cache.update(key, value, layer) for cache, key, value in lanes]
        all_keys, all_values = zip(*updated, strict=True)
        return (
            LaneStates(all_keys, self._new, self._masks),
            LaneStates(all_values, self._new, self._masks),
        )
