"""`stride-desktop evaluate`: scores an activation model on held-out rendered streams."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path

from stride_desktop.cli import model_choice
from stride_desktop.core.detection import DetectorSettings
from stride_desktop.core.errors import StrideError
from stride_desktop.core.terminal import steering
from stride_desktop.training.card import keep_figures, without_nan
from stride_desktop.training.conditions import Family
from stride_desktop.training.evaluation import EvaluationSettings, evaluate
from stride_desktop.training.failures import write_failures
from stride_desktop.training.questions import read_questions
from stride_desktop.training.recorded_evaluation import RecordedSettings, evaluate_recordings
from stride_desktop.training.report import recordings_table, table
from stride_desktop.training.watching import LIVE


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's options to a parser."""
    model_choice.add_arguments(parser)
    parser.add_argument("--checkpoint", dest="model", help=argparse.SUPPRESS)  # its name in earlier versions
    parser.add_argument(
        "--streams", type=int, default=12, metavar="N", help="streams per family (default: 12)"
    )
    parser.add_argument(
        "--eventless", type=int, default=20, metavar="N", help="eventless streams (default: 20)"
    )
    parser.add_argument(
        "--screens", action="store_true", help="streams of real widgets instead of drawings: screens only"
    )
    parser.add_argument(
        "--pictures", type=Path, metavar="DIR", help="photographs and wallpapers for these screens"
    )
    parser.add_argument(
        "--recordings", type=Path, metavar="DIR", help="watch these recorded streams instead of drawing any"
    )
    recorded = parser.add_argument_group("with --recordings")
    recorded.add_argument(
        "--wordings", type=int, default=3, metavar="N", help="of each request for what happens (default: 3)"
    )
    recorded.add_argument(
        "--others", type=int, metavar="N", help="kinds to ask for that do not happen (default: all)"
    )
    recorded.add_argument("--failures", type=Path, metavar="FILE", help="write a page of what went wrong")
    parser.add_argument(
        "--no-baselines",
        action="store_true",
        help="leave out simpler ways to decide",
    )
    detector = parser.add_argument_group("how it is watched")
    detector.add_argument(
        "--unmasking-steps", type=int, default=LIVE.unmasking_steps, metavar="K", help="rounds (default: 8)"
    )
    detector.add_argument(
        "--max-frame-tokens",
        type=int,
        default=LIVE.max_frame_tokens,
        metavar="N",
        help="vision tokens of a group at most, for a model that has such (default: 256)",
    )
    parser.add_argument(
        "--into",
        type=Path,
        metavar="DIR",
        help="also put the figures into the card of this checkpoint",
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the report to a file")


def run(args: argparse.Namespace) -> int:
    """Evaluate, print a table to stdout and progress to stderr."""
    if args.streams < 1 or args.eventless < 0 or args.wordings < 1 or (args.others or 0) < 0:
        raise StrideError(
            "There is nothing to evaluate.",
            "Give --streams and --wordings at least 1, --eventless and --others at least 0.",
        )
    model = model_choice.load_model(model_choice.chosen(args))
    detector = replace(
        LIVE,
        unmasking_steps=args.unmasking_steps,
        max_frame_tokens=args.max_frame_tokens,
    )
    if args.recordings is not None:
        settings = RecordedSettings(args.wordings, args.others, not args.no_baselines, detector)
        watched = evaluate_recordings(model, args.recordings, settings, _print_progress)
        text, content = recordings_table(watched), watched.to_json()
        if args.failures is not None:
            write_failures(args.failures, watched.failures, args.recordings)
    else:
        report = evaluate(model, _settings(args, detector), _print_progress)
        text, content = table(report), report.to_json()
    sys.stdout.write(text + "\n")
    if args.into is not None:
        keep_figures(args.into, _name(args), content)
    if args.json is not None:
        try:
            args.json.write_text(json.dumps(without_nan(content), indent=2) + "\n", encoding="utf-8")
        except OSError as error:
            raise StrideError(
                f"The report {args.json} cannot be written.", "Choose another file.", str(error)
            ) from error
    return 0


def _name(args: argparse.Namespace) -> str:
    """The measured figures, by their names in the card."""
    if args.recordings is None:
        return "screens" if args.screens else "drawn"
    asked = {question.condition.family for question in read_questions(args.recordings)}
    return "cameras" if Family.DARK in asked else "applications"  # only rooms have a light


def _settings(args: argparse.Namespace, detector: DetectorSettings) -> EvaluationSettings:
    """Which held-out streams are drawn."""
    settings = EvaluationSettings(
        streams=args.streams, eventless=args.eventless, baselines=not args.no_baselines, detector=detector
    )
    if not args.screens:
        return settings
    from stride_desktop.training.screen_recording import draw_screen
    from stride_desktop.training.screens.desktop import FAMILIES  # here: only these need Qt

    return replace(settings, families=FAMILIES, make=partial(draw_screen, args.pictures))


def _print_progress(what: str, share: float) -> None:
    steering(sys.stderr).write(f"\r{share:6.1%}  {what:<12}")
    sys.stderr.flush()
