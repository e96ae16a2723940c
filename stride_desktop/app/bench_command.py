"""`stride-desktop bench`: measures the program on this machine."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stride_desktop.core.errors import StrideError

if TYPE_CHECKING:
    from stride_desktop.app.bench.timeline import Figures

SUBJECTS = ("timeline",)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's options to a parser."""
    parser.add_argument("subject", choices=SUBJECTS, help="what is measured")
    parser.add_argument("--hours", type=float, default=24.0, help="length of the session (default: 24)")
    parser.add_argument("--spans", type=int, default=2000, help="spans in every lane (default: 2000)")
    parser.add_argument("--lanes", type=int, default=3, help="lanes above one another (default: 3)")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the JSON object to a file")


def run(args: argparse.Namespace) -> int:
    """Measure, and tell; returns the exit status. Raises StrideError."""
    from PySide6.QtWidgets import QApplication

    from stride_desktop.app.bench.generated import LEAST_SPACING, Size
    from stride_desktop.app.bench.timeline import measure
    from stride_desktop.app.main import has_display

    size = Size(round(args.hours * 3600), args.spans, args.lanes)
    if size.spans < 1 or size.lanes < 1 or size.seconds / size.spans < LEAST_SPACING:
        raise StrideError(
            "There is nothing to measure with these numbers.",
            f"At least one span and one lane, and {LEAST_SPACING:g} seconds for every span.",
        )
    if not has_display():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    application = QApplication.instance() or QApplication([])
    figures = measure(size, lambda words: sys.stderr.write(f"{words}…\n"))
    del application  # it had to live until here
    report = describe(figures)
    if args.out is not None:
        _write(args.out, report)
    sys.stdout.write(f"{json.dumps(report) if args.json else _table(report)}\n")
    return 0


def describe(figures: Figures) -> dict[str, Any]:
    """The figures as JSON: milliseconds, seconds and megabytes, as the keys say. p95 beside medians."""
    from PySide6.QtGui import QGuiApplication

    from stride_desktop.app.bench.timeline import WINDOW, rss_mb

    repaint = {name: times.median for name, times in figures.repaint.items()}
    measured: dict[str, Any] = {
        "open_s": figures.open_seconds,
        "repaint_ms": repaint,
        "repaint_p95_ms": {name: times.p95 for name, times in figures.repaint.items()},
        "empty_repaint_ms": figures.empty.median,
        "ratios": {name: value / figures.empty.median for name, value in repaint.items()},
        "append_repaint_ms": figures.append.median,
        "append_repaint_p95_ms": figures.append.p95,
        "snapshot_ms": figures.snapshot.median,
        "longest_stall_ms": figures.longest_stall_ms,
        "rss_mb": rss_mb(),
    }
    size = figures.size
    sizes = {"hours": size.seconds / 3600, "spans": size.spans, "lanes": size.lanes, "window": list(WINDOW)}
    return {
        "subject": "timeline",
        **sizes,
        "platform": QGuiApplication.platformName(),
        "device_pixel_ratio": QGuiApplication.primaryScreen().devicePixelRatio(),
        **_rounded(measured),
    }


def _rounded(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: _rounded(value) if isinstance(value, dict) else None if value is None else round(value, 3)
        for name, value in values.items()
    }


def _write(path: Path, report: Mapping[str, Any]) -> None:
    try:
        path.write_text(json.dumps(report, indent=2) + "\n", "utf-8")
    except OSError as error:
        raise StrideError(
            f"The figures could not be written to {path}.", "Choose another folder.", str(error)
        ) from error


def _table(report: Mapping[str, Any]) -> str:
    rows = [
        (f"Session: {report['hours']:g} h, {report['spans']} spans in each of {report['lanes']} lanes", "")
    ]
    rows.append(("Opened from the disk", f"{report['open_s']:8.2f} s"))
    for name, value in report["repaint_ms"].items():
        words = f"Repaint, {name.replace('_', ' ')} in view"
        p95, ratio = report["repaint_p95_ms"][name], report["ratios"][name]
        rows.append((words, f"{value:8.1f} ms   p95 {p95:5.1f} ms, {ratio:.1f} × an empty plot"))
    rows.append(("Repaint of an empty plot", f"{report['empty_repaint_ms']:8.1f} ms"))
    p95 = report["append_repaint_p95_ms"]
    rows.append(("A tick appended and painted", f"{report['append_repaint_ms']:8.1f} ms   p95 {p95:5.1f} ms"))
    rows.append(("A snapshot made", f"{report['snapshot_ms']:8.2f} ms"))
    rows.append(("Longest stall while scrolling live", f"{report['longest_stall_ms']:8.1f} ms"))
    if report["rss_mb"] is not None:
        rows.append(("Memory at most", f"{report['rss_mb']:8.0f} MB"))
    return "\n".join(f"{words:<36}{value}".rstrip() for words, value in rows)
