"""The engine's figures as JSON and as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import torch

from stride_desktop.activation.base import ActivationModel
from stride_desktop.bench.engine import EnginePlan, WindowFigures
from stride_desktop.bench.times import rss_mb
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


def describe(model: ActivationModel, plan: EnginePlan, figures: Sequence[WindowFigures]) -> dict[str, Any]:
    """The figures: medians in milliseconds, ratios of medians, megabytes.

    `tick_ms`, `rebuild_tick_ms` and `ratio` by frames of window; `p99_over_median` and `denoise_over_bare`
    of the window where they are worst; `still_screen_tick_ms` and `cache_mb` of the largest window.
    `windows` has everything by frames of window, see `_window`. None where a model has no such figure.
    """
    compute = model.compute
    windows = {str(each.frames): _window(each) for each in figures}
    largest = windows[max(windows, key=int)]

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
        "rss_mb": _round(rss_mb()),
        "windows": windows,
    }


def _window(figures: WindowFigures) -> dict[str, Any]:
    """All figures of one window.

    noise: the middle half of the ticks' spread as a share of the median; p99_over_median holds the
    machine's own noise too, see `call_p99_over_median`, that of equal denoising calls.
    """
    tick, rebuilt, denoise, bare = figures.tick, figures.rebuilt, figures.denoise, figures.bare
    rounded = {
        "tick_ms": tick.median,
        "p95_ms": tick.percentile(95),
        "p99_ms": tick.percentile(99),
        "p99_over_median": tick.p99_over_median,
        "call_p99_over_median": denoise.p99_over_median if denoise else None,
        "noise": tick.noise,
        "rebuild_tick_ms": rebuilt.median,
        "rebuild_noise": rebuilt.noise,
        "ratio": rebuilt.median / tick.median,
        "still_screen_tick_ms": figures.still.median,
        "denoise_ms": denoise.median if denoise else None,
        "bare_ms": bare.median if bare else None,
        "denoise_over_bare": figures.denoise_over_bare,
        "frames_per_second": GROUP_FRAMES * 1000 * len(tick.values) / sum(tick.values),
        "cache_mb": figures.cache_mb,
    }
    exact = {
        "bare_cache": figures.bare_cache,
        "ticks": len(tick.values),
        "calls_per_tick": figures.calls,
        "prefix_tokens": figures.prefix_tokens,
    }
    return {**{name: _round(value) for name, value in rounded.items()}, **exact}


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


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
