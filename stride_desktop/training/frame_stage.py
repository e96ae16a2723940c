"""Stage one: learn to say of single frames whether what a request is about holds, and where."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from stride_desktop.activation.nano.config import NanoConfig
from stride_desktop.activation.nano.memory import backgrounds
from stride_desktop.activation.nano.network import Background, NanoNetwork
from stride_desktop.activation.nano.picture_statistics import motion_statistics
from stride_desktop.activation.nano.tokenizer import NanoTokenizer
from stride_desktop.core.frames import Image
from stride_desktop.training.canvas import Box
from stride_desktop.training.cast import draw_pair
from stride_desktop.training.casting import draw_condition, draw_request, make_stream
from stride_desktop.training.conditions import Condition, Family, Request, Span
from stride_desktop.training.streams import IGNORE, Stream

TRAINING_SEEDS = 1 << 31
"""Streams whose seed is below this may be trained on; evaluation and the demo use seeds above."""


_AROUND = np.array([(-40, -12), (0.6, 3), (-12, -3), (2, 8), (-3, -0.6), (6, 30)])
"""Seconds from a begin or an end at which frames are taken."""

_WEIGHTS = {Family.DIALOG: 2.0, Family.PROGRESS: 2.5, Family.BADGE: 1.2}
"""How often events of a family are chosen, compared with others. A badge has two conditions already."""


@dataclass(frozen=True, slots=True, eq=False)
class FrameBatch:
    """Frames of several streams and requests about them.

    images: float (F, 3, height, width), 0–1. pictures, earlier: float (F, 3, height, width), coarse, of the
    frame and of the one before; known: bool (F,), whether `earlier` is real.
    pieces: int64 (Q, words, pieces); ends: float (Q,), 1 when the request waits for an end, -1 unknown.
    frame, request: int64 (N,), which frame and which request a pair consists of.
    labels: float (N,), 1, 0 or IGNORE. cells: float (N, cells), 1 where the condition shows.
    families: the family of each pair. times: float (streams, F / streams), seconds of the frames, rising.
    kinds: int64 (Q,), the place of each request's family among all.
    """

    images: Tensor
    pictures: Tensor
    earlier: Tensor
    known: Tensor
    pieces: Tensor
    ends: Tensor
    frame: Tensor
    request: Tensor
    labels: Tensor
    cells: Tensor
    families: tuple[Family, ...]
    times: Tensor
    kinds: Tensor


Source = Callable[[np.random.Generator, bool], Stream]
"""Gives a random stream, one that is held out if so wanted."""


def draw_drawing(rng: np.random.Generator, held_out: bool = False) -> Stream:
    """A stream that is drawn anew."""
    low = TRAINING_SEEDS if held_out else 0
    return make_stream(int(rng.integers(low, low + TRAINING_SEEDS)), held_out=held_out)


def draw_frame_batch(
    rng: np.random.Generator,
    tokenizer: NanoTokenizer,
    config: NanoConfig,
    streams: int = 12,
    frames: int = 3,
    requests: int = 6,
    held_out: bool = False,
    source: Source = draw_drawing,
) -> FrameBatch:
    """Take random streams, some of their frames, and requests about each."""
    images, earlier, known, ends, texts, moments, kinds = [], [], [], [], [], [], []
    height, width = config.image_height, config.image_width
    coarse = (height // config.reduction, width // config.reduction)
    pairs: list[tuple[int, int, float, Condition]] = []
    cells: list[np.ndarray] = []
    for _ in range(streams):
        stream = source(rng, held_out)
        event = _some_event(rng, stream)
        wanted = _requests_about(rng, stream, event, requests, held_out)
        texts += [request.text for request in wanted]
        ends += [-1.0 if item.condition.family is Family.OTHER else float(item.ends) for item in wanted]
        kinds += [list(Family).index(item.condition.family) for item in wanted]
        moments.append(_moments(rng, stream, event, frames))
        for time in moments[-1]:
            earlier.append(stream.image(time - 1, *coarse))
            images.append(stream.image(time, height, width))
            known.append(rng.random() < 0.95)
            for k, item in enumerate(wanted):
                label = stream.label(item.condition, time)
                if item.condition.family is Family.MOTION and not known[-1]:
                    label = IGNORE
                pairs.append((len(images) - 1, len(texts) - requests + k, float(label), item.condition))
                cells.append(_cell_mask(stream.place(item.condition, time) if label == 1 else None, config))
    return FrameBatch(
        to_tensor(images),
        to_tensor([shrunk(image, config.reduction) for image in images]),
        to_tensor(earlier),
        torch.tensor(known),
        encode_texts(tokenizer, texts),
        torch.tensor(ends),
        torch.tensor([pair[0] for pair in pairs]),
        torch.tensor([pair[1] for pair in pairs]),
        torch.tensor([pair[2] for pair in pairs]),
        torch.from_numpy(np.stack(cells)),
        tuple(pair[3].family for pair in pairs),
        torch.tensor(moments, dtype=torch.float32),
        torch.tensor(kinds),
    )


def to_tensor(images: list[Image]) -> Tensor:
    """Pictures (height, width, 3) uint8 → float (B, 3, height, width) in 0–1."""
    return torch.from_numpy(np.stack(images)).permute(0, 3, 1, 2).to(torch.float32).contiguous() / 255


def shrunk(image: Image, reduction: int) -> Image:
    """A picture at a whole fraction of its size, averaged."""
    if reduction == 1:
        return image
    size = (image.shape[1] // reduction, image.shape[0] // reduction)
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)


def encode_texts(tokenizer: NanoTokenizer, texts: list[str]) -> Tensor:
    """Pieces of several texts, padded to the longest: int64 (B, words, pieces)."""
    encoded = [tokenizer.encode(text) for text in texts]
    pieces = np.zeros((len(texts), max(len(item) for item in encoded), tokenizer.max_pieces), np.int64)
    for row, item in enumerate(encoded):
        pieces[row, : len(item)] = item
    return torch.from_numpy(pieces)


Event = tuple[Condition, Span]


def _some_event(rng: np.random.Generator, stream: Stream) -> Event | None:
    """One of the things that happen in a stream; small ones, which take longer to learn, more often."""
    events = [(item.condition, span) for item in stream.happenings for span in item.spans]
    events = [event for event in events if event[1].start < stream.duration - 2]
    if not events or rng.random() < 0.2:
        return None
    weights = np.array([_WEIGHTS.get(condition.family, 1.0) for condition, _ in events])
    return events[int(rng.choice(len(events), p=weights / weights.sum()))]


def _requests_about(
    rng: np.random.Generator, stream: Stream, event: Event | None, count: int, held_out: bool
) -> list[Request]:
    """Requests for an event, for what else happens, for look-alikes, and for at least two other things."""
    present = [item.condition for item in stream.happenings]
    chosen = [event[0]] if event else []
    chosen += [present[k] for k in rng.permutation(len(present))[: max(count - 4, 1)]]
    while len(chosen) < count:
        condition = draw_condition(rng, stream.world, held_out)
        draw = rng.random()
        if draw < 0.3:
            condition = Condition(Family.MOTION)
        elif draw < 0.6 and any(item.family is Family.OBJECT for item in present):
            condition = Condition(Family.OBJECT, *draw_pair(rng, stream.world, held_out))
        chosen.append(condition)
    return [draw_request(rng, condition, held_out) for condition in chosen]


def _moments(rng: np.random.Generator, stream: Stream, event: Event | None, count: int) -> list[float]:
    """Times before and after a begin or an end, or about another change: whole seconds, rising.

    What is new is seen best beside what was there before.
    """
    if event is None:
        middle = stream.some_change(rng)
    else:
        span = event[1]
        ended = span.end < stream.duration - 2 and rng.random() < 0.3
        middle = span.end if ended or span.start < 1 else span.start
        middle = min(middle, stream.duration - 2)
    ranges = _AROUND[np.arange(count) * 5 % len(_AROUND)] if count < len(_AROUND) else _AROUND
    ranges = np.resize(ranges, (count, 2))
    times = [middle + rng.uniform(low, high) for low, high in ranges]
    return sorted(float(round(min(max(time, 1.0), stream.duration - 1))) for time in times)


def _cell_mask(box: Box | None, config: NanoConfig) -> np.ndarray:
    rows, columns = config.grid
    mask = np.zeros((rows, columns), np.float32)
    if box is not None:
        y0, y1 = int(max(box.y0, 0) * rows + 0.3), int(np.ceil(min(box.y1, 1) * rows - 0.3))
        x0, x1 = int(max(box.x0, 0) * columns + 0.3), int(np.ceil(min(box.x1, 1) * columns - 0.3))
        mask[y0 : max(y1, y0 + 1), x0 : max(x1, x0 + 1)] = 1
    return mask.ravel()


def read_frames(
    network: NanoNetwork, batch: FrameBatch, config: NanoConfig
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """State logits (N,), cell logits (N, cells), features (N, feature_size), requests (Q, text_size)."""
    encoded = network.frames(batch.images)
    background = _backgrounds(batch.pictures, encoded, batch.times, config.memory_seconds)
    motion = motion_statistics(batch.pictures, batch.earlier, batch.known, config.cell)
    change = motion_statistics(batch.pictures, background.picture, background.known, config.cell)
    cells = network.reader.cells(encoded, motion, change, background)
    requests = network.text(batch.pieces)
    features, states, cell_logits = network.reader(cells[batch.frame], requests[batch.request])
    return states, cell_logits, features, requests


def _backgrounds(pictures: Tensor, cells: Tensor, times: Tensor, seconds: float) -> Background:
    """What each frame is compared with: the frames of its stream that were taken before it."""
    if not seconds:
        return Background(pictures, cells, torch.zeros(len(pictures), dtype=torch.bool))
    count = times.shape[1]
    parts = zip(torch.split(pictures, count), torch.split(cells, count), times, strict=True)
    found = [backgrounds(*part, seconds) for part in parts]
    return Background(*(torch.cat(items) for items in zip(*found, strict=True)))


def frame_loss(network: NanoNetwork, batch: FrameBatch, config: NanoConfig, positive: float = 2.0) -> Tensor:
    """Per-frame loss, a box loss on the cells, the edge and the kind of each request."""
    states, cell_logits, _, requests = read_frames(network, batch, config)
    counted = batch.labels != IGNORE
    weight = torch.where(batch.labels == 1, positive, 1.0) * counted
    targets = batch.labels.clamp(min=0)
    state = (
        functional.binary_cross_entropy_with_logits(states, targets, weight, reduction="sum") / weight.sum()
    )
    inside = batch.cells * counted.unsqueeze(1)
    outside = (1 - batch.cells) * counted.unsqueeze(1)
    each = functional.binary_cross_entropy_with_logits(cell_logits, batch.cells, reduction="none")
    boxes = (each * inside).sum() / inside.sum().clamp(min=1) + (each * outside).sum() / outside.sum().clamp(
        min=1
    )
    known = batch.ends >= 0
    edges = network.edge(requests).squeeze(-1)
    edge = functional.binary_cross_entropy_with_logits(edges[known], batch.ends[known])
    loss: Tensor = state + 0.5 * boxes + 0.3 * edge
    if network.kinds is not None:
        loss = loss + 0.2 * functional.cross_entropy(network.kinds(requests), batch.kinds)
    return loss
