"""Which activation model watches, and how it computes: arguments of commands."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from stride_desktop.activation.base import ActivationModel
from stride_desktop.core.errors import CheckpointError, StrideError
from stride_desktop.resources import resource


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments to a parser."""
    parser.add_argument(
        "--model", metavar="PATH_OR_ID", help="checkpoint folder or hub id (default: built in)"
    )
    parser.add_argument("--device", default="auto", help="auto, cpu, cuda, cuda:1, mps (default: auto)")
    parser.add_argument("--dtype", default="auto", help="auto, float32, bfloat16, float16 (default: auto)")
    parser.add_argument(
        "--compile",
        choices=("auto", "yes", "no"),
        default="auto",
        help="have torch compile the model, which then decides sooner but starts later "
        "(default: auto, on an NVIDIA card only)",
    )


def load_model(args: argparse.Namespace, cancelled: Callable[[], bool]) -> ActivationModel:
    """The checkpoint to watch with, the built-in one when none is named.

    Raises CheckpointError, SettingsError, Cancelled.
    """
    from stride_desktop.activation.checkpoint import load_checkpoint

    path_or_id = args.model
    if path_or_id is None:
        try:
            path_or_id = resource("models", "stride-nano")
        except StrideError as error:
            raise CheckpointError(error.what, error.remedy, error.detail) from error
    return load_checkpoint(
        path_or_id,
        device=None if args.device == "auto" else args.device,
        dtype=None if args.dtype == "auto" else args.dtype,
        compiled=None if args.compile == "auto" else args.compile == "yes",
        cancelled=cancelled,
    )
