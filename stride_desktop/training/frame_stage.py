"""Stage one: learn to say of single frames whether a request is active, and which changes make it so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from stride_desktop.activation.nano.changes import PLACE
from stride_desktop.activation.nano.config import NanoConfig
from stride_desktop.activation.nano.network import NanoNetwork
from stride_desktop.activation.nano.tokenizer import NanoTokenizer
from stride_desktop.training.cast import draw_pair
from stride_desktop.training.casting import draw_condition, draw_request
from stride_desktop.training.conditions import Condition, Family, Request
from stride_desktop.training.streams import IGNORE
from stride_desktop.training.trace_labels import (
    SHOWN,
    active_spans,
    edge_labels,
    frame_labels,
    telling_changes,
)
from stride_desktop.training.trace_views import varied
from stride_desktop.training.traces import Trace

_WORDINGS = 128
_LIKENESS = 0.5
"""Weight of the distance between wordings of the same request."""
_RARE = 10.0
"""Weight of what changes do not show, which is nearly everything."""
_LOOK_ALIKES = {Family.BLANK, Family.DARK}
_MOST_TELLING = 20
_MOST_OTHERS = 30


@dataclass(frozen=True, slots=True, eq=False)
class FrameBatch:
    """Frames of several streams and requests about them.

    pictures: float (N, 6, SIDE, SIDE); places: float (N, PLACE), of all their changes; edges: see
    `edge_labels`. index: int64 (F, K), the changes remembered at each frame, -1 for none; status: float (F,
    K, STATUS); overall: float (F, OVERALL). pieces: int64 (Q, words, pieces); ends: float (Q,), 1 when the
    request waits for an end, -1 unknown; kinds: int64 (Q,), the place of its family; meanings: int64 (Q,),
    the same number for wordings of the same request, -1 for an unknown one. frame, request: int64 (P,), the
    pairs. labels: float (P,), 1, 0 or IGNORE; telling: float (P, K), 1 for changes that make the
    request active.
    """

    pictures: Tensor
    places: Tensor
    edges: Tensor
    index: Tensor
    status: Tensor
    overall: Tensor
    pieces: Tensor
    ends: Tensor
    kinds: Tensor
    meanings: Tensor
    frame: Tensor
    request: Tensor
    labels: Tensor
    telling: Tensor


def draw_frame_batch(
    rng: np.random.Generator,
    tokenizer: NanoTokenizer,
    traces: Sequence[Trace],
    frames: int = 12,
    requests: int = 8,
) -> FrameBatch:
    """Some frames of each trace, and requests about it; besides, requests that are only read."""
    parts = [_draw_part(rng, trace, frames, requests) for trace in traces]
    wanted = [item for part in parts for item in part.requests]
    changes = np.cumsum([0] + [len(part.pictures) for part in parts])
    index = [
        torch.where(part.index >= 0, part.index + first, -1)
        for part, first in zip(parts, changes, strict=False)
    ]
    streams = torch.arange(len(parts)).repeat_interleave(frames * requests)
    frame = torch.arange(frames).repeat(requests * len(parts)) + streams * frames
    request = torch.arange(requests).repeat_interleave(frames).repeat(len(parts)) + streams * requests
    for _ in range(_WORDINGS):
        world = str(rng.choice(["room", "desktop"]))
        wanted.append(draw_request(rng, draw_condition(rng, world)))
    ends = [-1.0 if item.condition.family is Family.OTHER else float(item.ends) for item in wanted]
    return FrameBatch(
        pictures=torch.cat([part.pictures for part in parts]),
        places=torch.cat([part.places for part in parts]),
        edges=torch.cat([part.edges for part in parts]),
        index=torch.cat(index),
        status=torch.cat([part.status for part in parts]),
        overall=torch.cat([part.overall for part in parts]),
        pieces=encode_texts(tokenizer, [item.text for item in wanted]),
        ends=torch.tensor(ends),
        kinds=torch.tensor([list(Family).index(item.condition.family) for item in wanted]),
        meanings=_meanings(wanted),
        frame=frame,
        request=request,
        labels=torch.cat([part.labels.flatten() for part in parts]),
        telling=torch.cat([part.telling.flatten(0, 1) for part in parts]),
    )


def _meanings(requests: Sequence[Request]) -> Tensor:
    """See FrameBatch."""
    known: dict[tuple[Condition, bool], int] = {}
    numbers = [
        -1 if item.condition.family is Family.OTHER
        else known.setdefault((item.condition, item.ends), len(known))
        for item in requests
    ]  # fmt: skip
    return torch.tensor(numbers)


def _unlikeness(requests: Tensor, meanings: Tensor) -> Tensor:
    """Mean squared distance of wordings from the mean of the same request's: a scalar."""
    vectors, numbers = requests[meanings >= 0], meanings[meanings >= 0]
    count = int(numbers.max()) + 1 if len(numbers) else 0
    sizes = torch.zeros(count).index_add_(0, numbers, torch.ones(len(numbers)))
    sums = vectors.new_zeros(count, vectors.shape[1]).index_add_(0, numbers, vectors)
    means = (sums / sizes.unsqueeze(1))[numbers]
    return (vectors - means).square().mean()


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """What a batch takes of one trace; index: of its own pictures. labels: (Q, F); telling: (Q, F, K)."""

    requests: list[Request]
    pictures: Tensor
    places: Tensor
    edges: Tensor
    index: Tensor
    status: Tensor
    overall: Tensor
    labels: Tensor
    telling: Tensor


