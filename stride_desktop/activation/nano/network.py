"""The networks of stride-nano: request, changes, request-on-frame, and slots.

Every change of a stream (a rectangle that differs from the frame before) becomes one vector, once. The
request is combined with every remembered change and with the frame as a whole; the most telling ones decide.
A bidirectional transformer over slots, one per second and tied to the frame at its end, denoises the labels
(masked diffusion, paper section 3).
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from stride_desktop.activation.nano.change_memory import OVERALL, STATUS
from stride_desktop.activation.nano.changes import PLACE
from stride_desktop.activation.nano.config import NanoConfig


def _transformer(size: int, heads: int, layers: int) -> nn.TransformerEncoder:
    """Bidirectional layers without dropout, of (batch, tokens, size)."""
    layer = nn.TransformerEncoderLayer(size, heads, 2 * size, 0.0, "relu", batch_first=True, norm_first=True)
    return nn.TransformerEncoder(layer, layers, enable_nested_tensor=False)


class TextEncoder(nn.Module):
    """Word pieces → one vector for the request."""

    def __init__(self, config: NanoConfig) -> None:
        super().__init__()
        self.pieces = nn.Embedding(config.buckets, config.text_size, padding_idx=0)
        self.positions = nn.Parameter(torch.randn(config.max_words, config.text_size) * 0.02)
        self.layers = _transformer(config.text_size, config.heads, config.text_layers)
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


class ChangeEncoder(nn.Module):
    """The two pictures of a change → one vector; knows nothing of requests."""

    def __init__(self, config: NanoConfig) -> None:
        super().__init__()
        half, third = config.channels // 2, config.channels // 3
        self.layers = nn.Sequential(
            *_smaller(7, third, 4),
            *_smaller(third, half, 2),
            Mix(half, 3),
            *_smaller(half, config.channels, 2),
            Mix(config.channels, 3),
        )
        self.vector = nn.Linear(2 * config.channels, config.change_size)

    def forward(self, pictures: Tensor) -> Tensor:
        """pictures: float (N, 6, SIDE, SIDE), RGB before and after, 0–1. Returns (N, change_size)."""
        difference = (pictures[:, 3:] - pictures[:, :3]).abs().amax(1, keepdim=True)
        images = torch.cat([pictures * 2 - 1, difference * 2], 1)
        cells = self.layers(images.contiguous(memory_format=torch.channels_last))
        vector: Tensor = self.vector(torch.cat([cells.mean((2, 3)), cells.amax((2, 3))], 1))
        return vector


def _smaller(inside: int, outside: int, stride: int) -> tuple[nn.Module, ...]:
    """A convolution that makes a picture smaller."""
    kernel = max(stride, 3)
    shrink = nn.Conv2d(inside, outside, kernel, stride, (kernel - stride + 1) // 2, bias=False)
    return shrink, nn.BatchNorm2d(outside), nn.ReLU()


class FrameReader(nn.Module):
    """Combines the request with what is remembered at a frame."""

    def __init__(self, config: NanoConfig) -> None:
        super().__init__()
        width, text = config.reader_size, config.text_size
        self.first = nn.Linear(config.change_size + PLACE + STATUS, width)
        self.overall = nn.Linear(OVERALL, width)
        self.first_film = nn.Linear(text, 2 * width)
        self.second = nn.Linear(2 * width, width)
        self.second_film = nn.Linear(text, 2 * width)
        self.telling = nn.Linear(width, 1)
        self.attention = nn.Linear(width, 1)
        self.frame_film = nn.Linear(text, 2 * width)
        self.summary = nn.Sequential(
            nn.Linear(3 * width + 1 + text, 2 * config.feature_size),
            nn.ReLU(),
            nn.Linear(2 * config.feature_size, config.feature_size),
        )
        self.state = nn.Linear(config.feature_size, 1)

    def forward(
        self, changes: Tensor, present: Tensor, overall: Tensor, request: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """changes: float (B, K, change_size + PLACE + STATUS), the remembered ones; present: bool (B, K),
        which rows hold one. overall: float (B, OVERALL); request: (B, text_size).

        Returns features (B, feature_size), the logit that the request is active (B,), and of every change the
        logit that it makes it so (B, K).
        """  # noqa: D205
        frame = self.overall(overall)
        hidden = _film(self.first(changes), self.first_film(request).unsqueeze(1))
        around = functional.relu(frame).unsqueeze(1).expand_as(hidden)
        hidden = _film(self.second(torch.cat([hidden, around], -1)), self.second_film(request).unsqueeze(1))
        telling = self.telling(hidden).squeeze(-1).masked_fill(~present, -8.0)
        shown = present.unsqueeze(-1)
        weights = self.attention(hidden).masked_fill(~shown, -1e4).softmax(1) * shown
        pooled = [(hidden * shown).amax(1), (weights * hidden).sum(1), _film(frame, self.frame_film(request))]
        features = self.summary(torch.cat([*pooled, telling.amax(1, keepdim=True) / 4, request], 1))
        return features, self.state(functional.relu(features)).squeeze(-1), telling


def _film(values: Tensor, parameters: Tensor) -> Tensor:
    """Scale and shift by what the request wants."""
    scale, shift = parameters.chunk(2, -1)
    return functional.relu(torch.addcmul(shift, values, 1 + scale))


class SlotTransformer(nn.Module):
    """Denoises slot labels given each slot's frame features and the request."""

    def __init__(self, config: NanoConfig) -> None:
        super().__init__()
        size = config.slot_size
        self.features = nn.Linear(config.feature_size, size)
        self.state = nn.Linear(2, size)
        self.request = nn.Linear(config.text_size, size)
        self.labels = nn.Embedding(3, size)
        self.positions = nn.Parameter(torch.randn(config.slots, size) * 0.02)
        self.layers = _transformer(size, config.heads, config.slot_layers)
        self.norm = nn.LayerNorm(size)
        self.head = nn.Linear(size, 2)

    def forward(
        self, features: Tensor, states: Tensor, seen: Tensor, request: Tensor, labels: Tensor
    ) -> Tensor:
        """One denoising call on a batch.

        features: float (B, W, feature_size); states: float (B, W), logits that the request is
        active; seen: bool (B, W), slots that have a frame; request: (B, text_size); labels: int64
        (B, W). Returns logits (B, W, 2) of inactive and active. Slots without a frame are not
        looked at by the others.
        """
        shown = seen.unsqueeze(-1).to(features.dtype)
        state = torch.stack([states.clamp(-8, 8) / 4, states.sigmoid()], -1)
        tokens = (self.features(features) + self.state(state)) * shown
        tokens = tokens + self.labels(labels) + self.positions + self.request(request).unsqueeze(1)
        hidden = ~seen & seen.any(1, keepdim=True)
        tokens = self.layers(tokens, src_key_padding_mask=hidden)
        return self.head(self.norm(tokens))  # type: ignore[no-any-return]


class NanoNetwork(nn.Module):
    """All weights of a stride-nano checkpoint."""

    def __init__(self, config: NanoConfig) -> None:
        super().__init__()
        self.text = TextEncoder(config)
        self.changes = ChangeEncoder(config)
        self.reader = FrameReader(config)
        self.edge = nn.Linear(config.text_size, 1)
        self.kinds = nn.Linear(config.text_size, len(config.kinds) + 1) if config.kinds else None
        self.slots = SlotTransformer(config)
        self.changes.to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # half the time
