"""A request and the groups seen so far, as a growing key/value cache."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from stride_desktop.activation.base import Group
from stride_desktop.activation.qwen3vl.decoder import Continuation
from stride_desktop.activation.qwen3vl.network import Network, Qwen3VLGroup
from stride_desktop.activation.qwen3vl.positions import marked_positions, text_positions
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
        self.next_position = 0
        """M-RoPE position of the first activation token."""
        self._left: NDArray[np.int8] | None = None  # the labels that the last call left behind the prefix
        self._slot_embeddings: Tensor = network.embed(prompt.slots)

    @property
    def tokens(self) -> int:
        """Tokens before the activation tokens."""
        return self._cache.length

    def append(self, group: Group, seconds: float) -> None:
        """Add a time mark and a group of the same model.

        seconds: the group's time relative to the first frame of the frame window.
        """
        opening = self._cache.length == 0
        text = self._prompt.opening(self._query, seconds) if opening else self._prompt.between(seconds)
        features = cast("Qwen3VLGroup", group).features
        embeddings = torch.cat(
            [self._network.embed(text), features.tokens, self._network.embed([self._prompt.vision_end])]
        )
        grid = (features.rows, features.columns)
        positions, behind = marked_positions(self.next_position, len(text), *grid)
        self._left = None
        vision = (len(text), features)
        past = self._cache.length
        self._network.run(Continuation(embeddings, positions, self._cache, past, vision=vision))
        self._cache.length += len(embeddings)
        self.next_position = behind

    def denoise(self, labels: NDArray[np.int8]) -> NDArray[np.float64]:
        """P(active) of each slot, float64 (W,).

        Under causal attention the second copy of the slots sees the whole first one, so that every
        slot is predicted from all the others (paper, sequence duplication).
        """
        return denoise_together([(self, labels)])[0]

    def _begin(self, labels: NDArray[np.int8]) -> Continuation:
        """The tokens to process for a call: all copies of the slots, except the first ones still cached."""
        still = self._standing(labels)
        self._left = None  # until the call is over there is no telling what lies behind the prefix
        sequence = np.tile(labels.astype(np.int64), self._copies)[still:]
        embeddings = self._slot_embeddings[torch.from_numpy(sequence).to(self._network.device)]
        positions = text_positions(self.next_position + still, len(sequence))
        past = self._cache.length + still
        return Continuation(embeddings, positions, self._cache, past, read=len(labels))

    def _standing(self, labels: NDArray[np.int8]) -> int:
        """Number of leading slots of the first copy that are still cached from the last call.

        A token depends on those before it only, so up to the first label that differs its keys and values
        are the same. The last copy is always read: it sees all of the first.
        """
        if self._left is None or self._copies == 1 or not self._network.reuse_slots:
            return 0
        differing = np.flatnonzero(labels != self._left)
        return int(differing[0]) if len(differing) else len(labels)


def denoise_together(calls: Sequence[tuple[Qwen3VLPrefix, NDArray[np.int8]]]) -> list[NDArray[np.float64]]:
    """P(active), float64 (W,), for different prefixes of one network.

    The slots of all of them are one sequence to the linear layers; each attends to its own prefix.
    """
    network = calls[0][0]._network
    hidden = network.run(*(prefix._begin(labels) for prefix, labels in calls))
    probabilities = network.active_probability(hidden)
    for prefix, labels in calls:
        prefix._left = labels.copy()
    return np.split(probabilities, np.cumsum([len(labels) for _, labels in calls])[:-1])
