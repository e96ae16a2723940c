"""Stage two: learn to denoise the slots, on frame features that are computed once per stream."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from stride_desktop.activation.nano.config import NanoConfig
from stride_desktop.activation.nano.memory import backgrounds
from stride_desktop.activation.nano.network import Background, NanoNetwork
from stride_desktop.activation.nano.picture_statistics import motion_statistics
from stride_desktop.activation.nano.tokenizer import NanoTokenizer
from stride_desktop.core.ticks import INACTIVE
from stride_desktop.training.casting import draw_condition, draw_request, make_stream
from stride_desktop.training.conditions import Condition, Family, Span
from stride_desktop.training.frame_stage import TRAINING_SEEDS, Source, encode_texts, to_tensor
from stride_desktop.training.masking import MaskingMode, draw_mask, shown_labels
from stride_desktop.training.streams import Stream, slot_labels

STREAM_SECONDS = 110
_CHUNK = 64
_MODES = tuple(MaskingMode)


@dataclass(frozen=True, slots=True, eq=False)
class Watched:
    """One request over one whole stream, one frame a second from time 0.

    features: float (T, feature_size); states: float (T,); request: float (text_size,).
    spans: when it is active, in seconds; labels: int8 (T,), truth of the slot that ends at each frame.
    ends: it waits for the end of a condition, which only a window that shows the condition can tell.
    """

    features: Tensor
    states: Tensor
    request: Tensor
    spans: tuple[Span, ...]
    labels: NDArray[np.int8]
    ends: bool = False


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


def draw_long_drawing(rng: np.random.Generator, held_out: bool = False) -> Stream:
    """A stream that is drawn anew, long enough for windows of several lengths."""
    low = TRAINING_SEEDS if held_out else 0
    return make_stream(int(rng.integers(low, low + TRAINING_SEEDS)), STREAM_SECONDS, held_out=held_out)


def watch_stream(
    rng: np.random.Generator,
    network: NanoNetwork,
    tokenizer: NanoTokenizer,
    config: NanoConfig,
    source: Source = draw_long_drawing,
) -> list[Watched]:
    """Take a stream, encode it once, and read it with requests that do and do not come true."""
    stream = source(rng, False)
    requests = [draw_request(rng, item.condition) for item in stream.happenings for _ in range(2)]
    count = max(7, len(requests) + 4)
    while len(requests) < count:
        condition = Condition(Family.MOTION) if rng.random() < 0.25 else draw_condition(rng, stream.world)
        if not stream.ambiguous(condition):
            requests.append(draw_request(rng, condition))
    times = np.arange(int(stream.duration), dtype=np.float64)
    images = to_tensor([stream.image(float(t), config.image_height, config.image_width) for t in times])
    encoded = network.text(encode_texts(tokenizer, [request.text for request in requests]))
    cells = read_cells(network, images, config)
    watched = []
    for request, vector in zip(requests, encoded, strict=True):
        parts = [network.reader(part, vector.expand(len(part), -1)) for part in torch.split(cells, _CHUNK)]
        features, states = (torch.cat([part[k] for part in parts]) for k in (0, 1))
        labels = slot_labels(stream, request, times)
        watched.append(Watched(features, states, vector, stream.truth(request), labels, request.ends))
    return watched


def read_cells(network: NanoNetwork, images: Tensor, config: NanoConfig) -> Tensor:
    """Cells of consecutive frames (T, cells, width), one a second; the first has no frame before it."""
    fresh = torch.ones(len(images), dtype=torch.bool)
    fresh[1:] = (images[1:] != images[:-1]).flatten(1).any(1)
    encoded = torch.cat([network.frames(part) for part in torch.split(images[fresh], _CHUNK)])
    encoded = encoded[fresh.cumsum(0) - 1]  # a still picture is encoded once
    pictures = functional.avg_pool2d(images, config.reduction) if config.reduction > 1 else images
    times = torch.arange(len(images), dtype=torch.float32)
    after = times > 0
    if config.memory_seconds:
        background = backgrounds(pictures, encoded, times, config.memory_seconds)
    else:
        background = Background(pictures, encoded, torch.zeros_like(after))
    motion = motion_statistics(pictures, pictures.roll(1, 0), after, config.cell)
    change = motion_statistics(pictures, background.picture, background.known, config.cell)
    return network.reader.cells(encoded, motion, change, background)


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
            time = rng.uniform(span.start, min(span.end, last))
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
    """Random windows over random requests, 65 % of them about something that happens."""
    with_event = [item for item in pool if item.spans]
    without = [item for item in pool if not item.spans]
    rows = []
    for _ in range(size):
        source = with_event if (rng.random() < 0.65 and with_event) or not without else without
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
    if item.ends and any(span.start < frames[0] for span in newest):
        truth[:] = INACTIVE  # nothing in the window says that anything has ended
    masked = draw_mask(rng, _MODES[int(rng.integers(3))], truth, fixed, ~seen)
    given = shown_labels(truth, masked, fixed | ~seen)
    lost = seen & (rng.random(slots) < 0.02)
    shown = torch.from_numpy(seen & ~lost)
    return features, states, shown, item.request, given, truth, masked


def slot_loss(network: NanoNetwork, batch: SlotBatch) -> Tensor:
    """Cross-entropy over inactive and active at the masked slots."""
    logits = network.slots(batch.features, batch.states, batch.seen, batch.request, batch.given)
    return functional.cross_entropy(logits[batch.masked], batch.truth[batch.masked])
