"""`stride-desktop train`: trains the compact model and writes a checkpoint folder."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from stride_desktop.cli.signals import interruptible
from stride_desktop.core.errors import Cancelled, StrideError
from stride_desktop.training.recorded_traces import trace_recordings
from stride_desktop.training.trainer import train
from stride_desktop.training.training_run import TrainProgress, TrainSettings, starting_network


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's options to a parser."""
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder of the checkpoint")
    parser.add_argument(
        "--minutes", type=float, default=60.0, metavar="M", help="time to train (default: 60)"
    )
    parser.add_argument(
        "--streams", type=int, default=700, metavar="N",
        help="learn from N streams, which are drawn first: widgets, pages, programs, cameras, drawings "
        "(default: 700)",
    )  # fmt: skip
    parser.add_argument(
        "--pictures", type=Path, metavar="DIR", help="photographs and wallpapers for the streams"
    )
    parser.add_argument(
        "--recordings", type=Path, metavar="DIR", help="learn from the recordings of a folder too"
    )
    parser.add_argument(
        "--from", dest="start", type=Path, metavar="CHECKPOINT",
        help="begin with the weights of this checkpoint folder (default: with random ones)",
    )  # fmt: skip
    parser.add_argument("--seed", type=int, default=0, metavar="S", help="of weights and data (default: 0)")


def run(args: argparse.Namespace) -> int:
    """Train, printing progress to stderr; Ctrl+C saves the state, and the same command goes on from it."""
    if args.minutes <= 0:
        raise StrideError(
            "The training time must be more than zero minutes.", "Give --minutes a larger number."
        )
    if args.streams <= 0:
        raise StrideError("Training needs at least one stream.", "Give --streams a larger number.")
    try:
        with interruptible() as interrupted:
            drawn, held_out = args.out / "streams", args.out / "held-out"
            settings = TrainSettings(drawn, held_out, args.start, args.minutes, seed=args.seed)
            if args.start is not None:
                starting_network(args.start, settings.config)  # before streams are drawn, which takes long
            if args.recordings is not None:
                _trace(args.recordings, drawn, interrupted.is_set)
            _draw(args, (drawn, held_out), interrupted.is_set)
            folder = train(args.out, settings, _Printer(), interrupted.is_set)
    except OSError as error:
        raise StrideError(
            f"The folder {args.out} cannot be written to.", "Choose another one.", str(error)
        ) from error
    except Cancelled:
        _print(f"\nStopped. The same command goes on from the state saved in {args.out}.")
        return 130
    _print(f"\nThe checkpoint is in {folder}.")
    return 0


def _draw(args: argparse.Namespace, folders: tuple[Path, Path], cancelled: Callable[[], bool]) -> None:
    """Draw the streams that are not there yet, to learn from and for the curve. Raises Cancelled."""
    from stride_desktop.training.screen_recording import trace_many  # here: only this needs Qt

    for folder, count in zip(folders, (args.streams, args.streams // 40 + 1), strict=True):
        seeds = range(args.seed * count, (args.seed + 1) * count)
        for number, _ in enumerate(trace_many(folder, args.pictures, seeds, folder is folders[1]), 1):
            if cancelled():
                raise Cancelled
            if number % 20 == 0:
                _print(f"{number} of {count} streams drawn")


def _trace(recordings: Path, folder: Path, cancelled: Callable[[], bool]) -> None:
    """Trace the recordings that are not there yet. Raises Cancelled, and StrideError when there are none."""
    for number, _ in enumerate(trace_recordings(folder, recordings), 1):
        if cancelled():
            raise Cancelled
        if number % 20 == 0:
            _print(f"{number} recordings traced")


class _Printer:
    """Prints the mean loss of every hundred steps."""

    def __init__(self) -> None:
        self._losses: list[float] = []

    def __call__(self, progress: TrainProgress) -> None:
        self._losses.append(progress.loss)
        if progress.step % 100 == 0:
            mean = sum(self._losses) / len(self._losses)
            self._losses = []
            _print(f"{progress.share:6.1%}  {progress.stage} step {progress.step}  loss {mean:.4f}")


def _print(text: str) -> None:
    sys.stderr.write(text + "\n")
    sys.stderr.flush()
