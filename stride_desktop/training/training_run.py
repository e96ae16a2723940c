"""One training run: its settings, its state on disk, its steps and its curve."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from stride_desktop.activation.nano import NanoConfig, load_nano
from stride_desktop.activation.nano.network import NanoNetwork
from stride_desktop.activation.nano.tokenizer import NanoTokenizer
from stride_desktop.core.errors import Cancelled, CheckpointError
from stride_desktop.training.frame_scores import frame_auc
from stride_desktop.training.frame_stage import edge_head
from stride_desktop.training.kinds import KINDS
from stride_desktop.training.trace_pool import TracePool

STATE = "training.pt"
CURVE = "curve.jsonl"
FRAMES, SLOTS = "frames", "slots"
WARM_STEPS = 100


@dataclass(frozen=True, slots=True)
class TrainSettings:
    """How long and how to train.

    traces: folder of the traces to learn from; held_out: of those that are only looked at, every
    `look_seconds`, for the curve. start: checkpoint folder whose weights training begins with; None: random
    ones. minutes: time for training as a whole, not counting interruptions.
    frame_share: part of it for the frame stage. seed: of weights and data. config: sizes of the model.
    frame_rate, slot_rate: peak learning rates of the two stages. streams, frames: per frame batch; windows:
    per slot batch. pool_size: most streams whose features are kept in the slot stage; steps_per_stream:
    slot steps between two new streams. save_seconds: between two saved states.
    """

    traces: Path
    held_out: Path | None = None
    start: Path | None = None
    minutes: float = 60.0
    frame_share: float = 0.75
    seed: int = 0
    config: NanoConfig = field(default_factory=lambda: NanoConfig(kinds=KINDS))
    frame_rate: float = 2e-3
    slot_rate: float = 1.5e-3
    streams: int = 10
    frames: int = 12
    windows: int = 64
    first_streams: int = 100
    pool_size: int = 800
    steps_per_stream: int = 6
    save_seconds: float = 60.0
    look_seconds: float = 480.0


def starting_network(folder: Path, config: NanoConfig) -> NanoNetwork:
    """The network of a checkpoint that training can begin with. Raises CheckpointError."""
    model = load_nano(folder)
    if model.config.uncalibrated() != config.uncalibrated():
        raise CheckpointError(
            f"Training cannot begin with the checkpoint in {folder}: its sizes or kinds of request differ.",
            "Choose a stride-nano of this version, or train from nothing.",
        )
    return model.network


@dataclass(frozen=True, slots=True)
class TrainProgress:
    """Where training is: stage "frames" or "slots", steps of that stage, overall share 0–1, loss."""

    stage: str
    step: int
    share: float
    loss: float


@dataclass(slots=True)
class TrainingRun:
    """A training run between two saves.

    progress: called after every step; cancelled: asked before every step.
    """

    folder: Path
    settings: TrainSettings
    network: NanoNetwork
    head: nn.Linear
    rng: np.random.Generator
    progress: Callable[[TrainProgress], None]
    cancelled: Callable[[], bool]
    stage: str = FRAMES
    step: int = 0
    spent: float = 0.0  # seconds of the current stage
    saved: float = 0.0
    looked: float = 0.0
    losses: list[float] = field(default_factory=list)  # since the latest point of the curve
    moments: dict[str, Any] | None = None  # of the optimizer, when the run goes on
    optimizer: torch.optim.Optimizer | None = None

    @property
    def tokenizer(self) -> NanoTokenizer:
        """The tokenizer that fits the configuration."""
        config = self.settings.config
        return NanoTokenizer(config.buckets, config.max_words, config.max_pieces)

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

    @classmethod
    def begin(
        cls,
        folder: Path,
        settings: TrainSettings,
        progress: Callable[[TrainProgress], None],
        cancelled: Callable[[], bool],
    ) -> TrainingRun:
        """A new run, or the one whose state lies in the folder, which comes before `settings.start`.

        Raises CheckpointError.
        """
        folder.mkdir(parents=True, exist_ok=True)
        torch.manual_seed(settings.seed)
        rng = np.random.default_rng(settings.seed)
        network, head = NanoNetwork(settings.config), edge_head(settings.config)
        run = cls(folder, settings, network, head, rng, progress, cancelled)
        if (folder / STATE).exists():
            run._go_on()
        elif settings.start is not None:
            network.load_state_dict(starting_network(settings.start, settings.config).state_dict())
        return run

    def _go_on(self) -> None:
        path = self.folder / STATE
        try:
            state: dict[str, Any] = torch.load(path, weights_only=True)
            self.network.load_state_dict(state["network"])
            self.head.load_state_dict(state["head"])
            self.stage, self.step, self.spent = state["stage"], int(state["step"]), float(state["spent"])
            self.moments, self.looked, self.saved = state["moments"], self.spent, self.spent
        except Exception as error:  # torch raises whatever it likes for files it cannot read
            raise CheckpointError(
                f"The training state {path} cannot be continued.",
                "Delete it, or train into another folder.",
                f"{type(error).__name__}: {error}",
            ) from error
        # Data already seen is not drawn again.
        self.rng = np.random.default_rng((self.settings.seed, self.step, int(self.stage == SLOTS)))

    def next_stage(self) -> None:
        """Go from frames to slots."""
        self.stage, self.step, self.spent, self.looked = SLOTS, 0, 0.0, 0.0
        self.moments = self.optimizer = None
        self.save()

    def save(self) -> None:
        """Write the state so that a crash at any moment leaves a whole file."""
        state = {
            "network": self.network.state_dict(),
            "head": self.head.state_dict(),
            "stage": self.stage,
            "step": self.step,
            "spent": self.spent,
            "moments": self.optimizer.state_dict() if self.optimizer else None,
        }
        temporary = self.folder / (STATE + ".new")
        torch.save(state, temporary)
        temporary.replace(self.folder / STATE)
        self.saved = self.spent

    def optimize(
        self, optimizer: torch.optim.Optimizer, rate: float, compute: Callable[[], torch.Tensor]
    ) -> None:
        """Take steps until the stage's time is over. Raises Cancelled."""
        if self.moments is not None:
            optimizer.load_state_dict(self.moments)
        self.optimizer = optimizer
        while self.spent < self.limit:
            self._step(optimizer, rate, compute)

    def _step(
        self, optimizer: torch.optim.Optimizer, rate: float, compute: Callable[[], torch.Tensor]
    ) -> None:
        """One optimizer step on a cosine schedule over the stage's time."""
        if self.cancelled():
            raise Cancelled
        began = time.monotonic()
        done = min(self.spent / self.limit, 1.0)
        rate *= min(1.0, (self.step + 1) / WARM_STEPS) * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * done)))
        for group in optimizer.param_groups:
            group["lr"] = rate
        loss = compute()
        optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_([p for group in optimizer.param_groups for p in group["params"]], 1.0)
        optimizer.step()
        self.step += 1
        self.spent += time.monotonic() - began
        self.losses.append(loss.item())
        self.progress(TrainProgress(self.stage, self.step, self.share, self.losses[-1]))
        if self.spent - self.saved > self.settings.save_seconds:
            self.save()
        if self.spent - self.looked > self.settings.look_seconds:
            self._look()

    def _look(self) -> None:
        """Add a point to the curve: the mean loss since the point before, and held-out figures."""
        point: dict[str, Any] = {
            "stage": self.stage,
            "step": self.step,
            "minutes": round(self.spent / 60, 1),
            "loss": round(sum(self.losses) / max(len(self.losses), 1), 4),
        }
        if self.settings.held_out is not None and self.stage == FRAMES:
            tokenizer = self.tokenizer
            traces = TracePool(self.settings.held_out).all()
            point["auc"] = frame_auc(self.network, tokenizer, traces)
        self.losses, self.looked = [], self.spent
        with (self.folder / CURVE).open("a", encoding="utf-8") as file:
            file.write(json.dumps(point) + "\n")
