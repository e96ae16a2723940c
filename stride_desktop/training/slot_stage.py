"""Stage two: learn to denoise the slots, on frame features that are computed once per stream."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from stride_desktop.activation.nano.config import NanoConfig
from stride_desktop.activation.nano.network import NanoNetwork
from stride_desktop.activation.nano.tokenizer import NanoTokenizer
from stride_desktop.core.ticks import INACTIVE
from stride_desktop.training.casting import draw_condition, draw_request
from stride_desktop.training.conditions import Condition, Family, Span
from stride_desktop.training.frame_stage import encode_texts, read_frames
from stride_desktop.training.masking import MaskingMode, draw_mask, shown_labels
from stride_desktop.training.streams import slot_labels
from stride_desktop.training.trace_labels import active_spans, ambiguous
from stride_desktop.training.traces import Trace

_CHUNK = 256
_MODES = tuple(MaskingMode)


@dataclass(frozen=True, slots=True, eq=False)
class Watched:
    """One request over one whole stream, one frame a second from time 0.

    features: float (T, feature_size); states: float (T,); request: float (text_size,).
    spans: when it is active, in seconds; labels: int8 (T,), truth of the slot that ends at each frame.
    """

    features: Tensor
    states: Tensor
    request: Tensor
    spans: tuple[Span, ...]
    labels: NDArray[np.int8]


_Row = tuple[Tensor, Tensor, Tensor, Tensor, NDArray[np.int8], NDArray[np.int8], NDArray[np.bool_]]
"""One window, in the order of the fields of SlotBatch."""


@dataclass(frozen=True, slots=True, eq=False)
class SlotBatch:
    """Windows of W slots: features (B, W, F), states (B, W), seen bool (B, W), request (B, D),
    given int64 (B, W), truth int64 (B, W) and masked bool (B, W).
    """  # noqa: D205

    features: Tensor
    states: Tensor
    seen: Tensor
    request: Tensor
    given: Tensor
    truth: Tensor
    masked: Tensor


def watch_trace(
    rng: np.random.Generator, network: NanoNetwork, tokenizer: NanoTokenizer, trace: Trace
) -> list[Watched]:
    """Read a trace with requests that do and do not come true."""
    present = [item for item in dict.fromkeys(trace.conditions) if not ambiguous(trace, item)]
    requests = [draw_request(rng, item) for item in present for _ in range(3)]
    count = max(8, len(requests) + 5)
    while len(requests) < count:
        condition = Condition(Family.MOTION) if rng.random() < 0.25 else draw_condition(rng, trace.world)
        if not ambiguous(trace, condition):
            requests.append(draw_request(rng, condition))
    features, states, encoded = read_trace_with(network, tokenizer, trace, [item.text for item in requests])
    active = [active_spans(trace, item) for item in requests]
    return [
        Watched(seen, logits, vector, spans, slot_labels(spans, range(trace.seconds)))
        for seen, logits, vector, spans in zip(features, states, encoded, active, strict=True)
    ]


def read_trace_with(
    network: NanoNetwork, tokenizer: NanoTokenizer, trace: Trace, texts: list[str]
) -> tuple[Tensor, Tensor, Tensor]:
    """Features (Q, T, feature_size), states (Q, T) and requests (Q, text_size) of every second of a trace."""
    encoded = network.text(encode_texts(tokenizer, texts))
    pictures = torch.from_numpy(trace.pictures).permute(0, 3, 1, 2)
    vectors = [network.changes(part.to(torch.float32) / 255) for part in torch.split(pictures, _CHUNK)]
    places = torch.from_numpy(trace.places)
    width = network.changes.vector.out_features
    joined = torch.cat([torch.cat(vectors) if len(places) else places.new_zeros(0, width), places], 1)
    status = torch.from_numpy(trace.status.astype(np.float32))
    changes, present = read_frames(joined, torch.from_numpy(trace.index.astype(np.int64)), status)
    overall = torch.from_numpy(trace.overall)
    found = [network.reader(changes, present, overall, row.expand(len(overall), -1))[:2] for row in encoded]
    return torch.stack([item[0] for item in found]), torch.stack([item[1] for item in found]), encoded


def draw_end(rng: np.random.Generator, watched: Watched) -> int:
    """The newest frame of a window: before, during or after an event, else anywhere."""
    last = len(watched.labels) - 1
    if watched.spans and rng.random() < 0.8:
        span = watched.spans[int(rng.integers(len(watched.spans)))]
        moment = rng.integers(4)
        if moment == 0:
            time = span.start + rng.uniform(-5, 1)
        elif moment == 1:
            time = span.start + rng.uniform(0, 8)
        elif moment == 2:
            time = rng.uniform(min(span.start, last), min(span.end, last))
        else:
            time = span.end + rng.uniform(-1, 6)
    else:
        time = rng.uniform(1, last)
    return int(np.clip(round(time), 1, last))


def settled_until(rng: np.random.Generator, spans: tuple[Span, ...], now: int) -> float:
    """Time up to which earlier events are over and fixed; the newest begun span stays to be found.

    A newest span that has ended a while ago is found by some samples and fixed in others.
    """
    begun = [span for span in spans if span.start <= now]
    if not begun:
        return rng.uniform(0, now) if rng.random() < 0.1 else -1.0
    if begun[-1].end < now - 1 and rng.random() < 0.5:
        return begun[-1].end + rng.uniform(-0.7, 1.0)
    if len(begun) > 1:
        return min(begun[-2].end + rng.uniform(-0.7, 2.0), begun[-1].start)
    return rng.uniform(0, max(begun[0].start - 1, 0)) if rng.random() < 0.1 else -1.0


def draw_slot_batch(
    rng: np.random.Generator, pool: list[Watched], config: NanoConfig, size: int = 64
) -> SlotBatch:
    """Random windows over random requests, half of them about something that happens."""
    with_event = [item for item in pool if item.spans]
    without = [item for item in pool if not item.spans]
    rows = []
    for _ in range(size):
        source = with_event if (rng.random() < 0.5 and with_event) or not without else without
        rows.append(_window(rng, source[int(rng.integers(len(source)))], config))
    columns = list(zip(*rows, strict=True))
    features, states, seen, request = (torch.stack(column) for column in columns[:4])
    given, truth, masked = (torch.from_numpy(np.stack(column)) for column in columns[4:])
    return SlotBatch(features, states, seen, request, given.long(), truth.long(), masked)


def _window(rng: np.random.Generator, item: Watched, config: NanoConfig) -> _Row:
    """One sample: features, states, seen, request, given labels, truth, mask."""
    slots = config.trigger_window_past
    now = draw_end(rng, item)
    count = min(now + 1, int(rng.integers(slots * 3 // 4, slots + 1)))
    if rng.random() < 0.15:
        count = int(rng.integers(2, count + 1))
    frames = np.arange(now - count + 1, now + 1)
    where = slots - count
    features = torch.zeros(slots, item.features.shape[1])
    states = torch.zeros(slots)
    seen = np.zeros(slots, bool)
    features[where:], states[where:], seen[where:] = item.features[frames], item.states[frames], True
    truth = np.zeros(slots, np.int8)
    truth[where:] = item.labels[frames]
    ends = now - slots + 1 + np.arange(slots)
    settled = settled_until(rng, item.spans, now)
    fixed = (ends <= settled) & seen
    truth[fixed] = INACTIVE
    newest = [span for span in item.spans if span.start <= now][-1:]
    if any(span.end <= settled + 1.5 for span in newest):
        truth[:] = INACTIVE  # what is left of an event that was settled a moment too early
    masked = draw_mask(rng, _MODES[int(rng.integers(3))], truth, fixed, ~seen)
    given = shown_labels(truth, masked, fixed | ~seen)
    lost = seen & (rng.random(slots) < 0.02)
    shown = torch.from_numpy(seen & ~lost)
    return features, states, shown, item.request, given, truth, masked


def slot_loss(network: NanoNetwork, batch: SlotBatch) -> Tensor:
    """Cross-entropy over inactive and active at the masked slots."""
    logits = network.slots(batch.features, batch.states, batch.seen, batch.request, batch.given)
    return functional.cross_entropy(logits[batch.masked], batch.truth[batch.masked])
