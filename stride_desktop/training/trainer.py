"""Trains stride-nano from nothing: frames first, then slots. Resumes where it was interrupted."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from stride_desktop.activation.nano import NanoConfig, load_nano, save_nano
from stride_desktop.activation.nano.network import NanoNetwork
from stride_desktop.activation.nano.tokenizer import NanoTokenizer
from stride_desktop.core.errors import Cancelled, CheckpointError
from stride_desktop.training.frame_stage import draw_drawing, draw_frame_batch, frame_loss
from stride_desktop.training.growing import grow
from stride_desktop.training.kinds import KINDS
from stride_desktop.training.knowing import held_out_kinds, kind_temperature
from stride_desktop.training.recordings import recorded
from stride_desktop.training.slot_stage import (
    Watched,
    draw_long_drawing,
    draw_slot_batch,
    slot_loss,
    watch_stream,
)

STATE = "training.pt"
FRAMES, SLOTS = "frames", "slots"
_GROWN = ("frames.detail.", "reader.change.", "kinds.")
"""Parts that the weights of a smaller checkpoint do not have."""


WIDE = NanoConfig(image_height=288, image_width=480, detail_channels=64, memory_seconds=24.0, kinds=KINDS)
"""Sizes of a model that looks at recorded streams, whose pictures are of this size."""


@dataclass(frozen=True, slots=True)
class TrainSettings:
    """How long and how to train.

    minutes: time for training as a whole, not counting interruptions. frame_share: part of it for
    the frame stage. seed: of weights and data. config: sizes of the model. start: a checkpoint whose
    weights are the first ones. recordings: folder of recorded streams to learn from, instead of drawing.
    frame_rate, slot_rate: peak learning rates of the two stages. streams: per frame batch, frames of each;
    kept_share: of the rate, for weights that come from `start`; windows: per slot batch. pool_size: most
    streams whose features are kept in the slot stage; steps_per_stream: slot steps between two new streams.
    save_seconds: between two saved states.
    """

    minutes: float = 60.0
    frame_share: float = 0.6
    seed: int = 0
    config: NanoConfig = field(default_factory=NanoConfig)
    start: Path | None = None
    recordings: Path | None = None
    frame_rate: float = 2e-3
    kept_share: float = 0.4
    slot_rate: float = 1.5e-3
    streams: int = 12
    frames: int = 3
    windows: int = 64
    first_streams: int = 100
    pool_size: int = 1200
    steps_per_stream: int = 6
    save_seconds: float = 60.0


@dataclass(frozen=True, slots=True)
class TrainProgress:
    """Where training is: stage "frames" or "slots", steps of that stage, overall share 0–1, loss."""

    stage: str
    step: int
    share: float
    loss: float


@dataclass(slots=True)
class _Run:
    """A training run between two saves."""

    folder: Path
    settings: TrainSettings
    network: NanoNetwork
    rng: np.random.Generator
    stage: str = FRAMES
    step: int = 0
    spent: float = 0.0  # seconds of the current stage
    saved: float = 0.0

    @property
    def limit(self) -> float:
        """Seconds of the current stage."""
        share = self.settings.frame_share if self.stage == FRAMES else 1 - self.settings.frame_share
        return self.settings.minutes * 60 * share

    @property
    def share(self) -> float:
        """Overall share done, 0–1."""
        done = min(self.spent / max(self.limit, 1e-9), 1.0)
        first = self.settings.frame_share
        return first * done if self.stage == FRAMES else first + (1 - first) * done


def train(
    out: Path,
    settings: TrainSettings | None = None,
    progress: Callable[[TrainProgress], None] = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Path:
    """Train and write a checkpoint folder that `load_checkpoint` reads; returns it.

    out: the folder; a training state found in it is continued with `settings`. progress: called
    after every step. Raises Cancelled, after saving the state, and CheckpointError when the state
    in the folder cannot be continued.
    """
    run = _begin(Path(out), settings or TrainSettings())
    tokenizer = tokenizer_for(run.settings.config)
    try:
        if run.stage == FRAMES:
            _train_frames(run, tokenizer, progress, cancelled)
            run.stage, run.step, run.spent = SLOTS, 0, 0.0
            _save_state(run)
        _train_slots(run, tokenizer, progress, cancelled)
    except Cancelled:
        _save_state(run)
        raise
    save_nano(run.folder, _calibrated(run, tokenizer), tokenizer, run.network)
    (run.folder / STATE).unlink(missing_ok=True)
    return run.folder


def _calibrated(run: _Run, tokenizer: NanoTokenizer) -> NanoConfig:
    """The configuration, with a probability of being known that fits wordings training has not seen."""
    config = run.settings.config
    if not config.kinds:
        return config
    logits, kinds = held_out_kinds(run.network.eval(), tokenizer, run.rng)
    return replace(config, kind_temperature=kind_temperature(logits, kinds))


def tokenizer_for(config: NanoConfig) -> NanoTokenizer:
    """The tokenizer that fits a configuration."""
    return NanoTokenizer(config.buckets, config.max_words, config.max_pieces)


def _begin(folder: Path, settings: TrainSettings) -> _Run:
    """A new run, or the one whose state lies in the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(settings.seed)
    run = _Run(folder, settings, NanoNetwork(settings.config), np.random.default_rng(settings.seed))
    if settings.start is not None:
        grow(load_nano(settings.start).network, run.network)
    path = folder / STATE
    if not path.exists():
        return run
    try:
        state: dict[str, Any] = torch.load(path, weights_only=True)
        run.network.load_state_dict(state["network"])
        run.stage, run.step, run.spent = state["stage"], int(state["step"]), float(state["spent"])
    except Exception as error:  # torch raises whatever it likes for files it cannot read
        raise CheckpointError(
            f"The training state {path} cannot be continued.",
            "Delete it, or train into another folder.",
            f"{type(error).__name__}: {error}",
        ) from error
    # Data already seen is not drawn again.
    run.rng = np.random.default_rng((settings.seed, run.step, int(run.stage == SLOTS)))
    return run


