"""The networks of stride-nano: request, frame, request-on-frame, and slots.

A frame becomes a grid of cells once. The request is combined with every cell, so that small
things count; the strongest cells decide. A bidirectional transformer over slots, one per second
and tied to the frame at its end, denoises the labels (masked diffusion, paper section 3).
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from stride_desktop.activation.nano.config import NanoConfig
from stride_desktop.activation.nano.picture_statistics import HUES, MOTION_STATISTICS, hue_statistics


class TextEncoder(nn.Module):
    """Word pieces → one vector for the request."""

    def __init__(self, config: NanoConfig) -> None:
        super().__init__()
        self.pieces = nn.Embedding(config.buckets, config.text_size, padding_idx=0)
        self.positions = nn.Parameter(torch.randn(config.max_words, config.text_size) * 0.02)
        layer = nn.TransformerEncoderLayer(
            config.text_size,
            config.heads,
            2 * config.text_size,
            0.0,
            "relu",
            batch_first=True,
            norm_first=True,
        )
        self.layers = nn.TransformerEncoder(layer, config.text_layers, enable_nested_tensor=False)
        self.norm = nn.LayerNorm(config.text_size)

    def forward(self, pieces: Tensor) -> Tensor:
        """pieces: int64 (B, words, pieces), 0 is padding. Returns float (B, text_size)."""
        present = pieces > 0
        count = present.sum(-1, keepdim=True)
        words = self.pieces(pieces).sum(-2) / count.clamp(min=1).sqrt()
        empty = count.squeeze(-1) == 0
        empty = torch.cat([torch.zeros_like(empty[:, :1]), empty[:, 1:]], 1)
        states = self.layers(words + self.positions[: words.shape[1]], src_key_padding_mask=empty)
        weights = (~empty).unsqueeze(-1).to(states.dtype)
        pooled: Tensor = self.norm((states * weights).sum(1) / weights.sum(1))
        return pooled


class Mix(nn.Module):
    """Residual block: a depthwise convolution looks around, two pointwise ones mix channels."""

    def __init__(self, channels: int, kernel: int) -> None:
        super().__init__()
        self.around = nn.Conv2d(channels, channels, kernel, padding=kernel // 2, groups=channels, bias=False)
        self.norm = nn.BatchNorm2d(channels)
        self.widen = nn.Conv2d(channels, 2 * channels, 1)
        self.narrow = nn.Conv2d(2 * channels, channels, 1)

    def forward(self, cells: Tensor) -> Tensor:
        """cells: (B, C, rows, columns), same shape out."""
        mixed: Tensor = cells + self.narrow(functional.relu(self.widen(self.norm(self.around(cells)))))
        return mixed


class FrameEncoder(nn.Module):
    """A picture → a grid of cells; knows nothing of requests."""

    width: int
    """Channels of a cell: what the convolutions saw and the shares of `HUES` vivid colours; with detail also
    what its convolutions saw and the shares in that sixteenth of the cell in which they are largest."""

    def __init__(self, config: NanoConfig) -> None:
        super().__init__()
        stride = config.cell // 4
        self.width = cell_width(config)
        self.cell = config.cell
        self.detail = DetailEncoder(config) if config.detail_channels else None
        self.stem = nn.Conv2d(3, 32, 4, 4)
        self.stem_norm = nn.BatchNorm2d(32)
        self.down = nn.Conv2d(32, config.channels, 3, stride, 1)
        self.down_norm = nn.BatchNorm2d(config.channels)
        self.blocks = nn.Sequential(*(Mix(config.channels, 5) for _ in range(4)))

    def forward(self, images: Tensor) -> Tensor:
        """images: float (B, 3, height, width) in 0–1. Returns (B, self.width, rows, columns)."""
        images = images.contiguous(memory_format=torch.channels_last)
        coarse = images if self.detail is None else functional.avg_pool2d(images, 2)
        cells = functional.relu(self.stem_norm(self.stem(coarse * 2 - 1)))
        cells = functional.relu(self.down_norm(self.down(cells)))
        hues, quarter = hue_statistics(coarse, self.cell // 4), 4
        parts = [self.blocks(cells), functional.avg_pool2d(hues, quarter)]
        if self.detail is not None:
            parts += [self.detail(images), functional.max_pool2d(hues, quarter)]
        return torch.cat(parts, 1)


def cell_width(config: NanoConfig) -> int:
    """Channels of an encoded cell."""
    return config.channels + HUES + (config.detail_channels + HUES if config.detail_channels else 0)


class DetailEncoder(nn.Module):
    """Small things of a picture at full size, on the grid of the coarse picture."""

    def __init__(self, config: NanoConfig) -> None:
        super().__init__()
        channels = config.detail_channels
        self.stem = nn.Conv2d(3, 24, 4, 4)
        self.middle = nn.Conv2d(24, 40, 3, 2, 1)
        self.last = nn.Conv2d(40, channels, 3, config.cell // 4, 1)
        self.norms = nn.ModuleList(nn.BatchNorm2d(size) for size in (24, 40, channels))
        self.blocks = nn.Sequential(Mix(channels, 5), Mix(channels, 5))

    def forward(self, images: Tensor) -> Tensor:
        """images: float (B, 3, height, width) in 0–1. Returns (B, detail_channels, rows, columns)."""
        cells = images * 2 - 1
        for layer, norm in zip((self.stem, self.middle, self.last), self.norms, strict=True):
            cells = functional.relu(norm(layer(cells)))
        mixed: Tensor = self.blocks(cells)
        return mixed


class Background(NamedTuple):
    """The reference of a frame: the mean of the frames before it, in which older ones count less.

    picture: float (B, 3, height, width), coarse, 0–1; cells: (B, C, rows, columns), encoded;
    known: bool (B,), whether there were any.
    """

    picture: Tensor
    cells: Tensor
    known: Tensor


class RequestReader(nn.Module):
    """Combines the request with every cell of a frame and pools what it finds."""

    def __init__(self, config: NanoConfig) -> None:
        super().__init__()
        width = config.channels + config.motion_channels
        encoded = cell_width(config)
        self.hues = slice(config.channels, config.channels + HUES)
        self.motion = _statistics_network(config)
        self.change = _statistics_network(config) if config.memory_seconds else None
        self.read = encoded + config.motion_channels
        if self.change is not None:
            self.read += encoded + config.motion_channels
        self.first = nn.Linear(self.read, width)
        self.around = nn.Sequential(*(Mix(width, 5) for _ in range(config.context_layers)))
        for name, parameter in self.around.named_parameters():
            if ".narrow." in name:  # so that it begins as the identity
                nn.init.zeros_(parameter)
        self.first_film = nn.Linear(config.text_size, 2 * width)
        self.wanted_hues = nn.Linear(config.text_size, HUES)
        self.hue_match = nn.Parameter(torch.randn(width) * 0.1)
        new = config.detail_channels > 0 and config.memory_seconds > 0
        self.new_match = nn.Parameter(torch.zeros(width)) if new else None
        self.second = nn.Linear(width, width)
        self.second_film = nn.Linear(config.text_size, 2 * width)
        self.cell_logit = nn.Linear(width, 1)
        self.attention = nn.Linear(width, 1)
        self.summary = nn.Sequential(
            nn.Linear(3 * width + 3 + config.text_size, 2 * config.feature_size),
            nn.ReLU(),
            nn.Linear(2 * config.feature_size, config.feature_size),
        )
        self.state = nn.Linear(config.feature_size, 1)

    def cells(self, encoded: Tensor, motion: Tensor, change: Tensor, background: Background) -> Tensor:
        """Request-independent cells: (B, cells, width + HUES), the shares of colours last.

        With detail and a memory (B, cells, width + 2 HUES): how much more of them there is than there was.

        motion, change: how the coarse picture differs from the one before and from the background.
        A model without a memory does not look at `change` and `background`.
        """
        parts = [encoded, self.motion(motion)]
        known = background.known.view(-1, 1, 1, 1)
        if self.change is not None:
            parts += [(encoded - background.cells) * known, self.change(change)]
        joined = torch.cat(parts, 1).permute(0, 2, 3, 1)
        cells = self.around(self.first(joined).permute(0, 3, 1, 2))
        found = [cells, encoded[:, self.hues]]
        if self.new_match is not None:
            found.append((encoded - background.cells)[:, -HUES:] * known)
        return torch.cat(found, 1).flatten(2).transpose(1, 2)

    def forward(self, cells: Tensor, request: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """cells: as `cells` gives them; request: (B, text_size).

        Returns features (B, feature_size), the logit that the condition holds (B,), and the
        logit of every cell (B, cells).
        """
        width, wanted = len(self.hue_match), self.wanted_hues(request).unsqueeze(-1)
        hidden = cells[..., :width] + cells[..., width : width + HUES] @ wanted * self.hue_match
        if self.new_match is not None:
            hidden = hidden + cells[..., width + HUES :] @ wanted * self.new_match
        hidden = self._film(hidden, self.first_film(request))
        hidden = self._film(self.second(hidden), self.second_film(request))
        cell_logits = self.cell_logit(hidden).squeeze(-1)
        weights = self.attention(hidden).softmax(1)
        pooled = [hidden.amax(1), hidden.mean(1), (weights * hidden).sum(1)]
        strength = [cell_logits.amax(1), cell_logits.mean(1), cell_logits.sigmoid().mean(1) * 4]
        features = self.summary(torch.cat([*pooled, torch.stack(strength, 1), request], 1))
        return features, self.state(functional.relu(features)).squeeze(-1), cell_logits

    @staticmethod
    def _film(cells: Tensor, parameters: Tensor) -> Tensor:
        scale, shift = parameters.unsqueeze(1).chunk(2, -1)
        return functional.relu(torch.addcmul(shift, cells, 1 + scale))


def _statistics_network(config: NanoConfig) -> nn.Sequential:
    """The `motion_statistics` of each cell, with those of its neighbourhood."""
    return nn.Sequential(
        nn.Conv2d(MOTION_STATISTICS, config.motion_channels, 3, padding=1),
        nn.ReLU(),
        nn.Conv2d(config.motion_channels, config.motion_channels, 3, padding=1),
    )


class SlotTransformer(nn.Module):
    """Denoises slot labels given each slot's frame features and the request."""

    def __init__(self, config: NanoConfig) -> None:
        super().__init__()
        size = config.slot_size
        self.features = nn.Linear(config.feature_size, size)
        self.state = nn.Linear(4, size)
        self.request = nn.Linear(config.text_size, size)
        self.labels = nn.Embedding(3, size)
        self.positions = nn.Parameter(torch.randn(config.slots, size) * 0.02)
        layer = nn.TransformerEncoderLayer(
            size, config.heads, 2 * size, 0.0, "relu", batch_first=True, norm_first=True
        )
        self.layers = nn.TransformerEncoder(layer, config.slot_layers, enable_nested_tensor=False)
        self.norm = nn.LayerNorm(size)
        self.head = nn.Linear(size, 2)

    def forward(
        self, features: Tensor, states: Tensor, seen: Tensor, request: Tensor, labels: Tensor
    ) -> Tensor:
        """One denoising call on a batch.

        features: float (B, W, feature_size); states: float (B, W), logits that the condition
        holds; seen: bool (B, W), slots that have a frame; request: (B, text_size); labels: int64
        (B, W). Returns logits (B, W, 2) of inactive and active. Slots without a frame are not
        looked at by the others.
        """
        shown = seen.unsqueeze(-1).to(features.dtype)
        state = condition_memory(states, seen)
        tokens = (self.features(features) + self.state(state)) * shown
        tokens = tokens + self.labels(labels) + self.positions + self.request(request).unsqueeze(1)
        hidden = ~seen & seen.any(1, keepdim=True)
        tokens = self.layers(tokens, src_key_padding_mask=hidden)
        return self.head(self.norm(tokens))  # type: ignore[no-any-return]


