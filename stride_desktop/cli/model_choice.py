"""The flags that choose the activation model and its device, the same for every command."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from stride_desktop.activation.base import ActivationModel
from stride_desktop.checkpoints.hub_config import Hub, HubConfig
from stride_desktop.core.settings import ModelSettings
from stride_desktop.core.terminal import steering
from stride_desktop.pipeline import model_loading

BUILT_IN = "built-in"
"""Value of --model for the built-in model, to override a saved setting."""


def add_arguments(parser: Any, which: Any = None, default: str = "the built-in one") -> None:  # noqa: ANN401
    """Add the flags to a parser or a group; `which`: a group for --model alone. default: of --model."""
    (which or parser).add_argument(
        "--model", metavar="PATH_OR_ID", help=f"checkpoint folder or hub id (default: {default})"
    )
    parser.add_argument("--device", help="auto, cpu, cuda, cuda:1, mps (default: auto)")
    parser.add_argument("--dtype", help="auto, float32, bfloat16, float16 (default: auto)")
    parser.add_argument(
        "--compile",
        choices=("auto", "yes", "no"),
        help="have torch compile the model, which then decides sooner but starts later "
        "(default: auto, on an NVIDIA card only)",
    )


def chosen(args: argparse.Namespace, saved: ModelSettings | None = None) -> ModelSettings:
    """The settings with the flags that were given."""
    saved = saved or ModelSettings()
    return replace(
        saved,
        checkpoint=saved.checkpoint if args.model is None else "" if args.model == BUILT_IN else args.model,
        device=args.device or saved.device,
        dtype=args.dtype or saved.dtype,
        compiled=args.compile or saved.compiled,
    )


def load_model(
    settings: ModelSettings, hub: HubConfig | None = None, cancelled: Callable[[], bool] = bool
) -> ActivationModel:
    """Load the model; on a terminal, show the progress. hub: where models lie, None for the defaults.

    Raises CheckpointError, SettingsError, Cancelled.
    """
    return model_loading.load_model(settings, Hub(hub), cancelled, _show if sys.stderr.isatty() else None)


def _show(text: str, fraction: float | None) -> None:
    share = "" if fraction is None else f" {fraction:.0%}"
    end = "\n" if fraction is None or fraction >= 1.0 else ""
    steering(sys.stderr).write(f"\r\x1b[K{text}{share}{end}")
    sys.stderr.flush()
