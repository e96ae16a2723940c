"""Trains stride-nano, from nothing or a checkpoint: frames, then slots. Resumes where it was interrupted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import torch

from stride_desktop.activation.nano import NanoConfig, save_nano
from stride_desktop.activation.nano.tokenizer import NanoTokenizer
from stride_desktop.core.errors import Cancelled
from stride_desktop.training.frame_stage import draw_frame_batch, frame_loss
from stride_desktop.training.kind_biases import fit_kind_biases
from stride_desktop.training.knowing import fit_kinds
from stride_desktop.training.slot_stage import Watched, draw_slot_batch, slot_loss, watch_trace
from stride_desktop.training.trace_pool import TracePool
from stride_desktop.training.training_run import FRAMES, STATE, TrainingRun, TrainProgress, TrainSettings

_NEW_SHARE = 2 / 3
"""Share of the slot stage's streams that the frame stage has not seen."""


def train(
    out: Path,
    settings: TrainSettings,
    progress: Callable[[TrainProgress], None] = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Path:
    """Train and write a checkpoint folder that `load_checkpoint` reads; returns it.

    out: the folder; a training state found in it is continued with `settings`. progress: called
    after every step. Raises Cancelled, after saving the state, and CheckpointError when the state
    in the folder cannot be continued, or the checkpoint to begin with does not fit.
    """
    run = TrainingRun.begin(Path(out), settings, progress, cancelled)
    tokenizer = run.tokenizer
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
    """The configuration, with what was fitted on wordings and on traces that training has not seen."""
    config, held_out = run.settings.config, run.settings.held_out
    if not config.kinds:
        return config
    temperature = fit_kinds(run.network, tokenizer, run.rng)
    if held_out is None:
        return replace(config, kind_temperature=temperature)
    biases = fit_kind_biases(run.network, tokenizer, TracePool(held_out).all(), run.rng)
    return replace(config, kind_temperature=temperature, kind_biases=biases)


def _train_frames(run: TrainingRun, tokenizer: NanoTokenizer) -> None:
    """Stage one: everything but the slot transformer."""
    settings, network = run.settings, run.network
    learned = [item for name, item in network.named_parameters() if not name.startswith("slots.")]
    learned += run.head.parameters()
    optimizer = torch.optim.AdamW(learned, settings.frame_rate, weight_decay=0.02)
    pool, _ = TracePool.parts(settings.traces)

    def compute() -> torch.Tensor:
        traces = [pool.draw(run.rng) for _ in range(settings.streams)]
        batch = draw_frame_batch(run.rng, tokenizer, traces, settings.frames)
        network.train()  # a look at held-out streams ends in evaluation mode
        return frame_loss(network, run.head, batch)

    run.optimize(optimizer, settings.frame_rate, compute)


def _train_slots(run: TrainingRun, tokenizer: NanoTokenizer) -> None:
    """Stage two: the slot transformer, on features of streams that are encoded once.

    Two thirds of them are new to the frame stage: of what it has learned by heart it is surer than it is of
    what the model meets in use.
    """
    settings, network = run.settings, run.network
    network.eval()
    optimizer = torch.optim.AdamW(network.slots.parameters(), settings.slot_rate, weight_decay=0.01)
    pool: list[list[Watched]] = []
    learned, new = TracePool.parts(settings.traces)

    def add_stream() -> None:
        source = new if run.rng.random() < _NEW_SHARE else learned
        with torch.no_grad():
            pool.append(watch_trace(run.rng, network, tokenizer, source.draw(run.rng)))
        del pool[: -settings.pool_size]

    def compute() -> torch.Tensor:
        if len(pool) < settings.first_streams or run.step % settings.steps_per_stream == 0:
            add_stream()
        batch = draw_slot_batch(
            run.rng, [item for items in pool for item in items], settings.config, settings.windows
        )
        return slot_loss(network, batch)

    run.optimize(optimizer, settings.slot_rate, compute)