def condition_memory(states: Tensor, seen: Tensor) -> Tensor:
    """Features of each slot about the condition: now, ever before, and lately. Float (B, W, 4).

    states: float (B, W), logits that the condition holds; seen: bool (B, W). A request for the end of
    a condition is about slots in which it no longer holds but did: given that, there is little to learn.
    """
    holds = states.sigmoid() * seen
    slot = torch.arange(states.shape[1], device=states.device)
    age = (slot.unsqueeze(1) - slot).clamp(min=0)
    fading = torch.exp(-age / 20) * (slot.unsqueeze(1) >= slot)
    lately = (holds.unsqueeze(1) * fading).amax(-1)
    return torch.stack([states.clamp(-8, 8) / 4, holds, holds.cummax(1).values, lately], -1)


class NanoNetwork(nn.Module):
    """All weights of a stride-nano checkpoint."""

    def __init__(self, config: NanoConfig) -> None:
        super().__init__()
        self.text = TextEncoder(config)
        self.frames = FrameEncoder(config)
        self.reader = RequestReader(config)
        self.edge = nn.Linear(config.text_size, 1)
        self.kinds = nn.Linear(config.text_size, len(config.kinds) + 1) if config.kinds else None
        self.slots = SlotTransformer(config)
        self.frames.to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # half the time
