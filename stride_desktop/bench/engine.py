"""Measures ticks of the real detector, the engine and the rebuilding baseline in turn."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

import numpy as np

from stride_desktop.activation.base import ActivationModel
from stride_desktop.activation.detector import ActivationDetector
from stride_desktop.activation.qwen3vl.model import Qwen3VLActivationModel
from stride_desktop.bench.bare import bare_forwards, synchronize
from stride_desktop.bench.baseline import RebuiltModel
from stride_desktop.bench.times import Times
from stride_desktop.core.detection import GROUP_FRAMES, DetectorSettings
from stride_desktop.core.frames import Frame
from stride_desktop.core.ticks import MASKED


def noise(height: int, width: int, moves: Callable[[], bool]) -> Iterator[Frame]:
    """An endless stream: a new picture for every frame, the same one while it does not move."""
    picture = np.random.default_rng(0).integers(0, 256, (height, width, 3), np.uint8)
    for second in count():
        yield Frame(np.roll(picture, second * 7, axis=1) if moves() else picture, float(second))


QUERY = "Tell me when somebody enters the room."
SLIDES = 3
"""The frame window slides this often while ticks are measured."""

REBUILT, STILL, PAIRS = 3, 5, 7
"""Ticks of the baseline, ticks of a still screen, and bare passes beside denoising calls."""


@dataclass(frozen=True, slots=True)
class EnginePlan:
    """Size of the measurement. height, width: pixels; ticks: of the engine, 0 for three slides."""

    windows: tuple[int, ...]
    height: int
    width: int
    ticks: int = 0


def measure(
    model: ActivationModel, plan: EnginePlan, tell: Callable[[str], None]
) -> dict[int, dict[str, Any]]:
    """The figures of every window of the plan, by its frames. tell: called with each step.

    Milliseconds are medians. noise: the middle half of the ticks' spread as a share of the median;
    p99_over_median holds the machine's own noise too, see `call_p99_over_median`, that of equal denoising
    calls. bare_ms: of passes with the cache that is quicker here, `bare_cache`. None where a model has no
    such figure.
    """
    figures = {}
    for frames in plan.windows:
        tell(f"A window of {frames} frames")
        figures[frames] = found = _Measurement(model, plan, frames).run()
        tell(f"A tick takes {found['tick_ms']:.0f} ms, rebuilt {found['rebuild_tick_ms']:.0f} ms")
    return figures


class _Measurement:
    """One window: the engine and the baseline see the same frames."""

    def __init__(self, model: ActivationModel, plan: EnginePlan, frames: int) -> None:
        # Nothing is retained and nothing completes, so that every tick makes all its denoising calls.
        settings = DetectorSettings(
            max_window_frames=frames,
            drop_frames=max(GROUP_FRAMES, frames // 4),
            confidence_threshold=1.0,
            margin_seconds=1e9,
            max_passes=1,
            forget_closed=True,
        )
        self._model, self._plan, self._frames = model, plan, frames
        contenders: tuple[ActivationModel, ...] = (model, RebuiltModel(model))
        self._engine, self._rebuilt = (
            ActivationDetector(each, QUERY, settings, np.random.RandomState(0)) for each in contenders
        )
        self._slide_ticks = settings.drop_groups
        self._calls = self._tokens = 0

    def run(self) -> dict[str, Any]:
        moving = True
        shown = noise(self._plan.height, self._plan.width, lambda: moving)
        for _ in range(self._frames // GROUP_FRAMES):
            self._take(shown, decide=False)
        for _ in range(2):  # the first tick has no history, and what is made once is made now
            self._take(shown, decide=True)
        ticks, rebuilts, calls, bares = self._ticks(shown)
        moving = False
        self._take(shown, decide=True)
        still = [self._take(shown, decide=True)[0] for _ in range(STILL)]
        tick, rebuilt, denoise = Times(ticks), Times(rebuilts), Times(calls) if calls else None
        bare, bare_cache = min(
            ((Times(values), name) for name, values in bares.items()),
            key=lambda each: each[0].median,
            default=(None, ""),
        )
        is_qwen = isinstance(self._model, Qwen3VLActivationModel)
        measured = {
            "tick_ms": tick.median,
            "p95_ms": tick.percentile(95),
            "p99_ms": tick.percentile(99),
            "p99_over_median": tick.p99_over_median,
            "call_p99_over_median": denoise.p99_over_median if denoise else None,
            "noise": tick.noise,
            "rebuild_tick_ms": rebuilt.median,
            "rebuild_noise": rebuilt.noise,
            "ratio": rebuilt.median / tick.median,
            "still_screen_tick_ms": Times(still).median,
            "denoise_ms": denoise.median if denoise else None,
            "bare_ms": bare.median if bare else None,
            "denoise_over_bare": denoise.median / bare.median if denoise and bare else None,
            "frames_per_second": GROUP_FRAMES * 1000 * len(ticks) / sum(ticks),
            "cache_mb": self._model.network.cache_bytes / 1e6 if is_qwen else None,  # type: ignore[attr-defined]
            "bare_cache": bare_cache,
            "ticks": len(ticks),
            "calls_per_tick": self._calls,
            "prefix_tokens": self._tokens,
        }
        return {
            name: round(value, 3) if isinstance(value, float) else value for name, value in measured.items()
        }

    def _ticks(
        self, shown: Iterator[Frame]
    ) -> tuple[list[float], list[float], list[float], dict[str, list[float]]]:
        """Milliseconds of ticks, rebuilt ticks, denoising calls and bare passes by cache, taken in turn."""
        wanted = max(self._plan.ticks or SLIDES * self._slide_ticks, 2 * REBUILT)
        ticks: list[float] = []
        rebuilt: list[float] = []
        denoise: list[float] = []
        bares: dict[str, list[float]] = {}
        # One at the beginning of a slide, one in the middle of the next, one at the end of the last: the
        # window fills up from slide to slide, and the median is to stand for the median of the ticks.
        baseline_at = {int((n + (n + 0.5) / REBUILT) * wanted / REBUILT) for n in range(REBUILT)}
        passes_at = set(np.linspace(0, wanted - 1, PAIRS).astype(int).tolist())
        for number in range(wanted):
            mine, plain = self._take(shown, decide=True, rebuild=number in baseline_at)
            ticks.append(mine)
            if plain is not None:
                rebuilt.append(plain)
            if number in passes_at and isinstance(self._model, Qwen3VLActivationModel):
                self._passes(self._model, denoise, bares)
        return ticks, rebuilt, denoise, bares

    def _take(
        self, shown: Iterator[Frame], decide: bool, rebuild: bool = False
    ) -> tuple[float, float | None]:
        """One group; milliseconds of the engine and, when it decides too, of the baseline."""
        first, second = next(shown), next(shown)
        mine = self._timed(lambda: self._push(self._engine, first, second, decide))
        plain = self._timed(lambda: self._push(self._rebuilt, first, second, rebuild))
        return mine, plain if rebuild else None

    def _push(self, detector: ActivationDetector, first: Frame, second: Frame, decide: bool) -> None:
        detector.push(first)
        tick = detector.push(second, denoise=decide)
        if tick is not None:
            self._calls = len(tick.passes[0].calls)
            self._tokens = tick.passes[0].prefix_tokens

    def _passes(
        self, model: Qwen3VLActivationModel, denoise: list[float], bares: dict[str, list[float]]
    ) -> None:
        """Denoising calls on the engine's prefix and bare passes of as many tokens, in turn."""
        prefix = self._engine._window.prefix
        labels = np.full(model.window_past + model.window_future, MASKED, np.int8)
        passes = bare_forwards(model.network, prefix.tokens, len(labels) * model.copies)
        model.network.reuse_slots = False  # or the second call would read half of them
        for _ in range(2):
            denoise.append(self._timed(lambda: prefix.denoise(labels)))
            for name, bare in passes.items():
                bares.setdefault(name, []).append(self._timed(bare))
        model.network.reuse_slots = True

    def _timed(self, work: Callable[[], object]) -> float:
        begin = time.perf_counter()
        work()
        synchronize(self._model.compute.device)
        return (time.perf_counter() - begin) * 1000
