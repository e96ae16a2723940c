"""Trains stride-nano from nothing: frames first, then slots. Resumes where it was interrupted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch

from stride_desktop.activation.nano import NanoConfig, save_nano
from stride_desktop.activation.nano.tokenizer import NanoTokenizer
from stride_desktop.core.errors import Cancelled
from stride_desktop.training.frame_stage import draw_drawing, draw_frame_batch, frame_loss
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
from stride_desktop.training.training_run import FRAMES, STATE, TrainingRun, TrainProgress, TrainSettings

_GROWN = ("frames.detail.", "reader.change.", "reader.around.", "reader.new_match", "kinds.")
"""Parts that the weights of a smaller checkpoint do not have."""


WIDE = NanoConfig(
    image_height=288, image_width=480, detail_channels=64, memory_seconds=24.0, context_layers=2, kinds=KINDS
)
"""Sizes of a model that looks at recorded streams, whose pictures are of this size."""


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
    run = TrainingRun.begin(Path(out), settings or TrainSettings(), progress, cancelled)
    tokenizer = tokenizer_for(run.settings.config)
    try:
        if run.stage == FRAMES:
            _train_frames(run, tokenizer)
            run.next_stage()
        _train_slots(run, tokenizer)
    except Cancelled:
        run.save()
        raise
    save_nano(run.folder, _calibrated(run, tokenizer), tokenizer, run.network)
    (run.folder / STATE).unlink(missing_ok=True)
    return run.folder


def _calibrated(run: TrainingRun, tokenizer: NanoTokenizer) -> NanoConfig:
    """The configuration, with a probability of being known that fits wordings training has not seen."""
    config = run.settings.config
    if not config.kinds:
        return config
    logits, kinds = held_out_kinds(run.network.eval(), tokenizer, run.rng)
    return replace(config, kind_temperature=kind_temperature(logits, kinds))


def tokenizer_for(config: NanoConfig) -> NanoTokenizer:
    """The tokenizer that fits a configuration."""
    return NanoTokenizer(config.buckets, config.max_words, config.max_pieces)


def _train_frames(run: TrainingRun, tokenizer: NanoTokenizer) -> None:
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
    source = recorded(settings.recordings) if settings.recordings else draw_drawing

    def compute() -> torch.Tensor:
        batch = draw_frame_batch(
            run.rng, tokenizer, settings.config, settings.streams, settings.frames, source=source
        )
        network.train()  # a look at held-out streams ends in evaluation mode
        return frame_loss(network, batch, settings.config)

    run.optimize(optimizer, settings.frame_rate, compute)


def _train_slots(run: TrainingRun, tokenizer: NanoTokenizer) -> None:
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

    run.optimize(optimizer, settings.slot_rate, compute)
