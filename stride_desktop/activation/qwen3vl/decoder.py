"""The language model's layers, computed as transformers' Qwen3-VL does, over KeyValueCaches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from stride_desktop.activation.qwen3vl.attention import attend, causal_mask
from stride_desktop.activation.qwen3vl.cache import KeyValueCache
from stride_desktop.activation.qwen3vl.compiled import Compiled


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

    @property
    def new(self) -> int:
        """Number of new tokens."""
        return len(self.embeddings)


class Decoder:
    """All layers and the last norm.

    Several lanes are one sequence to the linear layers, and one each to attention. The last layer's
    result for a token is used in the output only, so that layer computes nothing but keys and values for
    tokens whose output is not used.
    """

    def __init__(self, language: Any) -> None:  # noqa: ANN401 - untyped library
        """language: a Qwen3VLTextModel."""
        self._layers = list(language.layers)
        self._norm = language.norm
        self._rotary = language.rotary_emb
        attention = self._layers[0].self_attn
        self._groups = int(attention.num_key_value_groups)
        self._project, self._combine = project, combine

    def compile(self) -> None:
        """Have torch compile what lies between attention and attention, once for all layers."""
        torch.compiler.reset()  # code compiled for another model counts towards its limit
        self._project, self._combine = Compiled(project), Compiled(combine)

    @property
    def compile_failure(self) -> str | None:
        """Why not all of it runs compiled, "" when it does; None unless `compile` was called."""
        parts = [part for part in (self._project, self._combine) if isinstance(part, Compiled)]
        return next((part.failure for part in parts if part.failure), "") if parts else None

    def run(self, lanes: Sequence[Continuation]) -> Tensor:
        """Hidden states (read, hidden) of the tokens that are read, lane after lane.

        The new keys and values lie behind what the caches keep.
        """
        hidden = torch.cat([lane.embeddings for lane in lanes])
        positions = torch.from_numpy(np.concatenate([lane.positions for lane in lanes], axis=1))
        cos, sin = (part[0] for part in self._rotary(hidden, positions.to(hidden.device)[:, None]))
        masks = [self._mask(lane, lane.new, hidden) for lane in lanes]
        where, deepstack = _vision_inputs(lanes, hidden.device)
        for number, layer in enumerate(self._layers[:-1]):
            hidden = self._layer(layer, hidden, (cos, sin), lanes, masks, None)
            if number < len(deepstack):
                hidden = hidden.index_add(0, where, deepstack[number])
        read = _read_rows(lanes, hidden.device)
        masks = [self._mask(lane, lane.read, hidden) for lane in lanes]
        hidden = self._layer(self._layers[-1], hidden, (cos, sin), lanes, masks, read)
        normed: Tensor = self._norm(hidden)
        return normed

    def _mask(self, lane: Continuation, last: int, like: Tensor) -> Tensor | None:
        return causal_mask(lane.past, lane.new, last, self._groups, like) if last else None

    def _layer(
        self,
        layer: Any,  # noqa: ANN401
        hidden: Tensor,
        rotary: tuple[Tensor, Tensor],
        lanes: Sequence[Continuation],
        masks: Sequence[Tensor | None],
        read: Tensor | None,
    ) -> Tensor:
        """One layer for all tokens, or for those that are `read`, as indices."""
        queries, keys, values = self._project(layer, hidden, *rotary, read)
        number = layer.self_attn.layer_idx
        begin = asked = 0
        seen = []
        for lane, mask in zip(lanes, masks, strict=True):
            new = slice(begin, begin + lane.new)
            all_keys, all_values = lane.cache.write(number, lane.past, keys[:, new], values[:, new])
            last = lane.new if read is None else lane.read
            if last:
                seen.append(attend(queries[:, asked : asked + last], all_keys, all_values, mask))
            begin, asked = begin + lane.new, asked + last
        if not seen:
            return hidden[:0]
        return self._combine(layer, hidden if read is None else hidden[read], torch.cat(seen))


def project(
    layer: Any,  # noqa: ANN401
    hidden: Tensor,
    cos: Tensor,
    sin: Tensor,
    read: Tensor | None,
) -> tuple[Tensor, Tensor, Tensor]:
    """Queries (of the tokens `read`), keys and values of a layer, each (heads, tokens, head size)."""
    attention = layer.self_attn
    normed = layer.input_layernorm(hidden)
    keys = attention.k_norm(_heads(attention.k_proj(normed), attention))
    values = _heads(attention.v_proj(normed), attention)
    asking = (normed, cos, sin) if read is None else (normed[read], cos[read], sin[read])
    queries = attention.q_norm(_heads(attention.q_proj(asking[0]), attention))
    return _turned(queries, *asking[1:]), _turned(keys, cos, sin), values.transpose(0, 1)


def combine(layer: Any, hidden: Tensor, seen: Tensor) -> Tensor:  # noqa: ANN401
    """Output of a layer, (tokens, hidden). seen: output of the attention, (tokens, heads·size)."""
    hidden = hidden + layer.self_attn.o_proj(seen)
    made: Tensor = layer.mlp(layer.post_attention_layernorm(hidden))
    return hidden + made


def _heads(states: Tensor, attention: Any) -> Tensor:  # noqa: ANN401
    """(tokens, heads, head size)."""
    count, width = states.shape
    return states.view(count, width // attention.head_dim, attention.head_dim)


def _turned(states: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Rotary positions on (tokens, heads, size); returns (heads, tokens, size)."""
    left, right = states.chunk(2, dim=-1)
    turned = states * cos[:, None] + torch.cat((-right, left), dim=-1) * sin[:, None]
    return turned.transpose(0, 1)


def _read_rows(lanes: Sequence[Continuation], device: torch.device) -> Tensor:
    """Indices, among all new tokens, of those whose output is used."""
    rows: list[int] = []
    end = 0
    for lane in lanes:
        end += lane.new
        rows += range(end - lane.read, end)
    return torch.tensor(rows, dtype=torch.int64, device=device)


def _vision_inputs(lanes: Sequence[Continuation], device: torch.device) -> tuple[Tensor, list[Tensor]]:
    """Indices (count,) of the vision tokens among all new ones.

    Beside them, for each of the first layers, what is added to these tokens after it: (count, hidden).
    """
    rows: list[int] = []
    deepstacks = []
    begin = 0
    for lane in lanes:
        if lane.vision is not None:
            first, features = begin + lane.vision[0], lane.vision[1]
            rows += range(first, first + len(features.tokens))
            deepstacks.append(features.deepstack)
        begin += lane.new
    where = torch.tensor(rows, dtype=torch.int64, device=device)
    return where, [torch.cat(layer) for layer in zip(*deepstacks, strict=True)]
