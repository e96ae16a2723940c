"""Attention of new tokens over a long prefix, with grouped key/value heads and no copy of them."""

from __future__ import annotations

from torch import Tensor
from torch.nn.functional import scaled_dot_product_attention


def causal_mask(past: int, new: int, last: int, groups: int, like: Tensor) -> Tensor | None:
    """The attention mask of the `last` of `new` tokens: the past, and the new tokens up to themselves.

    0 where they see and -inf elsewhere, (1, 1, groups·last, past + new), repeated once per query head that
    shares a key/value head, see `attend`; dtype and device of `like`. None for all tokens without a past:
    plain causal attention needs no mask, which would be large for a long request.
    """
    if past == 0 and last == new:
        return None
    mask = like.new_zeros((groups, last, past + new))
    mask[:, :, past:] = like.new_full((new, new), float("-inf")).triu(1)[new - last :]
    return mask.view(1, 1, groups * last, past + new)


def attend(queries: Tensor, keys: Tensor, values: Tensor, mask: Tensor | None) -> Tensor:
    """Attention: the weighted sum of values for each query.

    queries: (heads, last, size); keys, values: (key/value heads, past + new, size). Over a past, the
    query heads that share a key/value head are laid one after another along the token axis: repeating
    the keys instead would copy the whole prefix in every layer. Returns (last, heads·size).
    """
    heads, last, size = queries.shape
    if mask is None:
        seen = scaled_dot_product_attention(
            queries[None], keys[None], values[None], is_causal=True, enable_gqa=True
        )
    else:
        packed = queries.reshape(1, keys.shape[0], -1, size)
        seen = scaled_dot_product_attention(packed, keys[None], values[None], attn_mask=mask)
    return seen.reshape(heads, last, size).transpose(0, 1).reshape(last, heads * size)
