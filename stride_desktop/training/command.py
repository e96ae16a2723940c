"""`stride-desktop train`: trains the compact model and writes a checkpoint folder."""

from __future__ import annotations

import argparse
import signal
import sys
from pathlib import Path
from types import FrameType

from stride_desktop.core.errors import Cancelled, StrideError
from stride_desktop.training.trainer import TrainProgress, TrainSettings, train


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's options to a parser."""
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder of the checkpoint")
    parser.add_argument(
        "--minutes", type=float, default=60.0, metavar="M", help="time to train (default: 60)"
    )
    parser.add_argument("--seed", type=int, default=0, metavar="S", help="of weights and data (default: 0)")


def run(args: argparse.Namespace) -> int:
    """Train, printing progress to stderr; Ctrl+C saves the state, and the same command goes on from it."""
    if args.minutes <= 0:
        raise StrideError(
            "The training time must be more than zero minutes.", "Give --minutes a larger number."
        )
    stopped = False

    def stop(_signal: int, _frame: FrameType | None) -> None:
        nonlocal stopped
        stopped = True

    before = signal.signal(signal.SIGINT, stop)
    try:
        folder = train(args.out, TrainSettings(args.minutes, seed=args.seed), _Printer(), lambda: stopped)
    except OSError as error:
        raise StrideError(
            f"The folder {args.out} cannot be written to.", "Choose another one.", str(error)
        ) from error
    except Cancelled:
        _say(f"\nStopped. The same command goes on from the state saved in {args.out}.")
        return 130
    finally:
        signal.signal(signal.SIGINT, before)
    _say(f"\nThe checkpoint is in {folder}.")
    return 0


class _Printer:
    """Prints the mean loss of every hundred steps."""

    def __init__(self) -> None:
        self._losses: list[float] = []

    def __call__(self, progress: TrainProgress) -> None:
        self._losses.append(progress.loss)
        if progress.step % 100 == 0:
            mean = sum(self._losses) / len(self._losses)
            self._losses = []
            _say(f"{progress.share:6.1%}  {progress.stage} step {progress.step}  loss {mean:.4f}")


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")
    sys.stderr.flush()
