"""A bare forward pass: the minimum cost of any decoder for these new tokens behind this prefix."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from transformers import DynamicCache, StaticCache

from stride_desktop.activation.qwen3vl.network import Network
from stride_desktop.activation.qwen3vl.positions import text_positions
from stride_desktop.bench.baseline import plain_forward


def bare_forwards(network: Network, prefix_tokens: int, tokens: int) -> dict[str, Callable[[], None]]:
    """Passes of the plain language model over `tokens` tokens behind `prefix_tokens` cached ones, by cache.

    "growing" joins old and new in every layer, "static" writes into storage of just the size. Neither the
    cutting back of the cache afterwards nor reading off the probabilities is part of a pass.
    """
    config = network.model.config.text_config
    shape = (1, config.num_key_value_heads, prefix_tokens, config.head_dim)
    states = torch.randn(shape, device=network.device, dtype=network.model.dtype)
    embeddings = network.embed([0] * tokens)
    positions = text_positions(prefix_tokens, tokens)
    static = StaticCache(config=config, max_cache_len=prefix_tokens + tokens)
    for layer in range(config.num_hidden_layers):
        static.update(states, states, layer)

    def forward(cache: Any) -> None:  # noqa: ANN401 - any transformers cache
        plain_forward(network, embeddings, positions, cache)
        synchronize(network.device)

    def growing() -> None:
        # Filled anew without copying: the pass itself joins old and new, as this cache always does.
        cache = DynamicCache(config=config)
        for layer in range(config.num_hidden_layers):
            cache.update(states[:, :, :0], states[:, :, :0], layer)
            cache.layers[layer].keys = cache.layers[layer].values = states
        forward(cache)

    def in_place() -> None:
        for layer in static.layers:
            layer.cumulative_length.fill_(prefix_tokens)
        forward(static)

    return {"growing": growing, "static": in_place}


def synchronize(device: torch.device | str) -> None:
    """Wait until the device has finished its work."""
    if torch.device(device).type != "cpu":
        torch.accelerator.synchronize(device)
