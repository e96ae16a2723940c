"""The engine's figures as JSON and as a table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch

from stride_desktop.activation.base import ActivationModel
from stride_desktop.bench.engine import EnginePlan
from stride_desktop.bench.times import rss_mb

_COLUMNS = {
    "tick_ms": "tick ms",
    "p95_ms": "p95",
    "p99_ms": "p99",
    "rebuild_tick_ms": "rebuilt ms",
    "ratio": "× faster",
    "still_screen_tick_ms": "still ms",
    "denoise_over_bare": "call/bare",
    "frames_per_second": "frames/s",
    "cache_mb": "cache MB",
    "noise": "noise",
}


def describe(
    model: ActivationModel, plan: EnginePlan, figures: Mapping[int, Mapping[str, Any]]
) -> dict[str, Any]:
    """The figures: medians in milliseconds, ratios of medians, megabytes.

    `tick_ms`, `rebuild_tick_ms` and `ratio` by frames of window; `p99_over_median` and `denoise_over_bare`
    of the window where they are worst; `still_screen_tick_ms` and `cache_mb` of the largest window.
    `windows` has everything by frames of window, see `measure`. None where a model has no such figure.
    """
    compute, rss = model.compute, rss_mb()
    windows = {str(frames): window for frames, window in figures.items()}
    largest = figures[max(figures)]

    def each(name: str) -> dict[str, Any]:
        return {frames: window[name] for frames, window in windows.items()}

    def worst(name: str) -> Any:  # noqa: ANN401
        return max((value for value in each(name).values() if value is not None), default=None)

    return {
        "subject": "engine",
        "checkpoint": model.name,
        "device": compute.device,
        "dtype": compute.dtype,
        "compiled": compute.compiled,
        "compile_failure": compute.compile_failure or "",
        "threads": torch.get_num_threads(),
        "frame_size": [plan.height, plan.width],
        "slots": model.window_past + model.window_future,
        "tick_ms": each("tick_ms"),
        "rebuild_tick_ms": each("rebuild_tick_ms"),
        "ratio": each("ratio"),
        "p99_over_median": worst("p99_over_median"),
        "denoise_over_bare": worst("denoise_over_bare"),
        "still_screen_tick_ms": largest["still_screen_tick_ms"],
        "cache_mb": largest["cache_mb"],
        "rss_mb": None if rss is None else round(rss, 3),
        "windows": windows,
    }


def table(report: Mapping[str, Any]) -> str:
    """The report for people."""
    height, width = report["frame_size"]
    head = (
        f"{report['checkpoint']} on {report['device']} in {report['dtype']}, "
        f"{report['threads']} threads, frames of {height}×{width}"
    )
    lines = [head, "window" + "".join(f"{words:>12}" for words in _COLUMNS.values())]
    for frames, window in report["windows"].items():
        values = (window[name] for name in _COLUMNS)
        lines.append(f"{frames:>6}" + "".join("           –" if v is None else f"{v:12.2f}" for v in values))
    if report["compiled"]:
        lines.append("Compiled")
    if report["compile_failure"]:
        lines.append(f"Not compiled: {report['compile_failure']}")
    if report["rss_mb"] is not None:
        lines.append(f"Memory at most {report['rss_mb']:.0f} MB")
    return "\n".join(lines)
