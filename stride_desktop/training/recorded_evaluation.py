"""Evaluation on recordings, such as of real applications: which alerts come in time, and which are false."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from stride_desktop.activation.base import ActivationModel
from stride_desktop.core.detection import DetectorSettings
from stride_desktop.core.frames import Frame
from stride_desktop.training.conditions import Condition, Family, Span
from stride_desktop.training.phrases import phrase
from stride_desktop.training.recordings import SIZE, play, recordings_in
from stride_desktop.training.scores import match_triggers
from stride_desktop.training.streams import Stream
from stride_desktop.training.watching import LIVE, EncodedOnce, watch

IN_TIME = 6.0
"""Seconds after its begin within which an event has to be told."""

ASKED = (
    Condition(Family.DIALOG, "", "dialog"),
    Condition(Family.DIALOG, "", "toast"),
    Condition(Family.PROGRESS),
    Condition(Family.BADGE, "red"),
    Condition(Family.OBJECT, "red", "square"),
    Condition(Family.BLANK),
    Condition(Family.MOTION),
)
"""What every recording of a screen is watched for, whether it happens in it or not."""


@dataclass(slots=True)
class Told:
    """Of one condition: events, those told in time, false triggers, delays and watched seconds."""

    events: int = 0
    told: int = 0
    false: int = 0
    delays: list[float] = field(default_factory=list)
    seconds: float = 0.0


def evaluate_recordings(
    model: ActivationModel,
    folder: Path,
    wordings: int = 3,
    detector: DetectorSettings = LIVE,
    progress: Callable[[str, float], None] = lambda _what, _share: None,
) -> dict[str, Told]:
    """Watch every recording of a folder with held-out wordings; results by the name of the condition.

    A condition whose look-alike happens (a dialog when toasts are asked for) is not asked about there.
    Raises StrideError when the folder holds no recordings.
    """
    results: dict[str, Told] = {}
    paths = recordings_in(folder)
    for number, path in enumerate(paths):
        progress(path.stem, number / len(paths))
        stream = play(path)
        times = [float(second) for second in range(int(stream.duration))]
        frames = [Frame(stream.image(time, *SIZE), time) for time in times]
        once, rng = EncodedOnce(model), np.random.default_rng(number)
        for condition in ASKED:
            if not stream.spans(condition) and stream.ambiguous(condition):
                continue
            told = results.setdefault(_name(condition), Told())
            for _ in range(wordings):
                request = phrase(rng, condition, ends=False, held_out=True)
                seen = watch(once, frames, request.text, number, detector)
                _count(told, stream, condition, seen.triggers)
    return results


def _name(condition: Condition) -> str:
    return " ".join(part for part in (condition.shape or condition.family.value, condition.colour) if part)


def _count(told: Told, stream: Stream, condition: Condition, triggers: tuple[float, ...]) -> None:
    truth = [Span(span.start, min(span.end, stream.duration)) for span in stream.spans(condition)]
    matched = match_triggers(triggers, truth)
    told.events += len(truth)
    told.told += sum(delay <= IN_TIME for delay in matched.delays)
    told.delays += matched.delays
    told.false += matched.false
    told.seconds += stream.duration


def recordings_table(results: dict[str, Told]) -> str:
    """The results as a readable table."""
    lines = [f"{'request':<16}{'events':>7}{'told':>7}{'delay':>8}{'false':>7}{'an hour':>9}"]
    total = Told()
    for name, item in results.items():
        lines.append(_row(name, item))
        total.events += item.events
        total.told += item.told
        total.false += item.false
        total.delays += item.delays
        total.seconds += item.seconds
    lines.append(_row("all", total))
    return "\n".join(lines)


def _row(name: str, item: Told) -> str:
    told = f"{item.told / item.events:.0%}" if item.events else "-"
    delay = f"{np.median(item.delays):.1f}s" if item.delays else "-"
    hourly = item.false / max(item.seconds / 3600, 1e-9)
    return f"{name:<16}{item.events:>7}{told:>7}{delay:>8}{item.false:>7}{hourly:>9.1f}"
