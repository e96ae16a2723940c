"""The last layer of the language model, for as many tokens as somebody reads.

What it makes of a token goes nowhere but into the output: a token that is only appended needs its keys
and values and nothing else, and of a denoising call only the slots that are predicted are read.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from torch import Tensor, nn
from transformers.models.qwen3_vl.modeling_qwen3_vl import rotate_half

from stride_desktop.activation.qwen3vl.attention import grouped_attention


class LastLayer(nn.Module):
    """Takes the place of the decoder layer that it is made of; complete unless inside `reading`."""

    def __init__(self, layer: Any) -> None:  # noqa: ANN401 - untyped library
        super().__init__()
        self.layer = layer
        self._read: int | None = None

    @contextmanager
    def reading(self, count: int) -> Iterator[None]:
        """Inside this, only the last `count` tokens come out, (1, count, hidden)."""
        self._read = count
        try:
            yield
        finally:
            self._read = None

    def forward(
        self,
        hidden_states: Tensor,
        position_embeddings: tuple[Tensor, Tensor],
        attention_mask: Tensor | None = None,
        past_key_values: Any = None,  # noqa: ANN401 - ours, or one of transformers
        **others: Any,  # noqa: ANN401 - part of the interface
    ) -> Tensor:
        """As transformers calls a decoder layer."""
        if self._read is None:
            whole: Tensor = self.layer(
                hidden_states,
                position_embeddings=position_embeddings,
                attention_mask=attention_mask,
                past_key_values=past_key_values,
                **others,
            )
            return whole
        attention = self.layer.self_attn
        normed = self.layer.input_layernorm(hidden_states)
        keys = _turned(attention.k_norm(_heads(attention.k_proj(normed), attention)), position_embeddings)
        values = _heads(attention.v_proj(normed), attention).transpose(1, 2)
        keys, values = past_key_values.update(keys, values, attention.layer_idx)
        count = self._read
        first = hidden_states.shape[1] - count
        if count == 0:
            return hidden_states[:, first:]
        cos, sin = position_embeddings
        queries = attention.q_norm(_heads(attention.q_proj(normed[:, first:]), attention))
        queries = _turned(queries, (cos[:, first:], sin[:, first:]))
        seen, _ = grouped_attention(
            attention, queries, keys, values, _last_rows(attention_mask, count, attention), attention.scaling
        )
        hidden_states = hidden_states[:, first:] + attention.o_proj(seen.reshape(1, count, -1))
        made: Tensor = self.layer.mlp(self.layer.post_attention_layernorm(hidden_states))
        return hidden_states + made


def _heads(states: Tensor, attention: Any) -> Tensor:  # noqa: ANN401
    """(1, tokens, heads, head size)."""
    return states.view(*states.shape[:-1], -1, attention.head_dim)


def _turned(states: Tensor, position_embeddings: tuple[Tensor, Tensor]) -> Tensor:
    """Rotary positions on (1, tokens, heads, size); returns (1, heads, tokens, size)."""
    cos, sin = (part.unsqueeze(1) for part in position_embeddings)
    states = states.transpose(1, 2)
    turned: Tensor = states * cos + rotate_half(states) * sin
    return turned


def _last_rows(mask: Tensor | None, count: int, attention: Any) -> Tensor:  # noqa: ANN401
    """The rows of a mask, see `attention.causal_mask`, for the last `count` of the new tokens."""
    if mask is None:
        raise ValueError("Without a past every token has to be read.")
    groups, seen = attention.num_key_value_groups, mask.shape[-1]
    rows = mask.view(groups, -1, seen)[:, -count:]
    return rows.reshape(1, 1, groups * count, seen)


def shortened(language: Any) -> LastLayer:  # noqa: ANN401
    """The last layer of a language model, which is made a LastLayer unless it is one."""
    if not isinstance(language.layers[-1], LastLayer):
        language.layers[-1] = LastLayer(language.layers[-1])
    last: LastLayer = language.layers[-1]
    return last
