"""`stride-desktop demo`: the window on the bundled clip."""

from __future__ import annotations

import argparse
from pathlib import Path

from stride_desktop.cli import model_choice


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's options to a parser."""
    parser.add_argument(
        "--headless",
        action="store_true",
        help="render offscreen, write a screenshot and a report, and exit",
    )
    model_choice.add_arguments(parser)
    parser.add_argument("--out", type=Path, metavar="DIR", help="folder for them (default: demo-out)")


def run(args: argparse.Namespace) -> int:
    """Show or render the demo."""
    from stride_desktop.cli.demo import run_demo

    return run_demo(args.headless, args.out, model_choice.chosen(args))
