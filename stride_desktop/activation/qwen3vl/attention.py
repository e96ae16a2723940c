"""Attention of new tokens over a long prefix, with grouped key/value heads and no copy of them."""

from __future__ import annotations

from typing import Any, cast

import torch
from torch import Tensor, nn
from transformers import AttentionInterface

from stride_desktop.activation.qwen3vl.together import LaneStates, split

NAME = "stride_grouped"


def causal_mask(
    past: int, new: int, query_groups: int, dtype: torch.dtype, device: torch.device
) -> Tensor | None:
    """New token i sees the past and the new tokens up to itself.

    0 where it sees and -inf elsewhere, (1, 1, groups·new, past + new), repeated once per query head
    that shares a key/value head, see `grouped_attention`. None without a past: plain causal attention
    needs no mask, which would be large for a long request.
    """
    if past == 0:
        return None
    mask = torch.full((new, past + new), float("-inf"), dtype=dtype, device=device).triu(past + 1)
    return mask.repeat(query_groups, 1)[None, None]


def grouped_attention(
    module: nn.Module,
    query: Tensor,
    key: Tensor | LaneStates,
    value: Tensor | LaneStates,
    attention_mask: Tensor | None,
    scaling: float | None = None,
    **_: Any,  # noqa: ANN401 - part of the interface
) -> tuple[Tensor, None]:
    """Attention as transformers calls it.

    query: (1, heads, new, size); key, value: (1, key/value heads, past + new, size). Over a past, the
    query heads that share a key/value head are laid one after another along the token axis: repeating
    the keys instead would copy the whole prefix in every layer. Returns (1, new, heads, size).
    """
    if isinstance(key, LaneStates) or isinstance(value, LaneStates):
        return _lane_by_lane(module, query, cast("LaneStates", key), cast("LaneStates", value), scaling), None
    batch, heads, new, size = query.shape
    if attention_mask is None:
        output = nn.functional.scaled_dot_product_attention(
            query, key, value, is_causal=True, scale=scaling, enable_gqa=True
        )
    else:
        packed = query.reshape(batch, key.shape[1], -1, size)
        output = nn.functional.scaled_dot_product_attention(
            packed, key, value, attn_mask=attention_mask, scale=scaling
        )
    return output.reshape(batch, heads, new, size).transpose(1, 2).contiguous(), None


def _lane_by_lane(
    module: nn.Module, query: Tensor, keys: LaneStates, values: LaneStates, scaling: float | None
) -> Tensor:
    """Each lane's new tokens see that lane only."""
    lanes = zip(split(query, keys.new, 2), keys.parts, values.parts, keys.masks, strict=True)
    return torch.cat([grouped_attention(module, *lane, scaling)[0] for lane in lanes], 1)


AttentionInterface.register(NAME, grouped_attention)
