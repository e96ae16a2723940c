"""`stride-desktop bench`: measures the program on this machine."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stride_desktop.cli import model_choice
from stride_desktop.core.errors import StrideError
from stride_desktop.core.setting import unless_auto

INTERRUPTED = 130

if TYPE_CHECKING:
    from stride_desktop.activation.base import ActivationModel

SUBJECTS = ("engine", "capture", "timeline")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's options to a parser."""
    parser.add_argument(
        "subject", nargs="?", choices=SUBJECTS, default="engine", help="what is measured (default: engine)"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the JSON object to a file")
    engine = parser.add_argument_group("engine")
    which = engine.add_mutually_exclusive_group()
    which.add_argument("--shape", choices=("40m", "2b", "4b"), help="random weights of this size instead")
    engine.add_argument(
        "--window", type=_windows, default=(8, 16, 64, 128, 256), metavar="FRAMES,…", help="frame windows"
    )
    engine.add_argument(
        "--frame-size", type=_size, default=(224, 320), metavar="HxW", help="pixels (default: 224x320)"
    )
    model_choice.add_arguments(engine, which)
    engine.add_argument(
        "--threads", type=int, default=0, help="processor threads (default: one core less, as in the window)"
    )
    engine.add_argument("--ticks", type=int, default=0, help="ticks per window (default: three slides)")
    capture = parser.add_argument_group("capture")
    capture.add_argument(
        "--size",
        type=_size,
        default=(1080, 1920),
        metavar="HxW",
        help="pixels (default: 1080x1920)",
    )
    capture.add_argument("--frames", type=int, default=30, help="frames (default: 30)")
    timeline = parser.add_argument_group("timeline")
    timeline.add_argument("--hours", type=float, default=24.0, help="length of the session (default: 24)")
    timeline.add_argument("--spans", type=int, default=2000, help="spans in every lane (default: 2000)")
    timeline.add_argument("--lanes", type=int, default=3, help="lanes above one another (default: 3)")


def run(args: argparse.Namespace) -> int:
    """Measure, and print the figures; returns the exit status. Raises StrideError."""
    try:
        report, words = {"engine": _engine, "capture": _capture, "timeline": _timeline}[args.subject](args)
    except KeyboardInterrupt:
        sys.stderr.write("stopped\n")
        return INTERRUPTED
    if args.out is not None:
        _write(args.out, report)
    sys.stdout.write(f"{json.dumps(report) if args.json else words}\n")
    return 0


def _engine(args: argparse.Namespace) -> tuple[dict[str, Any], str]:
    """The engine's report, and as a table. Needs no Qt."""
    _tell("Starting the model runtime")
    import torch

    from stride_desktop.bench.engine import EnginePlan, measure
    from stride_desktop.bench.report import describe, table

    torch.set_num_threads(args.threads if args.threads > 0 else max(1, (os.cpu_count() or 1) - 1))
    plan = EnginePlan(args.window, args.frame_size[0], args.frame_size[1], args.ticks)
    model = _model(args)
    report = describe(model, plan, measure(model, plan, _tell))
    return report, table(report)


def _model(args: argparse.Namespace) -> ActivationModel:
    """The model to measure. Raises CheckpointError, SettingsError."""
    chosen = model_choice.chosen(args)
    if args.shape is None:
        return model_choice.load_model(chosen)
    from stride_desktop.bench.shapes import random_model
    from stride_desktop.checkpoints.device import is_compiled

    model = random_model(args.shape, unless_auto(chosen.device), unless_auto(chosen.dtype))
    if is_compiled(chosen.to_compile, model.compute.device):
        _tell("Compiling the model")
        model.compile()
    return model


def _capture(args: argparse.Namespace) -> tuple[dict[str, Any], str]:
    """The costs of captured frames, and as a table. Raises StrideError."""
    from stride_desktop.bench.capture import measure

    height, width = args.size
    if args.frames < 2:
        raise StrideError("There is nothing to measure with these numbers.", "At least two frames.")
    figures = measure(width, height, args.frames, _tell)
    return figures.to_json(), figures.table()


def _timeline(args: argparse.Namespace) -> tuple[dict[str, Any], str]:
    from PySide6.QtWidgets import QApplication

    from stride_desktop.app.main import make_application
    from stride_desktop.app.system.display import check_display
    from stride_desktop.bench.generated import LEAST_SPACING, Size
    from stride_desktop.bench.timeline import measure

    size = Size(round(args.hours * 3600), args.spans, args.lanes)
    if size.spans < 1 or size.lanes < 1 or size.seconds / size.spans < LEAST_SPACING:
        raise StrideError(
            "There is nothing to measure with these numbers.",
            f"At least one span and one lane, and {LEAST_SPACING:g} seconds for every span.",
        )
    try:
        check_display()
    except StrideError:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    application = QApplication.instance() or make_application([])
    figures = measure(size, _tell)
    del application  # it had to live until here
    return figures.to_json(), figures.table()


def _tell(words: str) -> None:
    sys.stderr.write(f"{words}…\n")


def _windows(text: str) -> tuple[int, ...]:
    windows = tuple(int(part) for part in text.split(","))
    if any(frames < 4 or frames % 2 for frames in windows):
        raise argparse.ArgumentTypeError("a window has an even number of frames, 4 or more")
    return windows


def _size(text: str) -> tuple[int, int]:
    height, _, width = text.partition("x")
    size = int(height), int(width)
    if min(size) < 32:
        raise argparse.ArgumentTypeError("frames are at least 32 pixels high and wide")
    return size


def _write(path: Path, report: Mapping[str, Any]) -> None:
    try:
        path.write_text(json.dumps(report, indent=2) + "\n", "utf-8")
    except OSError as error:
        raise StrideError(
            f"The figures could not be written to {path}.", "Choose another folder.", str(error)
        ) from error
