"""Carries the weights of a checkpoint over into a network with more inputs."""

from __future__ import annotations

import torch

from stride_desktop.activation.nano.network import NanoNetwork


def grow(small: NanoNetwork, large: NanoNetwork) -> None:
    """Copy all weights of a network into one that has the same parts and more, in place.

    The large one then answers as the small one does: what it sees in addition has no weight yet. Both
    take the same channels of a coarse picture. Raises ValueError when they do not fit.
    """
    weights = dict(small.state_dict())
    old, new = small.reader, large.reader
    first = weights.pop("reader.first.weight")
    missing = large.load_state_dict(weights, strict=False)
    if missing.unexpected_keys:
        raise ValueError(f"the larger network has no {missing.unexpected_keys[0]}")
    seen, moved = small.frames.width, large.frames.width
    motion = old.read - seen
    if new.first.out_features != len(first) or old.change is not None or small.frames.detail is not None:
        raise ValueError("only a network without detail and memory can be grown")
    with torch.no_grad():
        new.first.weight.zero_()
        new.first.weight[:, :seen] = first[:, :seen]
        new.first.weight[:, moved : moved + motion] = first[:, seen:]
