"""Traces: what the model's memory of changes holds of a stream in every second, with the truth."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from stride_desktop.activation.nano.change_memory import MOST, OVERALL, STATUS, ChangeMemory
from stride_desktop.activation.nano.changes import PLACE, SIDE, Change
from stride_desktop.core.errors import StrideError
from stride_desktop.training.canvas import FULL, Box
from stride_desktop.training.conditions import Condition, Family, Span
from stride_desktop.training.recordings import SIZE
from stride_desktop.training.streams import Happening, Stream

_SOON = 2.5
"""Seconds after an edge in which a change may show it."""
_OVERLAP = 0.4
_SMALLEST_PART = 0.02


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """N changes of a stream of T seconds with H happenings, one frame a second.

    pictures: uint8 (N, SIDE, SIDE, 6); places: float32 (N, PLACE). index: int16 (T, MOST), the remembered
    changes of each second, -1 for none; status: float16 (T, MOST, STATUS); overall: float32 (T, OVERALL).
    opens, closes: bool (H, N), changes that show the begin and the end of a happening. labels: int8 (H, T),
    whether it holds; conditions, spans: of the happenings. unasked: see `Recording`.
    """

    world: str
    pictures: NDArray[np.uint8]
    places: NDArray[np.float32]
    index: NDArray[np.int16]
    status: NDArray[np.float16]
    overall: NDArray[np.float32]
    opens: NDArray[np.bool_]
    closes: NDArray[np.bool_]
    labels: NDArray[np.int8]
    conditions: tuple[Condition, ...]
    spans: tuple[tuple[Span, ...], ...]
    unasked: tuple[Condition, ...]

    @property
    def seconds(self) -> int:
        """T."""
        return len(self.index)


def trace(stream: Stream) -> Trace:
    """Watch a stream from its begin to its end."""
    memory: ChangeMemory | None = None
    known: dict[Change, int] = {}
    count = int(stream.duration)
    index = np.full((count, MOST), -1, np.int16)
    status = np.zeros((count, MOST, STATUS), np.float16)
    overall = np.zeros((count, OVERALL), np.float32)
    for second in range(count):
        picture, time = stream.image(float(second), *SIZE), float(second)
        memory = memory.after(picture, time) if memory else ChangeMemory.begin(picture, time)
        for item in memory.remembered:
            known.setdefault(item.change, len(known))
        held = len(memory.remembered)
        index[second, :held] = [known[item.change] for item in memory.remembered]
        status[second, :held] = memory.statuses()
        overall[second] = memory.overall
    changes = list(known)
    opens, closes = _edges(stream, changes)
    labels = [[stream.label(item.condition, float(t)) for t in range(count)] for item in stream.happenings]
    return Trace(
        stream.world,
        np.array([item.pictures for item in changes], np.uint8).reshape(-1, SIDE, SIDE, 6),
        np.array([item.place for item in changes], np.float32).reshape(-1, PLACE),
        index,
        status,
        overall,
        opens,
        closes,
        np.array(labels, np.int8).reshape(-1, count),
        tuple(item.condition for item in stream.happenings),
        tuple(item.spans for item in stream.happenings),
        getattr(stream, "unasked", ()),
    )


def _edges(stream: Stream, changes: list[Change]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which changes show the begin, and which the end of each happening."""
    opens = np.zeros((len(stream.happenings), len(changes)), bool)
    closes = np.zeros_like(opens)
    for row, item in enumerate(stream.happenings):
        for column, change in enumerate(changes):
            opens[row, column] = any(_opens(item, span, change) for span in item.spans)
            closes[row, column] = any(
                span.end < change.time <= span.end + _SOON
                and _overlaps(item, _box(item, span.end - 1), change)
                for span in item.spans
            )
    return opens, closes


def _opens(item: Happening, span: Span, change: Change) -> bool:
    """Whether a change is the begin of a happening; what moves begins all the time."""
    end = span.end + 0.5 if item.condition.family is Family.MOTION else span.start + _SOON
    return span.start < change.time <= end and _overlaps(item, _box(item, change.time), change)


def _box(item: Happening, time: float) -> Box | None:
    if item.element is None:
        return FULL
    return item.element.box(time) or item.element.box(time + 1)


def _overlaps(item: Happening, box: Box | None, change: Change) -> bool:
    """Whether a change is where a happening shows, and not just a small part of it lies in it."""
    if box is None:
        return False
    high, wide = SIZE
    x0, y0, x1, y1 = change.box
    across = min(box.x1, x1 / wide) - max(box.x0, x0 / wide)
    along = min(box.y1, y1 / high) - max(box.y0, y0 / high)
    if across <= 0 or along <= 0:
        return False
    place, changed = (box.x1 - box.x0) * (box.y1 - box.y0), change.area / (high * wide)
    if item.element is None:
        return changed > 0.3
    return across * along > _OVERLAP * min(place, changed) and place > _SMALLEST_PART * changed


def write_trace(found: Trace, path: Path) -> None:
    """Write a trace so that a crash leaves a whole file or none."""
    truth = {
        "world": found.world,
        "conditions": [[item.family, item.colour, item.shape] for item in found.conditions],
        "spans": [[[span.start, span.end] for span in spans] for spans in found.spans],
        "unasked": [[item.family, item.colour, item.shape] for item in found.unasked],
    }
    temporary = path.with_suffix(".new")
    with temporary.open("wb") as file:
        np.savez_compressed(
            file,
            pictures=found.pictures,
            places=found.places,
            index=found.index,
            status=found.status,
            overall=found.overall,
            opens=found.opens,
            closes=found.closes,
            labels=found.labels,
            truth=np.array(json.dumps(truth)),
        )
    temporary.replace(path)


def read_trace(path: Path) -> Trace:
    """Read a trace. Raises OSError, ValueError or KeyError."""
    with np.load(path, allow_pickle=False) as content:
        truth = json.loads(str(content["truth"]))
        arrays = {name: content[name] for name in content.files if name != "truth"}
    return Trace(
        world=truth["world"],
        conditions=tuple(Condition(Family(f), c, s) for f, c, s in truth["conditions"]),
        spans=tuple(tuple(Span(*pair) for pair in spans) for spans in truth["spans"]),
        unasked=tuple(Condition(Family(f), c, s) for f, c, s in truth["unasked"]),
        **arrays,
    )


def traces_in(folder: Path) -> list[Path]:
    """The traces of a folder. Raises StrideError when there are none."""
    paths = sorted(folder.glob("*.npz"))
    if not paths:
        raise StrideError(f"The folder {folder} holds no traces of streams.", "Choose another one.")
    return paths
