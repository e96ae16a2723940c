"""Held-out evaluation of an activation model: unseen streams, colours and wordings, watched live."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from stride_desktop.activation.base import ActivationModel
from stride_desktop.core.detection import DetectorSettings
from stride_desktop.core.errors import Cancelled
from stride_desktop.training.baselines import NO_RETENTION, ONE_STEP, PER_FRAME, baseline_spans
from stride_desktop.training.casting import draw_condition, make_stream
from stride_desktop.training.conditions import MUST_KNOW, Condition, Family, Request, Span
from stride_desktop.training.phrases import edges, phrase
from stride_desktop.training.report import EdgeResult, Report
from stride_desktop.training.scores import (
    Count,
    TriggerCount,
    best_difference_score,
    edge_errors,
    match_spans,
    match_triggers,
)
from stride_desktop.training.streams import TRAINING_SEEDS, Stream
from stride_desktop.training.watching import LIVE, EncodedOnce, differences, watch

HELD_OUT_SEED = TRAINING_SEEDS + 60_000_000
FAMILIES = tuple(family for family in Family if family is not Family.OTHER)
FRAME_SIZE = (576, 960)


class Maker(Protocol):
    """Draws a held-out stream in which the given families happen."""

    def __call__(self, seed: int, seconds: float, families: tuple[Family, ...], world: str | None) -> Stream:
        """world: "room", "desktop", or None: one that can show the families."""


def draw_held_out(seed: int, seconds: float, families: tuple[Family, ...], world: str | None) -> Stream:
    """A drawing."""
    return make_stream(seed, seconds, families, world, held_out=True)


@dataclass(frozen=True, slots=True)
class EvaluationSettings:
    """How much to evaluate.

    families: which ones; streams: per family; eventless: streams without events; seconds: length of each;
    make: draws a held-out stream; seed: of the first one; baselines: also score a per-frame threshold and
    frame difference; detector: how it is watched.
    """

    families: tuple[Family, ...] = FAMILIES
    streams: int = 12
    eventless: int = 20
    seconds: int = 100
    make: Maker = draw_held_out
    seed: int = HELD_OUT_SEED
    baselines: bool = True
    detector: DetectorSettings = LIVE


@dataclass(slots=True)
class _Tally:
    """Running totals of one edge of a family."""

    spans: Count = field(default_factory=Count)
    triggers: TriggerCount = field(default_factory=TriggerCount)
    errors: list[tuple[float, float]] = field(default_factory=list)
    calls: int = 0
    minutes: float = 0.0
    swapped: Count = field(default_factory=Count)
    swapped_told: list[bool] = field(default_factory=list)
    others: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    series: list[NDArray[np.float64]] = field(default_factory=list)
    truths: list[tuple[Span, ...]] = field(default_factory=list)


def evaluate(
    model: ActivationModel,
    settings: EvaluationSettings | None = None,
    progress: Callable[[str, float], None] = lambda _what, _share: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Report:
    """Watch held-out streams and score what was found.

    progress: called with what is going on and the share done, 0–1. Raises Cancelled.
    """
    settings = settings or EvaluationSettings()
    total = len(settings.families) * settings.streams + settings.eventless
    results: list[EdgeResult] = []
    tallies: list[_Tally] = []
    for index, family in enumerate(settings.families):
        by_edge = {ends: _Tally() for ends in edges(family)}
        for number in range(settings.streams):
            if cancelled():
                raise Cancelled
            progress(family.value, (index * settings.streams + number) / total)
            seed = settings.seed + 1000 * FAMILIES.index(family) + number
            _watch_family(model, family, seed, settings, by_edge)
        results += [_edge_result(family, ends, tally, settings) for ends, tally in by_edge.items()]
        tallies += by_edge.values()
    false, hours = _watch_eventless(model, settings, progress, cancelled)
    must_know = [item for item in results if item.family in MUST_KNOW]
    return Report(
        tuple(results),
        sum(false.values()) / max(sum(hours.values()), 1e-9),
        {family: false[family] / hours[family] for family in false},
        sum(hours.values()),
        _mean(item.f1 for item in must_know),
        _mean(item.recall for item in must_know),
        sum((tally.swapped for tally in tallies), Count()).f1,
        _mean(told for tally in tallies for told in tally.swapped_told),
        sum(tally.calls for tally in tallies) / sum(tally.minutes for tally in tallies),
    )


def _mean(values: Iterable[float]) -> float:
    items = list(values)
    return float(np.mean(items)) if items else float("nan")


def _watch_family(
    model: ActivationModel,
    family: Family,
    seed: int,
    settings: EvaluationSettings,
    by_edge: dict[bool, _Tally],
) -> None:
    """One held-out stream, watched for each edge of its condition and for something else."""
    rng = np.random.default_rng(seed)
    stream = settings.make(seed, settings.seconds, (family,), None)
    frames = stream.frames(*FRAME_SIZE)
    once = EncodedOnce(model)
    condition = _condition_of(stream, family)
    for ends, tally in by_edge.items():
        request = phrase(rng, condition, ends, held_out=True)
        truth = stream.truth(request)
        seen = watch(once, frames, request.text, seed, settings.detector)
        tally.calls += seen.calls
        tally.minutes += settings.seconds / 60
        tally.spans += match_spans(seen.predicted, truth)
        tally.triggers += match_triggers(seen.triggers, truth)
        tally.errors += edge_errors(seen.predicted, truth)
        other = watch(once, frames, _swapped(rng, stream).text, seed, settings.detector)
        tally.swapped += match_spans(other.predicted, truth)
        tally.swapped_told.append(bool(other.triggers))
        if settings.baselines:
            for name, spans in baseline_spans(once, frames, request, seed, settings.detector).items():
                tally.others[name] += match_spans(spans, truth)
            tally.series.append(differences(frames))
            tally.truths.append(truth)
    stream.close()


def _condition_of(stream: Stream, family: Family) -> Condition:
    """The condition of a family that happens in a stream."""
    return next(item.condition for item in stream.happenings[::-1] if item.condition.family is family)


def _swapped(rng: np.random.Generator, stream: Stream) -> Request:
    """A request for something that does not happen in the stream."""
    families = {item.condition.family for item in stream.happenings}
    while True:
        condition = draw_condition(rng, stream.world, held_out=True)
        if condition.family not in families or (
            condition.family is Family.OBJECT
            and not stream.spans(condition)
            and not stream.ambiguous(condition)
        ):
            choices = edges(condition.family) or (False,)
            return phrase(rng, condition, bool(rng.choice(choices)), held_out=True)


def _watch_eventless(
    model: ActivationModel,
    settings: EvaluationSettings,
    progress: Callable[[str, float], None],
    cancelled: Callable[[], bool],
) -> tuple[dict[str, int], dict[str, float]]:
    """Triggers and watched hours by family on streams in which nothing that was asked for happens."""
    false = {family.value: 0 for family in (*settings.families, Family.OTHER)}
    hours = dict.fromkeys(false, 0.0)
    total = len(settings.families) * settings.streams + settings.eventless
    for number in range(settings.eventless):
        if cancelled():
            raise Cancelled
        progress("eventless", (total - settings.eventless + number) / total)
        seed = settings.seed + 500_000 + number
        rng = np.random.default_rng(seed)
        stream = settings.make(seed, settings.seconds, (), "room" if number % 2 else "desktop")
        frames, once = stream.frames(*FRAME_SIZE), EncodedOnce(model)
        for name in false:
            request = _request_for(rng, stream, Family(name))
            if request is not None:
                false[name] += len(watch(once, frames, request.text, seed, settings.detector).triggers)
                hours[name] += settings.seconds / 3600
        stream.close()
    return false, {name: max(value, 1e-9) for name, value in hours.items()}


def _request_for(rng: np.random.Generator, stream: Stream, family: Family) -> Request | None:
    """A request of a family that an eventless stream does not fulfil, or None."""
    for _ in range(60):
        condition = draw_condition(rng, stream.world, held_out=True)
        if condition.family is family and not stream.spans(condition) and not stream.ambiguous(condition):
            return phrase(rng, condition, bool(rng.choice(edges(family) or (False,))), held_out=True)
    return None


def _edge_result(family: Family, ends: bool, tally: _Tally, settings: EvaluationSettings) -> EdgeResult:
    nan = float("nan")
    difference = nan
    if settings.baselines:
        difference = best_difference_score(tally.series, tally.truths)[0]
    simpler = {name: count.f1 for name, count in tally.others.items()}
    return EdgeResult(
        family.value,
        ends,
        tally.triggers.events,
        tally.spans.f1,
        _mean(begin for begin, _ in tally.errors),
        _mean(end for _, end in tally.errors),
        tally.triggers.recall,
        tally.triggers.in_time / tally.triggers.events if tally.triggers.events else nan,
        tally.triggers.delay,
        tally.triggers.false,
        tally.swapped.f1,
        simpler.get(ONE_STEP, nan),
        simpler.get(NO_RETENTION, nan),
        simpler.get(PER_FRAME, nan),
        difference,
    )