def _draw_part(rng: np.random.Generator, trace: Trace, frames: int, requests: int) -> _Part:
    about = _requests_about(rng, trace, requests)
    labels = [frame_labels(trace, item) for item in about]
    telling = np.stack([telling_changes(trace, *pair) for pair in zip(about, labels, strict=True)])
    moments = _moments(rng, trace, about, frames)
    used, index = _kept(rng, trace.index[moments], np.asarray(telling[:, moments].any(0)))
    dark = any(item.family is Family.BLANK for item in trace.conditions)
    pictures = torch.from_numpy(trace.pictures[used]).permute(0, 3, 1, 2).to(torch.float32) / 255
    places = torch.from_numpy(trace.places[used])
    return _Part(
        about,
        *varied(rng, pictures, places, inverted=trace.world == "desktop" and not dark),
        torch.from_numpy(edge_labels(trace)[used]),
        torch.from_numpy(index),
        torch.from_numpy(trace.status[moments].astype(np.float32)),
        torch.from_numpy(trace.overall[moments]),
        torch.from_numpy(np.stack(labels)[:, moments].astype(np.float32)),
        torch.from_numpy(telling[:, moments].astype(np.float32)),
    )


def _kept(
    rng: np.random.Generator, index: NDArray[np.int16], telling: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The changes to learn from, and which of them frames remember: of busy streams a part is enough."""
    wanted = np.unique(index[telling])
    other = np.setdiff1d(np.unique(index[index >= 0]), wanted)
    rng.shuffle(wanted)
    rng.shuffle(other)
    kept = np.sort(np.concatenate([wanted[:_MOST_TELLING], other[:_MOST_OTHERS]])).astype(np.int64)
    return kept, np.where(np.isin(index, kept), np.searchsorted(kept, index), -1).astype(np.int64)


def encode_texts(tokenizer: NanoTokenizer, texts: list[str]) -> Tensor:
    """Pieces of several texts, padded to the longest: int64 (B, words, pieces)."""
    encoded = [tokenizer.encode(text) for text in texts]
    pieces = np.zeros((len(texts), max(len(item) for item in encoded), tokenizer.max_pieces), np.int64)
    for row, item in enumerate(encoded):
        pieces[row, : len(item)] = item
    return torch.from_numpy(pieces)


def _requests_about(rng: np.random.Generator, trace: Trace, count: int) -> list[Request]:
    """Requests for what happens, mostly in both directions, and for look-alikes and other things."""
    present = list(dict.fromkeys(item for item in trace.conditions if item not in trace.unasked))
    rng.shuffle(present)
    chosen = [item for item in present[: count // 2] for _ in range(2)][: count - 3]
    while len(chosen) < count:
        draw = rng.random()
        if len(chosen) == count - 1 and (alike := _LOOK_ALIKES & {item.family for item in present}):
            condition = Condition(min(_LOOK_ALIKES - alike or alike))
        elif draw < 0.15:
            condition = Condition(Family.MOTION)
        elif draw < 0.45 and trace.world == "desktop":
            condition = Condition(Family.DIALOG, "", str(rng.choice(["dialog", "toast"])))
        elif draw < 0.5 and trace.world == "desktop":
            condition = Condition(Family.PROGRESS)
        elif draw < 0.6 and any(item.family is Family.OBJECT for item in present):
            condition = Condition(Family.OBJECT, *draw_pair(rng, trace.world, False))
        else:
            condition = draw_condition(rng, trace.world)
        if condition not in trace.unasked:
            chosen.append(condition)
    return [draw_request(rng, condition) for condition in chosen]


def _moments(rng: np.random.Generator, trace: Trace, about: list[Request], count: int) -> NDArray[np.int64]:
    """Seconds, rising: most of them around begins and ends of what is asked for, and around changes."""
    last = trace.seconds - 1
    edges = [edge for item in about for span in active_spans(trace, item) for edge in (span.start, span.end)]
    edges = [edge for edge in edges if 1 < edge < last]
    busy = np.flatnonzero(trace.overall[:, 8] > 0)
    times = []
    for _ in range(count):
        draw = rng.random()
        if draw < 0.5 and edges:
            time = float(rng.choice(edges)) + rng.choice([rng.uniform(-3, 6), rng.uniform(-12, 30)])
        elif draw < 0.8 and len(busy):
            time = float(rng.choice(busy)) + rng.integers(3)
        else:
            time = rng.uniform(1, last)
        times.append(int(np.clip(round(time), 1, last)))
    return np.sort(np.array(times))


def read_frames(vectors: Tensor, index: Tensor, status: Tensor) -> tuple[Tensor, Tensor]:
    """Remembered changes of frames, float (F, K, change_size + PLACE + STATUS), and which are present (F, K).

    vectors: float (N, change_size + PLACE), of all changes; index: int64 (F, K), -1 for none.
    """
    present = index >= 0
    if not len(vectors):
        vectors = vectors.new_zeros(1, vectors.shape[1])
    rows = vectors[index.clamp(min=0)] * present.unsqueeze(-1)
    return torch.cat([rows, status], -1), present


def edge_head(config: NanoConfig) -> nn.Linear:
    """Says of a change's vector what it shows, see `edge_labels`; only training needs it."""
    return nn.Linear(config.change_size + PLACE, 2 * len(SHOWN))


def frame_loss(network: NanoNetwork, head: nn.Linear, batch: FrameBatch) -> Tensor:
    """Per-frame loss, which change tells it, what changes show, and the edge and kind of each request."""
    vectors = torch.cat([network.changes(batch.pictures), batch.places], 1)
    every = functional.binary_cross_entropy_with_logits(head(vectors), batch.edges, reduction="none")
    showing = (every * batch.edges).sum() / batch.edges.sum().clamp(min=1) + every.mean() * _RARE
    requests = network.text(batch.pieces)
    changes, present = read_frames(vectors, batch.index, batch.status)
    _, states, telling = network.reader(
        changes[batch.frame], present[batch.frame], batch.overall[batch.frame], requests[batch.request]
    )
    counted = batch.labels != IGNORE
    state = functional.binary_cross_entropy_with_logits(states[counted], batch.labels[counted])
    held = present[batch.frame] * counted.unsqueeze(1)
    each = functional.binary_cross_entropy_with_logits(telling, batch.telling, reduction="none") * held
    shares = [
        (part * each).sum() / (part * held).sum().clamp(min=1) for part in (batch.telling, 1 - batch.telling)
    ]
    known = batch.ends >= 0
    edge = functional.binary_cross_entropy_with_logits(
        network.edge(requests).squeeze(-1)[known], batch.ends[known]
    )
    loss: Tensor = state + 0.5 * shares[0] + shares[1] + 0.2 * edge + 0.3 * showing
    loss = loss + _LIKENESS * _unlikeness(requests, batch.meanings)
    if network.kinds is not None:
        loss = loss + 0.2 * functional.cross_entropy(network.kinds(requests), batch.kinds)
    return loss
