"""The engine's figures as JSON and as a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch

from stride_desktop.activation.base import ActivationModel
from stride_desktop.bench.engine import Plan, WindowFigures
from stride_desktop.bench.times import rss_mb
from stride_desktop.checkpoints.device import Compute
from stride_desktop.core.detection import GROUP_FRAMES

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


def describe(model: ActivationModel, plan: Plan, figures: Sequence[WindowFigures]) -> dict[str, Any]:
    """The figures, by frames of window: medians in milliseconds, ratios of medians, megabytes.

    noise: the middle half of the ticks' spread as a share of the median; p99_over_median holds the
    machine's own noise too, see `call_p99_over_median`, that of equal denoising calls.
    """

    def each(value: Callable[[WindowFigures], float | None]) -> dict[str, float | None]:
        return {str(f.frames): _round(value(f)) for f in figures}

    compute = Compute.of(model)
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
        "tick_ms": each(lambda f: f.tick.median),
        "p95_ms": each(lambda f: f.tick.percentile(95)),
        "p99_ms": each(lambda f: f.tick.percentile(99)),
        "p99_over_median": each(lambda f: f.tick.p99_over_median),
        "call_p99_over_median": each(lambda f: f.denoise.p99_over_median if f.denoise else None),
        "noise": each(lambda f: f.tick.noise),
        "rebuild_tick_ms": each(lambda f: f.rebuilt.median),
        "rebuild_noise": each(lambda f: f.rebuilt.noise),
        "ratio": each(lambda f: f.rebuilt.median / f.tick.median),
        "still_screen_tick_ms": each(lambda f: f.still.median),
        "denoise_ms": each(lambda f: f.denoise.median if f.denoise else None),
        "bare_cache": {str(f.frames): f.bare_cache for f in figures},
        "bare_ms": each(lambda f: f.bare.median if f.bare else None),
        "denoise_over_bare": each(lambda f: f.denoise_over_bare),
        "frames_per_second": each(lambda f: GROUP_FRAMES * 1000 * len(f.tick.values) / sum(f.tick.values)),
        "ticks": {str(f.frames): len(f.tick.values) for f in figures},
        "calls_per_tick": {str(f.frames): f.calls for f in figures},
        "prefix_tokens": {str(f.frames): f.prefix_tokens for f in figures},
        "cache_mb": each(lambda f: f.cache_mb),
        "rss_mb": _round(rss_mb()),
    }


def table(report: Mapping[str, Any]) -> str:
    """The report for people."""
    height, width = report["frame_size"]
    head = (
        f"{report['checkpoint']} on {report['device']} in {report['dtype']}, "
        f"{report['threads']} threads, frames of {height}×{width}"
    )
    lines = [head, "window" + "".join(f"{words:>12}" for words in _COLUMNS.values())]
    for frames in report["tick_ms"]:
        values = (report[name][frames] for name in _COLUMNS)
        lines.append(f"{frames:>6}" + "".join("           –" if v is None else f"{v:12.2f}" for v in values))
    if report["compiled"]:
        lines.append("Compiled")
    if report["compile_failure"]:
        lines.append(f"Not compiled: {report['compile_failure']}")
    if report["rss_mb"] is not None:
        lines.append(f"Memory at most {report['rss_mb']:.0f} MB")
    return "\n".join(lines)


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
