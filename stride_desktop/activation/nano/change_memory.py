"""The changes of a stream that still matter: which of them show, and which were undone."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from stride_desktop.activation.nano.changes import (
    BLOCK,
    Change,
    Grid,
    block_differences,
    changed_blocks,
    find_changes,
)
from stride_desktop.core.frames import Image

MOST = 24
"""Changes that are remembered."""
STATUS = 10
"""Numbers that describe a remembered change at a moment."""
OVERALL = 16
"""Numbers that describe a frame as a whole."""

_UNDONE_SECONDS = 40.0
_LOST_SECONDS = 20.0
_HEAT_SECONDS = 10.0
_MOST_NOISE = 12.0


@dataclass(frozen=True, slots=True, eq=False)
class Remembered:
    """A change and what became of it.

    after, before: distances of the picture now, see `Change.distances`. undone: since when the picture is as
    before; lost: since when it is neither as before nor as after. Stream seconds, NaN if it is not so.
    """

    change: Change
    after: float = 0.0
    before: float = 1.0
    undone: float = math.nan
    lost: float = math.nan

    def seen(self, picture: Image, time: float) -> Remembered:
        """What became of it by the time of a picture."""
        after, before = self.change.distances(picture)
        if before < 0.5 and before < after:
            return Remembered(self.change, after, before, undone=_first(self.undone, time))
        if after < 0.5:
            return Remembered(self.change, after, before)
        return replace(self, after=after, before=before, lost=_first(self.lost, time))

    def matters(self, time: float) -> bool:
        """Whether it is worth remembering on."""
        return not (time - self.undone > _UNDONE_SECONDS or time - self.lost > _LOST_SECONDS)

    def rank(self, time: float) -> float:
        """Which of too many to keep: those that show before those undone or lost, then large and new ones."""
        hidden = 20.0 * (not math.isnan(self.lost)) + 5.0 * (not math.isnan(self.undone))
        return math.log(self.change.area) - (time - self.change.time) / 30 - hidden

    def status(self, time: float, heat: Grid) -> list[float]:
        """STATUS numbers."""
        age = time - self.change.time
        x0, y0, x1, y1 = (v // BLOCK for v in self.change.box)
        gone = 0.0 if math.isnan(self.undone) else 1.0
        since = time - self.undone if gone else 0.0
        return [
            math.exp(-age / 2),
            math.exp(-age / 10),
            math.exp(-age / 40),
            1 - min(self.after, 2.0),
            1 - min(self.before, 2.0),
            gone,
            gone * math.exp(-since / 3),
            gone * math.exp(-since / 20),
            float(not math.isnan(self.lost)),
            float(heat[y0:y1, x0:x1].mean()),
        ]


def _first(earlier: float, time: float) -> float:
    return time if math.isnan(earlier) else earlier


@dataclass(frozen=True, slots=True, eq=False)
class ChangeMemory:
    """What a stream has shown up to its newest frame.

    picture: the newest frame, uint8 (height, width, 3); time, began: of it and of the first, stream seconds.
    noise: grey levels. heat: how often each block changed over the last 10 s, 0–1. light: mean grey level
    over the last 24 s; activity: changed share of the picture over the last 3 and 10 s. remembered: the
    changes that still matter. overall: OVERALL numbers that describe the newest frame.
    """

    picture: Image
    time: float
    began: float
    noise: float
    heat: Grid
    light: float
    activity: tuple[float, float]
    remembered: tuple[Remembered, ...]
    overall: NDArray[np.float32]

    @classmethod
    def begin(cls, picture: Image, time: float) -> ChangeMemory:
        """The memory of a stream's first frame."""
        heat = np.zeros((picture.shape[0] // BLOCK, picture.shape[1] // BLOCK), np.float32)
        light = float(picture.mean())
        memory = cls(picture, time, time, 1.0, heat, light, (0.0, 0.0), (), np.zeros(OVERALL, np.float32))
        return replace(memory, overall=_overall(memory, heat > 1, 0.0))

    def after(self, picture: Image, time: float) -> ChangeMemory:
        """The memory once the next frame has been seen."""
        since = max(time - self.time, 1e-3)
        still = picture is self.picture or np.array_equal(picture, self.picture)
        differences = np.zeros_like(self.heat) if still else block_differences(self.picture, picture)
        changed = changed_blocks(differences, self.noise)
        new = find_changes(self.picture, picture, time, changed, self.heat) if changed.any() else []
        share = float(changed.mean())
        faded = math.exp(-since / _HEAT_SECONDS)
        heat = self.heat * faded + changed.astype(np.float32) * (1 - faded)
        known = self.remembered if still else tuple(item.seen(picture, time) for item in self.remembered)
        known = tuple(item for item in known if item.matters(time)) + tuple(map(Remembered, new))
        if len(known) > MOST:
            kept = set(sorted(known, key=lambda item: -item.rank(time))[:MOST])
            known = tuple(item for item in known if item in kept)
        memory = ChangeMemory(
            picture,
            time,
            self.began,
            self._noise(float(np.median(differences)), since),
            heat,
            self.light + (float(picture.mean()) - self.light) * (1 - math.exp(-since / 24)),
            tuple(
                old * math.exp(-since / span) + share * (1 - math.exp(-since / span))
                for old, span in zip(self.activity, (3, 10), strict=True)
            ),  # type: ignore[arg-type]
            known,
            self.overall,
        )
        return replace(memory, overall=_overall(memory, changed, float(differences.max())))

    def _noise(self, median: float, since: float) -> float:
        """Grows slowly, so that the light that goes off is no noise."""
        pace = 0.5 if median < self.noise else 0.1
        return self.noise + (min(median, _MOST_NOISE) - self.noise) * min(pace * since, 1.0)

    def statuses(self) -> NDArray[np.float32]:
        """Float32 (remembered, STATUS)."""
        rows = [item.status(self.time, self.heat) for item in self.remembered]
        return np.array(rows, np.float32).reshape(len(rows), STATUS)


def _overall(memory: ChangeMemory, changed: NDArray[np.bool_], largest: float) -> NDArray[np.float32]:
    small = cv2.resize(memory.picture, (120, 72), interpolation=cv2.INTER_AREA).astype(np.float32)
    grey = small.mean(2)
    spread = small.max(2) - small.min(2)
    seen = memory.time - memory.began
    values = (
        grey.mean() / 255,
        grey.std() / 64,
        small.max() / 255,
        (grey < 30).mean(),
        (grey > 225).mean(),
        (grey.mean() - memory.light) / 64,
        spread.mean() / 64,
        grey.mean() / max(memory.light, 1.0) / 2,
        changed.mean() * 4,
        memory.activity[0] * 4,
        memory.activity[1] * 4,
        memory.heat.mean() * 4,
        memory.heat.max(),
        memory.noise / 8,
        min(largest / 128, 2.0),
        math.exp(-seen / 4),
    )
    return np.array(values, np.float32)