def _save_state(run: _Run) -> None:
    """Write the state so that a crash at any moment leaves a whole file."""
    state = {"network": run.network.state_dict(), "stage": run.stage, "step": run.step, "spent": run.spent}
    temporary = run.folder / (STATE + ".new")
    torch.save(state, temporary)
    temporary.replace(run.folder / STATE)
    run.saved = run.spent


def _step(
    run: _Run,
    optimizer: torch.optim.Optimizer,
    rate: float,
    compute: Callable[[], torch.Tensor],
    progress: Callable[[TrainProgress], None],
    cancelled: Callable[[], bool],
) -> None:
    """One optimizer step on a cosine schedule over the stage's time."""
    if cancelled():
        raise Cancelled
    began = time.monotonic()
    done = min(run.spent / run.limit, 1.0)
    warm = min(1.0, (run.step + 1) / 100)
    for group in optimizer.param_groups:
        group["lr"] = (
            rate * group.get("share", 1.0) * warm * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * done)))
        )
    loss = compute()
    optimizer.zero_grad(set_to_none=True)
    loss.backward()  # type: ignore[no-untyped-call]
    nn.utils.clip_grad_norm_([p for group in optimizer.param_groups for p in group["params"]], 1.0)
    optimizer.step()
    run.step += 1
    run.spent += time.monotonic() - began
    progress(TrainProgress(run.stage, run.step, run.share, loss.item()))
    if run.spent - run.saved > run.settings.save_seconds:
        _save_state(run)


def _train_frames(
    run: _Run,
    tokenizer: NanoTokenizer,
    progress: Callable[[TrainProgress], None],
    cancelled: Callable[[], bool],
) -> None:
    """Stage one: everything but the slot transformer."""
    settings, network = run.settings, run.network
    learned = [item for item in network.named_parameters() if not item[0].startswith("slots.")]
    kept = [parameter for name, parameter in learned if not name.startswith(_GROWN)]
    grown = [parameter for name, parameter in learned if name.startswith(_GROWN)]
    share = settings.kept_share if settings.start else 1.0
    groups: list[dict[str, Any]] = [{"params": grown}, {"params": kept, "share": share}]
    optimizer = torch.optim.AdamW(
        [item for item in groups if item["params"]], settings.frame_rate, weight_decay=0.01
    )
    network.train()
    if settings.start is not None:
        _keep_coarse(network)
    source = recorded(settings.recordings) if settings.recordings else draw_drawing

    def compute() -> torch.Tensor:
        batch = draw_frame_batch(
            run.rng, tokenizer, settings.config, settings.streams, settings.frames, source=source
        )
        return frame_loss(network, batch, settings.config)

    while run.spent < run.limit:
        _step(run, optimizer, settings.frame_rate, compute, progress, cancelled)


def _keep_coarse(network: NanoNetwork) -> None:
    """What a smaller checkpoint sees of a picture stays as it is: only detail is learned beside it."""
    for name, part in network.frames.named_children():
        if name != "detail":
            part.eval().requires_grad_(False)


def _train_slots(
    run: _Run,
    tokenizer: NanoTokenizer,
    progress: Callable[[TrainProgress], None],
    cancelled: Callable[[], bool],
) -> None:
    """Stage two: the slot transformer, on features of streams that are encoded once."""
    settings, network = run.settings, run.network
    network.eval()
    optimizer = torch.optim.AdamW(network.slots.parameters(), settings.slot_rate, weight_decay=0.01)
    pool: list[list[Watched]] = []
    source = recorded(settings.recordings) if settings.recordings else draw_long_drawing

    def add_stream() -> None:
        with torch.no_grad():
            pool.append(watch_stream(run.rng, network, tokenizer, settings.config, source))
        del pool[: -settings.pool_size]

    def compute() -> torch.Tensor:
        if len(pool) < settings.first_streams or run.step % settings.steps_per_stream == 0:
            add_stream()
        batch = draw_slot_batch(
            run.rng, [item for items in pool for item in items], settings.config, settings.windows
        )
        return slot_loss(network, batch)

    while run.spent < run.limit:
        _step(run, optimizer, settings.slot_rate, compute, progress, cancelled)
