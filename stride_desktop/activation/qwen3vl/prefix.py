"""A request and the groups seen so far, as a growing key/value cache."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from stride_desktop.activation.base import Group
from stride_desktop.activation.qwen3vl.group import Qwen3VLGroup
from stride_desktop.activation.qwen3vl.network import Network
from stride_desktop.activation.qwen3vl.positions import after_group, group_positions, text_positions
from stride_desktop.activation.qwen3vl.prompt import Prompt


class Qwen3VLPrefix:
    """Append one group at a time; denoise as often as needed.

    The request is tokenized together with the first group's time mark, so `tokens` is 0 before the
    first `append`, and `denoise` needs at least one group.
    """

    def __init__(self, network: Network, prompt: Prompt, query: str, copies: int) -> None:
        """copies: how often the slot sequence is written, 2 or 1."""
        self._network = network
        self._prompt = prompt
        self._query = query
        self._copies = copies
        self._cache = network.new_cache()
        self._next_position = 0
        self._slot_embeddings: Tensor = network.embed(prompt.slots)

    @property
    def tokens(self) -> int:
        """Tokens before the activation tokens."""
        return self._cache.length

    @property
    def next_position(self) -> int:
        """M-RoPE position of the first activation token."""
        return self._next_position

    def append(self, group: Group, seconds: float) -> None:
        """Add a time mark and a group of the same model.

        seconds: the group's time relative to the first frame of the frame window.
        """
        opening = self._cache.length == 0
        text = self._prompt.opening(self._query, seconds) if opening else self._prompt.between(seconds)
        features = cast("Qwen3VLGroup", group).features
        begin = self._next_position + len(text)
        end = after_group(begin, features.rows, features.columns)
        embeddings = torch.cat(
            [self._network.embed(text), features.tokens, self._network.embed([self._prompt.vision_end])]
        )
        positions = np.concatenate(
            [
                text_positions(self._next_position, len(text)),
                group_positions(begin, features.rows, features.columns),
                text_positions(end, 1),
            ],
            axis=1,
        )
        where = slice(len(text), len(text) + len(features.tokens))
        self._network.run(embeddings, positions, self._cache, (where, features))
        self._cache.keep(len(embeddings))
        self._next_position = end + 1

    def denoise(self, labels: NDArray[np.int8]) -> NDArray[np.float64]:
        """P(active) of each slot, float64 (W,).

        Under causal attention the second copy of the slots sees the whole first one, so that every
        slot is predicted from all the others (paper, sequence duplication).
        """
        embeddings, positions = self._slots(labels)
        hidden = self._network.run(embeddings, positions, self._cache, read=len(labels))
        return self._network.active_probability(hidden)

    @property
    def bytes(self) -> int:
        """Memory of the key/value cache."""
        return self._cache.bytes

    def mark(self) -> object:
        """See `stride_desktop.activation.base`."""
        return self._cache.length, self._next_position

    def back_to(self, mark: object) -> None:
        """See `stride_desktop.activation.base`."""
        self._cache.length, self._next_position = mark  # type: ignore[misc]  # made by `mark`

    def _slots(self, labels: NDArray[np.int8]) -> tuple[Tensor, NDArray[np.int64]]:
        """The sequence of slots as embeddings (copies·W, hidden), and its positions."""
        sequence = np.tile(labels.astype(np.int64), self._copies)
        embeddings = self._slot_embeddings[torch.from_numpy(sequence).to(self._network.device)]
        return embeddings, text_positions(self._next_position, len(sequence))


def denoise_together(calls: Sequence[tuple[Qwen3VLPrefix, NDArray[np.int8]]]) -> list[NDArray[np.float64]]:
    """P(active), float64 (W,), for prefixes of one network.

    The slots of all of them are one sequence to the linear layers; each attends to its own prefix.
    """
    network = calls[0][0]._network
    slots = [prefix._slots(labels) for prefix, labels in calls]
    embeddings, positions = zip(*slots, strict=True)
    hidden = network.run_together(embeddings, positions, [prefix._cache for prefix, _ in calls])
    last = [part[-len(labels) :] for part, (_, labels) in zip(hidden, calls, strict=True)]
    probabilities = network.active_probability(torch.cat(last))
    return np.split(probabilities, np.cumsum([len(part) for part in last])[:-1])
